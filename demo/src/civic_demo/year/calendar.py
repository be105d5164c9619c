"""The busy year week by week: many things at once, as in a city."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from datetime import date, timedelta
from functools import partial

from civic_demo.play import Case, Play
from civic_demo.year import deeds
from civic_demo.year.plan import WEEKS, PlannedIdea, planned
from civic_demo.year.words import FACILITIES

FIRST_DAY = date(2010, 10, 4)
AT_ONCE = 12
PROJECT_WEEKS = 10

Deed = Callable[[Play], Awaitable[None]]


def year_case(ideas: int) -> Case:
    """The year as a case of one step a week; what the wards are is asked when it begins."""
    case = Case("year", "The busy year")
    plan: list[PlannedIdea] = []

    @case.step(
        f"{FIRST_DAY - timedelta(days=1)}", "Year: councillors of all wards take their seats"
    )
    async def begin(play: Play) -> None:
        accounts = await play.get("/budgets/api/ward-accounts?financial_year=2010-11")
        wards = sorted(account["ward"] for account in accounts)
        plan.extend(planned(wards, ideas))
        await _at_once(play, _seats(wards))

    @case.step("2011-04-01T07:00", "Year: every ward's money for 2011-12")
    async def allocate(play: Play) -> None:
        body = {"financial_year": "2011-12"}
        await play.post("finance", "/budgets/api/ward-accounts/allocations", body)

    for week in range(WEEKS + PROJECT_WEEKS + 8):
        _declare_week(case, plan, week)
    return case


def _declare_week(case: Case, plan: Sequence[PlannedIdea], week: int) -> None:
    monday = FIRST_DAY + timedelta(weeks=week)

    @case.step(f"{monday}", f"Year: week {week + 1}")
    async def play_week(play: Play) -> None:
        await _at_once(play, _new_ideas(plan, week))
        await _at_once(play, _acknowledgements(plan, week))
        await _at_once(play, _later_deeds(plan, week, monday))
        if week % 4 == 0 and week // 4 < len(FACILITIES):
            await _pledge(play, FACILITIES[week // 4], plan[week].ward, monday)


def _seats(wards: Sequence[str]) -> Iterator[Deed]:
    for ward in wards:
        for seat in (1, 2, 3):
            yield partial(_seat, ward=ward, seat=seat)


async def _seat(play: Play, ward: str, seat: int) -> None:
    found = await play.get(f"/budgets/api/councillors?ward={ward}&on=2010-10-03")
    if any(one["seat"] == seat for one in found):
        return
    term = {
        "subject": f"councillor-{ward}-{seat}",
        "ward": ward,
        "seat": seat,
        "from": "2010-05-06",
        "to": "2014-05-21",
    }
    await play.post("operator", "/budgets/api/councillors", term, key=f"year/seat/{ward}/{seat}")


def _new_ideas(plan: Sequence[PlannedIdea], week: int) -> Iterator[Deed]:
    for idea in plan:
        if idea.week == week:
            yield partial(deeds.submit, idea=idea)


def _acknowledgements(plan: Sequence[PlannedIdea], week: int) -> Iterator[Deed]:
    for idea in plan:
        if idea.acknowledged == week:
            yield partial(deeds.acknowledge, idea=idea)


def _later_deeds(plan: Sequence[PlannedIdea], week: int, monday: date) -> Iterator[Deed]:
    year = "2010-11" if monday < date(2011, 4, 1) else "2011-12"
    ends = str(monday + timedelta(weeks=PROJECT_WEEKS))
    for idea in plan:
        if idea.answered == week:
            yield partial(deeds.answer, idea=idea)
        if idea.funded == week:
            yield partial(deeds.fund, idea=idea, year=year, starts=str(monday), ends=ends)
        if idea.funded is not None and idea.funded + PROJECT_WEEKS == week:
            yield partial(deeds.complete, idea=idea)


async def _pledge(play: Play, title: str, ward: str, monday: date) -> None:
    body = {
        "organisation": f"{title} company",
        "title": title,
        "kind": "sports-facility",
        "ward": ward,
        "facilities": ["changing-rooms"],
        "available_from": str(monday),
    }
    space = await play.post("volunteer-coordinator", "/volunteers/api/spaces", body)
    pledge = {"pattern": "weekly", "minutes_a_week": 120, "starts_on": str(monday)}
    address = f"/volunteers/api/spaces/{space['space_id']}/pledges"
    await play.post("volunteer-coordinator", address, pledge)


async def _at_once(play: Play, todo: Iterator[Deed]) -> None:
    """Runs deeds side by side, a dozen at a time; the first failure is the caller's."""
    places = asyncio.Semaphore(AT_ONCE)

    async def one(deed: Deed) -> None:
        async with places:
            await deed(play)

    async with asyncio.TaskGroup() as group:
        for deed in todo:
            group.create_task(one(deed))
