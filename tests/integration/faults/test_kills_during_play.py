"""Whatever dies while the cases are played, the final rows are those of a play without trouble."""

from __future__ import annotations

import asyncio
import os
import random
import signal
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
import pytest_asyncio
from civic_contracts.topology import SERVICES
from civic_demo.api import Client
from civic_demo.cases import CASES
from civic_demo.play import Case, Play
from civic_stack.stack import Stack
from harness.left_behind import settled
from harness.rows import Rows, difference, rows_of

ROOT = Path(__file__).parents[3]
SHORT = ("city", "choir")

Trouble = Callable[[Stack], Awaitable[None]]


def cases(names: tuple[str, ...] | None) -> list[Case]:
    return [case for case in CASES if names is None or case.name in names]


async def quiet(_: Stack) -> None:
    """A play without trouble."""


def kills(times: int, seed: int, pause: float) -> Trouble:
    """SIGKILL to one of the four services, again and again; the stack starts it anew."""

    async def trouble(stack: Stack) -> None:
        chance = random.Random(seed)
        for _ in range(times):
            await asyncio.sleep(pause * chance.uniform(0.5, 1.5))
            kill(stack, chance.choice(SERVICES))

    return trouble


def kill_server(name: str, pause: float) -> Trouble:
    """SIGKILL to the broker or the database, once, in the middle."""

    async def trouble(stack: Stack) -> None:
        await asyncio.sleep(pause)
        kill(stack, name)

    return trouble


def together(*troubles: Trouble) -> Trouble:
    """Several kinds of trouble at once."""

    async def trouble(stack: Stack) -> None:
        await asyncio.gather(*(one(stack) for one in troubles))

    return trouble


def kill(stack: Stack, name: str) -> None:
    pid = stack[name].pid
    if pid is not None:
        os.kill(pid, signal.SIGKILL)


async def final_rows(names: tuple[str, ...] | None, trouble: Trouble, run: str) -> Rows:
    """The rows that a play leaves behind, with some trouble on the way."""
    async with Stack(ROOT, name=run) as stack:
        # A queue declared less than a second before its broker is killed may stay leaderless.
        await asyncio.sleep(0 if trouble is quiet else 5)
        client = Client(
            stack.public_url, stack.client_secret("civic-demo"), f"{stack.public_url}/issuer"
        )
        making = asyncio.create_task(trouble(stack))
        play = Play(client)
        await play.run(cases(names))
        while not making.done():
            # Played to the end before the last kill: the rest of them find a quiet stack.
            await asyncio.sleep(0.1)
        await making
        # Rows are looked at directly, and a server that was killed last may not be back yet.
        for name in ("postgres", "rabbitmq"):
            await stack[name].wait_ready()
        databases = {name: stack.database(name).plain for name in SERVICES}
        await settled(databases)
        found = await rows_of(databases)
        await client.aclose()
        return found


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def undisturbed() -> Rows:
    """The rows of a short play without trouble."""
    return await final_rows(SHORT, quiet, f"play-{os.getpid()}")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def undisturbed_whole() -> Rows:
    """The rows of a play of all four cases without trouble."""
    return await final_rows(None, quiet, f"whole-{os.getpid()}")


@pytest.mark.stack
async def test_the_rows_are_the_same_whatever_dies(undisturbed: Rows) -> None:
    trouble = together(
        kills(times=6, seed=1, pause=2.0),
        kill_server("rabbitmq", 4.0),
        kill_server("postgres", 10.0),
    )
    found = await final_rows(SHORT, trouble, f"kill-{os.getpid()}")
    assert difference(undisturbed, found) == []


@pytest.mark.stack
@pytest.mark.long
# Early enough to be in the middle of a play, which takes some ten seconds on a quick machine.
@pytest.mark.parametrize(
    ("name", "trouble"),
    [
        ("services", kills(times=30, seed=2, pause=1.0)),
        ("rabbitmq", kill_server("rabbitmq", 4.0)),
        ("postgres", kill_server("postgres", 4.0)),
    ],
)
async def test_all_four_cases_survive(undisturbed_whole: Rows, name: str, trouble: Trouble) -> None:
    found = await final_rows(None, trouble, f"whole-{name}-{os.getpid()}")
    assert difference(undisturbed_whole, found) == []
