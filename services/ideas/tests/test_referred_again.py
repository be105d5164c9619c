"""An idea that is referred again: whose proposal frees it, and how far it reads to have come."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest
from civic_contracts.envelope import Event
from civic_contracts.events.budgets import (
    AgreementSigned,
    AwardMade,
    AwardRevoked,
    ProposalDecided,
    ProposalDeclined,
    ProposalOpened,
    ProposalWithdrawn,
)
from ideas.answering.commands.owning import AdoptIdea, adopt_idea
from ideas.answering.commands.referring import ReferIdea, refer_idea
from ideas.answering.domain import ReferredAlready
from ideas.intake import progress
from ideas.testing import OFFICER, Bench, Site
from test_ideas_inbound import LATE, about, an_idea, sample


async def adopted(bench: Bench) -> UUID:
    idea = await an_idea(bench)
    command = AdoptIdea(department="parks", **LATE)
    await bench.act(OFFICER, lambda uow: adopt_idea(uow, idea, command))
    return idea


async def referred(bench: Bench, idea: UUID) -> UUID:
    made = await bench.act(OFFICER, lambda uow: refer_idea(uow, idea, ReferIdea(**LATE)))
    return UUID(str(made.referral_id))


async def told(bench: Bench, kind: type[Event], idea: UUID, referral: UUID, **more: Any) -> None:
    """The budgets tell of the proposal that a referral opened; each has one of its own."""
    values = {"idea_id": str(idea), "proposal_id": str(referral), "referral_id": str(referral)}
    await bench.hear(about(sample(kind)[1], **values, **more), referral)


async def awarded(bench: Bench, idea: UUID, award: UUID | None = None) -> None:
    made = about(sample(AwardMade)[1], idea_id=str(idea), award_id=str(award or uuid4()))
    await bench.hear(made, made.to_data()["award_id"])


async def revoked(bench: Bench, idea: UUID, award: UUID) -> None:
    back = about(sample(AwardRevoked)[1], idea_id=str(idea), award_id=str(award))
    await bench.hear(back, award)


async def referred_no_more(bench: Bench, idea: UUID) -> None:
    (row,) = await bench.rows("SELECT referral_id FROM ideas WHERE id = :idea", idea=idea)
    await told(bench, ProposalDecided, idea, row.referral_id, outcome="approved")


async def stands(bench: Bench, idea: UUID) -> tuple[str, str, bool]:
    query = "SELECT progress, referral_stage, referral_open FROM ideas WHERE id = :idea"
    (row,) = await bench.rows(query, idea=idea)
    return (row.progress, row.referral_stage, row.referral_open)


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        (ProposalDeclined, {}),
        (ProposalWithdrawn, {}),
        (ProposalDecided, {"outcome": "approved"}),
        (ProposalDecided, {"outcome": "declined"}),
    ],
)
async def test_an_earlier_proposal_frees_no_later_referral(
    bench: Bench, kind: type[Event], more: dict[str, str]
) -> None:
    idea = await adopted(bench)
    first = await referred(bench, idea)
    await told(bench, ProposalDecided, idea, first, outcome="approved")
    second = await referred(bench, idea)
    await told(bench, ProposalOpened, idea, second)
    # Legal refuses the first, say, which councillors had approved. The second goes on.
    await told(bench, kind, idea, first, **more)
    with pytest.raises(ReferredAlready):
        await referred(bench, idea)
    assert await stands(bench, idea) == ("considered", "considered", True)
    await told(bench, kind, idea, second, **more)
    await referred(bench, idea)


async def test_a_proposal_of_a_producer_that_names_no_referral_frees_as_before(
    bench: Bench,
) -> None:
    idea = await adopted(bench)
    await referred(bench, idea)
    unnamed = {"idea_id": str(idea), "referral_id": None}
    declined = about(sample(ProposalDeclined)[1], **unnamed)
    await bench.hear(declined, declined.to_data()["proposal_id"])
    assert await stands(bench, idea) == ("declined", "declined", False)


async def test_what_was_funded_once_stays_funded_whatever_becomes_of_the_next_referral(
    bench: Bench, site: Site
) -> None:
    idea = await adopted(bench)
    first = await referred(bench, idea)
    await told(bench, ProposalDecided, idea, first, outcome="approved")
    await awarded(bench, idea)
    assert (await stands(bench, idea))[0] == "funded"
    async with site.browser() as anybody:
        address = f"/ideas/threads/{idea}"
        assert "Asked for money again" not in (await anybody.get(address)).text
        second = await referred(bench, idea)
        assert await stands(bench, idea) == ("funded", "referred", True)
        page = (await anybody.get(address)).text
        assert "Asked for money again" in page
        assert progress.label("referred") in page
        await told(bench, ProposalDecided, idea, second, outcome="declined")
        assert await stands(bench, idea) == ("funded", "declined", False)
        assert progress.label("declined") in (await anybody.get(address)).text
        found = (await anybody.get(f"/ideas/api/ideas/{idea}")).json()
        assert (found["progress"], found["referral_stage"]) == ("funded", "declined")


async def test_what_was_declined_begins_again(bench: Bench) -> None:
    idea = await adopted(bench)
    first = await referred(bench, idea)
    await told(bench, ProposalDeclined, idea, first)
    await referred(bench, idea)
    assert await stands(bench, idea) == ("referred", "referred", True)
    # News of the first that comes late changes nothing.
    await told(bench, ProposalDeclined, idea, first)
    assert await stands(bench, idea) == ("referred", "referred", True)


async def test_an_idea_whose_only_award_is_taken_back_is_not_funded(bench: Bench) -> None:
    idea = await adopted(bench)
    await told(bench, ProposalDecided, idea, await referred(bench, idea), outcome="approved")
    first, second = uuid4(), uuid4()
    await awarded(bench, idea, first)
    await awarded(bench, idea, second)
    await revoked(bench, idea, first)
    assert (await stands(bench, idea))[0] == "funded"
    await revoked(bench, idea, second)
    assert (await stands(bench, idea))[0] == "declined"
    await referred(bench, idea)
    assert await stands(bench, idea) == ("referred", "referred", True)
    await awarded(bench, idea, third := uuid4())
    await referred_no_more(bench, idea)
    await referred(bench, idea)
    await revoked(bench, idea, third)
    assert await stands(bench, idea) == ("referred", "referred", True)


async def test_a_project_that_is_under_way_is_not_stopped_by_another_award(bench: Bench) -> None:
    idea = await adopted(bench)
    await awarded(bench, idea, uuid4())
    await awarded(bench, idea, other := uuid4())
    signed = about(sample(AgreementSigned)[1], idea_id=str(idea))
    await bench.hear(signed, signed.to_data()["agreement_id"])
    await revoked(bench, idea, other)
    assert (await stands(bench, idea))[0] == "under-way"
