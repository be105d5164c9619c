"""Policies are data: the two that ship, a third council's, and what is wrong with bad ones."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import civic_reference
import pytest
from budgets.policy import domain
from budgets.policy.domain.financial_year import FinancialYear
from budgets.policy.reading import InvalidPolicy, read_policy
from budgets.policy.rulebook import Rulebook, together
from budgets_client import REFERENCE, WORKSPACE
from hypothesis import given
from hypothesis import strategies as st

FOLDER = WORKSPACE / "deploy/policies"
POLICY_2008 = read_policy(FOLDER / "westminster-2008.json")
POLICY_2026 = read_policy(FOLDER / "westminster-2026.json")


@pytest.fixture(scope="module")
def book() -> Rulebook:
    return together(civic_reference.load(REFERENCE), [POLICY_2026, POLICY_2008])


def test_the_policy_follows_the_day(book: Rulebook) -> None:
    assert book.policy_on(date(2009, 6, 1)) is POLICY_2008
    assert book.policy_on(date(2026, 6, 1)) is POLICY_2026
    assert book.policy_on(date(2008, 3, 31)) is None


@pytest.mark.parametrize(
    ("day", "today", "policy", "comes_in"),
    [
        (date(2009, 6, 1), date(2026, 6, 1), POLICY_2008, date(2009, 6, 1)),
        (date(2007, 6, 1), date(2026, 6, 1), POLICY_2026, date(2026, 6, 1)),
        (date(2007, 6, 1), date(2008, 3, 31), POLICY_2008, date(2008, 3, 31)),
    ],
)
def test_what_cannot_be_refused_comes_in_under_some_policy(
    book: Rulebook, day: date, today: date, policy: domain.Policy, comes_in: date
) -> None:
    assert book.policy_to_come_in_under(day, today) == (policy, comes_in)


def test_after_the_last_policy_it_comes_in_under_that_one(book: Rulebook) -> None:
    ended = replace(POLICY_2026, valid_until=date(2026, 5, 1))
    over = Rulebook(book.council, (POLICY_2008, ended))
    today = date(2026, 6, 1)
    assert over.policy_to_come_in_under(today, today) == (ended, today)


def test_the_first_scheme_is_the_document_s() -> None:
    assert POLICY_2008.per_ward == 100_000_00
    assert POLICY_2008.valid_from == date(2008, 4, 1)
    assert POLICY_2008.wards_number == 20
    assert len(POLICY_2008.criteria) == 6
    assert POLICY_2008.neighbourhood_officers == 3
    assert POLICY_2008.months_of_notice(10**9, 20) == 0
    assert POLICY_2008.second_approvals(10**9) == ()


@pytest.mark.parametrize(
    ("amount", "wards", "months"),
    [(1_000_000, 1, 2), (1_000_001, 1, 3), (100, 3, 2), (100, 4, 3)],
)
def test_notice_today(amount: int, wards: int, months: int) -> None:
    assert POLICY_2026.months_of_notice(amount, wards) == months


def test_who_else_approves_today() -> None:
    assert POLICY_2026.second_approvals(1_000_000) == ()
    assert [one.role for one in POLICY_2026.second_approvals(1_000_001)] == ["legal", "finance"]


def test_money_rolls_over_within_a_cycle_only() -> None:
    year = FinancialYear
    domain.money_may_carry_over(POLICY_2026, year(2022), year(2023))
    for policy, start, to in (
        (POLICY_2026, 2025, 2026),
        (POLICY_2026, 2022, 2024),
        (POLICY_2008, 2009, 2010),
    ):
        with pytest.raises(domain.CarryOverNotAllowed):
            domain.money_may_carry_over(policy, year(start), year(to))


def test_an_ended_ward_s_account_closes_with_the_cycle() -> None:
    assert POLICY_2026.last_day_of_account(date(2024, 5, 4)) == date(2026, 3, 31)
    assert POLICY_2008.last_day_of_account(date(2022, 3, 1)) == date(2022, 3, 31)


@given(st.dates(date(1950, 1, 1), date(2150, 1, 1)))
def test_every_day_lies_in_its_financial_year(day: date) -> None:
    year = FinancialYear.of(day)
    assert year.first_day <= day <= year.last_day
    assert FinancialYear.parse(str(year)) == year


@pytest.mark.parametrize("text", ["2009", "2009-11", "2009/10", "0000-01", "9999-00", "2009-10 "])
def test_what_is_no_financial_year_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="financial year"):
        FinancialYear.parse(text)


@given(st.dates(date(2000, 1, 1), date(2050, 1, 1)), st.integers(0, 60))
def test_months_after_stay_in_the_month(day: date, months: int) -> None:
    later = domain.months_after(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day <= day.day


def written(folder: Path, **changes: Any) -> Path:
    """Today's policy with some entries changed, as a file."""
    found = json.loads((FOLDER / "westminster-2026.json").read_text())
    for name, value in changes.items():
        found = {**found, name: value}
    file = folder / "elsewhere.json"
    file.write_text(json.dumps(found))
    return file


@pytest.mark.parametrize(
    ("entry", "value", "named"),
    [
        ("valid_from", "soon", "valid_from"),
        ("valid_until", "2001-01-01", "valid_until lies before"),
        ("allocation", {"per_ward": 1.5, "carry_over": "none"}, "allocation.per_ward"),
        ("allocation", {"per_ward": -1, "carry_over": "none"}, "allocation.per_ward"),
        ("cycle", {"first_financial_year": "2022", "years": 4}, "cycle.first_financial_year"),
        ("applicants", [], "applicants"),
        ("criteria", ["lawful", "lawful"], "criteria names one thing twice"),
        ("colour", "blue", "colour"),
        ("follow_up_months", [0], "follow_up_months.0"),
        ("payment", {"bases": ["a"], "evidence_for": ["b"], "two_people": True}, "evidence_for"),
    ],
)
def test_a_bad_entry_is_named(tmp_path: Path, entry: str, value: Any, named: str) -> None:
    with pytest.raises(InvalidPolicy, match=named) as refused:
        read_policy(written(tmp_path, **{entry: value}))
    assert "elsewhere.json" in str(refused.value)


def test_what_is_no_json_or_says_things_twice_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "twice.json"
    file.write_text('{"code": "a", "code": "b"}')
    with pytest.raises(InvalidPolicy, match="given twice: code"):
        read_policy(file)
    file.write_text("code = a")
    with pytest.raises(InvalidPolicy, match=r"twice\.json is not JSON"):
        read_policy(file)


def test_policies_must_fit_together_and_to_the_council(tmp_path: Path) -> None:
    council = civic_reference.load(REFERENCE)
    with pytest.raises(InvalidPolicy, match="at the same time"):
        together(council, [POLICY_2026, read_policy(written(tmp_path, code="elsewhere"))])
    wards = {"number": 17, "on": "2022-05-05"}
    with pytest.raises(InvalidPolicy, match=r"wards\.number is 17"):
        together(council, [read_policy(written(tmp_path, wards=wards))])
    with pytest.raises(InvalidPolicy, match="criteria names beautiful"):
        together(council, [read_policy(written(tmp_path, criteria=["beautiful"]))])
