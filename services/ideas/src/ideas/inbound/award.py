"""Awards: the money is promised, and the project begins."""

from __future__ import annotations

from civic_contracts.envelope import Envelope
from civic_contracts.events.budgets import AwardMade, AwardRevoked
from pagekit.wording import day, pounds
from servicekit import Handlers, UnitOfWork

from ideas.inbound.following import follow
from ideas.intake.tables import no_longer_funded
from ideas.threads.queries import has_award
from ideas.threads.step import GOOD, STOPPED, Figure, Money, Step
from ideas.threads.wording import phrase, ward_name

HANDLERS = Handlers()


@HANDLERS.on(AwardMade)
async def award_made(uow: UnitOfWork, event: AwardMade, envelope: Envelope) -> None:
    """Who gets how much, from which wards, on which conditions."""
    if event.idea_id is None:
        return
    money = [Money("awarded", event.amount)]
    if event.match_funding:
        # What comes of it into a ward's account is told there, and only that adds up.
        money.append(Money("match-funding-promised", event.match_funding))
    places = Figure("volunteer-places", event.volunteer_places, "places")
    step = Step(
        on=event.occurred_on,
        service="budgets",
        kind="award.made",
        what=f"Money was awarded to {event.organisation}",
        who=_wards(uow, event),
        text=_conditions(event),
        money=tuple(money),
        measures=(places,) if event.volunteer_places else (),
        tone=GOOD,
        link=f"/budgets/proposals/{event.proposal_id}",
    )
    await follow(uow, envelope, event.idea_id, step, "funded")


@HANDLERS.on(AwardRevoked)
async def award_revoked(uow: UnitOfWork, event: AwardRevoked, envelope: Envelope) -> None:
    """Nobody signed: the money is the wards' again, and what others promised with it is off."""
    if event.idea_id is None:
        return
    money = [Money("awarded", -event.amount)]
    if event.match_funding:
        money.append(Money("match-funding-promised", 0))
    step = Step(
        on=event.occurred_on,
        service="budgets",
        kind="award.revoked",
        what=f"The award to {event.organisation} was taken back: {phrase(event.reason)}",
        who="Neighbourhood officer",
        money=tuple(money),
        tone=STOPPED,
        link=f"/budgets/proposals/{event.proposal_id}",
    )
    await follow(uow, envelope, event.idea_id, step)
    if not await has_award(uow.connection, event.idea_id):
        await no_longer_funded(uow.connection, event.idea_id)


def _wards(uow: UnitOfWork, event: AwardMade) -> str:
    if len(event.ward_shares) == 1:
        return f"{ward_name(uow.council, event.ward_shares[0].ward)} ward budget"
    return ", ".join(
        f"{ward_name(uow.council, one.ward)} {pounds(one.amount)}" for one in event.ward_shares
    )


def _conditions(event: AwardMade) -> str:
    lines = [
        f"On condition: {one.title.text} (by {day(one.due_on)})"
        if one.due_on
        else f"On condition: {one.title.text}"
        for one in event.conditions
    ]
    purpose = [event.purpose.text] if event.purpose else []
    return "\n\n".join([*purpose, *lines])
