"""A service of two rooms that the kit's own tests run: notes are written here and counted there."""

from functools import partial
from pathlib import Path
from uuid import UUID, uuid4

import jinja2
from civic_contracts.envelope import Envelope, Event
from civic_contracts.fields import Id
from civic_contracts.reading import Reader
from fastapi.responses import Response
from pydantic import BaseModel
from servicekit import Handlers, Service, UnitOfWork, UnknownReference, public, signed_in
from servicekit.web import Api, Command, Execute, Reading
from servicekit.web.fields import Count, Text
from sqlalchemy import text

HERE = Path(__file__).parent


class RuleBroken(Exception):
    """A rule of the notes."""


class NoteIsFull(RuleBroken):
    """A note may be written on ten times."""


class NoteWritten(Event, type="civic.ideas.note.written.v1"):
    """Somebody wrote on a note."""

    note_id: Id
    weight: int


class WriteNote(Command):
    """Write on a note, or begin one."""

    note_id: UUID | None = None
    words: Text
    weight: Count = 1


class Written(BaseModel):
    """Which note, and how often it has been written on."""

    note_id: UUID
    times: int


async def write_note(uow: UnitOfWork, command: WriteNote) -> Written:
    """Stores the words and tells of them."""
    note_id = command.note_id or uuid4()
    times = (
        await uow.connection.execute(
            text(
                "INSERT INTO notes AS known (id, times, weight) VALUES (:id, 1, :weight) "
                "ON CONFLICT (id) DO UPDATE SET times = known.times + 1, "
                "weight = known.weight + excluded.weight RETURNING times"
            ),
            {"id": note_id, "weight": command.weight},
        )
    ).scalar_one()
    if times > 10:
        raise NoteIsFull
    event = NoteWritten(note_id=note_id, weight=command.weight, occurred_on=command.occurred(uow))
    await uow.publish(event, subject=note_id)
    return Written(note_id=note_id, times=times)


api = Api()


@api.post("/notes", permit=signed_in)
async def post_note(command: WriteNote, execute: Execute) -> Response:
    """Writes on a note."""
    return await execute(lambda uow: write_note(uow, command))


@api.get("/notes/{note_id}", permit=public)
async def get_note(note_id: UUID, reading: Reading) -> Written:
    """How often a note has been written on."""
    found = await reading.connection.execute(
        text("SELECT times FROM notes WHERE id = :id"), {"id": note_id}
    )
    return Written(note_id=note_id, times=found.scalar_one())


HEARD = Handlers()


@HEARD.on(NoteWritten)
async def count_note(uow: UnitOfWork, event: NoteWritten, envelope: Envelope) -> None:
    """Adds a note's weight to what was heard; two weights stand for trouble."""
    if event.weight == 666:
        raise ValueError("a weight that no handler can bear")
    if event.weight == 404:
        known = await uow.connection.execute(text("SELECT 1 FROM notes LIMIT 1"))
        if known.one_or_none() is None:
            raise UnknownReference("note", "any")
    await uow.connection.execute(
        text("INSERT INTO heard (note_id, sequence, weight) VALUES (:note_id, :sequence, :weight)"),
        {"note_id": event.note_id, "sequence": envelope.number, "weight": event.weight},
    )


READER = Reader([NoteWritten])


def service(name: str) -> Service:
    """The example under one of the names that the broker knows."""
    return Service(
        name=name,
        parse=READER.parse,
        rule_broken=RuleBroken,
        migrations=HERE / "migrations",
        environment=partial(jinja2.Environment, loader=jinja2.DictLoader({})),
        council=lambda path: None,
        assets=HERE,
        apis=[api],
        handlers=[HEARD],
    )
