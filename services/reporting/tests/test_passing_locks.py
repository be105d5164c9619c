"""A table that somebody holds locked for long ends none of the tasks that go on for ever."""

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
from reporting.log import live
from reporting.log.live import Live
from reporting.outside import forwarding
from reporting.settings import ReportingSettings
from sqlalchemy.exc import DBAPIError


class LockTimeout(Exception):
    """What PostgreSQL says when a lock was waited for too long."""

    sqlstate = "55P03"


class Mistake(Exception):
    """A fault of ours, which is not to be hidden."""


def passing() -> DBAPIError:
    return DBAPIError("SELECT 1", {}, LockTimeout("canceling statement due to lock timeout"))


async def outcomes(task: "asyncio.Task[Any]", reached: asyncio.Event) -> bool:
    """Whether a task got as far as its second attempt and still goes on."""
    async with asyncio.timeout(5):
        await asyncio.wait(
            {task, asyncio.create_task(reached.wait())}, return_when=asyncio.FIRST_COMPLETED
        )
    goes_on = not task.done()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    return goes_on


@pytest.mark.parametrize("error", [passing(), Mistake()], ids=["a lock", "a mistake"])
async def test_who_looks_on_is_told_again(
    monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    tried, again = 0, asyncio.Event()

    async def stumbles(_: Live) -> None:
        nonlocal tried
        tried += 1
        if tried == 1:
            raise error
        again.set()
        await asyncio.Event().wait()

    monkeypatch.setattr(live, "AGAIN_SECONDS", 0.01)
    monkeypatch.setattr(Live, "_hear_until_lost", stumbles)
    looking = Live(SimpleNamespace(), most=1, stopping=asyncio.Event())
    hearing = asyncio.create_task(looking._hear())
    assert await outcomes(hearing, again) is isinstance(error, DBAPIError)


@pytest.mark.parametrize("error", [passing(), Mistake()], ids=["a lock", "a mistake"])
async def test_subscribers_are_served_again(
    monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    tried, again = 0, asyncio.Event()

    async def stumbles(*_: object) -> None:
        nonlocal tried
        tried += 1
        if tried == 1:
            raise ExceptionGroup("tasks", [error])
        again.set()
        await asyncio.Event().wait()

    monkeypatch.setattr(forwarding, "STAND_BY_SECONDS", 0.01)
    monkeypatch.setattr(forwarding, "_forward_alone", stumbles)
    settings = ReportingSettings.model_construct(
        forwarder_url=SimpleNamespace(get_secret_value=lambda: "amqp://f:x@127.0.0.1:1/civic"),
        outside="",
        outside_url=None,
    )
    process = SimpleNamespace(settings=settings, engine=None)
    task = asyncio.create_task(forwarding.forward(process))
    assert await outcomes(task, again) is isinstance(error, DBAPIError)
