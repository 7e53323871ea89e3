"""Is the step short enough for this network: checked before the first one is taken."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from secondheart.engine.layout import Floats, Network
from secondheart.errors import NetworkError
from secondheart.physics.vein_wall import FULLEST

LARGEST_PRESSURE = 150.0  # mmHg of transmural pressure at which veins are tried distended
STABILITY_EMPTIED = 0.3  # share of the unstressed volume at which they are tried collapsed
LEFT_OF_RESISTANCE = 1.0 / 50.0
SAFETY = 0.9
STATES = ("distended", "collapsed")


def stiffness(net: Network, state: str) -> Floats:
    """Stiffness of each vessel with the heart contracted, and the veins distended or collapsed, in mmHg/mL.

    That of a vein is the slope of `vein_pressure`.
    """
    stiff = np.maximum(net.elastance, net.systolic * 2.0)
    veins = slice(int(net.elastic), int(net.vessels))
    if state == "collapsed":
        stiff[veins] = 1.5 * net.buckling[veins] / (STABILITY_EMPTIED**2.5 * net.unstressed[veins])
        return stiff
    scale = net.scale[veins]
    tangent = np.minimum(LARGEST_PRESSURE / scale, math.tan(0.5 * math.pi * FULLEST))
    stiff[veins] = 0.5 * math.pi * net.per_distending[veins] * scale * (1.0 + tangent**2)
    return stiff


def largest_step(net: Network, state: str, dt: float) -> float:
    """Return the longest stable step in a state of the vessels, in s.

    The scheme is stable while dt^2 K < 4 (L' + dt R / 2) in the sense of matrices; K couples the flows through
    the vessels that they share. Of R only what full effort leaves of a bed's is counted.
    """
    root = _root(net, state, dt)
    return float(2.0 / np.sqrt(np.linalg.eigvalsh(root.T @ root)[-1]))  # as many rows as vessels, which are fewer


def _worst(net: Network, state: str, dt: float) -> int:
    """Place of the connection that limits the step."""
    root = _root(net, state, dt)
    return int(np.argmax(np.abs(np.linalg.eigh(root @ root.T)[1][:, -1])))


def _root(net: Network, state: str, dt: float) -> Floats:
    """A root of the stiffness that couples the flows, each as heavy as its connection: connection x vessel."""
    tail, head = net.tail.astype(int), net.head.astype(int)
    incidence = np.zeros((tail.size, net.unstressed.size))
    incidence[np.arange(tail.size), tail] -= 1.0
    incidence[np.arange(tail.size), head] += 1.0
    return np.asarray(incidence * np.sqrt(stiffness(net, state))[None, :] / np.sqrt(_mass(net, dt))[:, None])


def _mass(net: Network, dt: float) -> Floats:
    """How heavy each connection is, what its resistance holds back included."""
    damping = dt * net.resistance * LEFT_OF_RESISTANCE
    return np.asarray(net.inertance**2 / (net.inertance + 0.5 * damping) + 0.5 * damping)


def check_step(net: Network, connections: Sequence[str], dt: float) -> float:
    """Return the longest stable step, in s.

    Raises
    ------
    NetworkError
        If `dt` is longer; the sentence names the connection, the state and what is allowed.
    """
    longest = np.inf
    for state in STATES:
        limit = largest_step(net, state, dt)
        if dt > SAFETY * limit:
            raise NetworkError(
                f"a step of {dt:g} s is too long for {connections[_worst(net, state, dt)]} with its veins {state}: "
                f"at most {_longest_step(net, state, dt):.2g} s, or give this connection more length or less lumen"
            )
        longest = min(longest, limit)
    return longest


def is_stable(net: Network, dt: float) -> bool:
    """Say whether a step is short enough in every state of the vessels: `check_step` without the longest one."""
    coupling, most = _coupling(net, dt), (2.0 * SAFETY / dt) ** 2
    return all(_is_definite(coupling, np.sqrt(stiffness(net, state)), most) for state in STATES)


def _coupling(net: Network, dt: float) -> Floats:
    """How light the connections of each two vessels are: what `_root` times itself is at a stiffness of 1."""
    tail, head, size = net.tail.astype(int), net.head.astype(int), net.unstressed.size
    light = 1.0 / _mass(net, dt)
    places = np.concatenate((tail * size + tail, head * size + head, tail * size + head, head * size + tail))
    weights = np.concatenate((light, light, -light, -light))
    return np.asarray(np.bincount(places, weights, size * size).reshape(size, size), float)


def _is_definite(coupling: Floats, root: Floats, most: float) -> bool:
    """Say whether no eigenvalue of the coupled stiffness reaches `most`: a tenth of the work of finding them."""
    try:
        np.linalg.cholesky(most * np.eye(root.size) - root[:, None] * coupling * root)
    except np.linalg.LinAlgError:
        return False
    return True


def _longest_step(net: Network, state: str, dt: float) -> float:
    """Return a step that would be allowed, in s: a shorter step is damped less, so the limit itself shrinks with it.

    It has two digits, the last of them rounded down: what a sentence says is allowed, too.
    """
    for _ in range(20):
        dt = min(dt, 0.99 * SAFETY * largest_step(net, state, dt))
    place = 10.0 ** (math.floor(math.log10(dt)) - 1)
    return math.floor(dt / place) * place
