"""What a rebuild reads of the log: every event whole, but for its words."""

from reporting.log import entries, facts
from reporting.log.texts import WITHDRAWN
from reporting.projections.fold import HEARD
from reporting.testing import Bench, Stream, samples

LAST = 2**62
EVERY = [event.event_type for event in samples()]


async def test_a_fact_is_the_event_with_every_word_withdrawn(bench: Bench) -> None:
    stream = Stream(seed=7)
    said = [stream.next() for _ in range(300)]
    await bench.hear(*said)
    async with bench.work.engine.begin() as connection:
        kept = await entries.read(connection, after=0, until=LAST, limit=1000)
        stretch = await facts.read(connection, after=0, until=LAST, limit=1000, heard=EVERY)
        await entries.withdraw(connection, [entry.envelope.id for entry in kept])
        wordless = await entries.read(connection, after=0, until=LAST, limit=1000)
    found = stretch.facts
    assert len(found) == stretch.events == len(said)
    assert [fact.event for fact in found] == [entry.event for entry in wordless]
    assert [fact.event_id for fact in found] == [entry.envelope.id for entry in kept]
    places = [(entry.position, entry.envelope.source, entry.envelope.number) for entry in kept]
    assert [(fact.position, fact.source, fact.sequence) for fact in found] == places
    words = {text.text for fact in found for _, text in fact.event.public_texts()}
    assert words == {WITHDRAWN["text"]}


async def test_what_no_read_model_hears_is_counted_and_left_where_it_is(bench: Bench) -> None:
    said = list(samples())
    await bench.hear(*said)
    async with bench.work.engine.connect() as connection:
        kept = await entries.read(connection, after=0, until=LAST, limit=1000)
        heard = await facts.read(connection, after=0, until=LAST, limit=1000, heard=HEARD)
        nothing = await facts.read(connection, after=heard.end, until=LAST, limit=9, heard=HEARD)
    assert (heard.events, heard.end) == (len(said), kept[-1].position)
    types = [fact.event.event_type for fact in heard.facts]
    assert types == [event.event_type for event in said if event.event_type in HEARD]
    assert 0 < len(types) < len(said)
    assert nothing == (0, heard.end, [])
