"""The work list of officers and second persons: proposals by what each waits for."""

from __future__ import annotations

from fastapi.responses import Response
from servicekit.web import Page, Pages, Reading

from budgets import policies
from budgets.policy.rulebook import rulebook_of
from budgets.proposals.access import wards_of_work
from budgets.work import queries
from budgets.work.steps import Asked

pages = Pages()

OF_EACH = 25


@pages.get("/work", permit=policies.may_see_work)
async def work_page(reading: Reading, page: Page) -> Response:
    """What waits for the reader; in an officer's wards, where their role names any."""
    book = rulebook_of(reading)
    names = {one.code: one.name for one in book.council.wards}
    wards = wards_of_work(reading.actor, names)
    asked = Asked(reading.actor, book.policies, reading.today)
    return await page.render(
        "work.html",
        piles=await queries.piles(reading.connection, asked, wards=wards, most=OF_EACH),
        names=names,
        own_wards=[] if wards is None else sorted(names[one] for one in wards),
        today=reading.today,
    )
