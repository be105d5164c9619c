"""A process of the version before opens proposals beside the new one, and knows no `words_read`."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID, uuid4

import pytest
import pytest_asyncio
from budgets.app import SERVICE
from budgets.proposals.tables import proposals
from budgets_client import ApiClient
from servicekit.operations.migrating import migrate
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

ENTERED = text(
    "INSERT INTO proposals (id, state, origin, title, wards, theme, policy, financial_year,"
    " applicant_kind, volunteer_places, opened_on, opened_by)"
    " VALUES (:id, :state, 'direct', 'A walking club', ARRAY['E05013793'], 'greening',"
    " 'westminster-2026', '2026-27', 'organisation', 0, '2026-09-01', 'somebody')"
)
TURNED = text("UPDATE proposals SET state = :state WHERE id = :id")
READ = text("SELECT words_read FROM proposals WHERE id = :id")
TOLD = text("INSERT INTO told_texts (event_id, proposal_id) VALUES (gen_random_uuid(), :id)")


async def entered(connection: AsyncConnection, state: str, *later: str) -> UUID:
    """A proposal that comes in in one state and goes on to others, by what was said before 0006."""
    made = uuid4()
    await connection.execute(ENTERED, {"id": made, "state": state})
    for one in later:
        await connection.execute(TURNED, {"id": made, "state": one})
    return made


async def is_read(connection: AsyncConnection, proposal: UUID) -> Any:
    return (await connection.execute(READ, {"id": proposal})).scalar_one()


@pytest.mark.parametrize(
    ("states", "read"),
    [
        # A group's own words, and what becomes of them.
        (("submitted",), False),
        (("submitted", "withdrawn"), False),
        (("submitted", "declined"), False),
        (("submitted", "opened"), True),
        (("submitted", "opened", "withdrawn"), True),
        # Words of a referred idea, which its moderator has read, or an officer's.
        (("opened",), True),
        (("opened", "researched", "declined"), True),
    ],
)
async def test_what_it_enters_counts_as_unread_until_it_is_opened(
    api: ApiClient, states: tuple[str, ...], read: bool
) -> None:
    async with api.engine.begin() as connection:
        proposal = await entered(connection, *states)
        assert await is_read(connection, proposal) is read
    await api.get(f"/proposals/{proposal}", status=200 if read else 404)


async def test_the_tables_say_what_the_database_does(api: ApiClient) -> None:
    [found] = await api.sql(
        "SELECT column_default AS given FROM information_schema.columns"
        " WHERE table_name = 'proposals' AND column_name = 'words_read'"
    )
    assert found.given == "false"
    assert str(proposals.c.words_read.server_default.arg) == found.given


@pytest_asyncio.fixture(loop_scope="session")
async def of_the_version_before(postgres: Any) -> AsyncIterator[tuple[str, AsyncConnection]]:
    """A database at 0006, and a connection to it."""
    address = str(await postgres.database())
    await migrate(address, SERVICE.migrations, to="0006")
    engine = create_async_engine(address)
    async with engine.connect() as connection:
        yield address, connection
    await engine.dispose()


async def test_what_it_accepted_before_the_default_was_there_has_been_read(
    of_the_version_before: tuple[str, AsyncConnection],
) -> None:
    address, connection = of_the_version_before
    # The new process has taken them in; the one of before knows their states alone.
    await connection.exec_driver_sql("ALTER TABLE proposals ALTER words_read SET DEFAULT false")
    ended = ("submitted", "opened", "declined")
    ways = [("submitted",), ("submitted", "declined"), ("submitted", "opened"), ended]
    made = [await entered(connection, *way) for way in ways]
    await connection.execute(TOLD, [{"id": one} for one in made[2:]])
    await connection.commit()
    await migrate(address, SERVICE.migrations)
    assert [await is_read(connection, one) for one in made] == [False, False, True, True]
