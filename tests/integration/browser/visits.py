"""How each page is visited: who goes there, and to which address; one entry for every pattern."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from browser.scene import WARD
from civic_contracts.topology import SERVICES

RESIDENT = "choir-member"
MODERATOR = "moderator"
OFFICER = "neighbourhood-officer-1"
FACILITATOR = "facilitator"
COUNCILLOR = f"councillor-{WARD}-2"
FINANCE = "finance"
LEGAL = "legal"
GROUP = "open-age"
COORDINATOR = "volunteer-coordinator"
VOLUNTEER = "volunteer-0021"
AUDITOR = "auditor"


@dataclass(frozen=True)
class Visit:
    """An address, in which ``{choir.idea}`` is what the play knows by that name, and who goes."""

    address: str
    persona: str = ""

    def at(self, names: Mapping[str, Any]) -> str:
        """The address itself; KeyError where the play knows no such thing."""
        return re.sub(r"\{([^}]+)\}", lambda found: str(names[found[1]]), self.address)


STANDING = {
    f"/{service}/{page}": Visit(f"/{service}/{page}")
    for service in SERVICES
    for page in ("accessibility", "privacy", "other-formats")
}

STANDING |= {
    f"/{service}/sessions": Visit(f"/{service}/sessions", RESIDENT) for service in SERVICES
}

# The actions of the officer's work each have a form of their own.
ACTIONS = ("acknowledge", "adopt", "test", "offer", "barrier", "refer", "answer", "feedback")

IDEAS = {
    "/ideas/": Visit("/ideas/"),
    "/ideas/all": Visit("/ideas/all?q=choir"),
    "/ideas/threads/{idea_id}": Visit("/ideas/threads/{choir.idea}", RESIDENT),
    "/ideas/new": Visit("/ideas/new", RESIDENT),
    "/ideas/new/details": Visit("/ideas/new/details?title=A+choir+for+Harrow+Road", RESIDENT),
    "/ideas/sent/{idea_id}": Visit("/ideas/sent/{unread.idea}", RESIDENT),
    "/ideas/mine": Visit("/ideas/mine", RESIDENT),
    "/ideas/moderation": Visit("/ideas/moderation", MODERATOR),
    "/ideas/moderation/{idea_id}": Visit("/ideas/moderation/{unread.idea}", MODERATOR),
    "/ideas/response-times": Visit("/ideas/response-times"),
    "/ideas/work": Visit("/ideas/work", OFFICER),
    "/ideas/work/{idea_id}": Visit("/ideas/work/{late.idea}", OFFICER),
    **{
        f"/ideas/work/{{idea_id}}/{action}": Visit(f"/ideas/work/{{late.idea}}/{action}", OFFICER)
        for action in ACTIONS
    },
    "/ideas/conversations": Visit("/ideas/conversations"),
    "/ideas/conversations/{conversation_id}": Visit("/ideas/conversations/{hub.conversation}"),
    "/ideas/conversations/{conversation_id}/sheet": Visit(
        "/ideas/conversations/{hub.conversation}/sheet", FACILITATOR
    ),
    "/ideas/conversations/{conversation_id}/events/{event_id}/withdraw-words": Visit(
        "/ideas/conversations/{hub.conversation}/events/{hub.meeting}/withdraw-words", MODERATOR
    ),
    "/ideas/barriers": Visit("/ideas/barriers", OFFICER),
    "/ideas/barriers/{barrier_id}/remove": Visit(
        "/ideas/barriers/{barred.barrier}/remove", OFFICER
    ),
    "/ideas/barriers/{barrier_id}/withdraw-words": Visit(
        "/ideas/barriers/{barred.barrier}/withdraw-words", MODERATOR
    ),
    "/ideas/urgent-needs": Visit("/ideas/urgent-needs", FACILITATOR),
    "/ideas/urgent-needs/new": Visit("/ideas/urgent-needs/new", FACILITATOR),
    "/ideas/urgent-needs/{need_id}": Visit("/ideas/urgent-needs/{nursery.need}"),
    "/ideas/urgent-needs/{need_id}/withdraw-words": Visit(
        "/ideas/urgent-needs/{nursery.need}/withdraw-words", MODERATOR
    ),
}

BUDGETS = {
    "/budgets/": Visit("/budgets/?year=2024-25"),
    "/budgets/ward-accounts/allocations/new": Visit(
        "/budgets/ward-accounts/allocations/new", FINANCE
    ),
    "/budgets/ward-accounts/{ward}": Visit(f"/budgets/ward-accounts/{WARD}"),
    "/budgets/proposals": Visit("/budgets/proposals"),
    "/budgets/proposals/new": Visit("/budgets/proposals/new?group={neighbours.group}", GROUP),
    "/budgets/proposals/{proposal_id}": Visit("/budgets/proposals/{choir.proposal}", OFFICER),
    "/budgets/work": Visit("/budgets/work", OFFICER),
    "/budgets/proposals/{proposal_id}/accept": Visit(
        "/budgets/proposals/{opened.proposal}/accept", OFFICER
    ),
    "/budgets/proposals/{proposal_id}/research": Visit(
        "/budgets/proposals/{opened.proposal}/research", OFFICER
    ),
    "/budgets/proposals/{proposal_id}/criteria": Visit(
        "/budgets/proposals/{judged.proposal}/criteria", OFFICER
    ),
    "/budgets/proposals/{proposal_id}/decision": Visit(
        "/budgets/proposals/{voting.proposal}/decision", COUNCILLOR
    ),
    "/budgets/proposals/{proposal_id}/decision/referred/{ward}": Visit(
        f"/budgets/proposals/{{referred.proposal}}/decision/referred/{WARD}", OFFICER
    ),
    "/budgets/proposals/{proposal_id}/approvals/{approval}": Visit(
        "/budgets/proposals/{dear.proposal}/approvals/legal", LEGAL
    ),
    "/budgets/proposals/{proposal_id}/decline": Visit(
        "/budgets/proposals/{opened.proposal}/decline", OFFICER
    ),
    "/budgets/proposals/{proposal_id}/withdraw": Visit(
        "/budgets/proposals/{opened.proposal}/withdraw", OFFICER
    ),
    "/budgets/proposals/{proposal_id}/award": Visit(
        "/budgets/proposals/{approved.proposal}/award", OFFICER
    ),
    "/budgets/awards/{award_id}": Visit("/budgets/awards/{signing.award}", GROUP),
    "/budgets/awards/{award_id}/terms": Visit("/budgets/awards/{signing.award}/terms", OFFICER),
    "/budgets/awards/{award_id}/signature": Visit(
        "/budgets/awards/{signing.award}/signature", GROUP
    ),
    "/budgets/agreements/{agreement_id}/conditions/{code}": Visit(
        "/budgets/agreements/{running.agreement}/conditions/insurance", OFFICER
    ),
    "/budgets/agreements/{agreement_id}": Visit("/budgets/agreements/{choir.agreement}", OFFICER),
    "/budgets/agreements/{agreement_id}/monitoring": Visit(
        "/budgets/agreements/{running.agreement}/monitoring", OFFICER
    ),
    "/budgets/agreements/{agreement_id}/payments": Visit(
        "/budgets/agreements/{running.agreement}/payments", OFFICER
    ),
    "/budgets/agreements/{agreement_id}/suspend": Visit(
        "/budgets/agreements/{running.agreement}/suspend", OFFICER
    ),
    "/budgets/agreements/{agreement_id}/resume": Visit(
        "/budgets/agreements/{stopped.agreement}/resume", OFFICER
    ),
    "/budgets/agreements/{agreement_id}/end": Visit(
        "/budgets/agreements/{stopped.agreement}/end", FINANCE
    ),
    "/budgets/projects/{project_id}/complete": Visit(
        "/budgets/projects/{due.project}/complete", OFFICER
    ),
    "/budgets/projects/{project_id}/follow-ups/{months}": Visit(
        "/budgets/projects/{choir.project}/follow-ups/12", OFFICER
    ),
    "/budgets/payments": Visit("/budgets/payments", FINANCE),
    "/budgets/payments/{payment_id}/pay": Visit("/budgets/payments/{running.payment}/pay", FINANCE),
}

VOLUNTEERS = {
    "/volunteers/": Visit("/volunteers/"),
    "/volunteers/opportunities": Visit("/volunteers/opportunities", COORDINATOR),
    "/volunteers/opportunities/new": Visit("/volunteers/opportunities/new", COORDINATOR),
    "/volunteers/opportunities/{opportunity_id}": Visit(
        "/volunteers/opportunities/{walks.opportunity}", COORDINATOR
    ),
    "/volunteers/profile": Visit("/volunteers/profile", VOLUNTEER),
    "/volunteers/profile/leave": Visit("/volunteers/profile/leave", VOLUNTEER),
    "/volunteers/hours": Visit("/volunteers/hours", VOLUNTEER),
    "/volunteers/hours/{entry_id}/correction": Visit(
        "/volunteers/hours/{walks.entry}/correction", VOLUNTEER
    ),
    "/volunteers/coordination": Visit("/volunteers/coordination", COORDINATOR),
    "/volunteers/urgent-needs/{need_id}": Visit(
        "/volunteers/urgent-needs/{nursery.need}", COORDINATOR
    ),
    "/volunteers/groups": Visit("/volunteers/groups"),
    "/volunteers/groups/new": Visit("/volunteers/groups/new", COORDINATOR),
    "/volunteers/groups/{group_id}": Visit("/volunteers/groups/{choir.group}", COORDINATOR),
    "/volunteers/spaces": Visit("/volunteers/spaces"),
    "/volunteers/pledges": Visit("/volunteers/pledges"),
    "/volunteers/spaces/new": Visit("/volunteers/spaces/new", COORDINATOR),
    "/volunteers/spaces/{space_id}": Visit("/volunteers/spaces/{hall.space}", COORDINATOR),
    "/volunteers/spaces/{space_id}/uses/{use_id}/correction": Visit(
        "/volunteers/spaces/{hall.space}/uses/{hall.use}/correction", COORDINATOR
    ),
    "/volunteers/spaces/{space_id}/pledge": Visit(
        "/volunteers/spaces/{hall.space}/pledge", COORDINATOR
    ),
    "/volunteers/listings": Visit("/volunteers/listings"),
    "/volunteers/listings/new": Visit("/volunteers/listings/new", RESIDENT),
    "/volunteers/listings/{listing_id}": Visit("/volunteers/listings/{piano.listing}", RESIDENT),
}

REPORTING = {
    "/reporting/": Visit("/reporting/"),
    "/reporting/wards": Visit("/reporting/wards"),
    "/reporting/wards/{code}": Visit(f"/reporting/wards/{WARD}"),
    "/reporting/themes/{code}": Visit("/reporting/themes/community-focused"),
    "/reporting/ideas/{idea_id}": Visit("/reporting/ideas/{choir.idea}"),
    "/reporting/milestones": Visit("/reporting/milestones"),
    "/reporting/money": Visit("/reporting/money"),
    "/reporting/volunteering": Visit("/reporting/volunteering"),
    "/reporting/conversations": Visit("/reporting/conversations"),
    "/reporting/open-data": Visit("/reporting/open-data"),
    "/reporting/events": Visit("/reporting/events"),
    "/reporting/erasures": Visit("/reporting/erasures", AUDITOR),
}

VISITS: dict[str, Visit] = {**STANDING, **IDEAS, **BUDGETS, **VOLUNTEERS, **REPORTING}

MORE = [
    Visit("/ideas/all?q=nothing-is-called-so"),
    Visit("/ideas/threads/{hub.idea}"),
    Visit("/ideas/threads/{unread.idea}", RESIDENT),
    Visit("/budgets/proposals/new", OFFICER),
    Visit("/budgets/proposals/{voting.proposal}/decision", OFFICER),
    Visit("/budgets/proposals/{choir.proposal}/decision", OFFICER),
    Visit("/budgets/proposals/{referred.proposal}/decision", OFFICER),
    Visit("/budgets/proposals/{dear.proposal}", OFFICER),
    Visit("/budgets/proposals/{dear.proposal}/award", OFFICER),
    Visit("/budgets/work", LEGAL),
    Visit("/budgets/agreements/{running.agreement}/end", OFFICER),
    Visit("/budgets/agreements/{stopped.agreement}", OFFICER),
    Visit("/budgets/projects/{running.project}/complete", OFFICER),
    Visit("/budgets/awards/{signing.award}", OFFICER),
    Visit("/budgets/awards/{choir.award}"),
    Visit("/volunteers/opportunities/{walks.opportunity}"),
    Visit("/volunteers/hours", RESIDENT),
    Visit("/reporting/ideas/{growing.idea}"),
]
