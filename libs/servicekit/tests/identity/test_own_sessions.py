"""A person's own sessions: seen, ended, and only by whoever has just proved who they are."""

from datetime import UTC, datetime, timedelta

import httpx
import pytest
from civic_demo.issuer.testing import Browser, Clock, RunningIssuer
from servicekit.identity import Actor, Identity
from servicekit.identity.claims import proved_at
from servicekit.identity.sessions import OTHERS, Session
from sqlalchemy.ext.asyncio import AsyncEngine

pytestmark = pytest.mark.stack

RESIDENT = Actor("a" * 64, frozenset({"resident"}), "A resident")
NEIGHBOUR = Actor("b" * 64, frozenset({"resident"}), "A neighbour")


async def opened(identity: Identity, actor: Actor) -> Session:
    found = await identity.sessions.find(await identity.sessions.open(actor, None, replacing=None))
    assert found is not None
    return found


async def end(identity: Identity, engine: AsyncEngine, which: str, here: Session) -> int:
    async with engine.begin() as connection:
        key = here.actor.person_key or ""
        return await identity.sessions.end_own(connection, key, which, here=here.id)


async def test_one_is_ended_or_all_others_and_nobody_elses(
    identity: Identity, engine: AsyncEngine
) -> None:
    here, second, third, fourth = [await opened(identity, RESIDENT) for _ in range(4)]
    other = await opened(identity, NEIGHBOUR)
    known = await identity.sessions.of_person("a" * 64)
    assert {one.id for one in known} == {one.id for one in (here, second, third, fourth)}
    assert await end(identity, engine, other.id, here) == 0
    assert await end(identity, engine, second.id, here) == 1
    assert await end(identity, engine, second.id, here) == 0
    assert await end(identity, engine, OTHERS, here) == 2
    assert [one.id for one in await identity.sessions.of_person("a" * 64)] == [here.id]
    assert [one.id for one in await identity.sessions.of_person("b" * 64)] == [other.id]


async def test_what_has_ended_by_itself_is_not_shown(identity: Identity, clock: Clock) -> None:
    await opened(identity, Actor("c" * 64, frozenset(), None))
    clock.move(minutes=31)
    assert await identity.sessions.of_person("c" * 64) == []


async def session_in(browser: Browser, identity: Identity) -> Session:
    found = await identity.sessions.find(browser.cookie() or "")
    assert found is not None
    return found


async def test_a_sign_in_is_a_proof_for_ten_minutes(
    browser: Browser, identity: Identity, issuer: RunningIssuer, clock: Clock
) -> None:
    await browser.sign_in("choir-member")
    assert identity.sessions.proved_lately(await session_in(browser, identity))
    clock.move(minutes=10, seconds=5)
    assert not identity.sessions.proved_lately(await session_in(browser, identity))


async def test_a_session_that_the_issuer_had_already_proves_nothing(
    browser: Browser, identity: Identity, issuer: RunningIssuer, clock: Clock
) -> None:
    await browser.sign_in("choir-member")
    clock.move(minutes=20)
    issuer.clock.move(minutes=20)
    # The issuer asks nobody: it knows the browser.
    answered = await browser.get(str(await browser.begin()))
    assert (await browser.get(answered.headers["location"])).status_code == 303
    assert not identity.sessions.proved_lately(await session_in(browser, identity))
    # Asked to, it asks; whoever takes that out of the address proves nothing.
    begun = await browser.get("/ideas/sign-in", again="true", return_to="/ideas/sessions")
    asked = httpx.URL(begun.headers["location"])
    assert (asked.params["prompt"], asked.params["max_age"]) == ("login", "0")
    without = await browser.get(str(asked.copy_remove_param("prompt")))
    assert (await browser.get(without.headers["location"])).status_code == 303
    assert not identity.sessions.proved_lately(await session_in(browser, identity))
    begun = await browser.get("/ideas/sign-in", again="true", return_to="/ideas/sessions")
    assert (await browser.get(begun.headers["location"])).status_code == 200
    callback = await browser.choose(httpx.URL(begun.headers["location"]), "choir-member")
    assert (await browser.get(str(callback))).headers["location"] == "/ideas/sessions"
    assert identity.sessions.proved_lately(await session_in(browser, identity))


@pytest.mark.parametrize("told", [None, "1", True, -(10**20), 10**20, 1.5, [1]])
def test_an_issuer_that_does_not_say_when_proves_nothing(told: object) -> None:
    assert proved_at({"auth_time": told}) is None


def test_when_is_said_in_seconds() -> None:
    assert proved_at({"auth_time": 60}) == datetime(1970, 1, 1, tzinfo=UTC) + timedelta(minutes=1)
