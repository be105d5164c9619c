"""Ideas: referred ones open proposals, withdrawn ones take them back, words are followed."""

from __future__ import annotations

from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from civic_contracts.envelope import Envelope
from civic_contracts.events.ideas import (
    IdeaMerged,
    IdeaModerated,
    IdeaReferred,
    IdeaTextWithdrawn,
    IdeaUnmerged,
    IdeaWithdrawn,
)
from civic_reference import UnknownWard
from servicekit import Handlers, UnitOfWork, UnknownReference
from sqlalchemy import and_, or_, select

from budgets.policy.rulebook import rulebook_of
from budgets.proposals.commands.ending import withdraw
from budgets.proposals.commands.opening import enter
from budgets.proposals.domain import UNDECIDED
from budgets.proposals.merged_ideas import merge, take_out
from budgets.proposals.tables import proposals
from budgets.proposals.withdrawn_words import INSTEAD, forget_words, replace_words

HANDLERS = Handlers()

APPLICANTS = {"resident": "resident", "group": "group", "business": "organisation"}


def proposal_of(referral_id: UUID) -> UUID:
    """The id of the proposal that a referral opens: the same however often it is told."""
    return uuid5(NAMESPACE_URL, f"urn:civic-community:budgets:proposal-of-referral:{referral_id}")


@HANDLERS.on(IdeaReferred)
async def open_proposal_from_idea(uow: UnitOfWork, event: IdeaReferred, envelope: Envelope) -> None:
    """Opens a proposal under the policy of the day on which the idea was referred.

    Where none held on that day it comes in on the day on which it is heard, so that an idea that
    waits for an answer always has a proposal that can be answered.
    """
    book = rulebook_of(uow)
    for ward in event.wards:
        try:
            book.council.ward(ward)
        except UnknownWard as error:
            raise UnknownReference("ward", ward) from error
    policy, day = book.policy_to_come_in_under(event.occurred_on, uow.today)
    if day != event.occurred_on:
        await uow.audit("referral.outside-any-policy", str(event.referral_id), policy=policy.code)
    await enter(
        uow,
        policy,
        day,
        id=proposal_of(event.referral_id),
        state="opened",
        origin="idea",
        idea_id=event.idea_id,
        referral_id=event.referral_id,
        text_event_id=envelope.id,
        title=event.title.text,
        summary=None if event.summary is None else event.summary.text,
        wards=list(dict.fromkeys(event.wards)),
        theme=event.theme,
        area=event.area,
        estimated=event.estimated,
        applicant_kind=APPLICANTS.get(event.owner_kind, "organisation"),
        organisation=event.organisation,
        volunteer_places=min(event.volunteer_places, 100_000),
    )


@HANDLERS.on(IdeaWithdrawn)
async def withdraw_undecided(uow: UnitOfWork, event: IdeaWithdrawn, envelope: Envelope) -> None:
    """Takes back what was not decided yet; what was decided stands."""
    for proposal in await _proposals_where(uow, proposals.c.idea_id == event.idea_id):
        if proposal.state in UNDECIDED:
            await withdraw(uow, proposal, event.reason, event.occurred_on)


@HANDLERS.on(IdeaMerged)
async def follow_merge(uow: UnitOfWork, event: IdeaMerged, envelope: Envelope) -> None:
    """From now on the proposals belong to the thread of the idea that took this one in."""
    await merge(uow, event.idea_id, event.into_idea_id)


@HANDLERS.on(IdeaUnmerged)
async def follow_unmerge(uow: UnitOfWork, event: IdeaUnmerged, envelope: Envelope) -> None:
    """The proposals of this idea, and of those that went into it, belong to it again."""
    await take_out(uow, event.idea_id)


@HANDLERS.on(IdeaModerated)
async def follow_new_words(uow: UnitOfWork, event: IdeaModerated, envelope: Envelope) -> None:
    """Gives proposals that have their words from the idea those that it has now.

    A moderator put them in, or has made public again what was hidden.
    """
    if event.title is None:
        return
    words_of_the_idea = or_(proposals.c.text_event_id.is_not(None), proposals.c.title == INSTEAD)
    of_the_idea = and_(proposals.c.original_idea_id == event.idea_id, words_of_the_idea)
    title, summary = event.title.text, event.summary.text if event.summary else None
    for proposal in await _proposals_where(uow, of_the_idea):
        await replace_words(uow, proposal, envelope.id, title, summary, event.occurred_on)


@HANDLERS.on(IdeaTextWithdrawn)
async def follow_withdrawn_words(
    uow: UnitOfWork, event: IdeaTextWithdrawn, envelope: Envelope
) -> None:
    """Erases the words of proposals that were taken from the events named."""
    for proposal in await _proposals_where(uow, proposals.c.text_event_id.in_(event.event_ids)):
        await forget_words(uow, proposal, event.reason, event.occurred_on)


async def _proposals_where(uow: UnitOfWork, which: Any) -> list[Any]:
    found = await uow.connection.execute(
        select(proposals).where(which).order_by(proposals.c.id).with_for_update()
    )
    return list(found.all())
