"""Money left in a ward that has ended: shown by itself, and never as money to spend."""

from __future__ import annotations

import html
import re
from collections import Counter
from datetime import date
from uuid import uuid4

import httpx
import pytest
from civic_contracts.events import budgets
from civic_contracts.fields import Posting
from reporting.dashboards import areas, charts
from reporting.dashboards.areas import AsAt, MoneyView, PartView
from reporting.testing import Bench

pytestmark = pytest.mark.stack

ENDED, LIVING = "E05000635", "E05013795"  # Harrow Road until 2022; Church Street since
LEFT = "Left in wards that have ended"


def allocated(ward: str, year: str, pence: int, day: date) -> budgets.LedgerPosted:
    here = f"ward:{ward}:{year}"
    return budgets.LedgerPosted(
        transaction_id=uuid4(),
        ward=ward,
        kind="allocation",
        financial_year=year,
        postings=(
            Posting(account=f"{here}:council", amount=-pence),
            Posting(account=f"{here}:available", amount=pence),
        ),
        occurred_on=day,
    )


def figures_on(page: str) -> dict[str, str]:
    """What stands in the boxes of a page: label and value."""
    found = re.findall(
        r'civic-figure__label">(.*?)</.*?civic-figure__value">(.*?)</', page, re.DOTALL
    )
    return {html.unescape(re.sub(r"<[^>]+>", "", a)).strip(): b.strip() for a, b in found}


async def test_what_an_ended_ward_has_left_is_not_available(
    bench: Bench, web: httpx.AsyncClient
) -> None:
    await bench.hear(
        allocated(ENDED, "2009-10", 10_000_000, date(2009, 4, 1)),
        allocated(LIVING, "2026-27", 4_600_000, date(2026, 4, 1)),
    )
    for path in ("/reporting/", "/reporting/money"):
        page = (await web.get(path)).text
        shown = figures_on(page)
        assert shown[LEFT] == "£100,000", path
        assert shown["Available"] == "£46,000", path
        assert shown["Received"] == "£146,000", path
        assert "Harrow Road (until 2022)" in page


async def test_nothing_is_said_of_ended_wards_that_have_nothing_left(
    bench: Bench, web: httpx.AsyncClient
) -> None:
    await bench.hear(allocated(LIVING, "2026-27", 4_600_000, date(2026, 4, 1)))
    shown = figures_on((await web.get("/reporting/")).text)
    assert LEFT not in shown
    assert shown["Available"] == "£46,000"


def part(code: str, available: int, *, ended: bool) -> PartView:
    money = MoneyView.of(Counter({"council": -available, "available": available}))
    return PartView(code=code, name=code, ended=ended, figures={}, money=money)


def test_the_chart_has_a_series_of_its_own_for_it() -> None:
    shown = [part(ENDED, 500, ended=True), part(LIVING, 300, ended=False)]
    at = AsAt(position=1, time=None)
    series = {
        one.name: one.values for one in charts.money_of("m", "Money", "Ward", shown, at).series
    }
    assert series["Available"] == (0, 300)
    assert series[charts.LEFT_BEHIND] == (500, 0)
    assert areas.left_in_ended(shown) == 500
    living = charts.money_of("m", "Money", "Ward", shown[1:], at)
    assert charts.LEFT_BEHIND not in [one.name for one in living.series]
