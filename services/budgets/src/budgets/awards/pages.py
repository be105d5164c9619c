"""Making an award, which commits money: the officer's form, what it asks before, and the award."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from fastapi.responses import Response
from pagekit import marked
from servicekit import public
from servicekit.web import Form, Page, Pages, Reading
from servicekit.web.runtime import ReadingTransaction

from budgets import policies
from budgets.agreements.access import acts_for_the_applicant
from budgets.awards import queries
from budgets.awards.commands import MakeAward, make_award
from budgets.policy.rulebook import rulebook_of
from budgets.proposals.pages import shown
from budgets.proposals.tables import read

pages = Pages()


@pages.form(
    "/proposals/{proposal_id}/award",
    permit=policies.may_commission,
    done=marked("The award is made: the wards’ money is committed to it."),
)
async def awarding(proposal_id: UUID) -> Form:
    """Shows what would be committed; once that is confirmed, makes the award."""
    return Form(
        MakeAward,
        lambda uow, command: make_award(uow, proposal_id, command),
        then=lambda made: f"/budgets/awards/{made.award_id}",
        template="award_form.html",
        shows=lambda reading: _to_award(reading, proposal_id),
        check="award_check.html",
    )


@pages.get("/awards/{award_id}", permit=public)
async def award_page(award_id: UUID, reading: Reading, page: Page) -> Response:
    """What was awarded, on which conditions, and how far its agreement has come."""
    return await page.render("award.html", **await award_shown(reading, award_id))


async def award_shown(reading: ReadingTransaction, award_id: UUID) -> dict[str, Any]:
    """What every page about one award shows, and what its reader may do there."""
    found = await queries.award_to_sign(reading.connection, award_id)
    proposal = await read(reading.connection, found["proposal_id"])
    book = rulebook_of(reading)
    return {
        "award": found,
        "proposal": proposal,
        "policy": book.policy(proposal.policy),
        "names": {one.code: one.name for one in book.council.wards},
        "officer": policies.may_commission(reading.actor),
        # No event carries a person: nobody's account stands behind a proposal from an idea.
        "on_paper": proposal.origin == "idea",
        "may_sign": policies.may_sign(reading.actor)
        and acts_for_the_applicant(reading.actor, proposal),
    }


async def _to_award(reading: ReadingTransaction, proposal_id: UUID) -> Mapping[str, Any]:
    found = await shown(reading, proposal_id)
    shares = await queries.to_be_awarded(reading.connection, proposal_id)
    return {**found, "shares": shares, "amount": sum(one["amount"] for one in shares)}
