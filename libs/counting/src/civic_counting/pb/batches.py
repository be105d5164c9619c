"""The rows of VOTES in batches of whole columns, each ballot with the line it stands on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from civic_counting.errors import PbError
from civic_counting.pb.ballot_cells import Cells
from civic_counting.pb.plain import plain_columns
from civic_counting.pb.rows import Rows, fitted, lines_of

CHARACTERS = 1 << 16
"""Characters read at a time: few enough for their cells to stay in the processor's cache."""

ROWS = 4096
"""Rows read at a time where the csv reader is needed."""


class Columns(NamedTuple):
    """Where the cells that matter stand in a row of VOTES."""

    width: int
    voter: int
    vote: int
    points: int | None

    @property
    def last_needed(self) -> int:
        """The last column that a row must have."""
        return max(self.voter, self.vote, self.points or 0)


class Batch(NamedTuple):
    """Some ballots, in the order of the file: ``voters`` and ``cells`` are of equal length."""

    voters: Sequence[str]
    cells: Sequence[Cells]
    line_of: Callable[[int], int]
    """The line on which the ballot at a place of this batch stands."""

    def line_with(self, cells: Cells) -> int:
        """The line of the first ballot with these cells."""
        return self.line_of(self.cells.index(cells))


def batches(rows: Rows, columns: Columns) -> Iterator[Batch]:
    """Read from the first ballot to the end of the file.

    Raises:
        PbError: a row without a vote, with too many cells, or cut off by the end of the file.
    """
    wanted = [place for place in (columns.voter, columns.vote, columns.points) if place is not None]
    while True:
        before = rows.line
        text = rows.text(CHARACTERS)
        if not text:
            return
        plain = plain_columns(text, columns.width, wanted)
        if plain is None:
            break
        voters, votes, *points = plain
        yield Batch(voters, _cells(votes, *points), range(before + 1, rows.line + 1).__getitem__)
    rows.put_back(text)
    yield from _row_by_row(rows, columns)


def _row_by_row(rows: Rows, columns: Columns) -> Iterator[Batch]:
    before, width = rows.line, columns.width
    while read := rows.batch(ROWS):
        yield _batch_of(read, before, columns)
        before, width = rows.line, len(read[-1])
    if width < columns.width and not rows.ended:
        raise PbError(rows.line, "the file ends in the middle of a row")


def _batch_of(read: Sequence[list[str]], before: int, columns: Columns) -> Batch:
    """The batch that some rows make, of which the first stands after the line ``before``."""
    # Blank lines hold no ballot.
    places = [place for place, row in enumerate(read) if row]

    def line_of(ballot: int) -> int:
        # Quoted cells may hold line ends, so a row's place does not tell its line.
        return before + 1 + sum(lines_of(row) for row in read[: places[ballot]])

    fit = [_fitted(read[place], columns, line_of, ballot) for ballot, place in enumerate(places)]
    votes = [row[columns.vote] for row in fit]
    points = None if columns.points is None else [row[columns.points] for row in fit]
    return Batch([row[columns.voter] for row in fit], _cells(votes, points), line_of)


def _cells(votes: Sequence[str], points: Sequence[str] | None = None) -> Sequence[Cells]:
    return votes if points is None else list(zip(votes, points, strict=True))


def _fitted(
    row: list[str], columns: Columns, line_of: Callable[[int], int], ballot: int
) -> list[str]:
    if len(row) == columns.width:
        return row
    if len(row) <= columns.last_needed:
        raise PbError(line_of(ballot), f"the row has {len(row)} cells and no vote")
    try:
        return fitted(row, columns.width)
    except ValueError as error:
        raise PbError(line_of(ballot), str(error)) from None
