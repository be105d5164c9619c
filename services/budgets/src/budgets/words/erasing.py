"""Where the words of each part of a proposal's way stand; they are replaced, nothing else is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Row, ScalarSelect, Table, and_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.elements import ColumnElement

from budgets.agreements.tables import agreements, monitoring
from budgets.awards.tables import awards, conditions
from budgets.decisions.tables import decisions
from budgets.projects.tables import continuations, follow_ups, projects, replications
from budgets.proposals.tables import judgements, lines, proposals
from budgets.proposals.withdrawn_words import INSTEAD
from budgets.words import domain

Which = Callable[[UUID, str], ColumnElement[bool]]


def _award(proposal_id: UUID) -> ScalarSelect[Any]:
    return select(awards.c.id).where(awards.c.proposal_id == proposal_id).scalar_subquery()


def _project(proposal_id: UUID) -> ScalarSelect[Any]:
    return select(awards.c.project_id).where(awards.c.proposal_id == proposal_id).scalar_subquery()


def _of_the_proposal(table: Table) -> Which:
    return lambda proposal_id, _: table.c.proposal_id == proposal_id


def _of_the_award(table: Table) -> Which:
    return lambda proposal_id, _: table.c.award_id == _award(proposal_id)


def _of_the_project(table: Table, key: Callable[[str], ColumnElement[bool]]) -> Which:
    return lambda proposal_id, about: and_(table.c.project_id == _project(proposal_id), key(about))


def _is_the_replication(about: str) -> ColumnElement[bool]:
    ward, stage = about.split("/")
    return and_(replications.c.ward == ward, replications.c.stage == stage)


PLACES: Mapping[str, tuple[tuple[Column[Any], Which], ...]] = {
    # The summary of a research is told and not kept.
    domain.RESEARCH: ((lines.c.title, _of_the_proposal(lines)),),
    domain.CRITERIA: ((judgements.c.reason, _of_the_proposal(judgements)),),
    domain.DECLINE: ((proposals.c.reasons, lambda proposal_id, _: proposals.c.id == proposal_id),),
    domain.DECISION: ((decisions.c.reasons, lambda _, about: decisions.c.id == UUID(about)),),
    domain.AWARD: (
        (awards.c.purpose, _of_the_proposal(awards)),
        (conditions.c.title, _of_the_award(conditions)),
    ),
    domain.CONDITION: (
        (
            conditions.c.evidence,
            lambda proposal_id, about: and_(
                conditions.c.award_id == _award(proposal_id), conditions.c.code == about
            ),
        ),
    ),
    domain.MONITORING: ((monitoring.c.summary, lambda _, about: monitoring.c.id == UUID(about)),),
    domain.SUSPENSION: ((agreements.c.suspended_reasons, _of_the_award(agreements)),),
    domain.COMPLETION: ((projects.c.summary, _of_the_award(projects)),),
    domain.FOLLOW_UP: (
        (
            follow_ups.c.summary,
            _of_the_project(follow_ups, lambda about: follow_ups.c.months_after == int(about)),
        ),
    ),
    domain.CONTINUATION: (
        (
            continuations.c.summary,
            _of_the_project(continuations, lambda about: continuations.c.funder == about),
        ),
    ),
    domain.REPLICATION: (
        (replications.c.summary, _of_the_project(replications, _is_the_replication)),
    ),
}


async def erase(connection: AsyncConnection, told: Row[Any]) -> None:
    """Replaces the words of a locked proposal's part; figures, days and outcomes stay."""
    for column, which in PLACES[told.told_in]:
        await connection.execute(
            update(column.table)
            .where(which(told.proposal_id, told.about), column.is_not(None))
            .values({column.name: INSTEAD})
        )
    if told.told_in == domain.AWARD:
        await _erase_roles(connection, told.proposal_id)


async def _erase_roles(connection: AsyncConnection, proposal_id: UUID) -> None:
    mine = awards.c.proposal_id == proposal_id
    found = await connection.execute(select(awards.c.volunteer_roles).where(mine))
    roles = [role | {"title": INSTEAD} for role in found.scalar_one()]
    await connection.execute(update(awards).where(mine).values(volunteer_roles=roles))
