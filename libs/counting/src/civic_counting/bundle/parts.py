"""The parts of a bundle and how each is derived from an election, a rule and its outcome.

Everything here is a function of the ballots and the declaration alone: no clock, no machine,
no order of casting. That is what makes a recount able to compare byte by byte.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from civic_counting.elections import Election
from civic_counting.explain import Explanation, explain
from civic_counting.outcome import Outcome
from civic_counting.pb.writer import harmless, pb_bytes
from civic_counting.rules.declarations import Greedy, Rule

BALLOTS = "ballots.pb"
DECLARATION = "declaration.json"
RESULT = "result.json"
EXPLANATIONS = "explanations.md"
MANIFEST = "manifest.json"
SIGNATURE = "manifest.json.sig"

SEALED = (BALLOTS, DECLARATION, RESULT, EXPLANATIONS)
FORMAT = "civic-count-bundle/1"

MOST_WORK = 50_000
"""Projects times choices on distinct ballots up to which a bundle says what would have
changed each project's fate under Equal Shares and Phragmén, where every claim is a recount.
Each step of an add-one completion counts as a count of its own."""


def parts(election: Election, rule: Rule, outcome: Outcome, as_recorded: bool) -> dict[str, bytes]:
    """The sealed parts by name."""
    published = {number: int(fate.end.won) for number, fate in enumerate(outcome.fates)}
    return {
        BALLOTS: pb_bytes(election, rule.code, published),
        DECLARATION: as_json(declaration(election, rule, as_recorded)),
        RESULT: as_json(result(election, outcome)),
        EXPLANATIONS: explanations(election, rule, outcome).encode(),
    }


def declaration(election: Election, rule: Rule, as_recorded: bool) -> dict[str, object]:
    """What was declared before the vote."""
    return {
        "rule": rule.code,
        "rule_in_words": rule.describe(),
        "tie_break": rule.tie_break.code,
        "tie_break_in_words": rule.tie_break.describe(),
        "ballots_as_recorded": as_recorded,
        "minor_units_per_unit": election.minor_per_major,
    }


def result(election: Election, outcome: Outcome) -> dict[str, object]:
    """The outcome, money in minor units and projects by their ids."""
    ids = [project.id for project in election.projects]
    return {
        "winners": [ids[number] for number in outcome.winners],
        "spent": outcome.spent,
        "top_up": outcome.top_up,
        "fates": {ids[number]: fate.end.value for number, fate in enumerate(outcome.fates)},
        "ties": [
            {"tied": [ids[n] for n in tie.tied], "first": ids[tie.first], "because": tie.because}
            for tie in outcome.ties
        ],
        "notes": list(outcome.notes),
    }


def explanations(election: Election, rule: Rule, outcome: Outcome) -> str:
    """Why every project won or lost, as a text for people."""
    changes = isinstance(rule, Greedy) or _work(election, outcome) <= MOST_WORK
    lines = ["# Why each project won or lost", "", rule.describe(), ""]
    if not changes:
        lines += [
            "What would have changed a project's fate is left out here, because so large a "
            "count would have to be repeated thousands of times; `civic-count explain` works it "
            "out for one project.",
            "",
        ]
    for number, project in enumerate(election.projects):
        told: Explanation = explain(election, rule, outcome, number, changes)
        name = f"{project.id} {harmless(project.name)}".strip()
        lines += [f"## {name}", "", told.text(), ""]
    return "\n".join(lines)


def manifest(sealed: Mapping[str, bytes]) -> bytes:
    """The manifest: the hash and size of every sealed part."""
    return as_json(
        {
            "format": FORMAT,
            "parts": {
                name: {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}
                for name, data in sealed.items()
            },
        }
    )


def as_json(value: object) -> bytes:
    """JSON with one possible spelling: sorted keys, UTF-8, one space of indent."""
    return (json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def _work(election: Election, outcome: Outcome) -> int:
    choices = sum(len(choices) for choices in election.box.choices)
    return len(election.projects) * choices * (outcome.steps + 1)
