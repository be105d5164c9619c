"""Axes: round ticks that hold every value."""

import math
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pagekit.charts.lettering import clean, fitted, width, wrapped
from pagekit.charts.scales import linear_scale, time_scale
from pagekit.charts.units import COUNT, POUNDS, SHARE, Unit, finite, total

AMOUNTS = st.floats(-1e15, 1e15, allow_nan=False).filter(lambda one: one == 0 or abs(one) > 1e-9)
DAYS = st.dates(date(1900, 1, 1), date(2150, 1, 1))


@given(st.lists(AMOUNTS, max_size=12), st.integers(2, 6))
def test_a_scale_holds_nought_and_every_value(values: list[float], wanted: int) -> None:
    scale = linear_scale(values, wanted=wanted)
    for value in [0.0, *values]:
        assert -1e-9 <= scale.share(value) <= 1 + 1e-9
    assert 2 <= len(scale.ticks) <= 2 * wanted + 3
    assert list(scale.ticks) == sorted(set(scale.ticks))


@given(st.lists(st.integers(0, 10**12), max_size=12))
def test_counts_have_whole_ticks(values: list[int]) -> None:
    scale = linear_scale([float(one) for one in values], whole=True)
    assert all(tick == math.floor(tick) for tick in scale.ticks)


def test_ticks_are_round() -> None:
    assert linear_scale([184.0], wanted=4).ticks == (0, 50, 100, 150, 200)
    assert linear_scale([3.0], whole=True).ticks == (0, 1, 2, 3)
    assert linear_scale([]).ticks[-1] == 1
    assert linear_scale([-31_000.0, 46_000.0], wanted=5).ticks[0] == -40_000


@given(st.lists(DAYS, min_size=1, max_size=8), st.integers(2, 8))
def test_days_are_on_the_axis_and_ticks_are_few(days: list[date], most: int) -> None:
    scale = time_scale(days, most=most)
    assert all(0 <= scale.share(day) <= 1 for day in days)
    assert 1 <= len(scale.ticks) <= most
    places = [day for day, _ in scale.ticks]
    assert places == sorted(set(places))
    assert all(scale.first <= day <= scale.last for day in places)


@pytest.mark.parametrize(
    ("first", "last", "labels"),
    [
        (date(2010, 3, 1), date(2010, 3, 5), ["1 Mar 2010", "3 Mar 2010", "5 Mar 2010"]),
        (date(2010, 1, 10), date(2010, 6, 1), ["Mar 2010", "May 2010"]),
        (date(2008, 4, 1), date(2012, 8, 1), ["2009", "2010", "2011", "2012"]),
    ],
)
def test_ticks_of_time_are_round(first: date, last: date, labels: list[str]) -> None:
    shown = [label for _, label in time_scale([first, last], most=4).ticks]
    assert shown == labels


def test_no_tick_is_out_of_the_calendar() -> None:
    assert time_scale([date.min, date.max], most=6).ticks
    assert time_scale([date(9999, 12, 30), date.max], most=6).ticks


@given(st.text(max_size=60), st.floats(0, 300))
def test_fitted_words_fit(text: str, room: float) -> None:
    words = clean(text)
    assert width(fitted(words, 14, room), 14) <= room
    for line in wrapped(words, 14, room, 2):
        assert width(line, 14) <= room
    assert len(wrapped(words, 14, room, 2)) <= 2


def test_words_that_fit_are_whole() -> None:
    assert fitted("Warwick", 14, 500) == "Warwick"
    assert wrapped("St John's Wood", 14, 80, 2) == ["St John's", "Wood"]
    assert fitted("Knightsbridge and Belgravia", 14, 100).endswith("…")


def test_clean_words_carry_nothing_that_xml_cannot() -> None:
    assert clean("a\x00b\ud800c\u202ed\n e") == "a\ufffdb\ufffdc\ufffdd e"


@pytest.mark.parametrize(
    ("unit", "value", "full", "short"),
    [
        (COUNT, 1234, "1,234", "1.2k"),
        (COUNT, 99_950, "99,950", "100k"),
        (COUNT, 2.5, "2.5", "2.5"),
        (COUNT, -1_500_000, "−1,500,000", "−1.5m"),
        (POUNDS, 123_456, "£1,234.56", "£1.2k"),
        (POUNDS, -3_100_000, "−£31,000", "−£31k"),
        (POUNDS, 50, "£0.50", "£0.5"),
        (SHARE, 0.413, "41.3%", "41.3%"),
        (COUNT, 3 * 10**13, "30,000,000,000,000", "30tn"),
        (COUNT, 0, "0", "0"),
    ],
)
def test_units_write_numbers(unit: Unit, value: float, full: str, short: str) -> None:
    assert unit.full(value) == full
    assert unit.short(value) == short


def test_sums_are_exact() -> None:
    assert total([1, 2]) == 3
    assert str(total([0.1, 0.2])) == "0.3"
    assert not finite(float("nan"))
    assert not finite(True)
