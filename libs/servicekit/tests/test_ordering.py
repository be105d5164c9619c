"""Order per subject is restored from any arrival, whatever is repeated or late."""

from datetime import UTC, date, datetime
from uuid import UUID

from civic_contracts.envelope import Envelope
from example.notes import NoteWritten
from hypothesis import given
from hypothesis import strategies as st
from servicekit.messaging.handlers import Received
from servicekit.messaging.ordering import Arrival, Place, plan

NOTES = [UUID(int=number) for number in range(1, 4)]


def arrival(note: UUID, sequence: int, *, body: bytes = b"", held: bool = False) -> Arrival:
    event = NoteWritten(note_id=note, weight=1, occurred_on=date(2010, 3, 21))
    envelope = Envelope.of(
        event,
        subject=note,
        sequence=sequence,
        id=UUID(int=sequence),
        time=datetime(2010, 3, 21, tzinfo=UTC),
        correlationid=UUID(int=1),
    )
    place = Place(envelope.source, sequence)
    return Arrival(place, Received(event, envelope, body), body or bytes([sequence]), held=held)


def places(arrivals: list[Arrival]) -> list[Place]:
    return [one.place for one in arrivals]


def zero() -> dict[str, int]:
    return {arrival(note, 1).place.source: 0 for note in NOTES}


@given(
    st.lists(st.tuples(st.sampled_from(NOTES), st.integers(1, 6)), max_size=40),
    st.integers(1, 7),
)
def test_batches_of_any_size_end_in_the_same_state(sent: list[tuple[UUID, int]], size: int) -> None:
    cursors = zero()
    held: dict[Place, Arrival] = {}
    applied: list[Place] = []
    arrivals = [arrival(note, sequence) for note, sequence in sent]
    for start in range(0, len(arrivals), size):
        todo = plan(arrivals[start : start + size], held.values(), cursors)
        applied += places(todo.apply)
        cursors = todo.cursors
        for place in places(todo.apply):
            held.pop(place, None)
        held |= {one.place: arrival_held(one) for one in todo.hold}
    for source in cursors:
        mine = [place.sequence for place in applied if place.source == source]
        there = {one.place.sequence for one in arrivals if one.place.source == source}
        contiguous = next(number for number in range(1, 9) if number not in there) - 1
        assert mine == list(range(1, contiguous + 1))
        assert cursors[source] == contiguous
    assert set(held) == set(places(arrivals)) - set(applied)


def arrival_held(one: Arrival) -> Arrival:
    return Arrival(one.place, one.received, one.digest, held=True)


def test_every_arrival_has_exactly_one_fate() -> None:
    note = NOTES[0]
    sent = [arrival(note, 1), arrival(note, 1), arrival(note, 3), arrival(note, 1, body=b"other")]
    todo = plan(sent, [], zero())
    assert places(todo.apply) == places(sent[:1])
    assert todo.repeated == [sent[1]]
    assert todo.hold == [sent[2]]
    assert todo.conflicting == [sent[3]]


def test_what_waits_for_another_try_keeps_its_subject_waiting() -> None:
    note, other = NOTES[0], NOTES[1]
    failed = arrival(note, 1, held=True)
    waiting = Arrival(failed.place, failed.received, failed.digest, held=True, waiting=True)
    todo = plan([arrival(note, 2), arrival(other, 1)], [waiting], zero())
    assert places(todo.apply) == places([arrival(other, 1)])
    assert places(todo.hold) == places([arrival(note, 2)])
