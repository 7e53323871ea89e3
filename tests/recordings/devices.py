"""Small recordings of days, made up by code, in the formats that devices and their programs write."""

from __future__ import annotations

import re
import sqlite3
import zipfile
from collections.abc import Iterable
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

from tests.recordings import fitfile as fit

STEPS, HEART = "HKQuantityTypeIdentifierStepCount", "HKQuantityTypeIdentifierHeartRate"
BREATHS, SLEEP = "HKQuantityTypeIdentifierRespiratoryRate", "HKCategoryTypeIdentifierSleepAnalysis"
UNIT = {STEPS: "count", HEART: "count/min", BREATHS: "count/min"}
WATCH, PHONE = "Erika Mustermann’s Apple Watch", "Erika Mustermann’s iPhone"
# as version 12 of the export writes it: one of its lists is not closed
DTD = """<!DOCTYPE HealthData [
<!-- HealthKit Export Version: 12 -->
<!ELEMENT HealthData (ExportDate,Me,(Record)*)>
<!ATTLIST Record
  type CDATA #REQUIRED
<!ATTLIST Broken
  value CDATA #REQUIRED
>
]>
"""
EXCEL = datetime(1899, 12, 30)
PAL_HEAD = "Time;Time(approx);Data Count (samples);Event Type;Duration (s);Waking Day;Cumulative Step Count"
LOCAL_OFFSET = 3600


def record(kind: str, start: str, stop: str, value: object, source: str = WATCH) -> str:
    """One record of Apple Health; times as in 2026-11-08 07:30:00 +0100."""
    unit = f' unit="{UNIT[kind]}"' if kind in UNIT else ""
    return (
        f' <Record type="{kind}" sourceName="{source}" sourceVersion="10.1"{unit} creationDate="{stop}" '
        f'startDate="{start}" endDate="{stop}" value="{value}"/>\n'
    )


def export(records: Iterable[str], dtd: str = DTD) -> str:
    """A whole export.xml."""
    me = '<Me HKCharacteristicTypeIdentifierDateOfBirth="1990-01-01"/>\n'
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    return f'{head}{dtd}<HealthData locale="en_GB">\n <ExportDate value="x"/>\n {me}{"".join(records)}</HealthData>\n'


def zipped(path: Path, text: str, name: str = "apple_health_export/export.xml") -> Path:
    """A zip with an export, and the document that stands beside it."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("apple_health_export/export_cda.xml", "<ClinicalDocument/>")
        archive.writestr(name, text)
    return path


def events(start: datetime, rows: Iterable[tuple[float, float]]) -> str:
    """Events of an activPAL: code and seconds of each, one after the other."""
    lines, t_s, steps = ["sep=;", PAL_HEAD], 0.0, 0
    for code, lasts in rows:
        days = (start - EXCEL + timedelta(seconds=t_s)) / timedelta(days=1)
        steps += 2 * (code == 2)
        shown = (start + timedelta(seconds=t_s)).strftime("%d-%b-%y %H:%M:%S")
        lines.append(f"{days:.10f};{shown};{round(10 * t_s)};{code:g};{lasts:g};1;{steps}")
        t_s += lasts
    return "\n".join(lines) + "\n"


def agd(path: Path, start: datetime, rows: Iterable[tuple[int, str]], epoch_s: int = 60) -> Path:
    """Epochs of an ActiGraph: steps, and the posture of all of the epoch: Off, Standing, Sitting or Lying."""
    ticks = int((start - datetime(1, 1, 1)) / timedelta(microseconds=1)) * 10
    postures = ("Off", "Standing", "Sitting", "Lying")
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("CREATE TABLE settings (settingID INTEGER, settingName TEXT, settingValue TEXT)")
        told = [("softwarename", "ActiLife"), ("subjectname", "Erika Mustermann"), ("epochlength", str(epoch_s))]
        database.executemany("INSERT INTO settings VALUES (0, ?, ?)", told)
        inclines = ", ".join(f"incline{name} INTEGER" for name in postures)
        database.execute(f"CREATE TABLE data (dataTimestamp INTEGER, axis1 INTEGER, steps INTEGER, {inclines})")
        for number, (steps, posture) in enumerate(rows):
            seconds = [epoch_s * (name == posture) for name in postures]
            row = (ticks + 10_000_000 * epoch_s * number, 0, steps, *seconds)
            database.execute("INSERT INTO data VALUES (?, ?, ?, ?, ?, ?, ?)", row)
    return path


def actilife(start: datetime, rows: Iterable[tuple[int, int]], form: str = "dd.MM.yyyy") -> str:
    """The table of epochs of a minute that ActiLife writes: steps, and seconds standing or sitting of each."""
    pattern = re.sub("d+|M+|y+", lambda part: {"d": "%d", "M": "%m", "y": "%Y"}[part.group()[0]], form)
    head = [
        "------------ Data Table File Created By ActiGraph wGT3XBT ActiLife v6.13.4 Firmware v1.9.2 "
        f"date format {form} Filter Normal -----------",
        "Serial Number: XXX0X00000000", f"Start Time {start:%H:%M:%S}", f"Start Date {start.strftime(pattern)}",
        "Epoch Period (hh:mm:ss) 00:01:00", "Download Time 08:00:00", "Download Date 15.11.2026",
        "Current Memory Address: 0", "Current Battery Voltage: 3,85     Mode = 61", 50 * "-",
    ]  # fmt: skip
    return "\n".join([*head, *(f"0,0,0,{steps},0,{60 - sat},{sat},0" for steps, sat in rows)]) + "\n"


WALK, RUN, CYCLE = 6, 1, 2
MONITORING_INFO, MONITORING, MONITORING_B = 103, 55, 32


def info(stamp: int) -> bytes:
    """The message that begins a monitoring file: time, and local time."""
    return fit.message(MONITORING_INFO, [(253, fit.UINT32, stamp), (0, fit.UINT32, stamp + LOCAL_OFFSET)])


def cycles(stamp: int, kind: int, count: int, short: bool = False, packed: bool = False) -> bytes:
    """A count of strides of one kind of activity up to a time, which is whole or the last 16 bits of it."""
    time = (26, fit.UINT16, stamp & 0xFFFF) if short else (253, fit.UINT32, stamp)
    activity = (24, fit.BYTE, kind | 3 << 5) if packed else (5, fit.ENUM, kind)
    return fit.message(MONITORING, [time, activity, (3, fit.UINT32, 2 * count)])


def pulse(stamp: int, bpm: int) -> bytes:
    """A heart rate at a time of 16 bits."""
    return fit.message(MONITORING, [(26, fit.UINT16, stamp & 0xFFFF), (27, fit.UINT8, bpm)])


def monitoring(messages: Iterable[bytes]) -> bytes:
    """A whole monitoring file."""
    return fit.wrap(fit.file_id(MONITORING_B) + b"".join(messages))
