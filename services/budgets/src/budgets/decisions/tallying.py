"""Where each ward of a decision stands, from what is stored."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, update
from sqlalchemy.ext.asyncio import AsyncConnection

from budgets.councillors.tables import seats_held
from budgets.decisions.domain import Ballot, Standing, Tally, Turnout, tally_of, turnout_of
from budgets.decisions.tables import decision_wards, votes_of, wards_of, who_declared
from budgets.policy.domain import DecisionRule


@dataclass(frozen=True, slots=True)
class WardStanding:
    """One ward's share in pence and where its vote stands.

    ``turnout`` is what may be told of that while it is open; of one that is closed it is not kept.
    """

    amount: int
    tally: Tally
    was_referred: bool
    turnout: Turnout | None = None


async def standings(
    connection: AsyncConnection, decision: Row[Any], rule: DecisionRule, day: date
) -> Mapping[str, WardStanding]:
    """Each ward's standing on a day, by ward code.

    A vote counts for its seat even where its councillor has left since; an interest is that of the
    person who declared it. A seat whose holder has voted from another counts as a vacant one.
    """
    wards = await wards_of(connection, decision.id)
    cast = await votes_of(connection, decision.id)
    every = await seats_held(connection, [one.ward for one in wards], day)
    cannot = elsewhere(cast, every)
    held = [term for term in every if term not in cannot]
    declared = await who_declared(connection, decision.id)
    spoke = _where_each_spoke(cast)
    found = {}
    for one in wards:
        seats = {term.seat: term.person_key for term in held if term.ward == one.ward}
        ballots = ballots_of(seats, [vote for vote in cast if vote.ward == one.ward], declared)
        tally = tally_of(rule, list(seats), ballots, one.referred_choice)
        said = [seat for ward, seat in spoke.values() if ward == one.ward]
        silent = [
            term.seat for term in every if term.ward == one.ward and term.person_key not in spoke
        ]
        turnout = turnout_of(rule, silent, said)
        found[one.ward] = WardStanding(one.amount, tally, one.referred_choice is not None, turnout)
    return found


def _where_each_spoke(cast: Sequence[Any]) -> Mapping[str, tuple[str, int]]:
    """One ward and seat from which each person has voted or declared, by person key."""
    return {vote.person_key: (vote.ward, vote.seat) for vote in reversed(cast)}


def elsewhere(cast: Sequence[Any], held: Sequence[Any]) -> list[Any]:
    """Those of the terms whose holders have voted in the decision from another seat."""
    voted = {vote.person_key: (vote.ward, vote.seat) for vote in cast if vote.choice is not None}
    return [
        term
        for term in held
        if voted.get(term.person_key, (term.ward, term.seat)) != (term.ward, term.seat)
    ]


def ballots_of(
    held: Mapping[int, str], cast: Sequence[Any], declared: Collection[str]
) -> list[Ballot]:
    """What a ward's seats have said. ``held`` says who holds which, by person key.

    A seat is barred for as long as who declared an interest holds it, also where they declared it
    in another seat, and free for whoever comes after.
    """
    ballots = [
        Ballot(vote.seat, vote.interest, vote.choice)
        for vote in cast
        if vote.choice is not None or held.get(vote.seat, vote.person_key) == vote.person_key
    ]
    said = {ballot.seat for ballot in ballots}
    barred = [seat for seat, person in held.items() if person in declared and seat not in said]
    return [*ballots, *(Ballot(seat, "pecuniary", None) for seat in barred)]


async def keep_tallies(
    connection: AsyncConnection, decision_id: UUID, known: Mapping[str, WardStanding]
) -> None:
    """Notes how each ward had voted when its decision was closed."""
    for ward, one in known.items():
        await connection.execute(
            update(decision_wards)
            .where(decision_wards.c.decision_id == decision_id, decision_wards.c.ward == ward)
            .values(tally=asdict(one.tally))
        )


async def as_counted(
    connection: AsyncConnection, decision: Row[Any], rule: DecisionRule
) -> Mapping[str, WardStanding]:
    """Each ward's standing on the day that the decision has got to.

    Once closed it is what was counted then, whatever the register of seats says by now; only one
    that was closed before that was kept is counted anew.
    """
    kept = {
        one.ward: WardStanding(one.amount, Tally(**one.tally), one.referred_choice is not None)
        for one in await wards_of(connection, decision.id)
        if one.tally is not None
    }
    if decision.state == "closed" and kept:
        return kept
    return await standings(connection, decision, rule, await day_reached(connection, decision))


def told_while_open(standing: Standing) -> str:
    """Whether the ward has decided, not what: the first votes could be read off it."""
    return "decided" if standing in {"approved", "declined"} else standing


def as_told(ward: WardStanding, *, is_closed: bool) -> dict[str, Any]:
    """A tally for everybody: counts by choice only once no vote can be read off their change.

    Nor can a declared interest: until then it is said how it would stand if there were none.
    """
    told = asdict(ward.tally)
    if is_closed or ward.turnout is None:
        return told
    hidden = dict.fromkeys(("in_favour", "against", "abstained", "interests_declared", "able"))
    standing = told_while_open(ward.tally.standing)
    return {**told, **asdict(ward.turnout), **hidden, "standing": standing}


async def day_reached(connection: AsyncConnection, decision: Row[Any]) -> date:
    """The day that a decision has got to: decided, else the last vote, else its opening.

    A decision of years ago that is entered now is shown as it stood then.
    """
    cast = [vote.cast_on for vote in await votes_of(connection, decision.id)]
    reached: date = decision.decided_on or max([decision.opened_on, *cast])
    return reached
