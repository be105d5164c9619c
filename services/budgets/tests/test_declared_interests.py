"""A pecuniary interest, once declared, keeps its seat out of that decision for good."""

from __future__ import annotations

import pytest
from budgets.decisions.domain import DeclaredAnInterest, takes_part
from budgets_client import ApiClient
from budgets_journey import Journey
from sqlalchemy.exc import DBAPIError

WARD, YEAR, DAY = "E05000635", "2009-10", "2009-06-01"
DECLARED = {"interest": "pecuniary", "interest_detail": "My own hall", "ward": WARD, "seat": 2}


@pytest.mark.parametrize("declared", [None, "none", "personal"])
def test_who_declared_no_pecuniary_interest_takes_part(declared: str | None) -> None:
    takes_part(declared)


def test_who_declared_a_pecuniary_interest_takes_no_part() -> None:
    with pytest.raises(DeclaredAnInterest):
        takes_part("pecuniary")


async def test_a_declared_interest_is_not_taken_back(api: ApiClient, journey: Journey) -> None:
    await journey.give_money(WARD, YEAR, "2009-04-01")
    proposal = await journey.deciding(DAY, {WARD: 500})
    votes = f"/proposals/{proposal}/decision/votes"
    june = api.on(DAY)
    await journey.vote(proposal, DAY, WARD, 1, "in-favour")
    # A vote may become a declaration, but not the other way.
    await journey.vote(proposal, DAY, WARD, 2, "in-favour")
    assert (await june.post("officer", votes, **DECLARED))["voted"] == 2
    assert (await journey.tally(proposal, WARD, DAY)).in_favour == 1
    seat = {"ward": WARD, "seat": 2}
    for interest in ("none", "personal"):
        vote = {"interest": interest, "choice": "in-favour", **seat}
        assert await june.refused("officer", votes, **vote) == "declared-an-interest"
    close = f"/proposals/{proposal}/decision/close"
    assert await june.refused("officer", close, reasons="Two.") == "decision-still-open"
    kept = await api.sql("SELECT interest, interest_detail, choice FROM votes WHERE seat = 2")
    assert [tuple(one) for one in kept] == [("pecuniary", "My own hall", None)]


async def test_in_the_next_decision_the_seat_says_anew(api: ApiClient, journey: Journey) -> None:
    proposal = await journey.deciding(DAY, {WARD: 700})
    assert (await journey.vote(proposal, DAY, WARD, 2, "in-favour"))["voted"] == 1
    assert (await journey.tally(proposal, WARD, DAY)).in_favour == 1


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE votes SET interest = 'none', choice = 'in-favour' WHERE interest = 'pecuniary'",
        "DELETE FROM votes WHERE interest = 'pecuniary'",
    ],
)
async def test_the_database_keeps_a_declaration_too(api: ApiClient, statement: str) -> None:
    with pytest.raises(DBAPIError) as refused:
        await api.sql(statement)
    assert "a declared pecuniary interest is not taken back" in str(refused.value.orig)
