"""What is said of awards: everything that others need to staff, show and follow a project."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from civic_contracts.events.budgets import AwardMade, AwardRevoked
from civic_contracts.events.money import AwardCondition, VolunteerRole
from civic_contracts.fields import PublicText
from servicekit import UnitOfWork
from sqlalchemy import Row

from budgets.proposals.publishing import remember_words, ward_shares, words
from budgets.words.domain import AWARD
from budgets.words.tables import remember_told


async def tell_award(
    uow: UnitOfWork,
    award: Row[Any],
    proposal: Row[Any],
    shares: Mapping[str, int],
    conditions: Sequence[Mapping[str, Any]],
    day: date,
) -> None:
    """Money was awarded."""
    event = AwardMade(
        award_id=award.id,
        proposal_id=proposal.id,
        project_id=award.project_id,
        idea_id=proposal.idea_id,
        group_id=proposal.group_id,
        title=PublicText(text=proposal.title),
        purpose=words(award.purpose),
        theme=proposal.theme,
        area=proposal.area,
        financial_year=proposal.financial_year,
        ward_shares=ward_shares(shares),
        amount=award.amount,
        match_funding=award.match_funding,
        organisation=award.organisation,
        charity_number=proposal.charity_number,
        company_number=proposal.company_number,
        conditions=tuple(
            AwardCondition(
                code=one["code"], title=PublicText(text=one["title"]), due_on=one["due_on"]
            )
            for one in conditions
        ),
        volunteer_places=award.volunteer_places,
        volunteer_roles=tuple(_role(one) for one in award.volunteer_roles),
        starts_on=award.starts_on,
        ends_on=award.ends_on,
        occurred_on=day,
    )
    event_id = await uow.publish(event, subject=award.id)
    await remember_words(uow, event_id, proposal.id)
    if award.purpose is not None or conditions or award.volunteer_roles:
        await remember_told(uow.connection, event_id, proposal.id, AWARD, day)


async def tell_revoked(
    uow: UnitOfWork,
    award: Row[Any],
    proposal: Row[Any],
    shares: Mapping[str, int],
    reason: str,
    day: date,
) -> None:
    """An award was taken back before anybody had signed."""
    event = AwardRevoked(
        award_id=award.id,
        proposal_id=proposal.id,
        project_id=award.project_id,
        idea_id=proposal.idea_id,
        organisation=award.organisation,
        financial_year=proposal.financial_year,
        ward_shares=ward_shares(shares),
        amount=award.amount,
        match_funding=award.match_funding,
        reason=reason,
        occurred_on=day,
    )
    await uow.publish(event, subject=award.id)


def _role(role: Mapping[str, Any]) -> VolunteerRole:
    return VolunteerRole(
        code=role["code"],
        title=PublicText(text=role["title"]),
        places=role["places"],
        check_level=role["check_level"],
    )
