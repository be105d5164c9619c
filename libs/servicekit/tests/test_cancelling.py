"""A task that is told to end ends, whatever a library makes of its being told."""

import asyncio

import pytest
from aiormq.exceptions import ChannelInvalidStateError
from servicekit.messaging import gaps, link
from servicekit.messaging.gaps import GapWatch
from servicekit.messaging.link import Link


async def turned_into_an_error(*_: object) -> None:
    """What a client does whose connection is closed under a publish."""
    try:
        await asyncio.Event().wait()
    except asyncio.CancelledError:
        raise ChannelInvalidStateError("closed") from None


async def ends(task: "asyncio.Task[None]") -> bool:
    await asyncio.sleep(0.05)
    task.cancel()
    done, _ = await asyncio.wait({task}, timeout=2)
    task.cancel()
    return bool(done) and task.cancelled()


class Opened:
    async def __aenter__(self) -> None: ...
    async def __aexit__(self, *_: object) -> None: ...


async def test_a_link_is_opened_again_where_the_client_cancels_who_waits_for_an_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As it does when the connection is lost: nobody has asked this task to end."""
    monkeypatch.setattr(link, "open_link", lambda *_, **__: Opened())
    opened = 0

    async def use(_: Link) -> None:
        nonlocal opened
        opened += 1
        answer = asyncio.get_running_loop().create_future()
        asyncio.get_running_loop().call_soon(answer.cancel)
        await answer

    kept = asyncio.create_task(link.keep_linked("amqp://x", name="x", use=use, pause=0.01))
    async with asyncio.timeout(2):
        while opened < 3 and not kept.done():
            await asyncio.sleep(0.01)
    assert opened == 3
    assert await ends(kept)


async def test_a_link_is_not_opened_again_for_who_was_cancelled(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(link, "open_link", lambda *_, **__: Opened())
    kept = link.keep_linked("amqp://x", name="x", use=turned_into_an_error, pause=0.01)
    assert await ends(asyncio.create_task(kept))


async def test_who_is_cancelled_just_when_the_link_is_open_does_not_use_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stopped: list[bool] = []

    class JustOpened:
        def __init__(self, *_: object, **__: object) -> None: ...

        async def connect(self) -> None:
            asyncio.get_running_loop().call_soon(kept.cancel)

        async def stop(self) -> None:
            stopped.append(True)

    async def use(_: Link) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(link, "RabbitBroker", JustOpened)
    monkeypatch.setattr(link, "Link", lambda *_: None)
    kept = asyncio.create_task(link.keep_linked("amqp://x", name="x", use=use))
    done, _ = await asyncio.wait({kept}, timeout=2)
    kept.cancel()
    assert done
    assert stopped == [True]


async def test_the_gap_watch_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gaps, "LOOK_SECONDS", 0.01)

    class Open(Link):
        def __init__(self) -> None:
            self.lost = asyncio.Event()

    async def swallowed(*_: object) -> None:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            raise OSError("closed") from None

    monkeypatch.setattr(GapWatch, "_look", swallowed)
    watch = GapWatch(None, "amqp://x", "ideas")  # type: ignore[arg-type]  # it never looks
    assert await ends(asyncio.create_task(watch._watch(Open())))
