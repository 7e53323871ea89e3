"""The same circulation once more, plainly: ordinary differential equations for SciPy.

Written from the equations in the docstrings of the laws, with nothing of `physics` or `engine`: true
tangents, cosines and square brackets in place of tables and rational forms; resistances that follow
filling at every instant; no rounding of volumes. Reflexes, effort and local exercise are frozen at rest.

The unknowns are the volumes, the flows, the positions of the leaflets and the pressures in the muscles.
Every quadratic loss, leaflet and chamber is in the same right-hand side, in mL, mmHg, s and cm.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.integrate import solve_ivp
from scipy.sparse import csr_matrix, lil_matrix

from secondheart.person.body import Body

Floats = NDArray[np.float64]

RHO, G, DYN = 1.055, 980.665, 1333.22  # g/mL, cm/s2, dyn/cm2 a mmHg
RHO_G = RHO * G / DYN  # mmHg/cm
TIGHT, FASTEST, FREE, FELT = 1e-5, 1.0 / 0.03, 0.65, 0.1
COLLAPSE, MUSCLE_LAG = 1.3, 0.03


@dataclass(frozen=True)
class Rhythm:
    """Heart and breath as functions of time; `beat_at` and `breath_at` are their phases at time zero."""

    beat_s: float = 1.0
    beat_at: float = 0.0  # s since the atria began
    systole: float = 0.32  # s, of the ventricles in a beat of one second
    breath_per_s: float = 0.25
    breath_at: float = 0.0  # share of the breath
    chest: float = 0.0  # mmHg at end-expiration
    chest_swing: float = 0.0  # mmHg
    belly: float = 0.0
    belly_swing: float = 0.0

    def atria(self, t: float) -> float:
        """Contraction of the atria."""
        return contraction((self.beat_at + t) % self.beat_s, 0.25 * np.sqrt(self.beat_s))

    def ventricles(self, t: float) -> float:
        """Contraction of the ventricles, which follow after a delay."""
        root = np.sqrt(self.beat_s)
        return contraction((self.beat_at + t - 0.19 * root) % self.beat_s, self.systole * root)

    def lungs(self, t: float) -> float:
        """Inflation of the lungs."""
        phase = (self.breath_at + t * self.breath_per_s) % 1.0
        if phase < 0.4:
            return 0.5 - 0.5 * np.cos(np.pi * phase / 0.4)
        return 0.5 + 0.5 * np.cos(np.pi * (phase - 0.4) / 0.35) if phase < 0.75 else 0.0


def contraction(since: float, systole: float) -> float:
    """Raised cosine up over a systole and down over half of one."""
    if since < systole:
        return 0.5 * (1 - np.cos(np.pi * since / systole))
    return 0.5 * (1 + np.cos(2 * np.pi * (since / systole - 1))) if since < 1.5 * systole else 0.0


def wall(volume: Floats, unstressed: Floats, compliance: Floats, distending: Floats, buckling: Floats) -> Floats:
    """Transmural pressure of veins: a tangent above the unstressed volume, a buckled tube below it."""
    scale = 2 * distending / (np.pi * compliance)
    y = np.maximum(volume - unstressed, 0) / distending
    held = np.minimum(y, 0.98)
    tangent = np.tan(np.pi * held / 2)
    full = scale * (tangent + (y - held) * np.pi / 2 / np.cos(np.pi * held / 2) ** 2)
    ratio = np.clip(volume / unstressed, 0.01, 1.0)
    return np.asarray(full + buckling * (1 - ratio**-1.5))


class Twin:
    """A body as a system of differential equations.

    `heights` in cm and `cuffs` in mmHg by vessel; `muscles` gives the wanted pressure of each muscle at a time.
    """

    def __init__(
        self,
        body: Body,
        heights: Mapping[str, float],
        muscles: Callable[[float], Mapping[str, float]] = lambda _: {},
        rhythm: Rhythm | None = None,
    ) -> None:
        self.vessels = [v.name for v in body.vessels]
        self.pipes = [c.name for c in body.connections]
        self.muscle_names = sorted(muscles(0.0))
        self.muscles, self.rhythm = muscles, rhythm or Rhythm()
        self.leafy = [i for i, c in enumerate(body.connections) if c.valve and c.kind != "heart_valve"]
        self.prompt = np.array([bool(c.valve) and c.kind == "heart_valve" for c in body.connections])
        self._vessels(body, heights)
        self._pipes(body)

    def _vessels(self, body: Body, heights: Mapping[str, float]) -> None:
        vessels, self.place = body.vessels, {v.name: i for i, v in enumerate(body.vessels)}
        kind = np.array([v.kind for v in vessels])
        self.veins = np.flatnonzero(kind == "vein")
        self.atria = np.array([v.name.endswith("atrium") for v in vessels]) & (kind == "chamber")
        self.ventricles = (kind == "chamber") & ~self.atria
        self.unstressed = np.array([v.unstressed for v in vessels])
        self.relaxed = np.array([v.elastance_diastolic if v.kind == "chamber" else 1 / v.compliance for v in vessels])
        self.taut = np.array([v.elastance_taut for v in vessels])
        self.filling = np.array([v.filling or 1.0 for v in vessels])
        self.contracted = np.array([v.elastance_systolic for v in vessels])
        self.chambers = np.flatnonzero(kind == "chamber")
        self.sac = body.scalars["pericardium.slack"], body.scalars["pericardium.give"]
        self.compliance = np.array([v.compliance for v in vessels])
        self.distending = np.array([v.distending for v in vessels])
        self.buckling = np.array([v.buckling or COLLAPSE for v in vessels])
        self.transmission = np.array([v.transmission for v in vessels])
        self.around = [v.surroundings for v in vessels]
        self.weight = RHO_G * np.array([heights.get(v.name, 0.0) for v in vessels])
        self.skull = body.scalars["chest.skull_pressure"] - RHO_G * heights.get("head_veins", 0.0)

    def _pipes(self, body: Body) -> None:
        pipes = body.connections
        self.tail = np.array([self.place[c.tail] for c in pipes])
        self.head = np.array([self.place[c.head] for c in pipes])
        self.resistance = np.array([c.resistance for c in pipes])
        self.inertance = np.array([RHO * c.length / c.lumen / DYN for c in pipes])
        free = np.where(self.prompt, 1.0, FREE)
        self.loss = np.array(
            [RHO / 2 / (f * c.valve_lumen) ** 2 / DYN if c.valve else 0.0 for c, f in zip(pipes, free, strict=True)]
        )
        self.leak = np.maximum([c.leak for c in pipes], TIGHT)
        lumens = np.array([pipes[i].valve_lumen for i in self.leafy])
        speed = body.scalars["valve.cusp_speed"]
        self.way, self.own, self.lumens = np.log(9.0) / np.sqrt(lumens / np.pi), speed, lumens
        self.opens, self.shuts = body.scalars["valve.opening_rate"], body.scalars["valve.closing_rate"]
        of_vein = np.isin(np.arange(len(self.vessels)), self.veins)
        follows = np.array([c.kind != "venules" for c in pipes])
        behind = np.array([c.kind != "perforator" for c in pipes])  # what lies flat there leaves its mouth open
        self.tail_follows, self.head_follows = of_vein[self.tail] & follows, of_vein[self.head] & follows & behind
        ones = np.ones(len(pipes))
        index = np.arange(len(pipes))
        leaving = csr_matrix((ones, (self.tail, index)), (len(self.vessels), len(pipes)))
        entering = csr_matrix((ones, (self.head, index)), (len(self.vessels), len(pipes)))
        self.gather = entering - leaving

    def potential(self, t: float, volume: Floats, muscle: Floats) -> Floats:
        """Pressure plus the weight of the column, of each vessel."""
        filled = volume - self.unstressed
        relaxed = self.relaxed + self.taut * (filled / self.filling) ** 4
        share = self.atria * self.rhythm.atria(t) + self.ventricles * self.rhythm.ventricles(t)
        inside = (relaxed * (1 - share) + self.contracted * share) * filled
        v = self.veins
        inside[v] = wall(volume[v], self.unstressed[v], self.compliance[v], self.distending[v], self.buckling[v])
        lungs = self.rhythm.lungs(t)
        chest = self.rhythm.chest - self.rhythm.chest_swing * lungs
        beyond = max(volume[self.chambers].sum() - self.sac[0], 0.0) / self.sac[1]
        places = {
            "none": 0.0,
            "thorax": chest,
            "pericardium": chest + beyond**3,
            "abdomen": self.rhythm.belly + self.rhythm.belly_swing * lungs,
            "cranium": self.skull,
            **dict(zip(self.muscle_names, muscle, strict=True)),
        }
        outside = np.array([places.get(name, 0.0) for name in self.around])
        return np.asarray(inside + self.transmission * outside + self.weight)

    def narrowing(self, volume: Floats) -> Floats:
        """Resistance of each connection relative to that at rest: the mean of what its two ends ask for."""
        ratio = self.unstressed / np.maximum(volume, 0.01 * self.unstressed)
        factor = np.minimum(np.where(ratio > 1, ratio**2, ratio), 400)
        tail = np.where(self.tail_follows, factor[self.tail], 1.0)
        return np.asarray(0.5 * (tail + np.where(self.head_follows, factor[self.head], 1.0)))

    def split(self, y: Floats) -> tuple[Floats, Floats, Floats, Floats]:
        """Volumes, flows, openings, muscle pressures."""
        n, m, k = len(self.vessels), len(self.pipes), len(self.leafy)
        return y[:n], y[n : n + m], y[n + m : n + m + k], y[n + m + k :]

    def change(self, t: float, y: Floats) -> Floats:
        """Time derivative of everything."""
        volume, flow, opening, muscle = self.split(y)
        potential = self.potential(t, volume, muscle)
        drop = potential[self.tail] - potential[self.head]
        free = np.ones(len(flow))
        free[self.prompt] = np.where(flow[self.prompt] > 0, 1.0, self.leak[self.prompt])
        seen = self.leak[self.leafy]
        free[self.leafy] = np.maximum(seen + opening * (1 - seen), TIGHT)
        friction = self.resistance * self.narrowing(volume) / free * flow + self.loss / free**2 * flow * abs(flow)
        push = drop[self.leafy]
        quickest = np.minimum(self.way * (self.own + np.maximum(-flow[self.leafy], 0.0) / self.lumens), FASTEST)
        moving = np.where(
            push > 0,
            np.minimum(self.opens * np.maximum(push - FELT, 0.0), quickest) * (1 - opening),
            -np.minimum(-self.shuts * push, quickest) * opening,
        )
        wanted = self.muscles(t)
        squeeze = (np.array([wanted[name] for name in self.muscle_names]) - muscle) / MUSCLE_LAG
        return np.concatenate([self.gather @ flow, (drop - friction) / self.inertance, moving, squeeze])

    def pattern(self) -> csr_matrix:
        """Which derivative depends on which unknown; for the solver's Jacobian only."""
        n, m, k = len(self.vessels), len(self.pipes), len(self.leafy)
        size = n + m + k + len(self.muscle_names)
        marks = lil_matrix((size, size))
        for e, (a, b) in enumerate(zip(self.tail, self.head, strict=True)):
            marks[[a, b], n + e] = 1
            marks[n + e, [a, b, n + e]] = 1
            self._mark_muscles(marks, n + e, (a, b))
        for j, e in enumerate(self.leafy):
            row, ends = n + m + j, (self.tail[e], self.head[e])
            marks[row, [*ends, row, n + e]] = 1
            marks[n + e, row] = 1
            self._mark_muscles(marks, row, ends)
        for g in range(len(self.muscle_names)):
            marks[n + m + k + g, n + m + k + g] = 1
        return marks.tocsr()

    def _mark_muscles(self, marks: lil_matrix, row: int, ends: tuple[int, int]) -> None:
        first = len(self.vessels) + len(self.pipes) + len(self.leafy)
        for end in ends:
            if self.around[end] in self.muscle_names:
                marks[row, first + self.muscle_names.index(self.around[end])] = 1

    def solve(
        self, start: Floats, times: Floats, rtol: float = 1e-8, atol: float = 1e-8, longest_s: float = np.inf
    ) -> Floats:
        """Return the unknowns at the times, one row each; `longest_s` keeps the solver from jumping over a beat."""
        found = solve_ivp(
            self.change, (0.0, times[-1]), start, "BDF", times,
            rtol=rtol, atol=atol, jac_sparsity=self.pattern(), max_step=longest_s,
        )  # fmt: skip
        if not found.success:
            raise RuntimeError(found.message)
        return np.asarray(found.y.T)
