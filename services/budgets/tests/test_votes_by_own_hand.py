"""A councillor's own vote is theirs alone to change, and what a vote was before is kept."""

from __future__ import annotations

from typing import Any

import pytest
from budgets.decisions.domain import (
    VotedByOwnHand,
    VotedFromAnotherSeat,
    may_be_changed,
    votes_once,
)
from budgets_client import PEOPLE, ApiClient
from budgets_journey import Journey
from sqlalchemy.exc import DBAPIError

WARD = "E05013795"


@pytest.mark.parametrize(
    ("cast_by", "changed_by"), [("her", "her"), ("officer", "officer"), ("officer", "her")]
)
def test_a_vote_may_be_changed(cast_by: str, changed_by: str) -> None:
    may_be_changed("her", cast_by, changed_by)


def test_an_own_vote_is_not_changed_by_others() -> None:
    with pytest.raises(VotedByOwnHand):
        may_be_changed("her", "her", "officer")


def test_who_has_voted_does_not_from_another_seat() -> None:
    votes_once("against", has_voted_elsewhere=False)
    votes_once(None, has_voted_elsewhere=True)
    with pytest.raises(VotedFromAnotherSeat):
        votes_once("against", has_voted_elsewhere=True)


@pytest.fixture(scope="module")
async def votes(api: ApiClient, journey: Journey) -> str:
    """Where a proposal of today is voted on; its first seat is held by who can sign in."""
    await api.sql(
        "INSERT INTO councillor_terms"
        " VALUES (gen_random_uuid(), :key, :ward, 1, '2022-05-05', NULL)",
        key=PEOPLE["councillor-1"].person_key,
        ward=WARD,
    )
    journey.seats.add((WARD, 1))
    today = (await api.sql("SELECT (now() AT TIME ZONE 'Europe/London')::date AS day"))[0].day
    begins = today.year if today.month > 3 else today.year - 1
    year = f"{begins}-{(begins + 1) % 100:02}"
    await api.post("finance", "/ward-accounts/allocations", financial_year=year, wards=[WARD])
    start = today.replace(year=today.year + 1, day=1).isoformat()
    proposal = await journey.deciding(today.isoformat(), {WARD: 100}, starts_on=start)
    return f"/proposals/{proposal}/decision/votes"


async def choices(api: ApiClient, seat: int) -> list[Any]:
    rows = await api.sql(
        "SELECT choice FROM superseded_votes WHERE seat = :seat ORDER BY id", seat=seat
    )
    rows += await api.sql("SELECT choice FROM votes WHERE seat = :seat", seat=seat)
    return [row.choice for row in rows]


async def test_the_minutes_do_not_change_what_a_councillor_has_voted(
    api: ApiClient, votes: str
) -> None:
    await api.post("councillor-1", votes, interest="none", choice="against")
    entered = {"interest": "none", "choice": "in-favour", "ward": WARD, "seat": 1}
    assert await api.refused("officer", votes, **entered) == "voted-by-own-hand"
    declared = {"interest": "pecuniary", "ward": WARD, "seat": 1}
    assert await api.refused("officer", votes, **declared) == "voted-by-own-hand"
    assert await choices(api, 1) == ["against"]


async def test_who_voted_changes_it_and_the_earlier_vote_is_kept(
    api: ApiClient, votes: str
) -> None:
    await api.post("councillor-1", votes, interest="none", choice="abstain")
    await api.post("councillor-1", votes, interest="personal", choice="in-favour")
    assert await choices(api, 1) == ["against", "abstain", "in-favour"]


async def test_the_minutes_fill_other_seats_and_are_set_right(api: ApiClient, votes: str) -> None:
    for choice in ("against", "in-favour"):
        entered = {"interest": "none", "choice": choice, "ward": WARD, "seat": 2}
        await api.post("officer", votes, **entered)
    assert await choices(api, 2) == ["against", "in-favour"]


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE votes SET recorded_by = 'x' WHERE seat = 1", "by that hand alone"),
        ("DELETE FROM votes WHERE seat = 2", "a vote stays"),
        ("UPDATE superseded_votes SET choice = 'abstain'", "stay as they were"),
        ("DELETE FROM superseded_votes", "stay as they were"),
        ("TRUNCATE superseded_votes", "stay as they were"),
    ],
)
async def test_the_database_keeps_votes_too(
    api: ApiClient, votes: str, statement: str, said: str
) -> None:
    with pytest.raises(DBAPIError, match=said):
        await api.sql(statement)


async def test_who_holds_another_seat_by_now_has_one_vote(
    api: ApiClient, journey: Journey, browse: Any
) -> None:
    """An election while a decision runs: the new seat has no vote of who has voted from another."""
    ward, june, person = "E05000635", "2009-06-01", PEOPLE["councillor-2"].person_key
    await journey.give_money(ward, "2009-10", "2009-04-01")
    await api.sql(
        "INSERT INTO councillor_terms"
        " VALUES (gen_random_uuid(), :key, :ward, 1, '2006-05-04', '2009-06-10'),"
        " (gen_random_uuid(), :key, :ward, 2, '2009-06-11', NULL)",
        key=person,
        ward=ward,
    )
    await journey.seat_councillors(ward, "2006-05-04", 3)
    journey.seats |= {(ward, 1), (ward, 2)}
    proposal = await journey.deciding(june, {ward: 100})
    path = f"/proposals/{proposal}/decision"
    await journey.vote(proposal, june, ward, 1, "in-favour")
    later, entered = api.on("2009-06-12"), {"interest": "none", "ward": ward}
    for choice in ("in-favour", "against", "abstain"):
        rule = await later.refused("officer", f"{path}/votes", seat=2, choice=choice, **entered)
        assert rule == "voted-from-another-seat"
    page = await (await browse("councillor-2")).see(path)
    assert "no second one" in page
    assert "How do you vote?" not in page
    # That seat is waited for no longer: the other two decide.
    assert (await journey.tally(proposal, ward, "2009-06-12")).able == 2
    await later.post("officer", f"{path}/votes", seat=3, choice="against", **entered)
    closed = await later.post("officer", f"{path}/close", reasons="One each.")
    assert closed["outcome"] == "declined"
    with pytest.raises(DBAPIError, match="no second vote from another seat"):
        await api.sql(
            "INSERT INTO votes (decision_id, ward, seat, term_id, interest, choice, cast_on,"
            " recorded_by) SELECT v.decision_id, v.ward, 2, t.id, 'none', 'in-favour', v.cast_on,"
            " 'x' FROM votes v JOIN councillor_terms t ON t.ward = v.ward AND t.seat = 2"
            " WHERE v.ward = :ward AND v.seat = 1",
            ward=ward,
        )
