"""A consumer asks a producer to tell events again, or how far the events of each subject go.

Sent on the exchange ``civic.replay``, answered there to the asking service alone.
"""

from typing import Annotated

from pydantic import Field

from civic_contracts.envelope import Event
from civic_contracts.fields import Code, Count, Digest, Flag, Id, Moment, Record, SubjectId

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


class HeadsRequested(Event):
    """Tell the head of each subject, so that the asking service can compare it with what it heard.

    With ``since`` only subjects of which something was recorded from then on are meant.
    """

    producer: Code
    since: Moment | None = None


class SubjectPlace(Record):
    """A subject of the telling service."""

    kind: Code
    subject: SubjectId


class SubjectHead(Record):
    """The last number that was given out for a subject; the digest is its body's, where it is kept.

    The number may be higher than that of the last event kept: history can be dropped. What stands
    before ``unsent_from`` was sent before this was said; from there on it may have been.
    """

    kind: Code
    subject: SubjectId
    sequence: FromOne
    digest: Digest | None = None
    unsent_from: FromOne | None = None


class HeadsTold(Event):
    """How far the events of these subjects go: a part of the answer to one request.

    Parts are told in the order of sources (``/civic/<service>/<kind>/<subject>``, byte by byte)
    and leave nothing out between ``after`` and their last head, nor after it in the part that is
    ``complete``. ``until`` is the moment from which a next request need only ask; ``position``
    counts everything that the service ever wrote: a lower one than before means it was set back.
    """

    request_id: Id
    since: Moment | None = None
    until: Moment
    position: Count
    after: SubjectPlace | None = None
    heads: Annotated[tuple[SubjectHead, ...], Field(max_length=500)]
    complete: Flag


class IdeasReplayRequested(ReplayRequested, type="civic.ideas.replay.requested.v1"):
    """Asked for by the ideas service."""


class BudgetsReplayRequested(ReplayRequested, type="civic.budgets.replay.requested.v1"):
    """Asked for by the budgets service."""


class VolunteersReplayRequested(ReplayRequested, type="civic.volunteers.replay.requested.v1"):
    """Asked for by the volunteers service."""


class ReportingReplayRequested(ReplayRequested, type="civic.reporting.replay.requested.v1"):
    """Asked for by the reporting service."""


class IdeasHeadsRequested(HeadsRequested, type="civic.ideas.replay.heads-requested.v1"):
    """Asked for by the ideas service."""


class IdeasHeadsTold(HeadsTold, type="civic.ideas.replay.heads-told.v1"):
    """Told by the ideas service."""


class BudgetsHeadsRequested(HeadsRequested, type="civic.budgets.replay.heads-requested.v1"):
    """Asked for by the budgets service."""


class BudgetsHeadsTold(HeadsTold, type="civic.budgets.replay.heads-told.v1"):
    """Told by the budgets service."""


class VolunteersHeadsRequested(HeadsRequested, type="civic.volunteers.replay.heads-requested.v1"):
    """Asked for by the volunteers service."""


class VolunteersHeadsTold(HeadsTold, type="civic.volunteers.replay.heads-told.v1"):
    """Told by the volunteers service."""


class ReportingHeadsRequested(HeadsRequested, type="civic.reporting.replay.heads-requested.v1"):
    """Asked for by the reporting service."""


class ReportingHeadsTold(HeadsTold, type="civic.reporting.replay.heads-told.v1"):
    """Told by the reporting service."""
