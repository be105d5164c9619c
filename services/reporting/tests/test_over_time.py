"""Figures over time: by month while that can be read, by financial year after two years."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

from pagekit.charts import BarChart, LineChart
from reporting.dashboards.areas import AreaView, AsAt, MonthView
from reporting.dashboards.charts import over_time


def area(code: str, months: dict[str, int]) -> AreaView:
    """An area with so much of one figure in each of some months (``2010-04``)."""
    return AreaView.model_construct(
        as_at=AsAt(position=1, time=datetime(2011, 1, 1, tzinfo=UTC)),
        months=[
            MonthView(month=date.fromisoformat(f"{month}-01"), figures={code: value})
            for month, value in months.items()
        ],
    )


def test_two_years_are_shown_month_by_month_with_the_empty_months_between() -> None:
    chart = over_time("ideas", "Ideas", area("ideas", {"2010-04": 3, "2012-03": 4}), "ideas")
    assert isinstance(chart, LineChart)
    (course,) = chart.courses
    assert len(course.points) == 24
    assert course.points[0] == (date(2010, 4, 1), 3)
    assert course.points[-1] == (date(2012, 3, 1), 4)
    assert sum(value or 0 for _, value in course.points) == 7
    assert chart.title == "Ideas by month"


def test_more_than_two_years_are_shown_by_financial_year_and_nothing_is_left_out() -> None:
    months = {"1999-03": 1, "1999-04": 2, "2000-03": 3, "2002-01": 4}
    chart = over_time("ideas", "Ideas", area("ideas", months), "ideas")
    assert isinstance(chart, BarChart)
    assert chart.categories == ("1998–99", "1999–00", "2000–01", "2001–02")
    assert chart.series[0].values == (1, 5, 0, 4)
    assert chart.title == "Ideas by financial year"


def test_hours_are_rounded_once_a_year_not_once_a_month_and_never_cut() -> None:
    months = {"2010-04": 92, "2010-05": 91, "2013-04": 50}
    chart = over_time("hours", "Hours", area("volunteer-minutes", months), "volunteer-minutes")
    assert isinstance(chart, BarChart)
    assert chart.series[0].values == (Decimal("3.1"), 0, 0, Decimal("0.8"))


def test_a_year_in_the_wrong_millennium_hides_no_other_and_takes_no_time() -> None:
    months = {"0001-01": 5, "2010-04": 1, "2011-04": 2, "9999-12": 7}
    chart = over_time("ideas", "Ideas", area("ideas", months), "ideas")
    assert isinstance(chart, BarChart)
    assert chart.categories == ("0–01", "2010–11", "2011–12", "9999–00")
    assert chart.series[0].values == (5, 1, 2, 7)


def test_of_many_years_the_earliest_are_shown_together() -> None:
    months = {f"{year}-04": 1 for year in range(1900, 2000)}
    chart = over_time("ideas", "Ideas", area("ideas", months), "ideas")
    assert isinstance(chart, BarChart)
    assert chart.categories[0] == "Until 1969–70"
    assert chart.categories[-1] == "1999–00"
    assert len(chart.categories) == 31
    assert chart.series[0].values == (70, *[1] * 30)


def test_nothing_is_shown_where_there_is_nothing() -> None:
    chart = over_time("ideas", "Ideas", area("ideas", {}), "ideas")
    assert isinstance(chart, LineChart)
    assert chart.courses[0].points == ()
