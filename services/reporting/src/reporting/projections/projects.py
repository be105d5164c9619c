"""One row a funded project: what it was awarded, by which wards, and what became of it."""

from __future__ import annotations

from civic_contracts.events import budgets

from reporting.log.facts import Fact
from reporting.log.wards import lead_ward
from reporting.projections.model import Counted, Model, State, figure, measured, take_measures


def _awarded(state: State, event: budgets.AwardMade, fact: Fact) -> None:
    # What replaced the words of the award is told under another subject, and may have come first.
    state["title_of"] = state["title_of"] or str(fact.event_id)
    state.update(
        award_id=str(event.award_id),
        idea_id=event.idea_id and str(event.idea_id),
        # It is one project, and counts in the ward that gives most.
        ward=lead_ward(event.ward_shares),
        wards=len(event.ward_shares),
        theme=event.theme,
        financial_year=event.financial_year,
        organisation=event.organisation,
        awarded=event.amount,
        match_funding=event.match_funding,
        awarded_on=str(event.occurred_on),
    )


def _revoked(state: State, event: budgets.AwardRevoked, _: Fact) -> None:
    state["awarded"] -= event.amount
    state["match_funding"] -= event.match_funding


def _reworded(state: State, event: budgets.ProposalTextWithdrawn, fact: Fact) -> None:
    if event.title is not None:
        state["title_of"] = str(fact.event_id)


def _signed(state: State, event: budgets.AgreementSigned, _: Fact) -> None:
    state["signed_on"] = str(event.occurred_on)


def _paid(state: State, event: budgets.AgreementPaymentMade, _: Fact) -> None:
    state["paid"] += event.amount


def _repaid(state: State, event: budgets.AgreementPaymentRepaid, _: Fact) -> None:
    state["paid"] -= event.amount
    state["released"] += event.released


def _condition_met(state: State, _: budgets.AgreementConditionMet, __: Fact) -> None:
    state["conditions_met"] += 1


def _measure(
    state: State,
    event: budgets.AgreementMonitoringRecorded | budgets.ProjectCompleted,
    fact: Fact,
) -> None:
    # What an idea led to is measured there, once for all the money it was given.
    if event.idea_id is None:
        take_measures(state, event.measures, fact)


def _ended(state: State, event: budgets.AgreementEnded, _: Fact) -> None:
    state["released"] += event.released


def _completed(state: State, event: budgets.ProjectCompleted, fact: Fact) -> None:
    state["completed_on"] = str(event.occurred_on)
    _measure(state, event, fact)


def _sustained(state: State, event: budgets.ProjectSustained, _: Fact) -> None:
    state["sustained_on"] = str(event.occurred_on) if event.still_going else None


def _continued(state: State, event: budgets.ProjectContinued, _: Fact) -> None:
    state["continued_by"] = event.funder


def _replicated(state: State, _: budgets.ProjectReplicated, __: Fact) -> None:
    state["replicas"] += 1


def _figures(state: State) -> Counted:
    begun = state["awarded_on"]
    # An award that was taken back funds nothing.
    if begun is None or not state["awarded"]:
        return
    yield figure("projects-funded", state, begun), 1
    yield figure("match-funding", state, begun), state["match_funding"]
    yield figure("conditions-met", state, begun), state["conditions_met"]
    yield figure("replicas", state, begun), state["replicas"]
    if state["completed_on"] is not None:
        yield figure("projects-completed", state, state["completed_on"]), 1
    if state["sustained_on"] is not None:
        yield figure("projects-sustained", state, state["sustained_on"]), 1
    if state["continued_by"] is not None:
        yield figure("projects-continued", state, begun), 1
    yield from measured(state)


PROJECTS = Model(
    table="projects",
    key="project_id",
    fields={
        "title_of": None,
        "award_id": None,
        "idea_id": None,
        "ward": None,
        "wards": 0,
        "theme": None,
        "financial_year": None,
        "organisation": None,
        "awarded": 0,
        "match_funding": 0,
        "paid": 0,
        "released": 0,
        "conditions_met": 0,
        "awarded_on": None,
        "signed_on": None,
        "completed_on": None,
        "sustained_on": None,
        "continued_by": None,
        "replicas": 0,
        "measures": {},
    },
    folds={
        budgets.AwardMade: _awarded,
        budgets.AwardRevoked: _revoked,
        budgets.ProposalTextWithdrawn: _reworded,
        budgets.AgreementSigned: _signed,
        budgets.AgreementPaymentMade: _paid,
        budgets.AgreementPaymentRepaid: _repaid,
        budgets.AgreementConditionMet: _condition_met,
        budgets.AgreementMonitoringRecorded: _measure,
        budgets.AgreementEnded: _ended,
        budgets.ProjectCompleted: _completed,
        budgets.ProjectSustained: _sustained,
        budgets.ProjectContinued: _continued,
        budgets.ProjectReplicated: _replicated,
    },
    figures=_figures,
)
