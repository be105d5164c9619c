"""What is said of proposals. Every event that carries a resident's words is remembered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from civic_contracts.events.budgets import (
    ProposalCriteriaAssessed,
    ProposalDeclined,
    ProposalOpened,
    ProposalResearched,
    ProposalTextWithdrawn,
    ProposalWithdrawn,
)
from civic_contracts.events.money import CostLine, CriterionJudgement
from civic_contracts.fields import PublicText, WardShare
from servicekit import UnitOfWork
from sqlalchemy import Row, insert

from budgets.proposals.domain import Judgement
from budgets.proposals.tables import told_texts
from budgets.words import domain
from budgets.words.tables import remember_told


def words(text: str | None) -> PublicText | None:
    """A text as events carry it."""
    return None if text is None else PublicText(text=text)


def ward_shares(shares: Mapping[str, int]) -> tuple[WardShare, ...]:
    """Shares of wards in pence, by ward code."""
    return tuple(WardShare(ward=ward, amount=amount) for ward, amount in sorted(shares.items()))


async def remember_words(uow: UnitOfWork, event_id: UUID, proposal_id: UUID) -> None:
    """Notes that an event carries the proposal's words, should they have to be withdrawn."""
    await uow.connection.execute(
        insert(told_texts).values(event_id=event_id, proposal_id=proposal_id)
    )


async def tell_opened(uow: UnitOfWork, proposal: Row[Any]) -> None:
    """A proposal came in, on the day on which it did."""
    event = ProposalOpened(
        proposal_id=proposal.id,
        idea_id=proposal.idea_id,
        referral_id=proposal.referral_id,
        origin=proposal.origin,
        title=PublicText(text=proposal.title),
        summary=words(proposal.summary),
        wards=tuple(proposal.wards),
        theme=proposal.theme,
        area=proposal.area,
        policy=proposal.policy,
        financial_year=proposal.financial_year,
        estimated=proposal.estimated,
        organisation=proposal.organisation,
        occurred_on=proposal.opened_on,
    )
    event_id = await uow.publish(event, subject=proposal.id)
    await remember_words(uow, event_id, proposal.id)


async def tell_researched(
    uow: UnitOfWork,
    proposal: Row[Any],
    lines: Iterable[tuple[str, int]],
    shares: Mapping[str, int],
    summary: str | None,
    day: date,
) -> None:
    """It was costed: ``proposal`` is the row as it is now."""
    event = ProposalResearched(
        proposal_id=proposal.id,
        idea_id=proposal.idea_id,
        referral_id=proposal.referral_id,
        cost=proposal.cost,
        lines=tuple(CostLine(title=PublicText(text=title), amount=cost) for title, cost in lines),
        ward_shares=ward_shares(shares),
        organisation=proposal.organisation,
        summary=words(summary),
        financial_year=proposal.financial_year,
        starts_on=proposal.starts_on,
        ends_on=proposal.ends_on,
        charity_number=proposal.charity_number,
        company_number=proposal.company_number,
        occurred_on=day,
    )
    event_id = await uow.publish(event, subject=proposal.id)
    await remember_told(uow.connection, event_id, proposal.id, domain.RESEARCH, day)


async def tell_assessed(
    uow: UnitOfWork, proposal: Row[Any], judged: Iterable[Judgement], all_met: bool, day: date
) -> None:
    """Its criteria were judged."""
    event = ProposalCriteriaAssessed(
        proposal_id=proposal.id,
        idea_id=proposal.idea_id,
        referral_id=proposal.referral_id,
        judgements=tuple(
            CriterionJudgement(
                criterion=one.criterion,
                judgement=one.judgement,
                reason=PublicText(text=one.reason),
            )
            for one in judged
        ),
        all_met=all_met,
        occurred_on=day,
    )
    event_id = await uow.publish(event, subject=proposal.id)
    await remember_told(uow.connection, event_id, proposal.id, domain.CRITERIA, day)


async def tell_declined(
    uow: UnitOfWork, proposal: Row[Any], reason: str, reasons: str, day: date
) -> None:
    """An officer ended it, with reasons."""
    event = ProposalDeclined(
        proposal_id=proposal.id,
        idea_id=proposal.idea_id,
        referral_id=proposal.referral_id,
        reason=reason,
        reasons=PublicText(text=reasons),
        occurred_on=day,
    )
    event_id = await uow.publish(event, subject=proposal.id)
    await remember_told(uow.connection, event_id, proposal.id, domain.DECLINE, day)


async def tell_withdrawn(uow: UnitOfWork, proposal: Row[Any], reason: str, day: date) -> None:
    """The applicant took it back."""
    event = ProposalWithdrawn(
        proposal_id=proposal.id,
        idea_id=proposal.idea_id,
        referral_id=proposal.referral_id,
        reason=reason,
        occurred_on=day,
    )
    await uow.publish(event, subject=proposal.id)


async def tell_words_withdrawn(
    uow: UnitOfWork,
    proposal: Row[Any],
    event_ids: Sequence[UUID],
    reason: str,
    day: date,
    *,
    title: str | None,
    project_id: UUID | None,
) -> UUID:
    """What these events said in words is to be erased everywhere; ``title`` stands instead."""
    event = ProposalTextWithdrawn(
        proposal_id=proposal.id,
        idea_id=proposal.idea_id,
        referral_id=proposal.referral_id,
        event_ids=tuple(event_ids),
        reason=reason,
        title=words(title),
        project_id=project_id,
        occurred_on=day,
    )
    return await uow.publish(event, subject=proposal.id)
