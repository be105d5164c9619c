"""The barrier log for everybody; removing one for officers."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fastapi.responses import Response
from pagekit.wording import retold
from servicekit import UnitOfWork, public
from servicekit.web import ExecuteForm, Page, Pages, Reading

from ideas.barriers.commands import RemoveBarrier, RemovedBarrier, remove_barrier
from ideas.barriers.queries import barrier_by_id, list_barriers
from ideas.policies import may_answer
from ideas.threads.wording import department_name

pages = Pages()


@pages.get("/barriers", permit=public)
async def barriers_page(reading: Reading, page: Page, after: UUID | None = None) -> Response:
    """What stands in the way of ideas, and what no longer does."""
    council = reading.council
    return await page.render(
        "barriers.html",
        found=await list_barriers(reading.connection, after=after, limit=20),
        department=lambda code: retold(department_name(council, code)),
        can_remove=may_answer(reading.actor),
    )


@pages.get("/barriers/{barrier_id}/remove", permit=may_answer, form=may_answer)
async def removal_page(barrier_id: UUID, reading: Reading, page: Page) -> Response:
    """How was it removed?"""
    barrier = await barrier_by_id(reading.connection, barrier_id)
    return await page.render("remove_barrier.html", barrier=barrier)


@pages.post("/barriers/{barrier_id}/remove", permit=may_answer)
async def removal_sent(barrier_id: UUID, execute: ExecuteForm, reading: Reading) -> Response:
    """Notes that the barrier is gone."""

    async def use_case(uow: UnitOfWork, command: RemoveBarrier) -> RemovedBarrier:
        return await remove_barrier(uow, barrier_id, command)

    async def context() -> dict[str, Any]:
        return {"barrier": await barrier_by_id(reading.connection, barrier_id)}

    return await execute(
        RemoveBarrier,
        use_case,
        then=lambda _: "/ideas/barriers",
        template="remove_barrier.html",
        context=context,
    )
