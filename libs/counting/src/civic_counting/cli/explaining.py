"""civic-count explain FILE.pb PROJECT: why a project won or lost."""

from __future__ import annotations

from pathlib import Path

from civic_counting.cli.one import choose_rule
from civic_counting.cli.screen import say
from civic_counting.errors import RuleError
from civic_counting.explain import explain
from civic_counting.pb import read_pb
from civic_counting.rules.count import count


def explain_one(
    path: Path, project: str, rule: str | None, tie_break: str | None, as_recorded: bool
) -> None:
    """Explain one project of a file, or every one if ``project`` is "all"."""
    file = read_pb(path, forgiving=as_recorded)
    election = file.election
    chosen = choose_rule(file, rule, tie_break)
    if project != "all" and project not in election.number_of:
        raise RuleError(f"there is no project {project!r} in {path}")
    outcome = count(election, chosen)
    every = range(len(election.projects))
    for number in every if project == "all" else [election.number_of[project]]:
        named = election.projects[number]
        say(f"{named.id} {named.name}".strip())
        explanation = explain(election, chosen, outcome, number)
        say(f"  {explanation.reason}")
        for change in explanation.changes:
            say(f"  {change.said}")
