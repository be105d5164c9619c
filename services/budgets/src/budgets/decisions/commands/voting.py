"""A councillor votes, or declares an interest that keeps them from it; or the minutes say so."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field
from servicekit import Forbidden, Role, UnitOfWork, Unprocessable
from servicekit.web import Command
from servicekit.web.fields import LongText, WardText
from sqlalchemy import Row, update
from sqlalchemy.dialects.postgresql import insert

from budgets.chronology import comes_after
from budgets.councillors.tables import seats_held, term_of
from budgets.decisions import tables
from budgets.decisions.domain import (
    Ballot,
    is_referred,
    may_be_changed,
    takes_part,
    votes_once,
)
from budgets.decisions.tallying import as_told, elsewhere, standings
from budgets.policy.rulebook import rulebook_of
from budgets.proposals.access import lock_in_own_ward
from budgets.proposals.domain import is_at_the_stage


class CastVote(Command):
    """Declare interests and vote. Officers add ward and seat for what the minutes say."""

    interest: Literal["none", "personal", "pecuniary"]
    interest_detail: LongText | None = None
    choice: Literal["in-favour", "against", "abstain"] | None = None
    reason: LongText | None = None
    ward: WardText | None = None
    seat: Annotated[int, Field(ge=1, le=99)] | None = None


class RecordReferred(Command):
    """Record what the body decided to which the policy refers where too few can vote."""

    ward: WardText
    choice: Literal["in-favour", "against"]
    reason: LongText


class Standing(BaseModel):
    """How many have voted, never how, and where the ward stands: decided, open or refer."""

    ward: str
    seat: int | None
    voted: int
    required: int
    standing: str


async def cast_vote(uow: UnitOfWork, proposal_id: UUID, command: CastVote) -> Standing:
    """Keeps the seat's vote, in place of an earlier one, for as long as the decision is open.

    A councillor's own vote is theirs alone to change; what it was before it was changed is kept.
    Whoever declared a pecuniary interest takes no part, from whichever seat, and whoever has voted
    has no second vote from another.
    """
    day = command.occurred(uow)
    proposal = await lock_in_own_ward(uow, proposal_id)
    is_at_the_stage("vote", proposal.state)
    decision = await open_decision_of(uow, proposal_id)
    comes_after(day, {"was put to the councillors": decision.opened_on})
    term = await _term_that_votes(uow, command, day)
    wards = {one.ward for one in await tables.wards_of(uow.connection, decision.id)}
    if term.ward not in wards:
        raise Forbidden("Only councillors of the wards that would pay vote on this.")
    # The proposal's lock keeps a second vote of the seat out until this one is stored.
    declared = await tables.who_declared(uow.connection, decision.id)
    takes_part("pecuniary" if term.person_key in declared else None)
    cast = await tables.votes_of(uow.connection, decision.id)
    votes_once(command.choice, bool(elsewhere(cast, [term])))
    for earlier in cast:
        in_this_seat = (earlier.ward, earlier.seat) == (term.ward, term.seat)
        # Somebody else's interest leaves the seat to whoever holds it by now.
        if in_this_seat and earlier.interest != "pecuniary":
            may_be_changed(earlier.person_key, earlier.recorded_by, uow.actor.identifier)
    ballot = Ballot(term.seat, command.interest, command.choice)
    await _keep(uow, decision.id, term, ballot, command, day)
    by_own_hand = term.person_key == uow.actor.person_key
    await uow.audit(
        "vote.cast" if by_own_hand else "vote.entered-from-the-minutes",
        str(proposal_id),
        ward=term.ward,
        seat=term.seat,
    )
    return await _standing_of(uow, proposal, decision, term.ward, term.seat, day)


async def record_referred(uow: UnitOfWork, proposal_id: UUID, command: RecordReferred) -> Standing:
    """Keeps what the other body decided for a ward whose councillors cannot."""
    day = command.occurred(uow)
    proposal = await lock_in_own_ward(uow, proposal_id)
    is_at_the_stage("vote", proposal.state)
    decision = await open_decision_of(uow, proposal_id)
    comes_after(day, {"was put to the councillors": decision.opened_on})
    rule = rulebook_of(uow).policy(proposal.policy).decision
    known = await standings(uow.connection, decision, rule, day)
    if command.ward not in known:
        raise Unprocessable("That ward does not decide on this.", pointer="/ward")
    is_referred(known[command.ward].tally.standing)
    table = tables.decision_wards
    await uow.connection.execute(
        update(table)
        .where(table.c.decision_id == decision.id, table.c.ward == command.ward)
        .values(referred_choice=command.choice, referred_reason=command.reason)
    )
    await uow.audit("decision.referred", str(proposal_id), ward=command.ward, body=rule.refer_to)
    return await _standing_of(uow, proposal, decision, command.ward, None, day)


async def open_decision_of(uow: UnitOfWork, proposal_id: UUID) -> Row[Any]:
    """The open decision of a proposal that is being decided."""
    decision = await tables.latest_decision(uow.connection, proposal_id)
    if decision is None or decision.state != "open":
        raise LookupError(f"proposal {proposal_id} is being decided without an open decision")
    return decision


async def _term_that_votes(uow: UnitOfWork, command: CastVote, day: date) -> Row[Any]:
    """The voter's own seat on that day; for an officer, the seat that the minutes name."""
    if command.ward is not None and command.seat is not None:
        if not uow.actor.has(Role.NEIGHBOURHOOD_OFFICER, Role.OPERATOR):
            raise Forbidden("A councillor votes for their own seat.")
        for term in await seats_held(uow.connection, [command.ward], day):
            if term.seat == command.seat:
                return term
        raise Unprocessable("Nobody held that seat on that day.", pointer="/seat")
    key = uow.actor.person_key
    own = None if key is None else await term_of(uow.connection, key, day)
    if own is None:
        raise Forbidden("You hold no seat in the register of councillors on that day.")
    return own


async def _keep(
    uow: UnitOfWork, decision_id: UUID, term: Any, ballot: Ballot, command: CastVote, day: date
) -> None:
    values = {
        "term_id": term.id,
        "interest": ballot.interest,
        "interest_detail": command.interest_detail,
        "choice": ballot.choice,
        "reason": command.reason,
        "cast_on": day,
        "recorded_by": uow.actor.identifier,
    }
    table = tables.votes
    statement = insert(table).values(
        decision_id=decision_id, ward=term.ward, seat=term.seat, **values
    )
    await uow.connection.execute(
        statement.on_conflict_do_update(
            index_elements=[table.c.decision_id, table.c.ward, table.c.seat],
            set_={**values, "changes": table.c.changes + 1},
        )
    )


async def _standing_of(
    uow: UnitOfWork, proposal: Any, decision: Any, ward: str, seat: int | None, day: date
) -> Standing:
    rule = rulebook_of(uow).policy(proposal.policy).decision
    told = as_told((await standings(uow.connection, decision, rule, day))[ward], is_closed=False)
    return Standing(
        ward=ward,
        seat=seat,
        voted=told["voted"],
        required=told["required"],
        standing=told["standing"],
    )
