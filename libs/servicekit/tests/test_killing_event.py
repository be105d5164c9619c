"""An event that ends the process whenever it is tried keeps nobody else waiting."""

import asyncio
from dataclasses import replace
from uuid import uuid4

import pytest
from civic_contracts.envelope import Envelope
from civic_stack.postgres import Postgres
from civic_stack.shared_broker import SharedBroker
from example.notes import NoteWritten
from kit_house import example_process
from servicekit import Handlers, UnitOfWork
from servicekit.messaging.subscriber import pause_after
from test_flow import heard, running, write
from test_inbox import delivery


class PowerCut(BaseException):
    """Stands for the end of the process: nothing after it runs."""


async def test_what_has_arrived_comes_before_what_is_held(
    postgres: Postgres, broker: SharedBroker
) -> None:
    vhost = await broker.virtual_host()
    deadly = Handlers()
    async with (
        example_process(postgres, vhost.url("ideas"), "ideas") as writing,
        example_process(postgres, vhost.url("reporting"), "reporting") as hearing,
    ):
        subscriber = hearing.subscriber
        bear = subscriber.inbox.handlers.one_by_one[NoteWritten]

        @deadly.on(NoteWritten)
        async def stumble(uow: UnitOfWork, event: NoteWritten, envelope: Envelope) -> None:
            if event.weight == 13:
                raise PowerCut
            await bear(uow, event, envelope)

        subscriber.inbox = replace(subscriber.inbox, handlers=deadly)
        await subscriber.inbox.take([delivery(uuid4(), 1, weight=13, times_before=3)])
        async with running(writing):
            note = await write(writing)
            await asyncio.sleep(1)
        tasks = [asyncio.create_task(one) for one in (subscriber.run(), subscriber.retry_held())]
        ended, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED, timeout=15)
        for task in tasks:
            task.cancel()
        results = await asyncio.gather(*tasks, return_exceptions=True)
        assert ended
        assert [type(result) for result in results if isinstance(result, PowerCut)] == [PowerCut]
        assert await heard(hearing) == [(note, 1)]


@pytest.mark.parametrize(
    ("seconds", "applied", "pause"),
    [(0.001, 0, 0.25), (0.8, 0, 3.2), (0.8, 1, 0.25), (10.0, 0, 5.0)],
)
def test_a_long_look_for_nothing_is_followed_by_a_longer_pause(
    seconds: float, applied: int, pause: float
) -> None:
    assert pause_after(seconds, applied=applied) == pytest.approx(pause)
