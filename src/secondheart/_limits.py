"""How much is read of a file of each kind: what is longer is refused in one sentence, so that no file fills the memory.

Bytes are those that are read, unpacked. The limits are chosen, a few times what a real file takes, and play no part in
the physics.
"""

from __future__ import annotations

MIB = 1024**2

MOST_BYTES = {
    "person": MIB,  # one with every valve leaking takes a hundredth of it
    "garment": MIB // 16,
    "condition": MIB // 16,
    "treatment": MIB // 16,
    "device": MIB // 16,
    "protocol": 16 * MIB,  # 100,000 short steps take a quarter of it
    "rows of evidence": 4 * MIB,  # some ten thousand rows
    "body": 1024 * MIB,  # one with an hour of orders takes a hundredth
    "checkpoint": 16 * MIB,
    "message": MIB // 16,
    "replay": 16_000_000,  # two minutes of one leg at 25 frames a second
    "record": 500_000_000,  # of a run in memory; what is made of it stands beside it
    "head": MIB // 16,  # at which a format sniffs
    "file": 8192 * MIB,  # the longest exports are a few gigabytes
    "database": 4096 * MIB,
    "table": 16 * MIB,  # so many rows as a protocol may have steps take a quarter of it
    "logbook": 256 * MIB,  # a week of single beats and strides takes a tenth
    "FIT": 8 * MIB,  # a record a second with all that a watch knows fills it in a day and a half
    "track": 128 * MIB,
    "RR intervals": 16 * MIB,
    "acceleration": 128 * MIB,  # some hours at 100 Hz
    "WFDB": 64 * MIB,
    "ActiLife": 256 * MIB,
    "activPAL": 256 * MIB,
    "member": 256 * MIB,  # of an account's zip
    "document type": MIB // 4,  # of Apple Health's XML
}

MOST_ROWS = {
    "logbook": 3_000_000,
    "activPAL": 3_000_000,
    "ActiGraph": 5_000_000,  # two months of seconds
    "acceleration": 10_000_000,  # a day at 100 Hz
    "Health Connect": 20_000_000,
    "member": 5_000_000,
    "FIT messages": 1_000_000,
    "FIT parts": 50,  # files written one after the other
    "track points": 500_000,
    "members": 200_000,  # an account of ten years has some tens of thousands
}
