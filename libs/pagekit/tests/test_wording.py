"""Figures, dates and codes in words."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pagekit import field_of
from pagekit.wording import count, day, listed, moment, paragraphs, percent, plural, pounds, words


@pytest.mark.parametrize(
    ("pence", "text"),
    [
        (0, "£0"),
        (5, "£0.05"),
        (123_456, "£1,234.56"),
        (123_400, "£1,234"),
        (-1, "−£0.01"),
        (-4_600_000, "−£46,000"),
        (9_223_372_036_854_775_807, "£92,233,720,368,547,758.07"),
    ],
)
def test_pence_as_pounds(pence: int, text: str) -> None:
    assert pounds(pence) == text


def test_pennies_may_be_asked_for_or_rounded_away() -> None:
    assert pounds(100, True) == "£1.00"
    assert pounds(150, False) == "£2"
    assert pounds(-49, False) == "£0"
    assert pounds(-50, False) == "−£1"


@pytest.mark.parametrize("wrong", [1.5, "12", True, None, Decimal(3)])
def test_money_is_whole_pence_or_nothing(wrong: object) -> None:
    with pytest.raises(TypeError):
        pounds(wrong)  # type: ignore[arg-type]  # the point of the test


@given(st.integers(-(2**63), 2**63 - 1))
def test_pounds_lose_no_penny(pence: int) -> None:
    text = pounds(pence, True).replace("£", "").replace(",", "").replace("−", "-")
    assert Decimal(text) * 100 == pence


def test_counts_and_nouns() -> None:
    assert count(-1234567) == "−1,234,567"
    assert plural(0, "idea") == "0 ideas"
    assert plural(1, "person", "people") == "1 person"
    assert plural(366, "person", "people") == "366 people"


def test_shares_are_rounded_half_up() -> None:
    assert percent(0.125, 0) == "13%"
    assert percent(0.005) == "1%"
    assert percent(Decimal("0.4125"), 1) == "41.3%"
    assert percent(-0.001) == "0%"


def test_a_moment_is_told_in_london() -> None:
    summer_night = datetime(2010, 7, 31, 23, 30, tzinfo=UTC)
    assert moment(summer_night) == "1 August 2010 at 12:30am"
    assert day(summer_night) == "1 August 2010"
    noon = datetime(2010, 1, 5, 12, 5, tzinfo=timezone(timedelta(0)))
    assert moment(noon) == "5 January 2010 at 12:05pm"


def test_a_moment_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        day(datetime(2010, 1, 5, 12))  # noqa: DTZ001 - the point of the test


def test_every_month_has_its_name() -> None:
    assert day(date(2010, 12, 25)) == "25 December 2010"
    assert day(date(2010, 1, 1)) == "1 January 2010"


def test_words_and_lists() -> None:
    assert words("community-safety") == "Community safety"
    assert words("") == ""
    assert listed([]) == ""
    assert listed(["a"]) == "a"
    assert listed(["a", "b"]) == "a and b"


def test_paragraphs_are_escaped() -> None:
    assert paragraphs("<script>\r\nx\n\n\ny") == (
        '<p class="govuk-body">&lt;script&gt;<br>x</p><p class="govuk-body">y</p>'
    )


def test_pointers_name_fields() -> None:
    assert field_of("/title") == "title"
    assert field_of("/lines/0/amount~1unit") == "lines.0.amount/unit"
    assert field_of("") == ""
    with pytest.raises(ValueError, match="JSON pointer"):
        field_of("title")
