"""A .pb file as rows of cells, read as a stream, each with the line it stands on."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain, islice
from pathlib import Path

from civic_counting.errors import PbError

SECTIONS = ("META", "PROJECTS", "VOTES")

_CHUNK = 1 << 16
_WIDE_MARKS = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class Rows:
    """Rows of a UTF-8 file separated by semicolons, quoted as in RFC 4180.

    It is a context manager, and it never reads more of the file than it was asked for plus
    a buffer.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        stream = path.open("rb", buffering=0)
        try:
            _check_mark(stream)
        except PbError:
            stream.close()
            raise
        self._watched = _Watched(stream)
        self._text = io.TextIOWrapper(self._watched, encoding="utf-8-sig", newline="")
        self._reader = csv.reader(self._text, delimiter=";", strict=True)
        self._lines_as_text = 0

    def __enter__(self) -> Rows:
        return self

    def __exit__(self, *_: object) -> None:
        self._text.close()

    @property
    def line(self) -> int:
        """The last line read."""
        return self._lines_as_text + self._reader.line_num

    @property
    def ended(self) -> bool:
        """Whether the file, read to its end, ends with a line end."""
        return self._watched.last in (b"\n", b"\r")

    def next(self) -> list[str] | None:
        """The next row that is not blank, or None at the end of the file."""
        while batch := self.batch(1):
            if any(cell.strip() for cell in batch[0]):
                return batch[0]
        return None

    def batch(self, size: int) -> list[list[str]]:
        """Up to ``size`` rows, blank lines included (as empty rows); none at the end.

        Raises:
            PbError: broken quoting, text that is not UTF-8, or NUL characters.
        """
        with self._refusals():
            return list(islice(self._reader, size))

    def text(self, size: int) -> str:
        """Whole lines as they stand, ``size`` characters and the rest of the last line; nothing
        at the end.

        Raises:
            PbError: text that is not UTF-8, or NUL characters.
        """
        with self._refusals():
            text = self._text.read(size)
            text += self._text.readline()
        self._lines_as_text += _line_ends(text)
        return text

    def put_back(self, text: str) -> None:
        """Give back what ``text`` returned last, so that it is read as rows."""
        self._lines_as_text += self._reader.line_num - _line_ends(text)
        lines = chain(io.StringIO(text, newline=""), self._text)
        self._reader = csv.reader(lines, delimiter=";", strict=True)

    @contextmanager
    def _refusals(self) -> Iterator[None]:
        try:
            yield
        except UnicodeDecodeError:
            raise PbError(_line_not_utf8(self._path), "the text is not UTF-8") from None
        except _NulFoundError:
            raise PbError(_line_of_nul(self._path), "a NUL byte: this is no text file") from None
        except csv.Error as error:
            raise PbError(self.line, f"the row cannot be read: {error}") from None


class _Watched(io.BufferedReader):
    """A binary stream that refuses NUL bytes and remembers the last byte it gave out."""

    def __init__(self, raw: io.RawIOBase) -> None:
        super().__init__(raw)
        self.last = b"\n"

    def read1(self, size: int = -1, /) -> bytes:
        chunk = super().read1(_CHUNK)
        if b"\0" in chunk:
            raise _NulFoundError
        if chunk:
            self.last = chunk[-1:]
        return chunk


class _NulFoundError(Exception):
    """A NUL byte: the file is binary."""


def section_of(row: list[str]) -> str | None:
    """The section a row opens, or None. Spreadsheets may add empty cells behind the title."""
    title = row[0].strip().upper()
    if title in SECTIONS and not any(cell.strip() for cell in row[1:]):
        return title
    return None


def fitted(row: list[str], width: int) -> list[str]:
    """A row with exactly ``width`` cells: empty ones beyond are dropped, missing ones added.

    Raises:
        ValueError: cells beyond the last column hold something.
    """
    if any(cell.strip() for cell in row[width:]):
        raise ValueError(f"the row has {len(row)} cells, but there are {width} columns")
    return row[:width] + [""] * (width - len(row))


def _line_ends(text: str) -> int:
    """How many lines a text of whole lines has; the last one may lack its end."""
    return text.count("\n") + (not text.endswith("\n") and text != "")


def lines_of(row: list[str]) -> int:
    """How many lines of the file a row takes: quoted cells may hold line ends."""
    return 1 + sum(len(cell.splitlines()) - 1 for cell in row if "\n" in cell or "\r" in cell)


def _check_mark(stream: io.FileIO) -> None:
    beginning = stream.read(4) or b""
    stream.seek(0)
    if beginning.startswith(_WIDE_MARKS):
        raise PbError(1, "the text is UTF-16 or UTF-32, not UTF-8")


def _line_of_nul(path: Path) -> int:
    with path.open("rb") as stream:
        for number, line in enumerate(stream, start=1):
            if b"\0" in line:
                return number
    return 0


def _line_not_utf8(path: Path) -> int:
    with path.open("rb") as stream:
        for number, line in enumerate(stream, start=1):
            try:
                line.decode("utf-8")
            except UnicodeDecodeError:
                return number
    return 0
