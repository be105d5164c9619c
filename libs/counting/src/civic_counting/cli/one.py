"""civic-count FILE.pb: count one file."""

from __future__ import annotations

import json
import time
from pathlib import Path

from civic_counting.cli.screen import complain, say
from civic_counting.elections import Election
from civic_counting.errors import RuleError
from civic_counting.money import show
from civic_counting.outcome import Outcome
from civic_counting.pb import PbFile, read_pb
from civic_counting.pb.declared import declared_rule
from civic_counting.rules.count import count
from civic_counting.rules.declarations import Greedy, Rule, parse_rule, with_tie_break
from civic_counting.tiebreak import TieBreak


def count_one(
    path: Path, rule: str | None, tie_break: str | None, as_recorded: bool, as_json: bool
) -> None:
    """Count a file and print winners, rule, tie-break and time."""
    begin = time.perf_counter()
    file = read_pb(path, forgiving=as_recorded)
    chosen = choose_rule(file, rule, tie_break)
    outcome = count(file.election, chosen)
    took = time.perf_counter() - begin
    for notice in file.notices:
        complain(f"{path}: line {notice.line}: {notice.reason} (counted as recorded)")
    if as_json:
        print(json.dumps(_as_json(file, chosen, outcome, took), ensure_ascii=False, indent=2))
    else:
        _print(file.election, chosen, outcome, took)


def choose_rule(file: PbFile, rule: str | None, tie_break: str | None) -> Rule:
    """The rule asked for, or else the rule the file declares.

    Raises:
        RuleError: neither is known.
    """
    chosen = parse_rule(rule) if rule else declared_rule(file)
    if chosen is None and file.rule in ("", "unknown"):
        complain("the file declares no rule; counted by 'greedy'")
        chosen = Greedy()
    if chosen is None:
        raise RuleError(f"the file declares the rule {file.rule!r}, which is not known; use --rule")
    return with_tie_break(chosen, TieBreak.parse(tie_break)) if tie_break else chosen


def _print(election: Election, rule: Rule, outcome: Outcome, took: float) -> None:
    minor, currency = election.minor_per_major, election.currency
    say(
        f"{election.title or 'An election'}: {election.box.voters:,} ballots, "
        f"{len(election.projects)} projects, budget {show(election.budget, minor, currency)}"
    )
    say(f"rule: {rule.code}: {rule.describe()}")
    if election.threshold:
        say(f"threshold: a project needs at least {election.threshold:,}")
    if election.exclusive:
        say(f"exclusive groups: {len(election.exclusive)}, at most one project of each")
    say(f"tie-break: {rule.tie_break.describe()}")
    say(f"winners: {len(outcome.winners)}")
    for number in outcome.winners:
        project = election.projects[number]
        say(f"  {project.id}  {show(project.cost, minor, currency)}  {project.name}")
    left = election.budget - outcome.spent + outcome.top_up
    say(f"spent: {show(outcome.spent, minor, currency)}; left: {show(left, minor, currency)}")
    if outcome.top_up:
        say(f"of it from the reserve: {show(outcome.top_up, minor, currency)}")
    for tie in outcome.ties:
        tied = ", ".join(election.projects[number].id for number in tie.tied)
        say(f"tie: {tied}: {election.projects[tie.first].id} went first ({tie.because})")
    for note in outcome.notes:
        say(f"note: {note}")
    say(f"time: {took:.3f} s")


def _as_json(file: PbFile, rule: Rule, outcome: Outcome, took: float) -> dict[str, object]:
    election = file.election
    ids = [project.id for project in election.projects]
    return {
        "rule": rule.code,
        "rule_in_words": rule.describe(),
        "tie_break": rule.tie_break.code,
        "tie_break_in_words": rule.tie_break.describe(),
        "minor_units_per_unit": election.minor_per_major,
        "currency": election.currency,
        "budget": election.budget,
        "ballots": election.box.voters,
        "winners": [ids[number] for number in outcome.winners],
        "spent": outcome.spent,
        "top_up": outcome.top_up,
        "fates": {ids[number]: fate.end.value for number, fate in enumerate(outcome.fates)},
        "ties": [
            {"tied": [ids[n] for n in tie.tied], "first": ids[tie.first], "because": tie.because}
            for tie in outcome.ties
        ],
        "notes": list(outcome.notes),
        "read_over": [{"line": n.line, "reason": n.reason} for n in file.notices],
        "seconds": round(took, 6),
    }
