"""The example's hearer a release later: it also reads version 2, and a note that was painted."""

from dataclasses import replace

from civic_contracts.envelope import Envelope, Event
from civic_contracts.fields import Id
from civic_contracts.reading import Reader
from servicekit import Handlers, UnitOfWork

from example.notes import HEARD as OLDER
from example.notes import NoteWritten, count_note, service


class NoteWeighed(Event, type="civic.ideas.note.written.v2"):
    """Somebody wrote on a note; the weight is told in grams now."""

    note_id: Id
    grams: int


class NotePainted(Event, type="civic.ideas.note.painted.v1"):
    """Somebody painted on a note, which counts for nothing."""

    note_id: Id


HEARD = Handlers()
HEARD.include(OLDER)


@HEARD.on(NoteWeighed)
async def count_grams(uow: UnitOfWork, event: NoteWeighed, envelope: Envelope) -> None:
    """Counts a note in the older version's words."""
    written = NoteWritten(note_id=event.note_id, weight=event.grams, occurred_on=event.occurred_on)
    await count_note(uow, written, envelope)


@HEARD.on(NotePainted)
async def count_paint(uow: UnitOfWork, event: NotePainted, envelope: Envelope) -> None:
    """Counts a painted note as a weight of nought."""
    written = NoteWritten(note_id=event.note_id, weight=0, occurred_on=event.occurred_on)
    await count_note(uow, written, envelope)


READER = Reader([NoteWritten, NoteWeighed, NotePainted])
HEARING = replace(service("reporting"), apis=[], handlers=[HEARD], parse=READER.parse)
