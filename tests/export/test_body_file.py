"""A body file gives back what went in, in C too; what is damaged or of another version is refused in a sentence."""

from __future__ import annotations

import struct
import subprocess
import zlib
from pathlib import Path

import numpy as np
import pytest

import secondheart as sh
from secondheart.codegen.compilers import any_compiler, find_system_compiler, find_zig
from secondheart.errors import BadFile, InputError
from secondheart.export import BodyFile, export_body, read_body
from secondheart.export.body_file import parse_body
from secondheart.export.unit_variables import leak_places
from secondheart.person import Person
from secondheart.simulation.session import prepare

HEADER = Path(sh.__file__).parent / "export" / "body.h"
MAIN = r"""
#include <stdio.h>
#include <stdlib.h>
#include "body.h"

int main(int count, char **words)
{
    FILE *file = fopen(words[1], "rb");
    static unsigned char bytes[1 << 24];
    size_t length = fread(bytes, 1, sizeof bytes, file);
    struct sh_body body;
    const char *wrong = sh_open(bytes, length, &body);
    if (wrong) return puts(wrong), 1;
    for (int k = 2; k < count; k++) {
        const struct sh_array *array = sh_find(&body, words[k]);
        if (!array) return puts("no such array"), 1;
        double total = 0.0;
        uint64_t size = array->shape[0] * array->shape[1] * array->shape[2];
        const double *floats = sh_floats(&body, array);
        const int64_t *whole = sh_whole(&body, array);
        for (uint64_t i = 0; i < size; i++) total += array->kind == 1 ? floats[i] : (double)whole[i];
        printf("%.17g\n", total);
    }
    return 0;
}
"""


@pytest.fixture(scope="module")
def body() -> BodyFile:
    up_and_down = sh.stand(seconds=5) + sh.tiptoe(times=2)
    return export_body(sh.Person(), {"up and down": up_and_down, "rest": sh.lie(seconds=5)})


@pytest.fixture
def path(body: BodyFile, tmp_path: Path) -> Path:
    body.write(tmp_path / "body.bin")
    return tmp_path / "body.bin"


def test_what_is_read_is_what_was_written(body: BodyFile, path: Path) -> None:
    again = read_body(path)
    assert again.header == body.header
    assert list(again.arrays) == list(body.arrays)
    for name, array in body.arrays.items():
        np.testing.assert_array_equal(again.arrays[name], array, err_msg=name)


def test_it_holds_the_blood_the_names_and_each_order(body: BodyFile) -> None:
    names = body.header["names"]
    assert body.arrays["state.volume"].shape == (len(names["vessels"]),)
    assert body.arrays["state.volume"].sum() == pytest.approx(sh.Person().body.scalars["blood.volume"], abs=1e-6)
    assert [len(one["orders"]) for one in body.header["protocols"].values()] == [2, 1]
    assert body.header["protocols"]["up and down"]["orders"][1]["begins"] == 5.0 / body.header["dt_s"]
    listed = [name for fields in body.header["tuples"].values() for _, name in fields if isinstance(name, str)]
    assert set(listed) <= set(body.arrays)


def test_what_is_alike_is_stored_once(body: BodyFile) -> None:
    whole = sum(array.nbytes for array in body.arrays.values())
    assert len(body.to_bytes()) < 0.9 * whole


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda data: b"netCDF" + data, "not a body file: it does not begin as one"),
        (lambda data: data[:8] + struct.pack("<I", 7) + data[12:], "of version 7; this program reads version 1"),
        (lambda data: data[:-1] + bytes([data[-1] ^ 1]), "is damaged: its checksum is not that of its bytes"),
        (lambda data: data[:5000], "is damaged"),
        (lambda _: b"", "not a body file"),
    ],
)
def test_another_file_is_refused_in_a_sentence(body: BodyFile, change: object, words: str) -> None:
    with pytest.raises(BadFile, match=words):
        parse_body(change(body.to_bytes()), "body.bin")  # type: ignore[operator]


def test_the_checksum_is_that_of_the_rest(body: BodyFile) -> None:
    data = body.to_bytes()
    assert struct.unpack_from("<I", data, 12)[0] == zlib.crc32(data[32:])


def test_no_protocol_and_no_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="a body file needs a protocol"):
        export_body(sh.Person(), {})
    with pytest.raises(BadFile, match="the body cannot be read: no such file"):
        read_body(tmp_path / "none.bin")


@pytest.mark.skipif(not (find_system_compiler() or find_zig()), reason="no C compiler here: install gcc or ziglang")
def test_c_reads_the_same(body: BodyFile, path: Path, tmp_path: Path) -> None:
    (tmp_path / "main.c").write_text(MAIN, encoding="utf-8")
    flags = ("-std=c99", "-Wall", "-Wextra", "-Werror", f"-I{HEADER.parent}")
    any_compiler("this test").compile(tmp_path / "main.c", tmp_path / "main", flags)
    names = ["state.volume", "network.tail", "order.0.1.muscle"]
    printed = subprocess.run([tmp_path / "main", path, *names], capture_output=True, text=True, check=True).stdout
    np.testing.assert_allclose([float(line) for line in printed.split()], [body.arrays[name].sum() for name in names])
    data = path.read_bytes()
    path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    broken = subprocess.run([tmp_path / "main", path, *names], capture_output=True, text=True, check=False)
    assert broken.returncode == 1
    assert broken.stdout == "the body file is damaged: its checksum is not that of its bytes\n"


def test_a_leak_at_the_mouth_of_a_unit_brings_the_deep_valve_above_it_unless_that_one_has_its_own() -> None:
    for person, brought in ((Person(), True), (Person(leaks={"common_femoral_left": 0.1}), False)):
        packed = prepare(person).packed
        through = {one.valve: packed.connection(one.name) for one in packed.body.connections if one.valve}
        saphenous, _, deep, _ = leak_places(person, packed)
        assert (through["common_femoral_left"] in saphenous) is brought
        assert through["common_femoral_right"] not in saphenous
        assert through["common_femoral_left"] in deep
