"""What the columns of a table are called by the programs and the people that write it, and the words in them."""

from __future__ import annotations

import re
from collections.abc import Sequence

MISSING = {"", "nan", "na", "n/a", "null", "none", "nil", "-", "--", "#n/a", "<na>", "?"}
UNIT_BEHIND = re.compile(r"[\[(].*?[\])]|,? in \w+$")
IN_SECONDS = re.compile(r"[\[(]\s*(s|sec|seconds)\s*[\])]$")
COLUMN_OF_NAME = {
    "t_s": ("t_s", "t", "seconds", "sec", "elapsed", "elapsed_s", "elapsed_time", "time_s", "secs"),
    "date": ("date", "day", "datum", "fecha", "data", "dato"),
    "time": (
        "time", "timestamp", "datetime", "date_time", "start", "start_time", "start_date", "begin", "from",
        "local_time",
        "phone_timestamp", "time_local", "zeit", "uhrzeit", "datum_uhrzeit", "zeitstempel", "startzeit",
        "beginn",  # codespell:ignore beginn
        "hora", "heure", "horodatage", "ora", "date_heure", "fecha_hora",
    ),
    "stop": ("stop", "end", "end_time", "end_date", "stop_time", "until", "to", "endzeit", "fin", "fine"),
    "steps": (
        "steps", "step", "step_count", "stepcount", "steps_count", "number_of_steps", "total_steps", "schritte",
        "schrittzahl", "schrittanzahl", "pas", "nombre_de_pas", "pasos", "passi", "passos", "stappen", "steg",
    ),
    "heart_rate_bpm": (
        "heart_rate_bpm", "heart_rate", "heartrate", "hr", "hr_bpm", "bpm", "pulse", "pulse_rate", "pulse_bpm",
        "puls",  # codespell:ignore puls
        "herzfrequenz", "herzrate", "frequence_cardiaque", "fréquence_cardiaque", "frecuencia_cardiaca", "hartslag",
        "average_heart_rate", "avg_hr", "mean_hr", "heart_rate_avg", "beats_per_minute",
    ),
    "posture": ("posture", "body_posture", "position", "body_position", "haltung", "körperhaltung"),
}  # fmt: skip
COLUMN_OF = {name: column for column, names in COLUMN_OF_NAME.items() for name in names}
POSTURE_OF_WORD = {
    "lie": "lie", "lying": "lie", "laying": "lie", "lay": "lie", "supine": "lie", "prone": "lie", "bed": "lie",
    "sleep": "lie", "asleep": "lie", "sleeping": "lie", "liegen": "lie", "in_bed": "lie", "lying_down": "lie",
    "sit": "sit", "sitting": "sit", "seated": "sit", "sedentary": "sit", "sitzen": "sit",
    "stand": "stand", "standing": "stand", "upright": "stand", "stehen": "stand", "standing_still": "stand",
    "walk": "walk", "walking": "walk", "gehen": "walk", "run": "run", "running": "run", "jogging": "run",
    "laufen": "run", "cycle": "cycle", "cycling": "cycle", "bike": "cycle", "biking": "cycle", "radfahren": "cycle",
    "raise_legs": "raise_legs", "legs_raised": "raise_legs",
}  # fmt: skip
GROUPED = re.compile(r"\d{1,3}(?:[.,' \u202f\u00a0]\d{3})+")


def column_of(name: str) -> str:
    """Return what a column is called here, "" if it is none that is known.

    Examples
    --------
    >>> column_of("Heart Rate (bpm)"), column_of("Time [s]"), column_of("Schritte"), column_of("colour")
    ('heart_rate_bpm', 't_s', 'steps', '')
    """
    lowered = name.lower().strip()
    plain = re.sub(r"[\W_]+", "_", UNIT_BEHIND.sub("", lowered)).strip("_")
    column = COLUMN_OF.get(plain, "")
    return "t_s" if column == "time" and IN_SECONDS.search(lowered) else column


def columns_of(header: Sequence[str]) -> dict[str, str]:
    """Return the column of each name that is known; of several names of one that which is exactly it, or the first."""
    chosen: dict[str, str] = {}
    for name in sorted(header, key=lambda one: one != column_of(one)):
        column = column_of(name)
        if column and column not in chosen.values():
            chosen[name] = column
    if "time" in chosen.values() and "date" not in chosen.values():
        return chosen
    if "time" not in chosen.values():  # a date with its time in one column
        return {name: "time" if column == "date" else column for name, column in chosen.items()}
    return chosen


def posture_of_word(word: str) -> str:
    """Return the posture that a word names, "" if it names none."""
    return POSTURE_OF_WORD.get(re.sub(r"[\W_]+", "_", word.lower()).strip("_"), "")


def whole_number(text: str) -> str:
    """Return a whole number without what parts its thousands."""
    return re.sub(r"\D", "", text) if GROUPED.fullmatch(text) else text
