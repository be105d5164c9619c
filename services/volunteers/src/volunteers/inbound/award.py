"""An award begins a project, and with it the looking for volunteers, until it is taken back."""

from __future__ import annotations

from uuid import uuid5

from civic_contracts import Envelope
from civic_contracts.events.budgets import AwardMade, AwardRevoked
from servicekit import Handlers, UnitOfWork
from sqlalchemy import insert

from volunteers.opportunities.commands import store_opportunity
from volunteers.opportunities.domain import RoleWanted, roles_of_an_award
from volunteers.opportunities.project_end import end_project
from volunteers.schemes.tables import projects
from volunteers.schemes.withdrawing import title_instead

HANDLERS = Handlers()


@HANDLERS.on(AwardMade)
async def open_opportunities(uow: UnitOfWork, event: AwardMade, envelope: Envelope) -> None:
    """The project is known, and each of its roles is an opportunity in the ward that pays most.

    The ids follow from the award's, so that whoever knows the award can name them.
    """
    instead = await title_instead(uow.connection, envelope.id)
    title = instead or event.title.text
    ward = max(event.ward_shares, key=lambda share: share.amount).ward
    await uow.connection.execute(
        insert(projects).values(
            id=event.project_id,
            award_id=event.award_id,
            idea_id=event.idea_id,
            group_id=event.group_id,
            title=title,
            text_event_id=envelope.id,
            organisation=event.organisation,
            theme=event.theme,
            ward=ward,
            starts_on=event.starts_on,
            ends_on=event.ends_on,
            status="running",
        )
    )
    roles = [
        RoleWanted(role.code, instead or role.title.text, role.places, role.check_level)
        for role in event.volunteer_roles
    ]
    wanted = roles_of_an_award(roles, event.volunteer_places, title)
    purpose = event.purpose.text if event.purpose else ""
    words = {
        "about": "" if instead else f"{title}\n\n{purpose}".strip(),
        "text_event_id": envelope.id,
    }
    for number, role in enumerate(wanted):
        await _open(uow, event, ward, number, role, words)


@HANDLERS.on(AwardRevoked)
async def end_what_does_not_take_place(
    uow: UnitOfWork, event: AwardRevoked, envelope: Envelope
) -> None:
    """Nobody signed: opportunities close and placements end."""
    day = event.occurred_on
    await end_project(uow, event.project_id, "award-revoked", day, status="ended")


async def _open(
    uow: UnitOfWork,
    event: AwardMade,
    ward: str,
    number: int,
    role: RoleWanted,
    words: dict[str, object],
) -> None:
    await store_opportunity(
        uow,
        id=uuid5(event.award_id, f"{number}:{role.code}"),
        title=role.title,
        **words,
        role=role.code,
        places=role.places,
        ward=ward,
        theme=event.theme,
        organisation=event.organisation,
        check_level=role.check_level,
        starts_on=event.starts_on,
        ends_on=event.ends_on,
        award_id=event.award_id,
        project_id=event.project_id,
        idea_id=event.idea_id,
        opened_on=event.occurred_on,
    )
