"""What each step of a proposal, its award and its agreement is sent with."""

from __future__ import annotations

from typing import Any

WARD, DAY = "E05013793", "2025-06-02"
RESEARCH = {
    "lines": [{"title": "All of it", "amount": 5_000}],
    "ward_shares": [{"ward": WARD, "amount": 5_000}],
    "starts_on": "2026-01-01",
}
STEPS: dict[str, dict[str, Any]] = {
    "/proposals/{proposal_id}/accept": {},
    "/proposals/{proposal_id}/words/withdrawal": {"reason": "names-somebody"},
    "/proposals/{proposal_id}/words/{event_id}/withdrawal": {"reason": "names-somebody"},
    "/proposals/{proposal_id}/research": RESEARCH,
    "/proposals/{proposal_id}/criteria": {
        "judgements": [{"criterion": "lawful", "judgement": "met", "reason": "So."}]
    },
    "/proposals/{proposal_id}/decline": {"reason": "not-now", "reasons": "No."},
    "/proposals/{proposal_id}/withdraw": {"reason": "no-need"},
    "/proposals/{proposal_id}/decision": {},
    "/proposals/{proposal_id}/decision/votes": {
        **{"interest": "none", "choice": "in-favour", "ward": WARD, "seat": 1}
    },
    "/proposals/{proposal_id}/decision/referred": {
        **{"ward": WARD, "choice": "in-favour", "reason": "The committee said so."}
    },
    "/proposals/{proposal_id}/decision/close": {"reasons": "It is wanted."},
    "/proposals/{proposal_id}/approvals": {"approval": "any", "approved": True, "reason": "So."},
    "/proposals/{proposal_id}/award": {},
    "/awards/{award_id}/agreement": {"payment_basis": "in-arrears"},
    "/awards/{award_id}/agreement/terms": {"payment_basis": "in-arrears"},
    "/awards/{award_id}/agreement/signature": {"version": 1, "accepted": True},
    "/awards/{award_id}/revoke": {"reason": "organisation-dissolved"},
    "/agreements/{agreement_id}/conditions/{code}/met": {"evidence": "Seen."},
    "/agreements/{agreement_id}/monitoring": {"kind": "visit"},
    "/agreements/{agreement_id}/suspend": {"reason": "late-report"},
    "/agreements/{agreement_id}/resume": {},
    "/agreements/{agreement_id}/end": {"reason": "done"},
    "/agreements/{agreement_id}/payment-requests": {"amount": 100, "evidence": "A bill."},
    "/projects/{project_id}/complete": {},
    "/projects/{project_id}/follow-ups": {"months_after": 6, "still_going": True},
    "/projects/{project_id}/continuations": {"funder": "Somebody else"},
    "/projects/{project_id}/replications": {"ward": WARD, "stage": "planned"},
    "/councillors": {"subject": "somebody", "ward": WARD, "seat": 1, "from": DAY},
    "/councillors/{term_id}/end": {"to": DAY},
}
