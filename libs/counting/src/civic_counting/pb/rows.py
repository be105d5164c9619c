"""A .pb file as rows of cells, read as a stream, each with the line it stands on."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from civic_counting.errors import PbError

SECTIONS = ("META", "PROJECTS", "VOTES")

_WIDE_MARKS = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class Rows:
    """Rows of a UTF-8 file separated by semicolons, quoted as in RFC 4180.

    Attributes:
        line: the last line read, counted from 1.
        ended: whether the last line read ends with a line end.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self.ended = True
        stream = path.open("rb")
        try:
            _check_mark(stream)
        except PbError:
            stream.close()
            raise
        self._text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="")
        self._reader = csv.reader(self._lines(), delimiter=";", strict=True)

    def __enter__(self) -> Rows:
        return self

    def __exit__(self, *_: object) -> None:
        self._text.close()

    @property
    def line(self) -> int:
        """The last line read."""
        return self._reader.line_num

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
        try:
            return list(islice(self._reader, size))
        except UnicodeDecodeError:
            raise PbError(_line_not_utf8(self._path), "the text is not UTF-8") from None
        except csv.Error as error:
            raise PbError(self.line, f"the row cannot be read: {error}") from None

    def _lines(self) -> Iterator[str]:
        line = "\n"
        for line in self._text:
            if "\0" in line:
                raise PbError(self._reader.line_num + 1, "a NUL character: this is no text file")
            yield line
        self.ended = line.endswith(("\n", "\r"))


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


def lines_of(row: list[str]) -> int:
    """How many lines of the file a row takes: quoted cells may hold line ends."""
    return 1 + sum(len(cell.splitlines()) - 1 for cell in row if "\n" in cell or "\r" in cell)


def _check_mark(stream: BinaryIO) -> None:
    beginning = stream.read(4)
    stream.seek(0)
    if beginning.startswith(_WIDE_MARKS):
        raise PbError(1, "the text is UTF-16 or UTF-32, not UTF-8")


def _line_not_utf8(path: Path) -> int:
    with path.open("rb") as stream:
        for number, line in enumerate(stream, start=1):
            try:
                line.decode("utf-8")
            except UnicodeDecodeError:
                return number
    return 0
