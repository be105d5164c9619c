"""The pages of proposals, and the officer's forms: research and criteria."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from fastapi.responses import Response
from pagekit import marked
from servicekit import UnitOfWork, Unprocessable, public
from servicekit.web import Form, Page, Pages, Reading
from servicekit.web.runtime import ReadingTransaction

from budgets import policies
from budgets.ledger.pages import named
from budgets.parameters import After, CodeQuery, WardQuery
from budgets.policy.domain import AppliedTooLate, earliest_start
from budgets.policy.rulebook import rulebook_of
from budgets.proposals import queries
from budgets.proposals.commands.criteria import AssessCriteria, assess_criteria
from budgets.proposals.commands.opening import AcceptProposal, accept_proposal
from budgets.proposals.commands.research import Research, Researched, research
from budgets.proposals.domain import STAGES
from budgets.proposals.tables import read

pages = Pages()

ON_A_PAGE = 25


@pages.get("/proposals", permit=public)
async def proposals_page(
    reading: Reading,
    page: Page,
    ward: WardQuery = None,
    state: CodeQuery = None,
    after: After = None,
) -> Response:
    """Proposals, newest first."""
    found = await queries.proposal_lines(
        reading.connection, reading.actor, ward=ward, state=state, after=after, limit=ON_A_PAGE
    )
    council = rulebook_of(reading).council
    return await page.render(
        "proposals.html",
        proposals=found,
        next=found[-1].position if len(found) == ON_A_PAGE else None,
        names={one.code: one.name for one in council.wards},
        wards=await _wards_to_choose(reading),
        themes=council.themes,
        asked={"ward": ward, "state": state},
        may_propose=policies.may_propose(reading.actor),
    )


async def _wards_to_choose(reading: ReadingTransaction) -> list[tuple[str, str]]:
    """Wards of today, and those of another time that have proposals, with when they ended."""
    book = rulebook_of(reading)
    codes = {one.code for one in book.council.wards_on(reading.today)}
    codes |= await queries.wards_with_proposals(reading.connection)
    return sorted(
        ((code, named(book, code, reading.today)) for code in codes), key=lambda one: one[::-1]
    )


@pages.get("/proposals/{proposal_id}", permit=public)
async def proposal_page(proposal_id: UUID, reading: Reading, page: Page) -> Response:
    """One proposal and where it stands."""
    return await page.render("proposal.html", **await shown(reading, proposal_id))


@pages.form(
    "/proposals/{proposal_id}/accept",
    permit=policies.may_approve_words,
    done=marked("The proposal is published in the group’s own words."),
)
async def accept(proposal_id: UUID) -> Form:
    """Publishes a group's own words, once they have been read."""
    return Form(
        AcceptProposal,
        lambda uow, command: accept_proposal(uow, proposal_id, command),
        then=lambda made: f"/budgets/proposals/{made.proposal_id}",
        template="accept.html",
        shows=lambda reading: shown(reading, proposal_id),
    )


@pages.form(
    "/proposals/{proposal_id}/research",
    permit=policies.may_commission,
    done=marked("What it would cost is kept."),
)
async def research_form(proposal_id: UUID) -> Form:
    """Takes in what it would cost."""
    return Form(
        Research,
        lambda uow, command: _researched(uow, proposal_id, command),
        then=lambda made: f"/budgets/proposals/{made.proposal_id}",
        template="research.html",
        shows=lambda reading: _to_research(reading, proposal_id),
    )


async def _researched(uow: UnitOfWork, proposal_id: UUID, command: Research) -> Researched:
    """What is wrong with the day is said at the day."""
    try:
        return await research(uow, proposal_id, command)
    except AppliedTooLate as late:
        raise Unprocessable(str(late), pointer="/starts_on") from late


@pages.form(
    "/proposals/{proposal_id}/criteria",
    permit=policies.may_commission,
    done=marked("Your judgements on the criteria are kept."),
)
async def criteria(proposal_id: UUID) -> Form:
    """Takes the judgements in."""
    return Form(
        AssessCriteria,
        lambda uow, command: assess_criteria(uow, proposal_id, command),
        then=lambda made: f"/budgets/proposals/{made.proposal_id}",
        template="criteria.html",
        shows=lambda reading: shown(reading, proposal_id),
    )


async def shown(reading: ReadingTransaction, proposal_id: UUID) -> dict[str, Any]:
    """What every page about one proposal shows."""
    book = rulebook_of(reading)
    found = await queries.proposal(reading.connection, book, proposal_id, reading.actor)
    return {
        "proposal": found,
        "whose": await _acts_for_it(reading, proposal_id),
        "policy": book.policy(found["policy"]),
        "names": {one.code: one.name for one in book.council.wards},
        "themes": book.council.themes,
        "criteria": book.council.criteria,
        "officer": policies.may_commission(reading.actor),
        "may_accept": policies.may_approve_words(reading.actor),
        "may_give": _may_give(reading, found),
        "may_decline": policies.may_commission(reading.actor)
        and found["state"] in STAGES["decline"],
        "may_withdraw": found["state"] in STAGES["withdraw"],
    }


async def _acts_for_it(reading: ReadingTransaction, proposal_id: UUID) -> bool:
    """Whether the reader can take it back: whoever applied, or an officer for them."""
    if policies.may_commission(reading.actor):
        return True
    applied = await read(reading.connection, proposal_id)
    return policies.may_propose(reading.actor) and applied.opened_by == reading.actor.identifier


def _may_give(reading: ReadingTransaction, found: Mapping[str, Any]) -> list[str]:
    """The second approvals that the reader's roles give, while they can be given."""
    if found["state"] not in STAGES["approve"]:
        return []
    return [one["approval"] for one in found["approvals"] if reading.actor.has(one["role"])]


async def _to_research(reading: ReadingTransaction, proposal_id: UUID) -> Mapping[str, Any]:
    """With the first day on which it can begin, as far as the cost is known by now."""
    found = await shown(reading, proposal_id)
    proposal = found["proposal"]
    earliest = earliest_start(
        found["policy"],
        amount=proposal["cost"] or proposal["estimated"] or 0,
        wards=len(proposal["wards"]),
        opened_on=proposal["opened_on"],
    )
    return {**found, "earliest": earliest}
