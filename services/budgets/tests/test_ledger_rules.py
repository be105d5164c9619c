"""The rules of the ledger by themselves: what moves sums to zero, what is divided is all there."""

from __future__ import annotations

from fractions import Fraction

import pytest
from budgets.ledger import domain
from hypothesis import given, settings
from hypothesis import strategies as st

wards = st.sampled_from([f"E0500063{number}" for number in range(10)])
remaining = st.dictionaries(wards, st.integers(0, 10**12), min_size=1).filter(
    lambda parts: sum(parts.values()) > 0
)


@given(st.integers(1, 2**62), st.sampled_from(["reserved", "committed"]))
def test_every_movement_sums_to_zero(amount: int, held: str) -> None:
    ward, year = "E05000635", "2009-10"
    for movement in (
        domain.given("allocation", "council", ward, year, amount),
        domain.reservation(ward, year, amount),
        domain.commitment(ward, year, amount),
        domain.payment(ward, year, amount),
        domain.release(ward, year, amount, held=held),
        domain.carry_over(ward, year, "2010-11", amount),
    ):
        assert sum(change for _, change in movement.postings) == 0
        assert {account for account, _ in movement.postings} == {movement.source, movement.target}


@pytest.mark.parametrize("amount", [0, -1])
def test_nothing_or_less_cannot_be_moved(amount: int) -> None:
    with pytest.raises(domain.NothingToMove):
        domain.reservation("E05000635", "2009-10", amount)


@given(st.integers(0, 10**12), st.integers(1, 10**12))
def test_a_ward_never_gives_more_than_it_has(balance: int, amount: int) -> None:
    movement = domain.reservation("E05000635", "2009-10", amount)
    if amount <= balance:
        domain.there_is_enough(movement, balance, "Harrow Road")
    else:
        with pytest.raises(domain.WardMoneyOverspent, match=r"^Harrow Road has £[\d,.]+ available"):
            domain.there_is_enough(movement, balance, "Harrow Road")


@settings(max_examples=50, deadline=None)
@given(remaining, st.lists(st.fractions(0, 1), max_size=4))
def test_an_amount_is_divided_without_a_penny_lost_or_taken_twice(
    parts: dict[str, int], payments: list[Fraction]
) -> None:
    left = dict(parts)
    for part_of_it in [*payments, Fraction(1)]:
        total = sum(left.values())
        amount = min(max(1, int(total * part_of_it)), total)
        if not amount:
            break
        divided = domain.divided(amount, left)
        assert sum(divided.values()) == amount
        assert all(0 < part <= left[ward] for ward, part in divided.items())
        left = {ward: rest - divided.get(ward, 0) for ward, rest in left.items()}
    assert sum(left.values()) == 0


@given(remaining)
def test_more_than_is_left_is_not_divided(parts: dict[str, int]) -> None:
    with pytest.raises(domain.NotSoMuchHeld):
        domain.divided(sum(parts.values()) + 1, parts)


def test_accounts_are_named_for_events() -> None:
    account = domain.Account("E05000635", "2009-10", "available")
    assert account.code == "ward:E05000635:2009-10:available"


def test_money_moves_to_a_successor_only() -> None:
    domain.money_may_move("successors", "E05000635", "E05013795", ("E05013795",))
    domain.money_may_move("any-ward", "E05000635", "E05013800", ())
    for rule in ("successors", "nowhere"):
        with pytest.raises(domain.MoneyMayNotMoveThere):
            domain.money_may_move(rule, "E05000635", "E05013800", ("E05013795",))
