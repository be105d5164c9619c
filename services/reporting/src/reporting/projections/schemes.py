"""One row an idea: how far it has come, and what it amounts to."""

from __future__ import annotations

from datetime import date
from typing import Any

from civic_contracts.events import budgets, ideas, volunteers

from reporting.log.facts import Fact
from reporting.projections.model import (
    Model,
    State,
    add_in_month,
    earliest,
    latest,
    take_measures,
    told_by,
)
from reporting.projections.scheme_figures import counted

# Who speaks for themselves; what a service puts up is not initiated by residents.
RESIDENTS = {"resident", "group", "business"}

FIELDS: dict[str, Any] = {
    "title_of": None,
    "ward": None,
    "theme": None,
    "area": None,
    "channel": None,
    "owner_kind": None,
    "owner_organisation": None,
    "conversation_id": None,
    "submitted_on": None,
    "acknowledged_on": None,
    "adopted_on": None,
    "adopted_by": None,
    "tested_on": None,
    "answered_on": None,
    "outcome": None,
    "referred_on": None,
    "decided_on": None,
    "decision": None,
    "awarded_on": None,
    "awarded": 0,
    "match_funding": 0,
    "signed_on": None,
    "paid": 0,
    "completed_on": None,
    "continued_on": None,
    "continued_by": None,
    "replicas": 0,
    "feedback_on": None,
    "supporters": 0,
    "supported_by_council_on": None,
    "counts_on": None,
    "volunteers": 0,
    "minutes": 0,
    "withdrawn_on": None,
    "merged_into": None,
    "measures": {},
    "by_month": {},
    "awards": 0,
    "decided_by": None,
}


def _submitted(state: State, event: ideas.IdeaSubmitted, fact: Fact) -> None:
    state.update(
        title_of=str(fact.event_id),
        ward=event.ward,
        theme=event.theme,
        area=event.area,
        channel=event.channel,
        owner_kind=event.owner_kind,
        owner_organisation=event.owner_organisation,
        conversation_id=event.conversation_id and str(event.conversation_id),
        submitted_on=str(event.occurred_on),
    )
    _count(state)


def _moderated(state: State, event: ideas.IdeaModerated, fact: Fact) -> None:
    if event.title is not None:
        state["title_of"] = str(fact.event_id)


def _acknowledged(state: State, event: ideas.IdeaAcknowledged, _: Fact) -> None:
    state["acknowledged_on"] = str(event.occurred_on)


def _supported(state: State, event: ideas.IdeaSupported, _: Fact) -> None:
    state["supporters"] = event.supporters


def _merged(state: State, event: ideas.IdeaMerged, _: Fact) -> None:
    state["merged_into"] = str(event.into_idea_id)
    _count(state)


def _unmerged(state: State, event: ideas.IdeaUnmerged, _: Fact) -> None:
    state.update(merged_into=None, supporters=event.supporters)
    _count(state)


def _adopted(state: State, event: ideas.IdeaAdopted, _: Fact) -> None:
    state.update(adopted_on=str(event.occurred_on), adopted_by=event.department)


def _tested(state: State, event: ideas.IdeaTested, _: Fact) -> None:
    state["tested_on"] = str(event.occurred_on)


def _support_offered(state: State, event: ideas.IdeaSupportOffered, _: Fact) -> None:
    _supported_by_council(state, event.occurred_on)


def _referred(state: State, event: ideas.IdeaReferred, _: Fact) -> None:
    state["referred_on"] = str(event.occurred_on)


def _answered(state: State, event: ideas.IdeaAnswered, _: Fact) -> None:
    state.update(answered_on=str(event.occurred_on), outcome=event.outcome)


def _withdrawn(state: State, event: ideas.IdeaWithdrawn, _: Fact) -> None:
    state["withdrawn_on"] = str(event.occurred_on)
    _count(state)


def _feedback(state: State, event: ideas.IdeaFeedbackGiven, _: Fact) -> None:
    state["feedback_on"] = str(event.occurred_on)


def _decided(state: State, event: budgets.ProposalDecided, fact: Fact) -> None:
    # An idea may have had several proposals, and one may have been returned before it was decided:
    # the last decision stands.
    day, by = str(event.occurred_on), told_by(fact)
    if (state["decided_on"] or "", state["decided_by"] or "") < (day, by):
        state.update(decided_on=day, decision=event.outcome, decided_by=by)


def _awarded(state: State, event: budgets.AwardMade, _: Fact) -> None:
    # An idea may be funded more than once, as the planters were in two financial years.
    state.update(
        awarded_on=earliest(state["awarded_on"], event.occurred_on),
        awards=state["awards"] + 1,
        awarded=state["awarded"] + event.amount,
        match_funding=state["match_funding"] + event.match_funding,
    )
    _supported_by_council(state, event.occurred_on)


def _revoked(state: State, event: budgets.AwardRevoked, _: Fact) -> None:
    # That it was awarded once, and so supported, stays: of several awards the others may stand.
    state["awards"] -= 1
    state["awarded"] -= event.amount
    state["match_funding"] -= event.match_funding


def _signed(state: State, event: budgets.AgreementSigned, _: Fact) -> None:
    state["signed_on"] = earliest(state["signed_on"], event.occurred_on)


def _paid(state: State, event: budgets.AgreementPaymentMade, _: Fact) -> None:
    state["paid"] += event.amount


def _ended(state: State, event: budgets.AgreementEnded, _: Fact) -> None:
    # As in the ledger: what went back to the wards is awarded no more.
    state["awarded"] -= event.released


def _repaid(state: State, event: budgets.AgreementPaymentRepaid, _: Fact) -> None:
    state["paid"] -= event.amount
    state["awarded"] -= event.released


def _completed(state: State, event: budgets.ProjectCompleted, fact: Fact) -> None:
    state["completed_on"] = latest(state["completed_on"], event.occurred_on)
    _measured(state, event, fact)


def _continued(state: State, event: budgets.ProjectContinued, _: Fact) -> None:
    known = (state["continued_on"] or "", state["continued_by"] or "")
    continued = (str(event.occurred_on), event.funder)
    state["continued_on"], state["continued_by"] = max(known, continued)


def _replicated(state: State, event: budgets.ProjectReplicated, _: Fact) -> None:
    state["replicas"] += 1


def _placed(state: State, event: volunteers.PlacementConfirmed, _: Fact) -> None:
    state["volunteers"] += 1


def _hours(state: State, event: volunteers.PlacementHoursLogged, _: Fact) -> None:
    state["minutes"] += event.minutes
    add_in_month(state, event.occurred_on, event.minutes)


def _corrected(state: State, event: volunteers.PlacementHoursCorrected, _: Fact) -> None:
    state["minutes"] += event.change
    add_in_month(state, event.given_on or event.occurred_on, event.change)


def _measured(
    state: State,
    event: ideas.IdeaMeasured | budgets.AgreementMonitoringRecorded | budgets.ProjectCompleted,
    fact: Fact,
) -> None:
    take_measures(state, event.measures, fact)


def _supported_by_council(state: State, day: date) -> None:
    state["supported_by_council_on"] = earliest(state["supported_by_council_on"], day)
    _count(state)


def _count(state: State) -> None:
    """A scheme counts from the day on which residents have begun it and the council supports it.

    What was withdrawn, or went into another idea, is no scheme of its own.
    """
    begun, supported = state["submitted_on"], state["supported_by_council_on"]
    gone = state["withdrawn_on"] or state["merged_into"]
    counts = state["owner_kind"] in RESIDENTS and begun and supported and not gone
    state["counts_on"] = max(begun, supported) if counts else None


SCHEMES = Model(
    table="schemes",
    key="idea_id",
    fields=FIELDS,
    figures=counted,
    folds={
        ideas.IdeaSubmitted: _submitted,
        ideas.IdeaModerated: _moderated,
        ideas.IdeaAcknowledged: _acknowledged,
        ideas.IdeaSupported: _supported,
        ideas.IdeaMerged: _merged,
        ideas.IdeaUnmerged: _unmerged,
        ideas.IdeaAdopted: _adopted,
        ideas.IdeaTested: _tested,
        ideas.IdeaSupportOffered: _support_offered,
        ideas.IdeaReferred: _referred,
        ideas.IdeaMeasured: _measured,
        ideas.IdeaAnswered: _answered,
        ideas.IdeaWithdrawn: _withdrawn,
        ideas.IdeaFeedbackGiven: _feedback,
        budgets.ProposalDecided: _decided,
        budgets.AwardMade: _awarded,
        budgets.AwardRevoked: _revoked,
        budgets.AgreementSigned: _signed,
        budgets.AgreementPaymentMade: _paid,
        budgets.AgreementPaymentRepaid: _repaid,
        budgets.AgreementMonitoringRecorded: _measured,
        budgets.AgreementEnded: _ended,
        budgets.ProjectCompleted: _completed,
        budgets.ProjectContinued: _continued,
        budgets.ProjectReplicated: _replicated,
        volunteers.PlacementConfirmed: _placed,
        volunteers.PlacementHoursLogged: _hours,
        volunteers.PlacementHoursCorrected: _corrected,
    },
)
