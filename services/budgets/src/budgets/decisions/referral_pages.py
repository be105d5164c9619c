"""Where too few councillors of a ward can vote: what the body decided that it is referred to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from pagekit import marked
from servicekit import NotFound
from servicekit.web import Form, Pages
from servicekit.web.runtime import ReadingTransaction

from budgets import policies
from budgets.decisions.commands.voting import RecordReferred, record_referred
from budgets.parameters import WardPath
from budgets.proposals.pages import shown

pages = Pages()


@pages.form(
    "/proposals/{proposal_id}/decision/referred/{ward}",
    permit=policies.may_commission,
    done=marked("What was decided for the ward is kept."),
)
async def referral(proposal_id: UUID, ward: WardPath) -> Form:
    """Takes in what was decided; that body has no account here, and an officer enters it."""
    return Form(
        RecordReferred,
        lambda uow, command: record_referred(uow, proposal_id, command),
        then=lambda _: f"/budgets/proposals/{proposal_id}/decision",
        template="referred.html",
        shows=lambda reading: _to_decide(reading, proposal_id, ward),
        given={"ward": ward},
    )


async def _to_decide(
    reading: ReadingTransaction, proposal_id: UUID, ward: str
) -> Mapping[str, Any]:
    found = await shown(reading, proposal_id)
    decision = found["proposal"]["decision"]
    for one in [] if decision is None else decision["wards"]:
        if one["ward"] == ward:
            return {**found, "deciding": one}
    raise NotFound("ward", ward)
