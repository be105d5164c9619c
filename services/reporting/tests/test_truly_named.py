"""A figure means what it is called, and the same wherever it is shown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import uuid4

import httpx
import pytest
from civic_contracts.events import budgets, ideas, volunteers
from civic_contracts.fields import Posting, PublicText, WardShare
from reporting.testing import Bench

pytestmark = pytest.mark.stack

HARROW_ROAD = "E05000635"


def rows_of(page: str, caption: str) -> list[list[str]]:
    """The rows of a table of a page, its headings first, as text."""
    table = page[page.index(caption) :].partition("</table>")[0]
    rows = re.findall(r"<tr.*?</tr>", table, re.DOTALL)
    cells = (re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in rows)
    return [[re.sub(r"<[^>]+>", "", cell).strip() for cell in row] for row in cells]


async def test_who_gives_time_every_week_is_not_told_as_so_many_people(
    bench: Bench, web: httpx.AsyncClient
) -> None:
    weeks = [
        volunteers.StaffTimeGiven(
            staff_time_id=uuid4(),
            department="parks",
            ward=HARROW_ROAD,
            people=4,
            minutes=480,
            occurred_on=date(2010, 1, week),
        )
        for week in (4, 11, 18)
    ]
    place: dict[str, Any] = {
        "opportunity_id": uuid4(),
        "ward": HARROW_ROAD,
        "role": "steward",
        "volunteer_kind": "resident",
        "opportunity_filled": 1,
        "opportunity_places": 1,
    }
    twice = [
        volunteers.PlacementConfirmed(
            **place, placement_id=uuid4(), occurred_on=date(2010, month, 1)
        )
        for month in (1, 6)
    ]
    await bench.hear(*weeks, *twice)
    page = (await web.get("/reporting/volunteering")).text
    heads, parks = rows_of(page, "Staff time by department")
    assert (heads[1], parks[1]) == ("Staff, counted each time", "12")
    for address in ("", "volunteering", "wards", f"wards/{HARROW_ROAD}"):
        page = (await web.get(f"/reporting/{address}")).text
        assert "Volunteers placed" not in page
        assert "Places taken" in page
    heads = rows_of((await web.get("/reporting/wards")).text, "Every ward")[0]
    assert heads[4] == "Places taken"


def awarded_in(told: Any) -> Iterator[int]:
    """Every ``awarded`` that an answer has, however deep."""
    if isinstance(told, list):
        for one in told:
            yield from awarded_in(one)
    elif isinstance(told, dict):
        for name, value in told.items():
            if name == "awarded" and isinstance(value, int):
                yield value
            elif name != "steps":
                yield from awarded_in(value)


async def test_awarded_is_one_figure_wherever_it_is_shown(
    bench: Bench, web: httpx.AsyncClient
) -> None:
    """1,000 pounds were awarded; the agreement ended early, and 400 went back to the ward."""
    idea, project, award = uuid4(), uuid4(), uuid4()
    about = {"award_id": award, "project_id": project, "idea_id": idea}
    here = f"ward:{HARROW_ROAD}:2009-10"

    def posted(kind: str, *lines: tuple[str, int]) -> budgets.LedgerPosted:
        return budgets.LedgerPosted(
            transaction_id=uuid4(),
            ward=HARROW_ROAD,
            kind=kind,
            financial_year="2009-10",
            theme="greening",
            postings=tuple(Posting(account=account, amount=amount) for account, amount in lines),
            occurred_on=date(2009, 9, 1),
        )

    await bench.hear(
        ideas.IdeaSubmitted(
            idea_id=idea,
            channel="area-forum",
            owner_kind="resident",
            ward=HARROW_ROAD,
            theme="greening",
            title=PublicText(text="Food growing"),
            summary=PublicText(text="For all of us."),
            occurred_on=date(2009, 5, 11),
        ),
        budgets.AwardMade(
            **about,
            proposal_id=uuid4(),
            title=PublicText(text="Food growing"),
            theme="greening",
            financial_year="2009-10",
            ward_shares=(WardShare(ward=HARROW_ROAD, amount=1000_00),),
            amount=1000_00,
            organisation="Groundwork",
            occurred_on=date(2009, 9, 1),
        ),
        budgets.AgreementEnded(
            **about,
            agreement_id=uuid4(),
            reason="ended-early",
            paid=600_00,
            released=400_00,
            occurred_on=date(2010, 3, 1),
        ),
        posted("allocation", (f"{here}:council", -1500_00), (f"{here}:available", 1500_00)),
        posted("commitment", (f"{here}:available", -1000_00), (f"{here}:committed", 1000_00)),
        posted("payment", (f"{here}:committed", -600_00), (f"{here}:paid", 600_00)),
        posted("release", (f"{here}:committed", -400_00), (f"{here}:available", 400_00)),
    )
    areas = ("city", f"wards/{HARROW_ROAD}", "themes/greening", "money", f"ideas/{idea}")
    for address in areas:
        told = (await web.get(f"/reporting/api/{address}")).json()
        assert {one for one in awarded_in(told) if one} == {600_00}, address
    money = (await web.get("/reporting/api/money")).json()
    assert [one["awarded"] for one in money["organisations"]] == [600_00]

    for address in ("", "wards", f"wards/{HARROW_ROAD}", "themes/greening", "money"):
        page = (await web.get(f"/reporting/{address}")).text
        assert "£600" in page, address
        assert "£1,000" not in page, address
    summary = (await web.get(f"/reporting/ideas/{idea}")).text.partition("Every step")[0]
    assert "£600" in summary
    assert "£1,000" not in summary
