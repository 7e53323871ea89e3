"""When the next frame is due, how much simulated time it covers, and whether it may be sent at all."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass, field

from secondheart.app.greeting import CREDIT, FPS
from secondheart.simulation.live import TICK_S

PERIOD_S = 1.0 / FPS
HIDDEN_S = 1.0  # between two frames of a tab that nobody sees
BUSY_S = 0.03  # a frame may take so long to compute, so that a click is answered at once
LEAST_TICK_S = 1e-9  # of wall time: no machine is quicker
LEAST_TICKS = 4  # of a frame at 1x, however slow the machine is
MOST_TICKS = 2400  # of a frame: 24 s, so that 600 times as fast as life has 25 frames a second
CHARTED_TICKS = 64  # a frame of more is charted by its lowest, mean and highest
BEHIND_S = 2.0  # a picture may be no further behind
LEAST_CREDIT = 10  # pages tell of every tenth frame that they drew
FIRST_CREDIT = 25  # until it is known how fast a page draws
RATE_SAMPLED = 240  # samples that a frame is made of, at most


@dataclass
class Pace:
    """The clock of a tab; times are those of a clock that is handed in, in seconds."""

    next_at: float = 0.0
    sent: int = 0
    acked: int = 0
    visible: bool = True
    tick_s: float = 5e-6  # wall time of a simulated tick of all bodies, measured
    recent: deque[tuple[float, float]] = field(default_factory=lambda: deque(maxlen=FPS))  # wall and simulated time
    drawn: deque[tuple[float, int]] = field(default_factory=deque)  # when, and up to which, the page drew

    @property
    def period_s(self) -> float:
        """Wall time between two frames."""
        return PERIOD_S if self.visible else HIDDEN_S

    @property
    def full(self) -> bool:
        """Whether so many frames are on their way that none may follow."""
        return self.sent - self.acked >= self.credit

    @property
    def credit(self) -> int:
        """How many frames may be on their way: as many as the page draws in two seconds, at most 50."""
        if len(self.drawn) < 2 or self.drawn[-1][0] - self.drawn[0][0] < BEHIND_S / 2.0:
            return FIRST_CREDIT
        (first, from_seq), (last, to_seq) = self.drawn[0], self.drawn[-1]
        return min(max(math.ceil(BEHIND_S * (to_seq - from_seq) / (last - first)), LEAST_CREDIT), CREDIT)

    def wait(self, now: float) -> float | None:
        """Return how long nothing is due; None where nothing will be until something is said."""
        return None if self.full else max(self.next_at - now, 0.0)

    def due(self, now: float) -> bool:
        """Say whether a frame may be made now."""
        return not self.full and now >= self.next_at

    def ticks(self, speed: float) -> int:
        """Return how far the next frame goes: in slow motion a tick, and then frames come more rarely."""
        wanted = round(speed * self.period_s / TICK_S)
        return max(min(wanted, MOST_TICKS, max(int(BUSY_S / max(self.tick_s, LEAST_TICK_S)), LEAST_TICKS)), 1)

    def count_frame(self, now: float, span_s: float, took_s: float, speed: float = 1.0) -> None:
        """Count a frame; those that could not be made in time are not made up for."""
        self.sent += 1
        self.next_at = max(self.next_at + max(self.period_s, span_s / speed), now)
        ticks = max(span_s / TICK_S, 1.0)
        self.tick_s += 0.2 * (took_s / ticks - self.tick_s)
        self.recent.append((now, span_s))

    def ack(self, seq: int, now: float) -> None:
        """Count frames as drawn, up to one; what was never sent cannot be."""
        self.acked = max(self.acked, min(seq, self.sent))
        self.drawn.append((now, self.acked))
        while len(self.drawn) > 2 and now - self.drawn[1][0] >= BEHIND_S:
            self.drawn.popleft()

    def forgive(self) -> None:
        """Count all frames as drawn, for a page that comes back."""
        self.acked = self.sent
        self.drawn.clear()

    def speed(self) -> float:
        """Return simulated over wall time, over the last frames."""
        if len(self.recent) < 2:
            return 0.0
        wall = self.recent[-1][0] - self.recent[0][0]
        return sum(span for _, span in list(self.recent)[1:]) / wall if wall > 0.0 else 0.0


def sample_ticks(ticks: int) -> int:
    """Return the ticks of a sample, so that a frame has not too many."""
    return -(-ticks // RATE_SAMPLED)
