"""However a link to the broker ends, it is a lost link and no fault of ours."""

from functools import partial
from uuid import uuid4

import pytest
from aiormq import Channel
from civic_contracts.topology import EVENTS
from civic_stack.shared_broker import SharedBroker
from servicekit.messaging.asking import Wanted, ask
from servicekit.messaging.link import LOST, open_link
from servicekit.messaging.publishing import Outgoing, Publisher
from servicekit.messaging.relay import properties_of

pytestmark = pytest.mark.stack


async def test_a_channel_that_was_closed_under_its_user(broker: SharedBroker) -> None:
    vhost = await broker.virtual_host()
    message = Outgoing(uuid4(), "civic.ideas.note.written.v1", "ideas.note.written.v1", b"{}")
    async with open_link(vhost.url("ideas"), name="closing") as link:
        channel = await link.channel()
        await channel.close()
        publisher = Publisher(
            channel, EVENTS, partial(properties_of, service="ideas", user="ideas")
        )
        with pytest.raises(LOST):
            await publisher.send([message])
        with pytest.raises(LOST):
            await channel.basic_publish(b"", exchange=EVENTS, routing_key="ideas.note.written.v1")
        with pytest.raises(LOST):
            await channel.basic_ack(1)


async def test_a_request_that_the_broker_does_not_answer_leaves_no_channel_open(
    broker: SharedBroker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is asked again every few seconds over the same link, which has so many channels."""

    async def silent(*_: object, **__: object) -> None:
        raise TimeoutError

    vhost = await broker.virtual_host()
    monkeypatch.setattr(Channel, "basic_publish", silent)
    async with open_link(vhost.url("reporting"), name="asking") as link:
        before = await link.channel()
        for _ in range(3):
            with pytest.raises(TimeoutError):
                await ask(link, "reporting", Wanted("ideas"))
        after = await link.channel()
    assert after.number - before.number == 1
