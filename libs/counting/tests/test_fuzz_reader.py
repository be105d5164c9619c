"""Damaged files: refused, or read as an independent reading of the same bytes reads them."""

import random

import small

from civic_counting import PbError, read_pb

BASES = [small.SMALL.encode(), small.POINTS.encode()]
SPICE = [
    b";",
    b",",
    b'"',
    b"\n",
    b"\r",
    b"0",
    b"9",
    b"-",
    b".",
    b"\xff",
    b"\0",
    b" ",
    b"e",
    b"=",
    b"\xef\xbb\xbf",
    b"META",
    b"VOTES",
    b"a1",
    b"\xe2\x80\xa8",
    b"\xc2\xa0",
    b"|",
]


def damaged(rng: random.Random, data: bytes) -> bytes:
    for _ in range(rng.randint(1, 4)):
        at = rng.randrange(len(data) + 1)
        way = rng.randrange(6)
        if way == 0:
            data = data[:at] + rng.choice(SPICE) + data[at:]
        elif way == 1:
            data = data[:at] + data[at + rng.randint(1, 5) :]
        elif way == 2:
            data = data[:at] + bytes([rng.randrange(256)]) + data[at + 1 :]
        elif way == 3:
            lines = data.split(b"\n")
            rng.shuffle(lines)
            data = b"\n".join(lines) if rng.random() < 0.1 else data
        elif way == 4:
            lines = data.split(b"\n")
            place = rng.randrange(len(lines))
            data = b"\n".join([*lines[:place], lines[rng.randrange(len(lines))], *lines[place:]])
        else:
            data = data[:at]
        data = data or b"\n"
    return data


def test_no_crash_and_no_silent_misread(tmp_path, dose):
    rng = random.Random(99)
    path = tmp_path / "file.pb"
    accepted = 0
    for _ in range(dose(1500, 100_000)):
        data = damaged(rng, rng.choice(BASES))
        path.write_bytes(data)
        try:
            file = read_pb(path)
        except PbError:
            continue
        accepted += 1
        assert small.reading_of(file) == small.independent_reading(data), data
    assert accepted > 0


def test_the_comparison_would_notice_a_misread(tmp_path):
    path = tmp_path / "file.pb"
    path.write_bytes(BASES[0])
    other = BASES[0].replace(b"v2;a1;", b"v2;a2;")
    assert small.reading_of(read_pb(path)) != small.independent_reading(other)
