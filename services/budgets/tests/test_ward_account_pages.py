"""The pages of ward accounts: what each column says, and wards that have ended."""

from __future__ import annotations

import re
from html import unescape
from uuid import UUID

from budgets_client import PEOPLE, ApiClient
from budgets_journey import Journey

QUEENS_PARK, ITS_SUCCESSOR = "E05000642", "E05013803"
DAY, YEAR = "2010-05-04", "2010-11"


async def rows_of(api: ApiClient, path: str, caption: str) -> list[list[str]]:
    """The table of this caption on a page that everybody may see, cell by cell."""
    answer = await api.http.get(f"/budgets{path}", headers={"Accept": "text/html"})
    assert answer.status_code == 200, answer.text
    tables = re.findall(r"<table.*?</table>", answer.text, re.DOTALL)
    found = next(one for one in tables if f">{caption}<" in one)
    rows = re.findall(r"<tr.*?</tr>", found, re.DOTALL)
    cells = (re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in rows)
    return [[unescape(re.sub(r"<[^>]+>", "", one)).strip() for one in row] for row in cells]


async def test_a_ledger_entry_says_what_it_was_for(api: ApiClient, journey: Journey) -> None:
    await journey.give_money(QUEENS_PARK, YEAR, "2010-04-01")
    await journey.agreed(DAY, {QUEENS_PARK: 1_250_000}, "in-advance")
    head, *entries = await rows_of(
        api, f"/ward-accounts/{QUEENS_PARK}", "Ledger entries, newest first"
    )
    assert head == ["Day", "What", "Proposal", "For", "Year", "Amount"]
    choir = ["A community choir", "Wigmore Hall", YEAR, "£12,500"]
    assert entries == [
        ["4 May 2010", "Commitment", *choir],
        ["4 May 2010", "Reservation", *choir],
        ["1 Apr 2010", "Allocation", "", "", YEAR, "£100,000"],
    ]


async def test_a_wards_money_of_a_year_adds_up_in_its_columns(
    api: ApiClient, journey: Journey
) -> None:
    await journey.give_money(QUEENS_PARK, YEAR, "2010-04-01")
    await journey.agreed(DAY, {QUEENS_PARK: 1_250_000}, "in-advance")
    await journey.deciding(DAY, {QUEENS_PARK: 500_000})
    head, row = await rows_of(api, f"/ward-accounts/{QUEENS_PARK}", "Money by financial year")
    assert head == ["Year", "Received", "Available", "Reserved", "Committed", "Paid"]
    figures = [int(one.strip("£").replace(",", "")) for one in row[1:]]
    assert row[0] == YEAR
    assert figures[0] == sum(figures[1:])
    assert figures[2] == 5_000


async def test_a_ward_that_has_ended_says_so_where_another_may_have_its_name(
    api: ApiClient, journey: Journey
) -> None:
    await api.on("2022-04-01").post(
        "finance", "/ward-accounts/allocations", financial_year="2022-23", wards=[QUEENS_PARK]
    )
    _, *rows = await rows_of(api, "/?year=2022-23", "Money by ward in 2022-23")
    assert [row[0] for row in rows] == ["Queen's Park (until 2022)"]
    page = await api.http.get(f"/budgets/ward-accounts/{QUEENS_PARK}")
    assert "This ward ended on 4 May 2022" in page.text
    today = await api.http.get(f"/budgets/ward-accounts/{ITS_SUCCESSOR}")
    assert "This ward ended" not in today.text


async def test_the_group_that_applied_finds_where_to_ask_for_a_payment(
    api: ApiClient, journey: Journey
) -> None:
    await journey.give_money(QUEENS_PARK, YEAR, "2010-04-01")
    made = await journey.agreed(DAY, {QUEENS_PARK: 700_000}, "in-advance")
    path = f"/budgets/agreements/{made['agreement_id']}"
    await api.sql(
        "UPDATE proposals SET opened_by = :group WHERE id = :id",
        group=PEOPLE["group"].person_key,
        id=UUID(made["proposal_id"]),
    )

    async def sees(who: str) -> str:
        return (await api.http.get(path, headers={"X-Actor": who, "Accept": "text/html"})).text

    assert f'href="{path}/payments"' in await sees("group")
    assert f'href="{path}/payments"' not in await sees("other-group")
    assert "£7,000 is still to be paid" in await sees("group")
