"""The barrier log for everybody; removing one for officers."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fastapi.responses import Response
from pagekit import marked
from pagekit.wording import retold
from servicekit import public
from servicekit.web import Form, Page, Pages, Reading

from ideas.barriers.commands import RemoveBarrier, remove_barrier, withdraw_words_of_barrier
from ideas.barriers.queries import barrier_by_id, list_barriers
from ideas.policies import may_answer, may_moderate
from ideas.threads.own_words import WithdrawWords
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
        can_moderate=may_moderate(reading.actor),
    )


@pages.form(
    "/barriers/{barrier_id}/remove",
    permit=may_answer,
    done=marked("The barrier is marked as removed."),
)
async def removal(barrier_id: UUID) -> Form:
    """How was it removed?"""

    async def shows(reading: Reading) -> dict[str, Any]:
        return {"barrier": await barrier_by_id(reading.connection, barrier_id)}

    return Form(
        RemoveBarrier,
        lambda uow, command: remove_barrier(uow, barrier_id, command),
        then=lambda _: "/ideas/barriers",
        template="remove_barrier.html",
        shows=shows,
    )


@pages.form(
    "/barriers/{barrier_id}/withdraw-words",
    permit=may_moderate,
    done=marked("The words are withdrawn."),
)
async def withdrawal(barrier_id: UUID) -> Form:
    """The words of the barrier, to be read once more before they are gone."""

    async def shows(reading: Reading) -> dict[str, Any]:
        barrier = await barrier_by_id(reading.connection, barrier_id)
        return {
            "address": f"/ideas/barriers/{barrier_id}",
            "back": "/ideas/barriers",
            "words": [one for one in (barrier.title, barrier.how) if one],
        }

    return Form(
        WithdrawWords,
        lambda uow, command: withdraw_words_of_barrier(uow, barrier_id, command),
        then=lambda _: "/ideas/barriers",
        template="withdraw_words.html",
        shows=shows,
    )
