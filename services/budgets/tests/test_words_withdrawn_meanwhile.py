"""Words that are withdrawn while something else is told of the proposal are not told again."""

from __future__ import annotations

import asyncio
from datetime import date
from uuid import UUID

from budgets.proposals.tables import lock
from budgets.proposals.withdrawn_words import INSTEAD, forget_words
from budgets_client import ApiClient
from budgets_journey import Journey
from servicekit.identity.actor import system
from servicekit.unit_of_work import Cause

WARD, YEAR, DAY = "E05000635", "2009-10", "2009-06-01"
WAITS = (
    "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
)


async def test_a_project_is_completed_without_words_that_are_withdrawn_just_then(
    api: ApiClient, journey: Journey
) -> None:
    await journey.give_money(WARD, YEAR, "2009-04-01")
    agreed = await journey.agreed(DAY, {WARD: 500}, "in-advance")
    async with api.work.begin(system("budgets"), Cause.new()) as uow:
        proposal = await lock(uow.connection, UUID(agreed["proposal_id"]))
        await forget_words(uow, proposal, "moderated", date(2009, 6, 1))
        path = f"/projects/{agreed['project_id']}/complete"
        completing = asyncio.create_task(api.on(DAY).post("officer", path))
        while not (completing.done() or await api.sql(WAITS)):
            await asyncio.sleep(0.01)
    await completing
    (told,) = [one for one in await api.said() if one["type"].endswith("project.completed.v1")]
    assert told["data"]["title"]["text"] == INSTEAD
