"""For each step of a proposal's way, who does it and the query for what waits for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from servicekit import Actor
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Date,
    Integer,
    Select,
    Text,
    Values,
    case,
    cast,
    column,
    func,
    literal,
    or_,
    select,
    true,
    values,
)

from budgets import policies
from budgets.agreements.domain import DONE, ENDED, RUNNING
from budgets.agreements.tables import agreements, offers
from budgets.approvals.tables import approvals, first_persons
from budgets.awards.tables import awards, conditions
from budgets.decisions.tables import decisions
from budgets.payments.tables import payments
from budgets.policy.domain import Policy
from budgets.projects.tables import follow_ups, projects
from budgets.proposals.domain import STAGES
from budgets.proposals.tables import proposals


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks what waits, on which day, under which policies."""

    actor: Actor
    policies: tuple[Policy, ...]
    today: date


Query = Callable[[Asked], Select[Any]]
MayDo = Callable[[Actor], bool]


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


def _in_state(state: str, since: ColumnElement[Any]) -> Query:
    return lambda _: _line(proposals.c.id, since).where(proposals.c.state == state)


def _to_close(_: Asked) -> Select[Any]:
    query = _line(proposals.c.id, decisions.c.opened_on)
    return query.join(
        decisions, (decisions.c.proposal_id == proposals.c.id) & (decisions.c.state == "open")
    ).where(proposals.c.state == "deciding")


def _needed(asked: Asked) -> Values:
    """The second approvals of every policy, each with the pence that it is needed above."""
    every = [
        (policy.code, one.code, one.role, -1 if one.over_amount is None else one.over_amount)
        for policy in asked.policies
        for one in policy.approvals
    ]
    names = (column("policy", Text), column("approval", Text), column("role", Text))
    # A list of values cannot be empty; no policy has the empty code.
    return values(*names, column("over_amount", BigInteger), name="needed").data(
        every or [("", "", "", 0)]
    )


_APPROVED = (decisions.c.proposal_id == proposals.c.id) & (decisions.c.outcome == "approved")


def _not_approved(needed: Values) -> tuple[ColumnElement[bool], ...]:
    """That a proposal needs an approval, and nobody has given it or somebody has refused it."""
    at_stake = func.coalesce(decisions.c.amount, proposals.c.cost)
    # By another name: who asks for this may look at the approvals too.
    given = approvals.alias("given")
    is_given = (
        select(given.c.approval)
        .where(given.c.proposal_id == proposals.c.id, given.c.approval == needed.c.approval)
        .where(given.c.approved)
        .correlate(proposals, needed)
        .exists()
    )
    return (needed.c.policy == proposals.c.policy, at_stake > needed.c.over_amount, ~is_given)


def _to_approve(asked: Asked) -> Select[Any]:
    """What a second person of these roles has not answered yet, where they had no other part."""
    needed, person = _needed(asked), asked.actor.identifier
    answered = (
        select(approvals.c.approval)
        .where(approvals.c.proposal_id == proposals.c.id)
        .where(or_(approvals.c.approval == needed.c.approval, approvals.c.given_by == person))
        .exists()
    )
    since = func.coalesce(decisions.c.decided_on, proposals.c.assessed_on)
    had_part = (
        select(first_persons.c.person)
        .where(first_persons.c.proposal_id == proposals.c.id, first_persons.c.person == person)
        .exists()
    )
    return (
        _line(proposals.c.id, since, needed.c.approval)
        .outerjoin(decisions, _APPROVED)
        .join(needed, true())
        .where(
            *_not_approved(needed),
            ~answered,
            needed.c.role.in_(sorted(asked.actor.roles)),
            proposals.c.state.in_(STAGES["approve"]),
            ~had_part,
            proposals.c.opened_by != person,
        )
    )


def _to_be_approved(asked: Asked) -> Select[Any]:
    """What cannot be awarded for want of an approval; the words say which were refused."""
    needed = _needed(asked)
    refused = (approvals.c.proposal_id == proposals.c.id) & (
        approvals.c.approval == needed.c.approval
    )
    stands = case((approvals.c.approved.is_(None), "missing"), else_="refused")
    return (
        _line(proposals.c.id, decisions.c.decided_on, needed.c.approval, stands)
        .join(decisions, _APPROVED)
        .join(needed, true())
        .outerjoin(approvals, refused)
        .where(*_not_approved(needed), proposals.c.state == "approved")
    )


def _to_award(asked: Asked) -> Select[Any]:
    needed = _needed(asked)
    waits = select(needed.c.approval).where(*_not_approved(needed)).exists()
    return (
        _line(proposals.c.id, decisions.c.decided_on)
        .join(decisions, _APPROVED)
        .where(proposals.c.state == "approved", ~waits.correlate(proposals, decisions))
    )


def _awarded() -> Select[Any]:
    """Awards without an agreement; with what was drawn up, if anything was."""
    return (
        _line(awards.c.id, func.coalesce(offers.c.offered_on, awards.c.awarded_on))
        .join(awards, awards.c.proposal_id == proposals.c.id)
        .outerjoin(agreements, agreements.c.award_id == awards.c.id)
        .outerjoin(offers, offers.c.award_id == awards.c.id)
        .where(agreements.c.id.is_(None), proposals.c.state == "awarded")
    )


def _conditions_due(_: Asked) -> Select[Any]:
    query = _line(agreements.c.id, conditions.c.due_on, conditions.c.code, conditions.c.title)
    return (
        query.join(awards, awards.c.proposal_id == proposals.c.id)
        .join(agreements, agreements.c.award_id == awards.c.id)
        .join(conditions, conditions.c.award_id == awards.c.id)
        .where(agreements.c.state != "ended", conditions.c.met_on.is_(None))
    )


def _payments_asked_for(_: Asked) -> Select[Any]:
    return (
        _line(agreements.c.id, payments.c.requested_on)
        .join(awards, awards.c.proposal_id == proposals.c.id)
        .join(agreements, agreements.c.award_id == awards.c.id)
        .join(payments, payments.c.agreement_id == agreements.c.id)
        .where(payments.c.state == "requested")
    )


def _to_complete(asked: Asked) -> Select[Any]:
    """Projects whose last day has passed, or whose agreement was ended as done."""
    unmet = (
        select(conditions.c.code)
        .where(conditions.c.award_id == awards.c.id, conditions.c.met_on.is_(None))
        .exists()
    )
    over = (agreements.c.state == RUNNING) & (agreements.c.ends_on < asked.today)
    done = (agreements.c.state == ENDED) & (agreements.c.end_reason == DONE)
    return (
        _line(projects.c.id, func.coalesce(agreements.c.ended_on, agreements.c.ends_on))
        .join(awards, awards.c.proposal_id == proposals.c.id)
        .join(agreements, agreements.c.award_id == awards.c.id)
        .join(projects, projects.c.award_id == awards.c.id)
        .where(projects.c.completed_on.is_(None), over | done, ~unmet)
    )


def _to_follow_up(asked: Asked) -> Select[Any]:
    """Completed projects of which it is time to ask whether they are still going."""
    every = [(one.code, months) for one in asked.policies for months in one.follow_up_months]
    # As above: a list of values cannot be empty.
    times = values(column("policy", Text), column("months", Integer), name="times").data(
        every or [("", 0)]
    )
    due = cast(projects.c.completed_on + func.make_interval(0, times.c.months), Date)
    answered = (
        select(follow_ups.c.months_after)
        .where(follow_ups.c.project_id == projects.c.id)
        .where(follow_ups.c.months_after == times.c.months)
        .exists()
    )
    return (
        _line(projects.c.id, due, cast(times.c.months, Text))
        .join(awards, awards.c.proposal_id == proposals.c.id)
        .join(projects, projects.c.award_id == awards.c.id)
        .join(times, times.c.policy == proposals.c.policy)
        .where(due <= asked.today, ~answered)
    )


_officers = policies.may_commission

# In the order of the way that a proposal takes.
STEPS: Mapping[str, tuple[MayDo, Query]] = {
    "accept": (policies.may_approve_words, _in_state("submitted", proposals.c.opened_on)),
    "research": (_officers, _in_state("opened", proposals.c.opened_on)),
    "assess": (_officers, _in_state("researched", proposals.c.researched_on)),
    "open-decision": (_officers, _in_state("assessed", proposals.c.assessed_on)),
    "close": (_officers, _to_close),
    "approve": (policies.may_approve, _to_approve),
    "approvals": (_officers, _to_be_approved),
    "award": (_officers, _to_award),
    "draw-up": (_officers, lambda _: _awarded().where(offers.c.award_id.is_(None))),
    "sign": (_officers, lambda _: _awarded().where(offers.c.award_id.is_not(None))),
    "conditions": (_officers, _conditions_due),
    "payments": (_officers, _payments_asked_for),
    "complete": (_officers, _to_complete),
    "follow-up": (_officers, _to_follow_up),
}
