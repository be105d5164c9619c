"""Mergers that proposals followed before there was a table of them are in it from the start."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from budgets.app import SERVICE
from servicekit.database import create_engine
from servicekit.operations.migrating import migrate
from sqlalchemy import text

MADE = text(
    "INSERT INTO proposals (id, state, origin, title, wards, theme, policy, financial_year,"
    " applicant_kind, opened_on, opened_by, original_idea_id, idea_id)"
    " VALUES (gen_random_uuid(), 'opened', 'idea', 'A choir', '{E05000631}', 'x', 'x', '2009-10',"
    " 'group', '2009-06-01', 'x', :first, :now)"
)


async def test_mergers_that_were_followed_are_known(postgres: Any) -> None:
    dsn = str(await postgres.database())
    await migrate(dsn, SERVICE.migrations, to="0011")
    engine = create_engine(dsn, connections=2, service="budgets")
    merged, into, alone = uuid4(), uuid4(), uuid4()
    told = [(merged, into), (merged, into), (into, into), (alone, alone), (None, None)]
    async with engine.begin() as connection:
        await connection.execute(MADE, [{"first": one, "now": now} for one, now in told])
    await migrate(dsn, SERVICE.migrations)
    async with engine.connect() as connection:
        found = await connection.execute(text("SELECT idea_id, into_idea_id FROM merged_ideas"))
        assert [tuple(one) for one in found] == [(merged, into)]
    await engine.dispose()
