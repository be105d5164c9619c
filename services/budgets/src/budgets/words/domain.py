"""What can be said in words on a proposal's way, and when such words can be withdrawn."""

from __future__ import annotations

from datetime import date

from budgets.rules import RuleBroken

RESEARCH = "research"
CRITERIA = "criteria"
DECLINE = "decline"
DECISION = "decision"
AWARD = "award"
CONDITION = "condition"
MONITORING = "monitoring"
SUSPENSION = "suspension"
COMPLETION = "completion"
FOLLOW_UP = "follow-up"
CONTINUATION = "continuation"
REPLICATION = "replication"

WITH_TITLE = frozenset({AWARD, COMPLETION})
"""Where the proposal's title is said as well, which is to stand when the other words are gone."""


def replication(ward: str, stage: str) -> str:
    """How one of a project's replications is named."""
    return f"{ward}/{stage}"


class WordsWithdrawnAlready(RuleBroken):
    """These words have been withdrawn."""


def can_be_withdrawn(withdrawn_on: date | None) -> None:
    """Raises :class:`WordsWithdrawnAlready`: whoever did it, and why, stays as it was kept."""
    if withdrawn_on is not None:
        raise WordsWithdrawnAlready
