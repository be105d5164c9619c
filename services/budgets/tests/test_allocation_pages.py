"""Finance gives the wards of a year their money on a page, and refusals name ward and giver."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from budgets.ledger.allocating import years_to_give
from budgets.policy.domain.financial_year import FinancialYear
from budgets.policy.rulebook import Rulebook
from budgets_browser import confirmed
from budgets_client import ApiClient
from budgets_journey import Journey

HARROW_ROAD, WESTBOURNE = "E05013795", "E05013809"
PAGE = "/ward-accounts/allocations/new"
TODAY = datetime.now(ZoneInfo("Europe/London")).date()
YEAR = str(FinancialYear.of(TODAY))


async def test_a_proposal_that_cannot_be_paid_says_which_ward_and_who_gives_it_money(
    api: ApiClient, journey: Journey
) -> None:
    proposal = await journey.open("2023-06-01", HARROW_ROAD)
    await journey.research(proposal, "2023-06-01", {HARROW_ROAD: 300_000}, starts_on="2024-02-01")
    await journey.assess(proposal, "2023-06-01")
    answer = await api.on("2023-06-01").send("officer", f"/proposals/{proposal}/decision", {})
    assert answer.status == 409
    assert answer.body["detail"] == (
        "Harrow Road has £0.00 available in 2023-24; this takes £3,000.00. "
        "Finance gives a ward its money of a year."
    )


async def test_some_wards_are_given_their_money_once_it_is_confirmed(
    api: ApiClient, browse: Any, journey: Journey
) -> None:
    finance = await browse("finance")
    for page in ("/", f"/?year={YEAR}"):
        assert f'href="/budgets{PAGE}"' in await finance.see(page)
    officer = await browse("officer")
    assert f'href="/budgets{PAGE}"' not in await officer.see("/")
    assert "Finance gives it" in await officer.see(f"/?year={YEAR}")
    await officer.see(PAGE, 403)
    form = await finance.see(PAGE)
    for told in ("Westminster ward budgets today", "£46,000.00", "18 of 18"):
        assert told in form
    asked = await finance.send(PAGE, PAGE, financial_year=YEAR, wards=HARROW_ROAD)
    assert asked.status_code == 200
    for told in (
        ">Harrow Road<",
        "This gives £46,000.00",
        "Finance can book it back",
        "Give £46,000.00",
    ):
        assert told in asked.text
    assert ">Westbourne<" not in asked.text
    assert await journey.money(HARROW_ROAD, YEAR) == {}
    changing = await confirmed(finance, PAGE, asked, "no")
    assert f'value="{HARROW_ROAD}" checked' in changing.text
    made = await confirmed(finance, PAGE, asked)
    assert await finance.told(made) == "The wards have their money of the year."
    assert made.headers["location"] == f"/budgets/?year={YEAR}"
    assert (await journey.money(HARROW_ROAD, YEAR))["available"] == 4_600_000
    assert await journey.money(WESTBOURNE, YEAR) == {}


async def test_the_rest_are_given_theirs_together_and_none_twice(
    browse: Any, journey: Journey
) -> None:
    finance = await browse("finance")
    asked = await finance.send(PAGE, PAGE, financial_year=YEAR)
    assert "are given nothing twice: Harrow Road." in asked.text
    assert "Give £782,000.00" in asked.text
    assert (await confirmed(finance, PAGE, asked)).status_code == 303
    for ward in (HARROW_ROAD, WESTBOURNE):
        assert (await journey.money(ward, YEAR))["received"] == 4_600_000
    if FinancialYear.of(TODAY).last_day.replace(day=1, month=2) > TODAY:
        assert "Every ward has been given its money" in await finance.see(PAGE)


async def test_a_year_that_cannot_be_given_is_refused_where_it_is_confirmed(browse: Any) -> None:
    finance = await browse("finance")
    typed = {"csrf": finance.csrf, "command_id": str(uuid4()), "financial_year": "2001-02"}
    sent = await finance.http.post(
        f"/budgets{PAGE}", data={**typed, "confirmed": "yes"}, headers=finance.headers
    )
    assert sent.status_code == 422
    assert "No funding policy holds on 1 April 2001" in sent.text
    shown = await finance.http.post(f"/budgets{PAGE}", data=typed, headers=finance.headers)
    assert "No ward waits for this year" in shown.text
    assert "Give £" not in shown.text


async def test_the_next_year_is_offered_in_the_weeks_before_it_begins(api: ApiClient) -> None:
    book: Rulebook = api.work.council
    for today, years in (
        (date(2030, 1, 31), ["2029-30"]),
        (date(2030, 2, 4), ["2029-30", "2030-31"]),
        (date(2030, 4, 1), ["2030-31"]),
        (date(2001, 5, 1), []),
    ):
        async with api.engine.connect() as connection:
            found = await years_to_give(connection, book, today)
        assert [one.year for one in found] == years
