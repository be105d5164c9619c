"""Every proposal that waits for an officer, by the step that it waits for, oldest first."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, literal, select
from sqlalchemy.ext.asyncio import AsyncConnection

from budgets.agreements.tables import agreements, offers
from budgets.awards.tables import awards, conditions
from budgets.decisions.tables import decisions
from budgets.payments.tables import payments
from budgets.proposals.tables import proposals


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing to do; ``since`` is when it came to wait, or is due, if it has a day.

    ``about`` is the award, agreement or payment that is worked on, else the proposal; ``code`` and
    ``words`` name the condition, where it is one.
    """

    proposal_id: UUID
    title: str
    organisation: str | None
    wards: tuple[str, ...]
    about: UUID
    since: date | None
    code: str | None
    words: str | None


@dataclass(frozen=True, slots=True)
class Pile:
    """What waits for one step: how many, and the oldest of them."""

    step: str
    number: int
    oldest: tuple[Waiting, ...]


def _line(
    about: ColumnElement[Any],
    since: ColumnElement[Any],
    code: ColumnElement[Any] | None = None,
    words: ColumnElement[Any] | None = None,
) -> Select[Any]:
    nothing = literal(None)
    return select(
        proposals.c.id.label("proposal_id"),
        proposals.c.title,
        proposals.c.organisation,
        proposals.c.wards,
        about.label("about"),
        since.label("since"),
        (nothing if code is None else code).label("code"),
        (nothing if words is None else words).label("words"),
        func.count().over().label("number"),
    )


def _in_state(state: str, since: ColumnElement[Any]) -> Select[Any]:
    return _line(proposals.c.id, since).where(proposals.c.state == state)


def _to_close() -> Select[Any]:
    query = _line(proposals.c.id, decisions.c.opened_on)
    return query.join(
        decisions, (decisions.c.proposal_id == proposals.c.id) & (decisions.c.state == "open")
    ).where(proposals.c.state == "deciding")


def _to_award() -> Select[Any]:
    query = _line(proposals.c.id, decisions.c.decided_on)
    approved = (decisions.c.proposal_id == proposals.c.id) & (decisions.c.outcome == "approved")
    return query.join(decisions, approved).where(proposals.c.state == "approved")


def _awarded() -> Select[Any]:
    """Awards without an agreement; with what was drawn up, if anything was."""
    return (
        _line(awards.c.id, func.coalesce(offers.c.offered_on, awards.c.awarded_on))
        .join(awards, awards.c.proposal_id == proposals.c.id)
        .outerjoin(agreements, agreements.c.award_id == awards.c.id)
        .outerjoin(offers, offers.c.award_id == awards.c.id)
        .where(agreements.c.id.is_(None), proposals.c.state == "awarded")
    )


def _conditions_due() -> Select[Any]:
    query = _line(agreements.c.id, conditions.c.due_on, conditions.c.code, conditions.c.title)
    return (
        query.join(awards, awards.c.proposal_id == proposals.c.id)
        .join(agreements, agreements.c.award_id == awards.c.id)
        .join(conditions, conditions.c.award_id == awards.c.id)
        .where(agreements.c.state != "ended", conditions.c.met_on.is_(None))
    )


def _payments_asked_for() -> Select[Any]:
    return (
        _line(agreements.c.id, payments.c.requested_on)
        .join(awards, awards.c.proposal_id == proposals.c.id)
        .join(agreements, agreements.c.award_id == awards.c.id)
        .join(payments, payments.c.agreement_id == agreements.c.id)
        .where(payments.c.state == "requested")
    )


# In the order of the way that a proposal takes.
STEPS: Mapping[str, Callable[[], Select[Any]]] = {
    "accept": lambda: _in_state("submitted", proposals.c.opened_on),
    "research": lambda: _in_state("opened", proposals.c.opened_on),
    "assess": lambda: _in_state("researched", proposals.c.researched_on),
    "open-decision": lambda: _in_state("assessed", proposals.c.assessed_on),
    "close": _to_close,
    "award": _to_award,
    "draw-up": lambda: _awarded().where(offers.c.award_id.is_(None)),
    "sign": lambda: _awarded().where(offers.c.award_id.is_not(None)),
    "conditions": _conditions_due,
    "payments": _payments_asked_for,
}


async def piles(
    connection: AsyncConnection, *, wards: Collection[str] | None, most: int
) -> list[Pile]:
    """What waits for each step, in these wards or in all, with at most so many of each."""
    found = []
    for step, query_of in STEPS.items():
        query = query_of()
        if wards is not None:
            query = query.where(proposals.c.wards.overlap(sorted(wards)))
        order = query.selected_columns["since"].asc().nulls_last()
        rows = (
            await connection.execute(query.order_by(order, proposals.c.position).limit(most))
        ).all()
        number = rows[0].number if rows else 0
        found.append(Pile(step, number, tuple(_waiting(row) for row in rows)))
    return found


def _waiting(row: Any) -> Waiting:
    return Waiting(
        proposal_id=row.proposal_id,
        title=row.title,
        organisation=row.organisation,
        wards=tuple(row.wards),
        about=row.about,
        since=row.since,
        code=row.code,
        words=row.words,
    )
