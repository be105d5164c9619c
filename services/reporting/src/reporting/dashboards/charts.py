"""The pictures of the pages; each has its numbers in a table beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from pagekit.charts import (
    POUNDS,
    SHARE,
    BarChart,
    Course,
    LineChart,
    Milestone,
    MilestoneChart,
    Series,
    Unit,
)
from pagekit.measures import in_hours

from reporting.dashboards.areas import AreaView, AsAt, PartView
from reporting.dashboards.catalogue import KNOWN, POSTED, Known, events_address
from reporting.dashboards.views import (
    MilestonesView,
    OrganisationView,
    ResponseTimeView,
    SpacesView,
)

MONTHS_SHOWN = 24
YEARS_SHOWN = 30
LEFT_BEHIND = "Left in a ward that has ended"
LEDGER = events_address(POSTED)
IDEAS = Unit("ideas")
HOURS = Unit("hours")


def parts(
    id_: str, title: str, category: str, shown: Sequence[PartView], codes: Sequence[str], at: AsAt
) -> BarChart:
    """Some figures of wards or themes side by side; those without any are left out."""
    some = [one for one in shown if any(one.figures.get(code) for code in codes)]
    return BarChart(
        id=id_,
        title=title,
        categories=tuple(one.name for one in some),
        series=tuple(
            Series(KNOWN[code].name, tuple(one.figures.get(code, 0) for one in some))
            for code in codes
        ),
        category_title=category,
        as_at=at.time,
        source=KNOWN[codes[0]].events(),
    )


def money_of(id_: str, title: str, category: str, shown: Sequence[PartView], at: AsAt) -> BarChart:
    """Where the money of wards or themes stands: paid, committed, reserved, available.

    What an ended ward has left is no money to spend, and stands by itself.
    """
    some = [one for one in shown if one.money.received or one.money.awarded]
    series = (
        ("Paid", [one.money.paid for one in some]),
        ("Committed", [one.money.committed for one in some]),
        ("Reserved", [one.money.reserved for one in some]),
        ("Available", [0 if one.ended else one.money.available for one in some]),
        (LEFT_BEHIND, [one.money.available if one.ended else 0 for one in some]),
    )
    # What is below nought cannot be stacked; the ledger forbids it, a carry-over may show it.
    stacked = all(value >= 0 for _, values in series for value in values)
    return BarChart(
        id=id_,
        title=title,
        categories=tuple(one.name for one in some),
        series=tuple(
            Series(name, tuple(values))
            for name, values in series
            if name != LEFT_BEHIND or any(values)
        ),
        unit=POUNDS,
        stacked=stacked,
        category_title=category,
        as_at=at.time,
        source=LEDGER,
    )


def over_time(id_: str, what: str, area: AreaView, code: str) -> LineChart | BarChart:
    """One figure month by month; year by year once it goes back more than two years.

    A line of two hundred months says nothing, and its last two years alone would hide the rest.
    """
    amounts = [(one.month, one.figures[code]) for one in area.months if one.figures.get(code)]
    if amounts and _month_number(amounts[-1][0]) - _month_number(amounts[0][0]) >= MONTHS_SHOWN:
        return _by_year(id_, what, area, code, amounts)
    return _by_month(id_, what, area, code, amounts)


def _by_month(
    id_: str, what: str, area: AreaView, code: str, amounts: Sequence[tuple[date, int]]
) -> LineChart:
    known = KNOWN[code]
    counted = {_month_number(month): amount for month, amount in amounts}
    numbers = range(min(counted), max(counted) + 1) if counted else range(0)
    points = tuple(
        (date(n // 12, n % 12 + 1, 1), _shown(known, counted.get(n, 0))) for n in numbers
    )
    return LineChart(
        id=id_,
        title=f"{what} by month",
        courses=(Course(known.name, points),),
        unit=HOURS if known.hours else Unit(known.name.lower()),
        as_at=area.as_at.time,
        source=known.events(),
    )


def _by_year(
    id_: str, what: str, area: AreaView, code: str, amounts: Sequence[tuple[date, int]]
) -> BarChart:
    known = KNOWN[code]
    counted: Counter[int] = Counter()
    for month, amount in amounts:
        counted[financial_year_of(month)] += amount
    years = _years_shown(counted)
    earlier = sum(amount for year, amount in counted.items() if year < years[0])
    if earlier:
        counted[years[0] - 1] = earlier
        years = [years[0] - 1, *years]
    return BarChart(
        id=id_,
        title=f"{what} by financial year",
        categories=tuple(
            f"Until {_named(year)}" if earlier and year == years[0] else _named(year)
            for year in years
        ),
        series=(Series(known.name, tuple(_shown(known, counted[year]) for year in years)),),
        unit=HOURS if known.hours else Unit(known.name.lower()),
        category_title="Financial year",
        as_at=area.as_at.time,
        source=known.events(),
    )


def _years_shown(counted: Mapping[int, int]) -> list[int]:
    """Every year from the first to the last; where these are far apart, the last that have any.

    A producer may have told of a day in the wrong millennium, and the log never forgets it.
    """
    every = range(min(counted), max(counted) + 1)
    return list(every) if len(every) <= YEARS_SHOWN else sorted(counted)[-YEARS_SHOWN:]


def _named(year: int) -> str:
    return f"{year}\u2013{(year + 1) % 100:02}"


def _month_number(month: date) -> int:
    return month.year * 12 + month.month - 1


def _shown(known: Known, amount: int) -> int | Decimal:
    return in_hours(amount) if known.hours else amount


def financial_year_of(day: date) -> int:
    """The year in which the council's financial year of ``day`` began: on 1 April."""
    return day.year if day.month >= 4 else day.year - 1


def milestones(view: MilestonesView) -> MilestoneChart:
    """The running count of schemes, with the milestones and where the pace leads."""
    forecast = [(view.today, view.schemes)]
    expected = [
        (one.expected_on, one.target)
        for one in view.milestones
        if one.expected_on is not None and one.expected_on > view.today
    ]
    return MilestoneChart(
        id="milestones",
        title="Schemes begun by residents and supported by the council",
        description="The running count of schemes, with the milestones of 2010 to 2012.",
        reached=tuple(view.reached),
        milestones=tuple(Milestone(one.target, one.by, one.name) for one in view.milestones),
        today=view.today,
        forecast=tuple(forecast + expected) if expected else (),
        as_at=view.as_at.time,
        source=KNOWN["schemes"].events(),
    )


def organisations(shown: Sequence[OrganisationView], at: AsAt) -> BarChart:
    """Who was awarded most."""
    most = shown[:15]
    return BarChart(
        id="organisations",
        title="Awarded by organisation",
        categories=tuple(one.organisation for one in most),
        series=(
            Series("Awarded", tuple(one.awarded for one in most)),
            Series("Paid", tuple(one.paid for one in most)),
        ),
        unit=POUNDS,
        category_title="Organisation",
        as_at=at.time,
        source=KNOWN["projects-funded"].events(),
    )


def in_time(shown: Sequence[ResponseTimeView], names: dict[str, str], at: AsAt) -> BarChart:
    """The share of ideas that each department acknowledged and answered in time."""
    judged = {(one.department, one.step): one for one in shown if one.in_time + one.late}
    departments = list(dict.fromkeys(department for department, _ in judged))

    def share(department: str, step: str) -> float | None:
        one = judged.get((department, step))
        return None if one is None else one.in_time / (one.in_time + one.late)

    return BarChart(
        id="in-time",
        title="In time",
        description="The share of ideas acknowledged and answered in the promised time.",
        categories=tuple(names.get(one, one) or "All departments" for one in departments),
        series=(
            Series("Acknowledged", tuple(share(one, "acknowledged") for one in departments)),
            Series("Answered", tuple(share(one, "answered") for one in departments)),
        ),
        unit=SHARE,
        category_title="Department",
        as_at=at.time,
        source=KNOWN["ideas-answered"].events(),
    )


def pledge(view: SpacesView) -> BarChart:
    """Hours a year pledged and used, against the target."""
    return BarChart(
        id="pledge",
        title="Free hours a year",
        description="Used: the free hours used under pledges in the last year.",
        categories=("Target", "Pledged", "Used"),
        series=(
            Series(
                "Hours",
                (
                    in_hours(view.pledged_minutes_target),
                    in_hours(view.pledged_minutes),
                    in_hours(view.used_minutes),
                ),
            ),
        ),
        unit=HOURS,
        category_title="Hours",
        as_at=view.as_at.time,
        source=KNOWN["minutes-pledged"].events(),
    )
