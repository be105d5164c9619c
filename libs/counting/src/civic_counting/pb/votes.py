"""The VOTES section: read in batches, each distinct ballot understood once.

A city's file has a hundred thousand ballots and a few thousand distinct ones. Cells are split
and counted by code that runs in C; Python looks at a ballot only the first time it is seen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import repeat
from operator import itemgetter
from typing import NamedTuple

from civic_counting.ballots import Choices
from civic_counting.errors import PbError
from civic_counting.pb.ballot_cells import Cells, Paper
from civic_counting.pb.file import Notice
from civic_counting.pb.projects import read_columns
from civic_counting.pb.rows import Rows, fitted, lines_of

BATCH = 4096


class _Columns(NamedTuple):
    width: int
    voter: int
    vote: int
    points: int | None

    @property
    def last_needed(self) -> int:
        return max(self.voter, self.vote, self.points or 0)


class _FaultError(Exception):
    """A ballot in the batch at hand that has to be refused."""

    def __init__(self, row: int, reason: str) -> None:
        self.row = row
        self.reason = reason


class _Batch(NamedTuple):
    rows: list[list[str]]
    places: Sequence[int]
    """Place of each row among the rows as read, blank lines included."""
    cells: list[Cells]

    def place_of(self, cells: Cells) -> int:
        """Place of the first row with these cells, among the rows as read."""
        return self.places[self.cells.index(cells)]


class VotesReader:
    """Reads all ballots of a file.

    Args:
        paper: what ballots may say.
        forgiving: whether ballots against the limits are counted and noted, or refused.

    Attributes:
        notices: ballots against the limits that were counted all the same.
        count: ballots read.
        could_be_cut: whether a file cut inside its last cell would lose part of a ballot.
    """

    def __init__(self, paper: Paper, forgiving: bool) -> None:
        self._paper = paper
        self._forgiving = forgiving
        self._voters: set[str] = set()
        self._cast: Counter[Cells] = Counter()
        self._understood: dict[Cells, tuple[Choices, Choices | None]] = {}
        self.notices: list[Notice] = []
        self.count = 0
        self.could_be_cut = False

    def read(self, rows: Rows) -> Iterator[tuple[Choices, Choices | None, int]]:
        """Read from the columns of VOTES to the end of the file.

        Returns:
            (choices in the voter's order, points or None, weight) per ballot as written.
        """
        columns = self._columns(rows)
        last = columns.width
        while True:
            before = rows.line
            read = rows.batch(BATCH)
            if not read:
                break
            last = len(read[-1])
            try:
                self._take(_fit(read, columns), columns, before, read)
            except _FaultError as fault:
                raise PbError(_line(read, before, fault.row), fault.reason) from None
        if last < columns.width and not rows.ended:
            raise PbError(rows.line, "the file ends in the middle of a row")
        self._voters.clear()
        return ((*self._understood[cells], weight) for cells, weight in self._cast.items())

    def _columns(self, rows: Rows) -> _Columns:
        weighs = self._paper.kind.weighs
        needed = ["voter_id", "vote"]
        names = read_columns(rows, "VOTES", tuple(needed))
        points = names.index("points") if weighs and "points" in names else None
        if self._paper.kind == "cumulative" and points is None:
            raise PbError(rows.line, "VOTES has no column points, which points ballots need")
        vote = names.index("vote")
        self.could_be_cut = len(names) - 1 in (vote, points)
        return _Columns(len(names), names.index("voter_id"), vote, points)

    def _take(self, batch: _Batch, columns: _Columns, before: int, read: list[list[str]]) -> None:
        self._check_voters([row[columns.voter] for row in batch.rows], batch, before, read)
        counted = Counter(batch.cells)
        for cells in counted.keys() - self._understood.keys():
            try:
                choices, points, faults = self._paper.understand(cells)
            except ValueError as error:
                raise _FaultError(batch.place_of(cells), str(error)) from None
            for reason in faults:
                self._object(batch.place_of(cells), reason, before, read)
            self._understood[cells] = (choices, points)
        self._cast.update(counted)
        self.count += len(batch.rows)

    def _check_voters(
        self, voters: list[str], batch: _Batch, before: int, read: list[list[str]]
    ) -> None:
        fresh = set(voters)
        if len(fresh) == len(voters) and self._voters.isdisjoint(fresh) and "" not in fresh:
            self._voters |= fresh
            return
        for place, voter in zip(batch.places, voters, strict=True):
            if not voter.strip():
                raise _FaultError(place, "the ballot has no voter_id")
            if voter in self._voters:
                self._object(place, f"voter {voter[:40]!r} has a ballot already", before, read)
            self._voters.add(voter)

    def _object(self, place: int, reason: str, before: int, read: list[list[str]]) -> None:
        if not self._forgiving:
            raise _FaultError(place, reason)
        self.notices.append(Notice(_line(read, before, place), reason))


def _fit(read: list[list[str]], columns: _Columns) -> _Batch:
    """Give every row the cells of all columns, and leave blank lines out."""
    places: Sequence[int] = range(len(read))
    rows = read
    if set(map(len, read)) != {columns.width}:
        places = [place for place, row in enumerate(read) if row]
        rows = [_fitted(place, read[place], columns) for place in places]
    votes = map(itemgetter(columns.vote), rows)
    points = repeat("") if columns.points is None else map(itemgetter(columns.points), rows)
    return _Batch(rows, places, list(zip(votes, points, strict=False)))


def _fitted(place: int, row: list[str], columns: _Columns) -> list[str]:
    if len(row) <= columns.last_needed:
        raise _FaultError(place, f"the row has {len(row)} cells and no vote")
    try:
        return fitted(row, columns.width)
    except ValueError as error:
        raise _FaultError(place, str(error)) from None


def _line(read: list[list[str]], before: int, place: int) -> int:
    """The line of the file on which a row of the batch stands."""
    return before + 1 + sum(lines_of(row) for row in read[:place])
