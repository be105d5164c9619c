"""The officers' work list: proposals by what each waits for."""

from __future__ import annotations

from fastapi.responses import Response
from servicekit.web import Page, Pages, Reading

from budgets import policies
from budgets.policy.rulebook import rulebook_of
from budgets.proposals.access import wards_of_work
from budgets.work import queries

pages = Pages()

OF_EACH = 25


@pages.get("/work", permit=policies.may_commission)
async def work_page(reading: Reading, page: Page) -> Response:
    """What waits for officers; in their wards, where their role names any."""
    names = {one.code: one.name for one in rulebook_of(reading).council.wards}
    wards = wards_of_work(reading.actor, names)
    return await page.render(
        "work.html",
        piles=await queries.piles(reading.connection, wards=wards, most=OF_EACH),
        names=names,
        own_wards=[] if wards is None else sorted(names[one] for one in wards),
        today=reading.today,
    )
