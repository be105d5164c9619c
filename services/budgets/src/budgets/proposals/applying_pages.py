"""The form on which a group applies for ward money, or an officer for whoever has come to them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from pagekit import marked
from servicekit import NotFound
from servicekit.web import Form, Pages
from servicekit.web.runtime import ReadingTransaction

from budgets import policies
from budgets.groups import tables as groups
from budgets.policy.rulebook import rulebook_of
from budgets.proposals.commands.opening import OpenProposal, open_proposal

pages = Pages()

# Which of them are funded the policy of the day says.
KINDS = (
    ("organisation", marked("An organisation")),
    ("group", marked("A community group")),
    ("resident", marked("A resident's own project")),
)


@pages.form(
    "/proposals/new",
    permit=policies.may_propose,
    done=marked("The proposal is sent. Here you see how far it has come."),
)
async def applying(group: UUID | None = None) -> Form:
    """Applies for ward money; a registered group applies under the name that it is known by."""
    return Form(
        OpenProposal,
        open_proposal,
        then=lambda made: f"/budgets/proposals/{made.proposal_id}",
        template="apply.html",
        shows=lambda reading: _choices(reading, group),
        given={} if group is None else {"group_id": str(group)},
    )


async def _choices(reading: ReadingTransaction, group_id: UUID | None) -> Mapping[str, Any]:
    book = rulebook_of(reading)
    council, funded = book.council, book.policy_for(reading.today).applicants
    return {
        "group": None if group_id is None else await _group(reading, group_id),
        "wards": [(one.code, one.name) for one in council.wards_on(reading.today)],
        "themes": list(council.themes.items()),
        "kinds": [(kind, words) for kind, words in KINDS if kind in funded],
        "read_first": not policies.may_commission(reading.actor),
    }


async def _group(reading: ReadingTransaction, group_id: UUID) -> Any:
    found = await groups.find(reading.connection, group_id)
    if found is None:
        raise NotFound("group", group_id)
    return found
