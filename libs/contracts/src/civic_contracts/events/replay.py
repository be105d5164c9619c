"""A consumer asks a producer to tell a subject's events again.

Sent on the exchange ``civic.replay``, answered there to the asking service alone.
"""

from typing import Annotated

from pydantic import Field

from civic_contracts.envelope import Event
from civic_contracts.fields import Code, Count, SubjectId

FromOne = Annotated[Count, Field(ge=1)]


class ReplayRequested(Event):
    """Tell the events of these sources again, from one sequence to another, both included.

    Without a subject every subject of the kind is meant, without a kind everything.
    """

    producer: Code
    wanted_kind: Code | None = None
    wanted_subject: SubjectId | None = None
    from_sequence: FromOne = 1
    until_sequence: FromOne | None = None


class IdeasReplayRequested(ReplayRequested, type="civic.ideas.replay.requested.v1"):
    """Asked for by the ideas service."""


class BudgetsReplayRequested(ReplayRequested, type="civic.budgets.replay.requested.v1"):
    """Asked for by the budgets service."""


class VolunteersReplayRequested(ReplayRequested, type="civic.volunteers.replay.requested.v1"):
    """Asked for by the volunteers service."""


class ReportingReplayRequested(ReplayRequested, type="civic.reporting.replay.requested.v1"):
    """Asked for by the reporting service."""
