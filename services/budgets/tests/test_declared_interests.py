"""A pecuniary interest, once declared, keeps the person out of that decision for good."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from budgets.decisions.domain import DeclaredAnInterest, takes_part
from budgets.decisions.tallying import ballots_of
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


@pytest.mark.parametrize(
    ("held", "cast", "barred"),
    [
        # Who declared holds the seat; it is vacant; somebody else has come after.
        ({2: "who-declared"}, [(2, "who-declared", None)], {2}),
        ({}, [(2, "who-declared", None)], {2}),
        ({2: "who-came-after"}, [(2, "who-declared", None)], set()),
        # Who declared holds another seat by now, for which somebody had voted before or not.
        ({3: "who-declared"}, [(2, "who-declared", None)], {2, 3}),
        ({3: "who-declared"}, [(3, "who-left", "against")], set()),
    ],
)
def test_a_seat_is_barred_while_who_declared_holds_it(
    held: dict[int, str], cast: list[tuple[int, str, str | None]], barred: set[int]
) -> None:
    rows = [
        SimpleNamespace(
            seat=seat, person_key=person, choice=choice, interest="none" if choice else "pecuniary"
        )
        for seat, person, choice in cast
    ]
    found = ballots_of(held, rows, {"who-declared"})
    assert {one.seat for one in found if one.choice is None} == barred


async def test_an_interest_is_the_person_s_not_the_seat_s(api: ApiClient, journey: Journey) -> None:
    ward, june = "E05000634", api.on("2009-06-12")
    await journey.give_money(ward, YEAR, "2009-04-01")
    proposal = await journey.deciding(DAY, {ward: 100})
    votes = f"/proposals/{proposal}/decision/votes"
    await api.on(DAY).post("officer", votes, **{**DECLARED, "ward": ward, "seat": 1})
    assert (await journey.tally(proposal, ward, DAY)).able == 2
    terms = await api.get(f"/councillors?ward={ward}&on={DAY}")
    for seat in (1, 2):
        (term,) = [one for one in terms if one["seat"] == seat]
        await api.post("operator", f"/councillors/{term['term_id']}/end", to="2009-06-10")
    # A by-election: somebody new has the seat, and who declared has won another.
    declared = f"councillor-{ward}-1"
    for subject, seat in (("by-election", 1), (declared, 2)):
        entry = {"subject": subject, "ward": ward, "seat": seat, "from": "2009-06-11"}
        await api.post("operator", "/councillors", **entry)
    tally = await journey.tally(proposal, ward, "2009-06-12")
    assert (tally.able, tally.interests_declared) == (2, 1)
    entered = {"interest": "none", "choice": "in-favour", "ward": ward}
    assert await june.refused("officer", votes, seat=2, **entered) == "declared-an-interest"
    assert (await june.post("officer", votes, seat=1, **entered))["voted"] == 1
    kept = await api.sql(
        "SELECT interest, interest_detail FROM superseded_votes WHERE ward = :ward", ward=ward
    )
    assert [tuple(one) for one in kept] == [("pecuniary", "My own hall")]
    # Who declared takes no part, whichever way it is tried.
    with pytest.raises(DBAPIError, match="takes no part, from whichever seat"):
        await api.sql(
            "INSERT INTO votes (decision_id, ward, seat, term_id, interest, choice, cast_on,"
            " recorded_by) SELECT v.decision_id, v.ward, 2, t.id, 'none', 'in-favour', v.cast_on,"
            " 'x' FROM votes v JOIN councillor_terms t ON t.ward = v.ward AND t.seat = 2"
            " AND t.starts_on = '2009-06-11' WHERE v.ward = :ward AND v.seat = 1",
            ward=ward,
        )


async def test_nor_can_it_be_read_off_what_a_by_election_changes(
    api: ApiClient, journey: Journey
) -> None:
    """Two decisions of a ward, in which one councillor declares and votes, and then moves."""
    ward = "E05000633"
    await journey.give_money(ward, YEAR, "2009-04-01")
    proposals = [await journey.deciding(DAY, {ward: 100}) for _ in range(2)]
    declared = {"interest": "pecuniary", "interest_detail": "My own hall"}
    voted = {"interest": "none", "choice": "in-favour"}

    async def both_say(day: str, seat: int, *said: dict[str, str]) -> list[object]:
        told = []
        for proposal, one in zip(proposals, said, strict=True):
            path = f"/proposals/{proposal}/decision/votes"
            answer = await api.on(day).post("officer", path, **one, ward=ward, seat=seat)
            (shown,) = (await api.get(f"/proposals/{proposal}"))["decision"]["wards"]
            told.append((answer, shown["tally"]))
        return told

    first, second = await both_say(DAY, 1, declared, voted)
    assert first == second
    terms = await api.get(f"/councillors?ward={ward}&on={DAY}")
    for seat in (1, 2):
        (term,) = [one for one in terms if one["seat"] == seat]
        await api.post("operator", f"/councillors/{term['term_id']}/end", to="2009-06-10")
    # Whoever spoke from the first seat has won the second; the first is vacant, then it is not.
    moved = {"subject": f"councillor-{ward}-1", "ward": ward, "seat": 2, "from": "2009-06-11"}
    await api.post("operator", "/councillors", **moved)
    against = {"interest": "none", "choice": "against"}
    first, second = await both_say("2009-06-12", 3, against, against)
    assert first[0]["voted"] == second[0]["voted"] == 2
    assert first[1]["must_vote"] == second[1]["must_vote"]
    new = {"subject": "came-after", "ward": ward, "seat": 1, "from": "2009-06-13"}
    await api.post("operator", "/councillors", **new)
    first, second = await both_say("2009-06-14", 3, against, against)
    assert first[0]["voted"] == second[0]["voted"] == 2
    assert first[1]["seats"] == second[1]["seats"] == 3
