"""What the sessions of a FIT file tell: sports, and, where there are no records, the means of each session."""

from __future__ import annotations

import numpy as np

from secondheart.recordings.formats._fit_messages import Content, Fields

MEANS_EVERY_S = 10  # assumed: short against what is continuous
LONGEST_SESSION_S = 86_400.0  # assumed: no session lasts longer
MEANS = "holds no records: the means of its sessions are taken"


def records_of_sessions(content: Content) -> list[Fields]:
    """Return records at the means of sessions that tell when they were and what was done; none where none does."""
    records: list[Fields] = []
    for session in content["session"]:
        length = session.get("total_timer_time") or session.get("total_elapsed_time") or 0.0
        start = session.get("start_time")
        if start is None or not MEANS_EVERY_S <= length <= LONGEST_SESSION_S:
            continue
        cadence = session.get("avg_running_cadence", session.get("avg_cadence"))
        means = {"heart_rate": session.get("avg_heart_rate"), "cadence": cadence, "power": session.get("avg_power")}
        known = {name: value for name, value in means.items() if value is not None}
        metres = session.get("total_distance")
        times = [*np.arange(0.0, float(length), MEANS_EVERY_S).tolist(), float(length)]
        for t_s in times:
            distance = {} if metres is None else {"distance": metres * t_s / length}
            records.append({"timestamp": int(start + t_s), **known, **distance})
    return records
