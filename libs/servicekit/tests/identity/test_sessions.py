"""Sessions: limits, revocation, and the shape of their table."""

import asyncio
from datetime import timedelta

import pytest
from civic_demo.issuer.testing import Browser, Clock, RunningIssuer
from servicekit.identity import CSRF_FIELD, Actor, Identity, IdentitySettings
from servicekit.identity.tables import metadata
from sqlalchemy import Connection, inspect, text
from sqlalchemy.ext.asyncio import AsyncEngine

pytestmark = pytest.mark.stack


async def whoami(browser: Browser) -> dict[str, object]:
    answer = await browser.get("/ideas/whoami")
    found: dict[str, object] = answer.raise_for_status().json()
    return found


async def _is_known(browser: Browser) -> bool:
    return (await whoami(browser))["person_key"] is not None


async def test_an_idle_session_ends(browser: Browser, clock: Clock) -> None:
    await browser.sign_in("choir-member")
    clock.move(minutes=29, seconds=55)
    assert await _is_known(browser)
    clock.move(minutes=29, seconds=55)
    assert await _is_known(browser)
    clock.move(minutes=30)
    assert not await _is_known(browser)


async def test_a_session_in_use_ends_too(browser: Browser, clock: Clock) -> None:
    await browser.sign_in("choir-member")
    for _ in range(35):
        clock.move(minutes=20)
        assert await _is_known(browser)
    clock.move(minutes=20)
    assert not await _is_known(browser)


async def test_reading_seldom_writes(browser: Browser, engine: AsyncEngine, clock: Clock) -> None:
    await browser.sign_in("choir-member")
    before = await _last_seen(engine)
    clock.move(seconds=50)
    await whoami(browser)
    assert await _last_seen(engine) == before
    clock.move(seconds=20)
    await asyncio.gather(*(whoami(browser) for _ in range(5)))
    assert await _last_seen(engine) == pytest.approx(before + 70, abs=5)


async def _last_seen(engine: AsyncEngine) -> float:
    query = text("SELECT extract(epoch FROM last_seen_at)::float8 FROM kit.sessions")
    async with engine.connect() as connection:
        return float((await connection.execute(query)).scalar_one())


async def test_a_revoked_session_is_over_at_once(
    browser: Browser, identity: Identity, engine: AsyncEngine
) -> None:
    await browser.sign_in("choir-member")
    token = browser.cookie()
    assert token is not None
    session = await identity.sessions.find(token)
    assert session is not None
    await identity.sessions.revoke(session.id)
    assert not await _is_known(browser)
    async with engine.connect() as connection:
        row = (await connection.execute(text("SELECT name, revoked_at FROM kit.sessions"))).one()
    assert row.name is None
    assert row.revoked_at is not None


async def test_ended_sessions_are_forgotten_and_live_ones_kept(
    browser: Browser,
    other_browser: Browser,
    identity: Identity,
    clock: Clock,
    issuer: RunningIssuer,
) -> None:
    await browser.sign_in("choir-member")
    clock.move(minutes=31)
    issuer.clock.shift = clock.shift
    await other_browser.sign_in("garden-founder")
    assert await identity.sessions.forget_ended() == 0, "signing in had forgotten it already"
    assert await _is_known(other_browser)
    clock.move(minutes=31)
    assert await identity.sessions.forget_ended() == 1


async def test_limits_are_the_operators(
    settings: IdentitySettings, engine: AsyncEngine, clock: Clock
) -> None:
    short = settings.model_copy(update={"session_absolute": timedelta(minutes=1)})
    identity = Identity(short, engine, "ideas", clock.now)
    person = Actor(identity.person_key("choir-member"), frozenset({"resident"}), "Leila")
    token = await identity.sessions.open(person, None, replacing=None)
    found = await identity.sessions.find(token)
    assert found is not None
    assert found.actor == person
    clock.move(seconds=61)
    assert await identity.sessions.find(token) is None
    await identity.aclose()


async def test_csrf_tokens_belong_to_their_session(
    browser: Browser, other_browser: Browser
) -> None:
    await browser.sign_in("choir-member")
    await other_browser.sign_in("choir-member")
    first, second = [(await whoami(each))[CSRF_FIELD] for each in (browser, other_browser)]
    assert isinstance(first, str)
    assert len(first) == 64
    assert first != second
    assert (await whoami(browser))[CSRF_FIELD] == first


async def test_the_tables_are_those_of_the_migration(engine: AsyncEngine) -> None:
    async with engine.connect() as connection:
        migrated = await connection.run_sync(_columns)
    declared = {
        (table.name, column.name, column.nullable)
        for table in metadata.tables.values()
        for column in table.columns
    }
    assert migrated == declared


def _columns(connection: Connection) -> set[tuple[str, str, bool]]:
    inspector = inspect(connection)
    return {
        (table, column["name"], column["nullable"])
        for table in inspector.get_table_names(schema="kit")
        for column in inspector.get_columns(table, schema="kit")
    }
