"""An approved proposal is awarded its money."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID, uuid4

from pydantic import BaseModel, ConfigDict, Field
from servicekit import UnitOfWork, Unprocessable
from servicekit.web import Command
from servicekit.web.fields import CodeText, Count, Day, LongText, Text
from sqlalchemy import insert

from budgets.approvals.domain import all_have_approved
from budgets.approvals.tables import approvals_of
from budgets.awards import tables
from budgets.awards.domain import each_has_its_own_code, with_codes
from budgets.awards.publishing import tell_award
from budgets.chronology import comes_after
from budgets.decisions.domain import year_has_begun, year_has_not_ended
from budgets.decisions.tables import latest_decision
from budgets.ledger.domain import RESERVED, commitment
from budgets.ledger.posting import holdings_of, post
from budgets.money import AmountOrNothing
from budgets.policy.domain.financial_year import FinancialYear
from budgets.policy.rulebook import rulebook_of
from budgets.projects.tables import projects
from budgets.proposals.access import lock_in_own_ward
from budgets.proposals.committing import may_be_committed
from budgets.proposals.domain import is_at_the_stage
from budgets.proposals.tables import change
from budgets.rules import in_words

# What the volunteers service asks of people (Disclosure and Barring Service).
CheckLevel = Literal["none", "basic", "standard", "enhanced", "enhanced-barred"]

Places = Annotated[Count, Field(le=100_000)]


class Condition(BaseModel):
    """Something that the award asks for; without a code of its own it is called by its place."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: CodeText | None = None
    title: Text
    due_on: Day | None = None


class WantedRole(BaseModel):
    """A role that volunteers are wanted for; without a code it is called by its place."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: CodeText | None = None
    title: Text
    places: Places
    check_level: CheckLevel = "none"


class MakeAward(Command):
    """Award a proposal its money."""

    purpose: LongText | None = None
    conditions: Annotated[tuple[Condition, ...], Field(max_length=50)] = ()
    match_funding: AmountOrNothing = 0
    volunteer_places: Places | None = None
    volunteer_roles: Annotated[tuple[WantedRole, ...], Field(max_length=50)] = ()
    starts_on: Day | None = None
    ends_on: Day | None = None


class Awarded(BaseModel):
    """The award, its project, and the amount in pence."""

    award_id: UUID
    project_id: UUID
    amount: int


async def make_award(uow: UnitOfWork, proposal_id: UUID, command: MakeAward) -> Awarded:
    """Commits what was reserved, once, and tells of the award."""
    day = command.occurred(uow)
    proposal = await lock_in_own_ward(uow, proposal_id)
    is_at_the_stage("award", proposal.state)
    asked = with_codes("condition", command.conditions)
    roles = with_codes("role", command.volunteer_roles)
    each_has_its_own_code([one.code for one in asked])
    each_has_its_own_code([one.code for one in roles])
    await _can_be_awarded_on(uow, proposal, day)
    _check_days(command, proposal, day)
    held = await holdings_of(uow.connection, proposal_id, RESERVED)
    shares = {ward: amount for (ward, _), amount in held.items()}
    amount = sum(shares.values())
    await may_be_committed(
        uow,
        proposal,
        shares,
        day,
        starts_on=command.starts_on or proposal.starts_on,
        group_id=proposal.group_id,
    )
    needed = rulebook_of(uow).policy(proposal.policy).second_approvals(amount)
    given = await approvals_of(uow.connection, proposal_id)
    all_have_approved(needed, {one.approval: one.approved for one in given})
    award = await _store(uow, proposal, command, shares, day, roles)
    conditions = [one.model_dump() for one in asked]
    if conditions:
        rows = [{"award_id": award.id, **one} for one in conditions]
        await uow.connection.execute(insert(tables.conditions), rows)
    await change(uow.connection, proposal_id, state="awarded")
    await tell_award(uow, award, proposal, shares, conditions, day)
    purpose = tables.purpose_of(award, proposal)
    for ward, share in shares.items():
        movement = commitment(ward, proposal.financial_year, share)
        await post(uow, movement, occurred_on=day, purpose=purpose)
    return Awarded(award_id=award.id, project_id=award.project_id, amount=amount)


async def _can_be_awarded_on(uow: UnitOfWork, proposal: Any, day: date) -> None:
    """After the decision, in the year whose money it is.

    Second approvals set no limit: those who give them cannot enter an earlier day, so that an
    award of years ago could not be entered at all.
    """
    decision = await latest_decision(uow.connection, proposal.id)
    comes_after(day, {"was decided": decision.decided_on if decision else None})
    year = FinancialYear.parse(proposal.financial_year)
    year_has_begun(year, day)
    year_has_not_ended(year, day)


def _check_days(command: MakeAward, proposal: Any, day: date) -> None:
    """The days of the project as they will stand, and those of the conditions."""
    starts_on = command.starts_on or proposal.starts_on
    ends_on = command.ends_on or proposal.ends_on
    if starts_on and ends_on and ends_on < starts_on:
        sent = "/ends_on" if command.ends_on else "/starts_on"
        raise Unprocessable(
            f"It runs from {in_words(starts_on)}: it cannot end on {in_words(ends_on)}.",
            pointer=sent,
        )
    for place, condition in enumerate(command.conditions):
        if condition.due_on is not None and condition.due_on < day:
            raise Unprocessable(
                "It would be due before the award.", pointer=f"/conditions/{place}/due_on"
            )


async def _store(
    uow: UnitOfWork,
    proposal: Any,
    command: MakeAward,
    shares: dict[str, int],
    day: date,
    roles: Sequence[WantedRole],
) -> Any:
    """The award, its shares and its project; a second award of a proposal is refused."""
    places = command.volunteer_places
    if places is None:
        places = sum(one.places for one in roles) or proposal.volunteer_places
    made = await uow.connection.execute(
        insert(tables.awards)
        .values(
            id=uuid4(),
            proposal_id=proposal.id,
            project_id=uuid4(),
            amount=sum(shares.values()),
            match_funding=command.match_funding,
            purpose=command.purpose,
            organisation=proposal.organisation,
            volunteer_places=places,
            volunteer_roles=[one.model_dump() for one in roles],
            awarded_on=day,
            awarded_by=uow.actor.identifier,
            starts_on=command.starts_on or proposal.starts_on,
            ends_on=command.ends_on or proposal.ends_on,
        )
        .returning(tables.awards)
    )
    award = made.one()
    await uow.connection.execute(
        insert(tables.award_shares),
        [{"award_id": award.id, "ward": ward, "amount": part} for ward, part in shares.items()],
    )
    await uow.connection.execute(
        insert(projects).values(id=award.project_id, award_id=award.id, state="running")
    )
    return award
