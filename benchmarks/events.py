"""The events that both sides of a comparison carry: real ones, of 550 to 670 bytes."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import NamedTuple
from uuid import UUID, uuid4

from civic_contracts.envelope import Envelope, Event
from civic_contracts.events import ideas
from civic_contracts.naming import routing_key_of
from civic_contracts.sampling import sample_of

SERVICE = "ideas"
SUBJECTS_AT_ONCE = 500

# What an ordinary idea has happen to it before it is answered. The first event of a chain has no
# cause and is not traced, as most of these are.
KINDS: tuple[type[Event], ...] = (
    ideas.IdeaSupported,
    ideas.IdeaSupported,
    ideas.IdeaSupported,
    ideas.IdeaAdopted,
    ideas.IdeaAcknowledged,
)
NOBODY, NOTHING = UUID(int=0), UUID(int=1)


class Said(NamedTuple):
    """One event, ready to be stored or sent."""

    event_id: UUID
    source: str
    sequence: int
    type: str
    body: bytes

    @property
    def routing_key(self) -> str:
        """The key under which it is published."""
        return routing_key_of(self.type)


def said(events: int) -> list[Said]:
    """So many events, five a subject; 500 subjects take turns, so that a batch meets many."""
    moulds = [_mould(kind, sequence) for sequence, kind in enumerate(KINDS, start=1)]
    found: list[Said] = []
    while len(found) < events:
        subjects = [uuid4() for _ in range(SUBJECTS_AT_ONCE)]
        found += [_cast(mould, subject) for mould in moulds for subject in subjects]
    return found[:events]


def _mould(kind: type[Event], sequence: int) -> Said:
    """An event of nobody's, of which others are made by putting in their ids."""
    data = {**sample_of(kind).data, kind.subject_field: str(NOBODY)}
    envelope = Envelope.of(
        kind.model_validate(data),
        subject=NOBODY,
        sequence=sequence,
        id=NOTHING,
        time=datetime.now(UTC),
        correlationid=uuid4(),
    )
    return Said(NOTHING, envelope.source, sequence, envelope.type, envelope.to_json())


def _cast(mould: Said, subject: UUID) -> Said:
    event_id = uuid4()
    body = mould.body.replace(str(NOBODY).encode(), str(subject).encode())
    body = body.replace(str(NOTHING).encode(), str(event_id).encode())
    source = mould.source.replace(str(NOBODY), str(subject))
    return Said(event_id, source, mould.sequence, mould.type, body)
