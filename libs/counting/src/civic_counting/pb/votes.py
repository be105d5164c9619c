"""The VOTES section: each distinct ballot is understood once.

A city's file has a hundred thousand ballots and a few thousand distinct ones. Cells are split
and counted by code that runs in C; Python looks at a ballot only the first time it is seen.
"""

from __future__ import annotations

from collections import Counter

from civic_counting.ballots import Ballot, BallotBox, Gathering
from civic_counting.errors import PbError
from civic_counting.pb.ballot_cells import Cells, Paper
from civic_counting.pb.batches import Batch, Columns, batches
from civic_counting.pb.file import Notice
from civic_counting.pb.projects import read_columns
from civic_counting.pb.rows import Rows


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
        self._gathering = Gathering(paper.kind, paper.points_unit)
        self._number_of: dict[Cells, int] = {}
        self.notices: list[Notice] = []
        self.count = 0
        self.could_be_cut = False

    def read(self, rows: Rows) -> BallotBox:
        """Read from the columns of VOTES to the end of the file."""
        for batch in batches(rows, self._columns(rows)):
            self._check_voters(batch)
            self._take(batch)
        return self._gathering.box()

    def _columns(self, rows: Rows) -> Columns:
        weighs = self._paper.kind.weighs
        needed = ["voter_id", "vote"]
        names = read_columns(rows, "VOTES", tuple(needed))
        points = names.index("points") if weighs and "points" in names else None
        if self._paper.kind == "cumulative" and points is None:
            raise PbError(rows.line, "VOTES has no column points, which points ballots need")
        vote = names.index("vote")
        self.could_be_cut = len(names) - 1 in (vote, points)
        return Columns(len(names), names.index("voter_id"), vote, points)

    def _take(self, batch: Batch) -> None:
        counted = Counter(batch.cells)
        new = [cells for cells in counted if cells not in self._number_of]
        ballots = self._paper.understand_plain(new) or [self._one(c, batch) for c in new]
        self._number_of.update(zip(new, self._gathering.numbers(ballots), strict=True))
        for cells, times in counted.items():
            self._gathering.weights[self._number_of[cells]] += times
        self.count += len(batch.cells)

    def _one(self, cells: Cells, batch: Batch) -> Ballot:
        try:
            ballot, faults = self._paper.understand(cells)
        except ValueError as error:
            raise PbError(batch.line_with(cells), str(error)) from None
        for reason in faults:
            self._object(batch.line_with(cells), reason)
        return ballot

    def _check_voters(self, batch: Batch) -> None:
        voters, known = batch.voters, self._voters
        if known.isdisjoint(voters):
            before = len(known)
            known.update(voters)
            if len(known) == before + len(voters) and "" not in known:
                return
            known.difference_update(voters)
        for place, voter in enumerate(voters):
            if not voter.strip():
                raise PbError(batch.line_of(place), "the ballot has no voter_id")
            if voter in known:
                self._object(batch.line_of(place), f"voter {voter[:40]!r} has a ballot already")
            known.add(voter)

    def _object(self, line: int, reason: str) -> None:
        if not self._forgiving:
            raise PbError(line, reason)
        self.notices.append(Notice(line, reason))
