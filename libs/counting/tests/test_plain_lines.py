"""The short way of reading plain lines gives the same as the csv reader, or gives up."""

import csv
import io

import pytest
import small
from hypothesis import given, settings
from hypothesis import strategies as st

from civic_counting import PbError, read_pb
from civic_counting.pb import batches
from civic_counting.pb.plain import plain_columns

CELLS = st.text(st.sampled_from('ab1, "\u2028\u0085é'), max_size=4)
LINES = st.lists(st.lists(CELLS, min_size=1, max_size=4), max_size=6)
ENDS = st.sampled_from(["\n", "\r\n", "\r", "\n\n"])


@settings(max_examples=400)
@given(LINES, st.integers(2, 4), ENDS, st.booleans())
def test_it_reads_as_the_csv_reader_does_or_not_at_all(lines, width, end, ended):
    text = end.join(";".join(line) for line in lines) + (end if ended else "")
    check(text, width)


@settings(max_examples=400)
@given(st.text(st.sampled_from('a;"\n\r'), min_size=1, max_size=14), st.integers(2, 3))
def test_it_reads_no_text_otherwise(text, width):
    check(text, width)


def check(text, width):
    columns = plain_columns(text, width, range(width))
    if columns is None:
        return
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=";", strict=True))
    assert [list(row) for row in zip(*columns, strict=True)] == rows


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("1;a;x\n2;b;y\n", [["1", "2"], ["a", "b"]]),
        ("1;a;\r\n2;b;", [["1", "2"], ["a", "b"]]),
        ("1;a;x\n\n", None),
        ("1;a\nx;2;b;y\n", None),
        ("1\n2\n3\n4;a;x\n", None),
        ('1;"a";x\n', None),
        ("1;a;x\r2;b;y\n", None),
        (f"1;{'a' * 200_000};x\n", None),
    ],
)
def test_what_is_plain(text, plain):
    assert plain_columns(text, 3, [0, 1]) == plain


UNUSUAL = ["\n", "v6;a1;40;M\n", 'v7;"a2";40;M\n', "v8;a2\n"]
FAULTY = ["", "v1;a2;40;M\n", "v9;zz;40;M\n", "v9;a2,a2;40;M\n", "v9\n", ";a1;40;M\n", 'v9;"a\n']
LONG = small.SMALL.replace("num_votes;5", "num_votes;{}").replace(";4;", ";;").replace(";3;", ";;")


@settings(max_examples=150)
@given(data=st.data())
def test_both_ways_through_a_file_are_one(data, tmp_path_factory):
    """Wherever the csv reader takes over, the result or the refusal is the same."""
    head, votes = LONG.replace(";2;Ł", ";;Ł").split("v1;", 1)
    lines = ("v1;" + votes).splitlines(keepends=True)
    unusual = data.draw(st.lists(st.sampled_from(UNUSUAL), unique=True))
    for line in [*unusual, data.draw(st.sampled_from(FAULTY))]:
        lines.insert(data.draw(st.integers(0, len(lines))), line)
    path = tmp_path_factory.mktemp("both") / "file.pb"
    count = sum(1 for line in lines if line.strip())
    path.write_text(head.format(count) + "".join(lines), newline="")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(batches, "CHARACTERS", data.draw(st.integers(1, 60)))
        short = outcome(path)
        patched.setattr(batches, "plain_columns", lambda *_: None)
        assert outcome(path) == short


def outcome(path):
    try:
        return small.reading_of(read_pb(path))
    except PbError as refused:
        return refused.line, refused.reason
