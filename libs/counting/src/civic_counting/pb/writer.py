"""Write an election as a .pb file: ballots only, nothing about voters.

Ballots are numbered afresh and sorted, so that neither a name nor the order in which they
were cast gets into the file. The same election always gives the same bytes.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from civic_counting.ballots import BallotKind
from civic_counting.elections import Election
from civic_counting.errors import ElectionError
from civic_counting.money import plain
from civic_counting.support import tallies

_KEPT = (
    "country",
    "unit",
    "district",
    "subunit",
    "instance",
    "date_begin",
    "date_end",
    "edition",
    "language",
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_pb(
    election: Election, path: Path, rule: str = "", published: Mapping[int, int] | None = None
) -> None:
    """Write an election to a file.

    Args:
        rule: the declared rule.
        published: the ``selected`` column by project number; left out where None.

    Raises:
        ElectionError: an id or exclusive group that the format cannot hold.
    """
    path.write_bytes(pb_bytes(election, rule, published))


def pb_bytes(
    election: Election, rule: str = "", published: Mapping[int, int] | None = None
) -> bytes:
    """The bytes ``write_pb`` writes."""
    text = io.StringIO()
    out = csv.writer(text, delimiter=";", lineterminator="\n")
    out.writerow(["META"])
    out.writerow(["key", "value"])
    out.writerows(_meta(election, rule))
    out.writerow(["PROJECTS"])
    out.writerows(_projects(election, published))
    out.writerow(["VOTES"])
    out.writerows(_votes(election))
    return text.getvalue().encode("utf-8")


def harmless(text: str) -> str:
    """Text that no spreadsheet takes for a formula, without line ends."""
    flat = " ".join(text.replace("\0", "").split())
    return "'" + flat if flat.startswith(_FORMULA) else flat


def _meta(election: Election, rule: str) -> Iterator[tuple[str, str]]:
    minor, limits, unit = election.minor_per_major, election.limits, election.box.points_unit
    knapsack = election.box.kind is BallotKind.KNAPSACK
    yield "description", harmless(election.title)
    for key in _KEPT:
        if election.details.get(key):
            yield key, harmless(election.details[key])
    yield "num_projects", str(len(election.projects))
    yield "num_votes", str(election.box.voters)
    yield "budget", plain(election.budget, minor)
    yield "vote_type", "approval" if knapsack else election.box.kind.value
    if rule:
        yield "rule", rule
    if election.currency:
        yield "currency", harmless(election.currency)
    most_cost = limits.max_sum_cost
    if knapsack and most_cost is None:
        most_cost = election.budget
    numbers = {
        "min_length": limits.min_length,
        "max_length": limits.max_length,
        "min_points": _whole(limits.min_points, unit),
        "max_points": _whole(limits.max_points, unit),
        "min_sum_points": _whole(limits.min_sum_points, unit),
        "max_sum_points": _whole(limits.max_sum_points, unit),
        "min_project_score_threshold": election.threshold or None,
    }
    for key, number in numbers.items():
        if number is not None:
            yield key, str(number)
    for key, amount in (("min_sum_cost", limits.min_sum_cost), ("max_sum_cost", most_cost)):
        if amount is not None:
            yield key, plain(amount, minor)
    if election.exclusive:
        yield "exclusive_groups", _groups(election)


def _whole(points: int | None, unit: int) -> int | None:
    return None if points is None else points // unit


def _groups(election: Election) -> str:
    ids = [[_id(election.projects[n].id) for n in group] for group in election.exclusive]
    if any("|" in one for group in ids for one in group):
        raise ElectionError("the id of a project in an exclusive group holds the character |")
    return "|".join(",".join(group) for group in ids)


def _projects(
    election: Election, published: Mapping[int, int] | None
) -> Iterator[Sequence[str | int]]:
    weighs = election.box.kind.weighs
    voters, scores = tallies(election)
    columns = ["project_id", "cost", "votes", *(["score"] if weighs else []), "name", "category"]
    yield columns if published is None else [*columns, "selected"]
    for number, project in enumerate(election.projects):
        score = [plain(scores[number], election.box.points_unit)] if weighs else []
        yield [
            _id(project.id),
            plain(project.cost, election.minor_per_major),
            voters[number],
            *score,
            harmless(project.name),
            harmless(",".join(project.categories)),
            *([] if published is None else [published.get(number, 0)]),
        ]


def _votes(election: Election) -> Iterator[Sequence[str]]:
    box, ids = election.box, [_id(project.id) for project in election.projects]
    yield ("voter_id", "vote", "points") if box.kind.weighs else ("voter_id", "vote")
    rows = []
    for ballot, choices in enumerate(box.choices):
        vote = ",".join([ids[choice] for choice in choices])
        given = ",".join([plain(p, box.points_unit) for p in box.strengths(ballot)])
        rows.append(((vote, given) if box.kind.weighs else (vote,), box.weights[ballot]))
    number = 0
    for cells, weight in sorted(rows):
        for _ in range(weight):
            number += 1
            yield (str(number), *cells)


def _id(one: str) -> str:
    if one != one.strip() or not one or "," in one or not one.isprintable():
        raise ElectionError(f"the project id {one!r} cannot be written to a .pb file")
    if one.startswith(_FORMULA):
        raise ElectionError(f"a spreadsheet would take the project id {one!r} for a formula")
    return one
