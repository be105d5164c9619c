"""Proposals: what became of an idea that was referred for funding."""

from __future__ import annotations

from typing import Any

from civic_contracts.envelope import Envelope
from civic_contracts.events.budgets import (
    ProposalCriteriaAssessed,
    ProposalDecided,
    ProposalDeclined,
    ProposalEvent,
    ProposalOpened,
    ProposalResearched,
    ProposalTextWithdrawn,
    ProposalWithdrawn,
)
from civic_contracts.events.money import WardTally
from servicekit import Handlers, UnitOfWork
from sqlalchemy import select

from ideas.inbound.following import follow
from ideas.intake.tables import advance_referral, change_idea, ideas
from ideas.threads.step import GOOD, PLAIN, STOPPED, Figure, Money, Step
from ideas.threads.withdrawing import withdraw_texts
from ideas.threads.wording import phrase, sentence, ward_name

HANDLERS = Handlers()

DECISIONS = {
    "approved": ("It was decided to fund the idea", GOOD),
    "declined": ("It was decided not to fund the idea", STOPPED),
    "returned": ("The proposal was returned for more work", PLAIN),
}


def _step(event: ProposalEvent, what: str, who: str, **more: Any) -> Step:
    kind = event.routing_key.removeprefix("budgets.").removesuffix(".v1")
    link = f"/budgets/proposals/{event.proposal_id}"
    return Step(
        on=event.occurred_on, service="budgets", kind=kind, what=what, who=who, link=link, **more
    )


@HANDLERS.on(ProposalOpened)
async def proposal_opened(uow: UnitOfWork, event: ProposalOpened, envelope: Envelope) -> None:
    """The budgets took the idea up as a proposal."""
    if event.idea_id is None:
        return
    wards = ", ".join(ward_name(uow.council, code) for code in event.wards)
    step = _step(event, f"A proposal for ward money was opened in {wards}", "Ward budgets")
    await _follow(uow, envelope, event, step, "considered")


@HANDLERS.on(ProposalResearched)
async def proposal_researched(
    uow: UnitOfWork, event: ProposalResearched, envelope: Envelope
) -> None:
    """What it would cost, and who would do it."""
    if event.idea_id is None:
        return
    applicant = f"Applicant: {event.organisation}." if event.organisation else ""
    words = event.summary.text if event.summary else ""
    step = _step(
        event,
        "The proposal was researched and costed",
        "Neighbourhood officer",
        text="\n\n".join(part for part in (words, applicant) if part),
        money=(Money("cost", event.cost),),
    )
    await _follow(uow, envelope, event, step, "considered")


@HANDLERS.on(ProposalCriteriaAssessed)
async def criteria_assessed(
    uow: UnitOfWork, event: ProposalCriteriaAssessed, envelope: Envelope
) -> None:
    """The six criteria, each with its reason."""
    if event.idea_id is None:
        return
    labels = uow.council.criteria
    lines = [
        f"{labels.get(one.criterion, sentence(one.criterion))}: "
        f"{phrase(one.judgement)}. {one.reason.text}"
        for one in event.judgements
    ]
    step = _step(
        event,
        "The ward-budget criteria were judged",
        "Neighbourhood officer",
        text="\n\n".join(lines),
        tone=PLAIN if event.all_met else STOPPED,
    )
    await _follow(uow, envelope, event, step, "considered")


@HANDLERS.on(ProposalDecided)
async def proposal_decided(uow: UnitOfWork, event: ProposalDecided, envelope: Envelope) -> None:
    """Councillors or residents decided, and why."""
    if event.idea_id is None:
        return
    what, tone = DECISIONS.get(event.outcome, (f"Decided: {phrase(event.outcome)}", PLAIN))
    tallies = [_tally(ward_name(uow.council, one.ward), one) for one in event.tallies]
    step = _step(
        event,
        what,
        "Residents, by vote" if "round" in event.method else "Ward councillors",
        text="\n\n".join([event.reasons.text, *tallies]),
        measures=_votes(event.tallies),
        money=(Money("approved", event.amount),) if event.outcome == "approved" else (),
        tone=tone,
    )
    stage = "declined" if event.outcome == "declined" else "considered"
    await _follow(uow, envelope, event, step, stage)
    # Returned for more work it is still with the budgets; decided, it may be referred once more,
    # as the planters of Glastonbury House were funded in two financial years.
    if event.outcome != "returned":
        await _free_for_another_referral(uow, event)


@HANDLERS.on(ProposalDeclined)
async def proposal_declined(uow: UnitOfWork, event: ProposalDeclined, envelope: Envelope) -> None:
    """It ended before a decision."""
    if event.idea_id is None:
        return
    step = _step(
        event,
        f"The proposal was declined: {phrase(event.reason)}",
        "Ward budgets",
        text=event.reasons.text,
        tone=STOPPED,
    )
    await _follow(uow, envelope, event, step, "declined")
    await _free_for_another_referral(uow, event)


@HANDLERS.on(ProposalWithdrawn)
async def proposal_withdrawn(uow: UnitOfWork, event: ProposalWithdrawn, envelope: Envelope) -> None:
    """The applicant took the proposal back."""
    if event.idea_id is None:
        return
    step = _step(
        event,
        f"The proposal was withdrawn: {phrase(event.reason)}",
        "Applicant",
        tone=STOPPED,
    )
    await _follow(uow, envelope, event, step)
    await _free_for_another_referral(uow, event)


@HANDLERS.on(ProposalTextWithdrawn)
async def texts_withdrawn(
    uow: UnitOfWork, event: ProposalTextWithdrawn, envelope: Envelope
) -> None:
    """The words of these events are gone from every thread."""
    await withdraw_texts(uow.connection, event.event_ids, event.occurred_on)


async def _follow(
    uow: UnitOfWork,
    envelope: Envelope,
    event: ProposalEvent,
    step: Step,
    stage: str | None = None,
) -> None:
    """Adds the step; only the proposal of the current referral says how far the idea has come."""
    if event.idea_id is None:
        return
    current = await _is_current(uow, event)
    await follow(uow, envelope, event.idea_id, step, stage if current else None)
    if current and stage is not None:
        await advance_referral(uow.connection, event.idea_id, stage)


async def _is_current(uow: UnitOfWork, event: ProposalEvent) -> bool:
    """Whether a proposal is that of its idea's latest referral; so it is where none is named."""
    if event.referral_id is None:
        return True
    query = select(ideas.c.referral_id).where(ideas.c.id == event.idea_id)
    return (await uow.connection.execute(query)).scalar_one_or_none() == event.referral_id


async def _free_for_another_referral(uow: UnitOfWork, event: ProposalEvent) -> None:
    if event.idea_id is not None and await _is_current(uow, event):
        await change_idea(uow.connection, event.idea_id, referral_open=False)


def _tally(ward: str, one: WardTally) -> str:
    # Whole sentences: pieces put together could not be said again in another language.
    votes = f"{one.in_favour} of {one.seats}"
    against, interests, required = one.against, one.interests_declared, one.required
    if against and interests:
        return (
            f"{ward}: {votes} councillors in favour, {against} against, "
            f"{interests} declared an interest; {required} were needed."
        )
    if against:
        return f"{ward}: {votes} councillors in favour, {against} against; {required} were needed."
    if interests:
        return (
            f"{ward}: {votes} councillors in favour, {interests} declared an interest; "
            f"{required} were needed."
        )
    return f"{ward}: {votes} councillors in favour; {required} were needed."


def _votes(tallies: tuple[WardTally, ...]) -> tuple[Figure, ...]:
    if not tallies:
        return ()
    return (
        Figure("councillors-in-favour", sum(one.in_favour for one in tallies), "people"),
        Figure("councillors", sum(one.seats for one in tallies), "people"),
    )
