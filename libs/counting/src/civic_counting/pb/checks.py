"""What the parts of a .pb file say about one another."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from civic_counting.elections import Election, Project
from civic_counting.errors import PbError
from civic_counting.pb.meta import Meta
from civic_counting.pb.projects import ProjectRow
from civic_counting.support import tallies

Objection = Callable[[int, str], None]
"""Called with a line and a reason; raises, or makes a note of it."""


def wrong_totals(election: Election, listed: Sequence[ProjectRow], objection: Objection) -> None:
    """Compare the published totals of each project with its ballots."""
    voters, scores = tallies(election)
    unit = election.box.points_unit
    for number, row in enumerate(listed):
        if row.votes is not None and row.votes != voters[number]:
            objection(row.line, f"{row.votes} votes are published, {voters[number]} are cast")
        if row.score is None:
            continue
        if row.score.digits * unit != scores[number] * 10**row.score.places:
            published = row.score.digits / 10**row.score.places
            objection(
                row.line,
                f"a score of {published:g} is published, ballots give {scores[number] / unit:g}",
            )


def cut_short(listed: Sequence[ProjectRow], objection: Objection) -> None:
    """Object to a file that may have lost the end of its last ballot.

    Totals per project would show the loss; without them nothing does.
    """
    if any(row.votes is None and row.score is None for row in listed):
        objection(
            0,
            "the file does not end with a line end and has no totals to compare with, "
            "so it cannot be told from one cut short",
        )


def exclusive_groups(meta: Meta, projects: Sequence[Project]) -> tuple[tuple[int, ...], ...]:
    """Read the key ``exclusive_groups``, such as "4,7|2,3,9". It is this package's own: the
    format has no place for groups of which at most one project may be funded each.
    """
    text = meta.values.get("exclusive_groups", "")
    if not text:
        return ()
    number_of = {project.id: number for number, project in enumerate(projects)}
    groups = []
    for part in text.split("|"):
        members = [one.strip() for one in part.split(",")]
        for one in members:
            if one not in number_of:
                line = meta.lines["exclusive_groups"]
                raise PbError(line, f"exclusive_groups: there is no project {one[:40]!r}")
        groups.append(tuple(number_of[one] for one in members))
    return tuple(groups)
