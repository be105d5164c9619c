"""Values for the samples of budgets events.

Counts of people and things are those of the cases; amounts of money are made up.
"""

from typing import Any

from civic_contracts.sampling.field_values import words

BUDGETS: dict[str, dict[str, Any]] = {
    "civic.budgets.ward-account.ledger-posted.v1": {
        "kind": "commitment",
        "corrects": None,
        "postings": [
            {"account": "ward:E05000635:reserved", "amount": -1_500_000},
            {"account": "ward:E05000635:committed", "amount": 1_500_000},
        ],
    },
    "civic.budgets.proposal.opened.v1": {"origin": "idea"},
    "civic.budgets.proposal.researched.v1": {
        "lines": [
            {"title": words("Choir leader and pianist, ten rehearsals"), "amount": 1_100_000},
            {"title": words("Publicity and taster sessions"), "amount": 400_000},
        ],
    },
    "civic.budgets.proposal.criteria-assessed.v1": {
        "judgements": [
            {
                "criterion": "locally-derived",
                "judgement": "met",
                "reason": words("Residents raised it at the Area Forum."),
            }
        ],
        "all_met": True,
    },
    "civic.budgets.proposal.declined.v1": {"reason": "not-additional"},
    "civic.budgets.proposal.withdrawn.v1": {"reason": "applicant-asked"},
    "civic.budgets.proposal.decided.v1": {
        "outcome": "approved",
        "method": "councillors",
        "tallies": [
            {
                "ward": "E05000635",
                "seats": 3,
                "required": 2,
                "in_favour": 3,
                "against": 0,
                "abstained": 0,
                "interests_declared": 0,
            }
        ],
    },
    "civic.budgets.award.made.v1": {
        "conditions": [
            {
                "code": "choir-committee",
                "title": words("Members set up a committee so that the choir goes on."),
                "due_on": "2010-03-31",
            }
        ],
        "volunteer_roles": [
            {
                "code": "rehearsal-steward",
                "title": words("Welcome singers and organise refreshments"),
                "places": 6,
                "check_level": "none",
            }
        ],
    },
    "civic.budgets.award.revoked.v1": {
        "occurred_on": "2010-01-15",
        "reason": "organisation-dissolved",
    },
    "civic.budgets.agreement.signed.v1": {
        "payment_basis": "milestones",
        "instalments": [
            {"code": "launch", "amount": 750_000, "due_on": "2010-01-31"},
            {"code": "concert", "amount": 750_000, "due_on": "2010-03-31"},
        ],
    },
    "civic.budgets.agreement.condition-met.v1": {
        "occurred_on": "2010-03-24",
        "condition": "choir-committee",
        "evidence": words("A committee of volunteers from the choir was formed."),
    },
    "civic.budgets.agreement.payment-made.v1": {
        "occurred_on": "2010-01-29",
        "amount": 750_000,
        "paid_to_date": 750_000,
        "ward_shares": [{"ward": "E05000635", "amount": 750_000}],
        "instalment": "launch",
    },
    "civic.budgets.agreement.payment-repaid.v1": {
        "occurred_on": "2010-02-03",
        "amount": 750_000,
        "paid_to_date": 0,
        "released": 0,
        "ward_shares": [{"ward": "E05000635", "amount": 750_000}],
        "instalment": "launch",
    },
    "civic.budgets.agreement.monitoring-recorded.v1": {
        "occurred_on": "2010-03-21",
        "kind": "event",
        "measures": [
            {"code": "singers", "value": 44, "unit": "people"},
            {"code": "audience", "value": 366, "unit": "people"},
        ],
        "summary": words("The concert at Wigmore Hall."),
        "prizes": [],
    },
    "civic.budgets.agreement.suspended.v1": {"reason": "evidence-missing"},
    "civic.budgets.agreement.ended.v1": {"paid": 1_500_000, "released": 0},
    "civic.budgets.project.completed.v1": {
        "occurred_on": "2010-03-31",
        "measures": [{"code": "rehearsals", "value": 10, "unit": "rehearsals"}],
    },
    "civic.budgets.project.sustained.v1": {
        "occurred_on": "2010-09-30",
        "months_after": 6,
        "still_going": True,
    },
    "civic.budgets.project.continued.v1": {
        "occurred_on": "2010-04-15",
        "funder": "Wigmore Hall",
        "amount": None,
        "summary": words("Long-term support with some of their own funding."),
    },
    "civic.budgets.project.replicated.v1": {
        "occurred_on": "2010-08-02",
        "ward": "E05000642",
        "stage": "planned",
        "summary": words("A growing site on one of the estates in Queen's Park."),
        "replica_idea_id": None,
        "replica_proposal_id": None,
    },
}
