"""What anyone may ask about proposals. What a moderator has not read is shown to officials only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from servicekit import Actor
from sqlalchemy import Row, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from budgets.agreements.tables import agreement_of
from budgets.approvals.tables import approvals_of
from budgets.awards.tables import award_of
from budgets.decisions.tables import latest_decision
from budgets.decisions.tallying import as_counted, as_told
from budgets.policies import may_approve, may_approve_words
from budgets.policy.domain import Policy
from budgets.policy.rulebook import Rulebook
from budgets.proposals import tables
from budgets.proposals.access import visible

PRIVATE = frozenset(
    {
        *("opened_by", "researched_by", "assessed_by", "notes", "words_read"),
        *("text_event_id", "original_idea_id"),
    }
)


@dataclass(frozen=True, slots=True)
class ProposalLine:
    """One proposal in a list; amounts in pence."""

    proposal_id: UUID
    position: int
    state: str
    origin: str
    idea_id: UUID | None
    title: str
    wards: tuple[str, ...]
    theme: str
    organisation: str | None
    estimated: int | None
    cost: int | None
    financial_year: str
    opened_on: date


async def wards_with_proposals(connection: AsyncConnection) -> set[str]:
    """Every ward that a proposal was ever for, also one that has ended since."""
    each = select(func.unnest(tables.proposals.c.wards)).distinct()
    return set((await connection.execute(each)).scalars())


async def proposal_lines(
    connection: AsyncConnection,
    actor: Actor,
    *,
    ward: str | None = None,
    state: str | None = None,
    idea_id: UUID | None = None,
    after: int | None = None,
    limit: int,
) -> list[ProposalLine]:
    """Proposals, newest first; with ``after`` those before that position."""
    table = tables.proposals
    query = select(table).order_by(table.c.position.desc()).limit(limit)
    if not may_approve_words(actor):
        query = query.where(table.c.words_read)
    if ward is not None:
        query = query.where(table.c.wards.contains([ward]))
    if state is not None:
        query = query.where(table.c.state == state)
    if idea_id is not None:
        query = query.where(table.c.idea_id == idea_id)
    if after is not None:
        query = query.where(table.c.position < after)
    return [_line(row) for row in await connection.execute(query)]


async def proposals_by_id(
    connection: AsyncConnection, ids: Iterable[UUID]
) -> dict[UUID, ProposalLine]:
    """These proposals; of them, those there are."""
    table = tables.proposals
    rows = await connection.execute(select(table).where(table.c.id.in_(set(ids))))
    return {row.id: _line(row) for row in rows}


def _line(row: Row[Any]) -> ProposalLine:
    return ProposalLine(
        proposal_id=row.id,
        position=row.position,
        state=row.state,
        origin=row.origin,
        idea_id=row.idea_id,
        title=row.title,
        wards=tuple(row.wards),
        theme=row.theme,
        organisation=row.organisation,
        estimated=row.estimated,
        cost=row.cost,
        financial_year=row.financial_year,
        opened_on=row.opened_on,
    )


async def proposal(
    connection: AsyncConnection, book: Rulebook, proposal_id: UUID, actor: Actor
) -> dict[str, Any]:
    """All that is public about a proposal."""
    row = await visible(connection, proposal_id, actor)
    policy = book.policy(row.policy)
    decision = await _decision(connection, policy, proposal_id)
    award = await award_of(connection, proposal_id)
    agreement = None if award is None else await agreement_of(connection, award.id)
    shown = {key: value for key, value in row._mapping.items() if key not in PRIVATE}
    return {
        **shown,
        "proposal_id": row.id,
        "lines": await _rows(connection, tables.lines, proposal_id),
        "ward_shares": await _rows(connection, tables.shares, proposal_id),
        "judgements": await _rows(connection, tables.judgements, proposal_id),
        "decision": decision,
        "approvals": await _approvals(connection, policy, row, _at_stake(row, decision), actor),
        "award_id": None if award is None else award.id,
        "project_id": None if award is None else award.project_id,
        "agreement_id": None if agreement is None else agreement.id,
    }


async def _rows(connection: AsyncConnection, table: Any, proposal_id: UUID) -> list[dict[str, Any]]:
    key = list(table.primary_key.columns)[1]
    query = select(table).where(table.c.proposal_id == proposal_id).order_by(key)
    return [
        {name: value for name, value in row._mapping.items() if name != "proposal_id"}
        for row in await connection.execute(query)
    ]


async def _decision(
    connection: AsyncConnection, policy: Policy, proposal_id: UUID
) -> dict[str, Any] | None:
    """The latest decision in numbers; who voted how is in the minutes."""
    decision = await latest_decision(connection, proposal_id)
    if decision is None:
        return None
    known = await as_counted(connection, decision, policy.decision)
    return {
        "decision_id": decision.id,
        "state": decision.state,
        "opened_on": decision.opened_on,
        "outcome": decision.outcome,
        "method": decision.method,
        "amount": decision.amount,
        "reasons": decision.reasons,
        "decided_on": decision.decided_on,
        "wards": [
            {
                "ward": ward,
                "amount": one.amount,
                "tally": as_told(one, is_closed=decision.outcome is not None),
            }
            for ward, one in known.items()
        ],
    }


def _at_stake(row: Row[Any], decision: dict[str, Any] | None) -> int:
    """What an award would be of: less than the cost where only some of the wards pay."""
    if decision is not None and decision["outcome"] == "approved":
        return int(decision["amount"])
    return row.cost or 0


async def _approvals(
    connection: AsyncConnection, policy: Policy, row: Row[Any], amount: int, actor: Actor
) -> list[dict[str, Any]]:
    """Which second approvals there must be. The reasons may name people: officials read them."""
    given = {one.approval: one for one in await approvals_of(connection, row.id)}
    found = []
    for needed in policy.second_approvals(amount):
        one = given.get(needed.code)
        stands = {
            "approval": needed.code,
            "role": needed.role,
            "approved": None if one is None else one.approved,
        }
        if may_approve(actor):
            stands["reason"] = None if one is None else one.reason
        found.append(stands)
    return found
