"""What a rebuild reads of the log: every event whole, but for its words."""

from reporting.log import entries, facts
from reporting.log.texts import WITHDRAWN
from reporting.testing import Bench, Stream

LAST = 2**62


async def test_a_fact_is_the_event_with_every_word_withdrawn(bench: Bench) -> None:
    stream = Stream(seed=7)
    said = [stream.next() for _ in range(300)]
    await bench.hear(*said)
    async with bench.work.engine.begin() as connection:
        kept = await entries.read(connection, after=0, until=LAST, limit=1000)
        found = await facts.read(connection, after=0, until=LAST, limit=1000)
        await entries.withdraw(connection, [entry.envelope.id for entry in kept])
        wordless = await entries.read(connection, after=0, until=LAST, limit=1000)
    assert len(found) == len(said)
    assert [fact.event for fact in found] == [entry.event for entry in wordless]
    assert [fact.event_id for fact in found] == [entry.envelope.id for entry in kept]
    places = [(entry.position, entry.envelope.source, entry.envelope.number) for entry in kept]
    assert [(fact.position, fact.source, fact.sequence) for fact in found] == places
    words = {text.text for fact in found for _, text in fact.event.public_texts()}
    assert words == {WITHDRAWN["text"]}
