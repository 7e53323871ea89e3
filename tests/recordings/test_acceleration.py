"""Raw acceleration becomes steps: as many as were made, whichever device wrote it."""

from __future__ import annotations

import struct
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from secondheart.errors import BadFile, InputError
from secondheart.recordings import read_day, read_recording
from secondheart.recordings.formats._acceleration import step_moments
from secondheart.recordings.logbook import Floats

MIDNIGHT = datetime(2026, 11, 8, 8)
HZ = 50.0


def walk(minutes: float = 3.0, per_min: float = 110.0, rest_s: float = 30.0) -> Floats:
    """A person who stands for half a minute, walks, and stands: acceleration in g, a row of three a sample."""
    t_s = np.arange(0.0, 60.0 * minutes + 2 * rest_s, 1.0 / HZ)
    walking = (t_s >= rest_s) & (t_s < t_s[-1] - rest_s)
    chance = np.random.default_rng(1)
    g = np.tile([0.0, -1.0, 0.1], (len(t_s), 1)) + 0.002 * chance.standard_normal((len(t_s), 3))
    g[:, 1] += 0.2 * walking * np.sin(2 * np.pi * per_min / 60.0 * t_s)
    return g


STEPS_MADE = 330


def text_of(g: Floats, head: str = "t_s,acc_x_g,acc_y_g,acc_z_g", scale: float = 1.0) -> str:
    rows = (f"{n / HZ:.3f}," + ",".join(f"{scale * value:.4f}" for value in row) for n, row in enumerate(g))
    return "\n".join([head, *rows]) + "\n"


def actilife_raw(g: Floats) -> str:
    head = [
        "------------ Data File Created By ActiGraph GT3X+ ActiLife v6.13.4 Firmware v2.5.0 date format M/d/yyyy at "
        "50 Hz  Filter Normal -----------", "Serial Number: X", "Start Time 08:00:00", "Start Date 11/18/2026",
        "Epoch Period (hh:mm:ss) 00:00:00", "Download Time 08:00:00", "Download Date 11/19/2026",
        "Current Memory Address: 0", "Current Battery Voltage: 4.02     Mode = 12", 50 * "-",
    ]  # fmt: skip
    columns = "Accelerometer X,Accelerometer Y,Accelerometer Z"
    return "\n".join([*head, columns, *(",".join(f"{value:.3f}" for value in row) for row in g)]) + "\n"


def cwa(g: Floats, packed: bool = False, start: datetime = MIDNIGHT) -> bytes:
    """Blocks of an Axivity at 50 Hz, as Open Movement describes them."""
    most = 120 if packed else 80
    blocks = [b"MD" + bytes(1022)]
    for first in range(0, len(g), most):
        some = np.round(256 * g[first : first + most]).astype(int)
        seconds = first / HZ
        when = datetime.fromtimestamp(start.timestamp() + int(seconds))
        stamp = (when.year - 2000) << 26 | when.month << 22 | when.day << 17
        stamp |= when.hour << 12 | when.minute << 6 | when.second
        fraction = 0x8000 | int((seconds % 1.0) * 32768)
        if packed:
            words = [sum((int(value) & 0x3FF) << 10 * place for place, value in enumerate(row)) for row in some]
            data = struct.pack(f"<{len(words)}I", *words)
        else:
            data = some.astype("<i2").tobytes()
        head = struct.pack(
            "<2sHHIIIHHBBBBhH", b"AX", 508, fraction, 1, len(blocks), stamp, 0, 0, 0, 0, 0x49, 0x30 if packed else 0x32,
            0, len(some),
        )  # fmt: skip
        blocks.append((head + data).ljust(510, b"\0") + b"\0\0")
    return b"".join(blocks)


def geneactiv(g: Floats) -> str:
    """Pages of a GENEActiv at 50 Hz, with a gain of 25,600 and an offset of 100."""
    lines = ["Device Identity", "Device Unique Serial Code:000001", "", "Calibration Data"]
    lines += [f"{axis} {what}" for axis in "xyz" for what in ("gain:25600", "offset:100")]
    raw = np.round((25600 * g + 100) / 100).astype(int) & 0xFFF
    for first in range(0, len(g), 300):
        some = raw[first : first + 300]
        when = datetime.fromtimestamp(MIDNIGHT.timestamp() + first / HZ)
        lines += ["Recorded Data", "Device Unique Serial Code:000001", f"Sequence Number:{first // 300}"]
        lines += [f"Page Time:{when:%Y-%m-%d %H:%M:%S}:{when.microsecond // 1000:03d}", "Unassigned:", "Temperature:20"]
        lines += ["Battery voltage:4.1", "Device Status:Recording", "Measurement Frequency:50.0"]
        lines += ["".join(f"{x:03X}{y:03X}{z:03X}000" for x, y, z in some)]
    return "\r\n".join(lines) + "\r\n"


def write_samples(folder: Path) -> None:
    """Write a small file of each format, for the tests of all formats."""
    g = walk(0.2, rest_s=5.0)
    (folder / "raw.csv").write_text(text_of(g), "utf-8")
    (folder / "wrist.cwa").write_bytes(cwa(g))
    (folder / "wrist.bin").write_text(geneactiv(g), "utf-8", newline="")


FILES = {
    "text.csv": text_of(walk()),
    "metres.csv": text_of(walk(), "Time (s);X;Y;Z".replace(";", ","), 9.80665),
    "milliseconds.txt": text_of(walk(), "timestamp,ax,ay,az").replace(".", "", 0),
    "raw.csv": actilife_raw(walk()),
    "words.cwa": cwa(walk()),
    "packed.cwa": cwa(walk(), packed=True),
    "cut.cwa": cwa(walk())[:-700],
    "pages.bin": geneactiv(walk()),
}


@pytest.mark.parametrize("name", FILES)
def test_steps_are_counted_whatever_wrote_them(tmp_path: Path, name: str) -> None:
    path, content = tmp_path / name, FILES[name]
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    recording = read_recording(path)
    assert recording.steps == pytest.approx(STEPS_MADE, abs=4)
    assert recording.protocol.duration_s == pytest.approx(240.0, abs=4.0)
    day = read_day(path)
    assert day.steps == recording.steps
    walking = sum(step.duration_s for step in day.protocol.steps if step.activity)
    assert walking == pytest.approx(180.0, abs=60.0)


def test_a_device_that_lies_still_is_not_worn(tmp_path: Path) -> None:
    path = tmp_path / "still.cwa"
    path.write_bytes(cwa(np.concatenate([walk(), np.tile([0.0, 0.0, 1.0], (int(HZ) * 4000, 1))])))
    gaps = read_recording(path).gaps
    assert {gap.reason for gap in gaps} == {"not worn"}
    assert sum(gap.stop_s - gap.start_s for gap in gaps) == pytest.approx(4000.0, abs=120.0)


REFUSED = {
    "slow.csv": ("t_s,x,y,z\n" + "".join(f"{n},0,0,1\n" for n in range(60)), "has 1 samples a second; at least 10"),
    "light.csv": ("t_s,x,y,z\n" + "".join(f"{n / 50},0,0,300\n" for n in range(60)), "is no acceleration in g: its"),
    "head.bin": ("Device Identity\nRecorded Data\n", "its header tells no gain and offset of x, y and z"),
    "head.cwa": (b"MD" + bytes(1022) + b"AX" + bytes(510), "blocks cannot be used|no steps, postures or beats"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_acceleration_is_refused_in_a_sentence(tmp_path: Path, name: str) -> None:
    content, sentence = REFUSED[name]
    (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(InputError, match=sentence) as caught:
        read_recording(tmp_path / name)
    assert isinstance(caught.value, BadFile)
    assert "\n" not in str(caught.value)


@pytest.mark.recordings
def test_the_walks_of_an_older_adult_have_the_steps_of_the_reference(recordings: Path) -> None:
    path = recordings / "lowback-imu-100hz.csv.gz"
    contacts = np.loadtxt(recordings / "lowback-imu-contacts.csv", skiprows=1)
    bouts = np.loadtxt(recordings / "lowback-imu-bouts.csv", delimiter=",", skiprows=1)
    rows = np.loadtxt(path, delimiter=",", skiprows=1)
    moments = step_moments(rows[:, 0], rows[:, 1:4], 100.0)
    inside = sum(int(((moments > start - 0.3) & (moments < stop + 0.3)).sum()) for start, stop in bouts)
    assert inside == pytest.approx(len(contacts), rel=0.1)
    assert read_recording(path).steps == len(moments)  # it steps outside the walks of the reference, too
