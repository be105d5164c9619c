"""Read a .pb file: strictly, as a stream, all of it or nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from civic_counting.ballots import BallotBox, BallotKind
from civic_counting.elections import Election, Project
from civic_counting.errors import ElectionError, PbError
from civic_counting.limits import Limits
from civic_counting.money import LARGEST_AMOUNT, parse_decimal
from civic_counting.pb.ballot_cells import Paper
from civic_counting.pb.checks import cut_short, exclusive_groups, wrong_totals
from civic_counting.pb.file import Notice, PbFile
from civic_counting.pb.meta import DIVIDES_THE_BUDGET, Meta, read_meta
from civic_counting.pb.projects import ProjectRow, read_projects
from civic_counting.pb.rows import Rows
from civic_counting.pb.votes import VotesReader

MOST_POINTS_PLACES = 3
"""Points are kept in thousandths at the finest."""

WITHDRAWN = parse_decimal("999999999")
"""The cost by which files mark a project that was withdrawn after the vote."""

_COUNTED_KEYS = {"budget", "num_projects", "num_votes", "vote_type", "exclusive_groups"}


def read_pb(path: Path | str, forgiving: bool = False) -> PbFile:
    """Read a .pb file.

    Args:
        forgiving: read published records as they are: a ballot that breaks a limit is
            counted, a project named twice on it counts once, and totals that do not match the
            ballots are passed over; each with a notice. Otherwise such a file is refused.
            Files that could be understood in two ways are refused always.

    Raises:
        PbError: the file is refused; it says in which line and why.
        OSError: the file cannot be opened.
    """
    notices: list[Notice] = []

    def objection(line: int, reason: str) -> None:
        if not forgiving:
            raise PbError(line, reason)
        notices.append(Notice(line, reason))

    with Rows(Path(path)) as rows:
        meta = read_meta(rows)
        listed = read_projects(rows)
        _check_meta(meta, listed, objection)
        paper, projects, minor = _paper(meta, listed)
        votes = VotesReader(paper, forgiving)
        box = votes.read(rows)
        ended = rows.ended
    if meta.required("num_votes") != votes.count:
        raise PbError(meta.lines["num_votes"], f"num_votes: but VOTES has {votes.count}")
    notices += votes.notices
    if not ended and votes.could_be_cut:
        cut_short(listed, objection)
    election = _election(meta, projects, paper.limits, box, minor)
    wrong_totals(election, listed, objection)
    published = {n: row.selected for n, row in enumerate(listed) if row.selected is not None}
    return PbFile(election, meta.values.get("rule", ""), published, tuple(notices))


def _check_meta(
    meta: Meta, listed: Sequence[ProjectRow], objection: Callable[[int, str], None]
) -> None:
    if meta.required("num_projects") != len(listed):
        raise PbError(meta.lines["num_projects"], f"num_projects: but PROJECTS has {len(listed)}")
    for key in DIVIDES_THE_BUDGET:
        if meta.values.get(key):
            objection(meta.lines[key], f"{key}: this package does not count by it")


def _paper(meta: Meta, listed: Sequence[ProjectRow]) -> tuple[Paper, tuple[Project, ...], int]:
    """What ballots may say, the projects, and the minor units in a unit of the currency."""
    budget = meta.decimal("budget")
    if budget is None:
        raise PbError(0, "META has no budget")
    places = max(2, budget.places, *(row.cost.places for row in listed), 0)
    for line, amount in [(meta.lines["budget"], budget), *((row.line, row.cost) for row in listed)]:
        if amount.scaled(places) > LARGEST_AMOUNT:
            raise PbError(line, "an amount of money too large to count with")
    if budget.digits == 0:
        raise PbError(meta.lines["budget"], "the budget is zero: there is nothing to decide")
    projects = tuple(
        Project(row.id, row.cost.scaled(places), row.name, row.categories) for row in listed
    )
    unit = _points_unit(meta)
    paper = Paper(
        meta.kind,
        {project.id: number for number, project in enumerate(projects)},
        tuple(project.cost for project in projects),
        _limits(meta, places, unit),
        meta.whole("max_length") or len(projects),
        unit,
    )
    return paper, projects, 10**places


def _points_unit(meta: Meta) -> int:
    """How finely points are kept: ballots that give points may give decimals."""
    return 10**MOST_POINTS_PLACES if meta.kind is BallotKind.POINTS else 1


def _limits(meta: Meta, places: int, unit: int) -> Limits:
    def money(key: str) -> int | None:
        amount = meta.decimal(key)
        if amount is not None and amount.places > places:
            raise PbError(meta.lines[key], f"{key} is finer than every cost in the file")
        return None if amount is None else amount.scaled(places)

    def points(key: str) -> int | None:
        value = meta.whole(key)
        return None if value is None or not meta.kind.weighs else value * unit

    most = 1 if meta.kind is BallotKind.CHOOSE_ONE else meta.whole("max_length")
    return Limits(
        meta.whole("min_length"),
        most,
        money("min_sum_cost"),
        money("max_sum_cost"),
        points("min_points"),
        points("max_points"),
        points("min_sum_points"),
        points("max_sum_points"),
    )


def _election(
    meta: Meta, projects: tuple[Project, ...], limits: Limits, box: BallotBox, minor: int
) -> Election:
    values = meta.values
    try:
        return Election(
            budget=_scaled_budget(meta, minor),
            projects=projects,
            box=box,
            limits=limits,
            threshold=meta.whole("min_project_score_threshold") or 0,
            exclusive=exclusive_groups(meta, projects),
            minor_per_major=minor,
            currency=values.get("currency", ""),
            title=values.get("description", ""),
            details={key: value for key, value in values.items() if key not in _COUNTED_KEYS},
            withdrawn=_withdrawn(projects, minor),
        )
    except ElectionError as error:
        raise PbError(0, str(error)) from None


def _withdrawn(projects: Sequence[Project], minor: int) -> frozenset[int]:
    cost = WITHDRAWN.digits * minor
    return frozenset(n for n, project in enumerate(projects) if project.cost == cost)


def _scaled_budget(meta: Meta, minor: int) -> int:
    budget = meta.decimal("budget")
    return 0 if budget is None else budget.scaled(len(str(minor)) - 1)
