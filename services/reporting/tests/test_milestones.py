"""Ten by Christmas 2010, fifty by July 2011, a hundred by the 2012 Games; and the forecast."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st
from reporting.dashboards import charts, rows
from reporting.dashboards.areas import AsAt
from reporting.dashboards.reading import milestones_told
from reporting.projections.milestones import FORECAST_DAYS, progress_of

CHRISTMAS = date(2010, 12, 25)


def test_a_milestone_is_met_on_the_day_of_the_tenth_scheme() -> None:
    found = progress_of([(date(2010, 6, 1), 9), (CHRISTMAS, 1)], date(2011, 1, 1))
    ten, fifty, _ = found.standings
    assert (ten.met_on, ten.in_time, ten.missing) == (CHRISTMAS, True, 0)
    assert (fifty.met_on, fifty.in_time, fifty.missing) == (None, None, 40)


def test_a_day_later_is_late() -> None:
    found = progress_of([(CHRISTMAS + timedelta(days=1), 10)], date(2011, 1, 1))
    assert found.standings[0].in_time is False


def test_the_forecast_goes_on_at_the_pace_of_the_last_ninety_days() -> None:
    today = date(2010, 12, 1)
    found = progress_of([(date(2010, 1, 1), 10), (date(2010, 11, 1), 20)], today)
    assert found.lately == 20
    # Twenty are missing of fifty: again ninety days.
    assert found.standings[1].expected_on == today + timedelta(days=90)


def test_without_a_scheme_in_ninety_days_there_is_no_forecast() -> None:
    found = progress_of([(date(2010, 1, 1), 10)], date(2010, 12, 1))
    assert found.standings[1].expected_on is None


def test_a_missed_milestone_is_judged_by_the_count_on_its_own_day() -> None:
    """Three schemes by Christmas 2010 and a fourth in 2023: seven were missing, not six."""
    today = date(2026, 11, 22)
    found = progress_of([(date(2009, 7, 2), 3), (date(2023, 3, 20), 1)], today)
    assert found.schemes == 4
    ten, fifty, hundred = found.standings
    assert (ten.missed, ten.in_time, ten.missing, ten.expected_on) == (True, False, 7, None)
    assert (fifty.missing, hundred.missing) == (47, 97)


def test_on_its_own_day_a_milestone_is_still_ahead() -> None:
    ten = progress_of([(date(2010, 12, 1), 4)], CHRISTMAS).standings[0]
    assert (ten.missed, ten.in_time, ten.missing) == (False, None, 6)


def test_both_tables_of_the_page_say_the_same() -> None:
    today = date(2026, 11, 22)
    found = progress_of([(date(2009, 7, 2), 3), (date(2023, 3, 20), 1)], today)
    view = milestones_told(found, AsAt(position=1, time=None))
    below = [row[2] for row in rows.milestones(view)]
    beside = [row[3] for row in charts.milestones(view).numbers()[0].rows]
    assert below == [f"Missed: {n} schemes short" for n in (7, 47, 97)]
    assert beside == [f"Missed: {n} short" for n in (7, 47, 97)]
    assert not view.ahead


def test_what_lies_ahead_of_today_does_not_count_yet() -> None:
    assert progress_of([(date(2010, 1, 2), 10)], date(2010, 1, 1)).schemes == 0


DAYS = st.dictionaries(st.dates(date(2009, 1, 1), date(2012, 12, 31)), st.integers(1, 30))


@given(by_day=DAYS, today=st.dates(date(2009, 1, 1), date(2013, 12, 31)))
def test_standings_agree_with_the_count(by_day: dict[date, int], today: date) -> None:
    found = progress_of(sorted(by_day.items()), today)
    assert found.schemes == sum(number for day, number in by_day.items() if day <= today)
    for one in found.standings:
        assert (one.met_on is not None) == (found.schemes >= one.milestone.target)
        assert one.missed == (one.met_on is None and one.milestone.by < today)
        last_day = one.milestone.by if one.missed else today
        counted = sum(number for day, number in by_day.items() if day <= last_day)
        assert one.missing == max(0, one.milestone.target - counted)
        assert one.expected_on is None or not one.missed
        if one.expected_on is not None:
            days = (one.expected_on - today).days
            assert found.lately * days >= one.missing * FORECAST_DAYS
            assert found.lately * (days - 1) < one.missing * FORECAST_DAYS
