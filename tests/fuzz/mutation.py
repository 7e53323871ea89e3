"""What happens to files on their way: letters lost, doubled, swapped, and replaced by nastier ones."""

from __future__ import annotations

from hypothesis import strategies as st

NASTY = (
    *(b"", b"nan", b"-inf", b"1e308", b"1e-308", b"-1", b"0", b"0x" + b"f" * 5000, b"9" * 400, b"true", b"1979-05-27"),
    *(b'"x"', b'"\\u0000"', b'""', b"[]", b"[[]]", b"{}", b"\0", b"\xff", b"\xed\xa0\x80", b"\r", b"\n", b"=", b"."),
    *(b"\n[[step]]\n", b"\nself = 1\n", b"repeat = 100000\n", b"[" * 3000, b"a." * 3000, b",", b";", b"#"),
)


@st.composite
def mutated(draw: st.DrawFn, data: bytes, most: int = 3) -> bytes:
    """Return `data` with up to `most` stretches replaced, mostly short ones."""
    for _ in range(draw(st.integers(0, most))):
        start = draw(st.integers(0, len(data)))
        stop = min(len(data), start + draw(st.sampled_from([0, 1, 1, 2, 4, 8, 40, 400])))
        new = draw(st.sampled_from(NASTY) | st.binary(max_size=4) | st.just(data[start:stop] * 2))
        data = data[:start] + new + data[stop:]
    return data
