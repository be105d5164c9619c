"""What was counted, in words: nouns in the right number, time that loses no minute."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pagekit.measures import duration, hours, in_hours, measure_name, measure_title, measure_value


@pytest.mark.parametrize(
    ("code", "value", "name"),
    [
        ("concerts", 1, "concert"),
        ("concerts", 2, "concerts"),
        ("food-co-ops", 1, "food co-op"),
        ("food-co-ops", 3, "food co-ops"),
        ("grants-to-groups", 1, "grant to groups"),
        ("groups-with-planter", 12, "groups with a planter"),
        ("bee-hives", 1, "bee hive"),
        ("places-taken", 1, "place taken"),
        ("working-days-to-answer", 1, "working day to answer"),
        ("audience", 1, "audience"),
        ("hedgehogs", 1, "hedgehogs"),
    ],
)
def test_a_measure_has_its_name_in_the_right_number(code: str, value: int, name: str) -> None:
    assert measure_name(code, value) == name
    assert measure_title(code, value) == name[0].upper() + name[1:]


@pytest.mark.parametrize(
    ("value", "unit", "code", "text"),
    [
        (1, "events", "concerts", "1"),
        (1366, "people", "audience", "1,366"),
        (2, "days", "days-to-temporary-space", "2"),
        (1, "days", "wait", "1 day"),
        (90, "minutes", "volunteer-time", "1 hour 30 minutes"),
        (150_000, "pence", "raised", "£1,500"),
        (41, "percent", "share", "41%"),
    ],
)
def test_a_unit_is_said_where_the_name_does_not(
    value: int, unit: str, code: str, text: str
) -> None:
    assert measure_value(code, value, unit) == text


def test_time_in_hours_and_minutes() -> None:
    assert duration(150) == "2 hours 30 minutes"
    assert duration(60) == "1 hour"
    assert duration(0) == "0 minutes"
    assert duration(-45) == "−45 minutes"


def test_hours_have_one_decimal_where_they_need_it() -> None:
    assert [hours(minutes) for minutes in (0, 60, 90, 59, 62, 74_430)] == [
        *("0", "1", "1.5", "1", "1", "1,240.5")
    ]
    assert hours(-90) == "−1.5"


@given(st.integers(-(10**9), 10**9))
def test_hours_are_never_more_than_three_minutes_off(minutes: int) -> None:
    assert abs(Decimal(in_hours(minutes)) * 60 - minutes) <= 3
