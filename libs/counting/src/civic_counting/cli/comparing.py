"""civic-count compare FILE.pb: the outcome under several rules, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from civic_counting.cli.screen import say, table
from civic_counting.compare import USUAL, Column, compare
from civic_counting.elections import Election
from civic_counting.money import show
from civic_counting.pb import read_pb
from civic_counting.rules.declarations import parse_rule, with_tie_break
from civic_counting.tiebreak import TieBreak


def compare_one(
    path: Path, rules: Sequence[str] | None, tie_break: str | None, as_recorded: bool
) -> None:
    """Print a table with a column for each rule."""
    election = read_pb(path, forgiving=as_recorded).election
    chosen = [parse_rule(one) for one in rules] if rules else list(USUAL)
    if tie_break:
        chosen = [with_tie_break(rule, TieBreak.parse(tie_break)) for rule in chosen]
    columns = compare(election, chosen)
    say(
        f"{election.title or path.name}: {election.box.voters:,} ballots, budget "
        f"{show(election.budget, election.minor_per_major, election.currency)}"
    )
    table(_figures(election, columns))
    say()
    table(_winners(election, columns))
    counted = {column.rule for column in columns}
    for rule in chosen:
        if rule not in counted:
            say(f"left out, because it cannot be counted on these ballots: {rule.code}")


def _figures(election: Election, columns: Sequence[Column]) -> list[list[str]]:
    minor = election.minor_per_major
    rows = [
        ["", *(column.rule.code for column in columns)],
        ["projects funded", *(str(len(column.winners)) for column in columns)],
        ["money spent", *(show(column.spent, minor) for column in columns)],
        ["voters with nothing", *(f"{float(c.with_nothing):.1%}" for c in columns)],
        ["funded per voter", *(f"{float(c.average_funded):.2f}" for c in columns)],
    ]
    if election.box.kind.weighs:
        rows.append(["points per voter", *(f"{float(c.average_score):.2f}" for c in columns)])
    categories = sorted({name for column in columns for name in column.by_category})
    for name in categories if categories != [""] else []:
        spent = [column.by_category.get(name, 0) for column in columns]
        rows.append([f"spent on {name or 'no category'}", *(show(round(s), minor) for s in spent)])
    return rows


def _winners(election: Election, columns: Sequence[Column]) -> list[list[str]]:
    """A row for every project that wins under at least one of the rules."""
    sets = [set(column.winners) for column in columns]
    rows = [["funded", *(column.rule.code for column in columns)]]
    for number, project in enumerate(election.projects):
        if any(number in winners for winners in sets):
            name = f"{project.id} {project.name}"[:50]
            rows.append([name, *("yes" if number in winners else "-" for winners in sets)])
    return rows
