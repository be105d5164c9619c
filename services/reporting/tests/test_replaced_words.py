"""A withdrawal that says what stands instead: its title is the one that is shown."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
from civic_contracts.events import budgets
from civic_contracts.fields import PublicText
from reporting.projections import scheme_lists
from reporting.testing import Bench
from test_what_is_shown import choir

pytestmark = pytest.mark.stack


@pytest.mark.parametrize("late", [False, True], ids=["award first", "award last"])
async def test_words_that_were_replaced_show_the_new_ones(bench: Bench, late: bool) -> None:
    """Whatever came first: an award and what becomes of its proposal's words are two subjects."""
    idea, events = choir()
    (award,) = [bench.received(one) for one in events if isinstance(one, budgets.AwardMade)]
    assert isinstance(award.event, budgets.AwardMade)
    proposal = {
        "proposal_id": award.event.proposal_id,
        "project_id": award.event.project_id,
        "idea_id": idea,
        "occurred_on": date(2010, 4, 1),
    }
    replaced = bench.received(
        budgets.ProposalTextWithdrawn(
            **proposal,
            event_ids=(award.envelope.id,),
            reason="moderated",
            title=PublicText(text="A choir for everybody"),
        )
    )
    await bench.take([replaced, award] if late else [award, replaced])
    await bench.hear(*(one for one in events if not isinstance(one, budgets.AwardMade)))
    assert await project_titles(bench, idea) == ["A choir for everybody"]
    hidden = budgets.ProposalTextWithdrawn(
        **proposal, event_ids=(award.envelope.id, replaced.envelope.id), reason="moderated"
    )
    await bench.hear(hidden)
    assert await project_titles(bench, idea) == ["(withdrawn)"]


async def project_titles(bench: Bench, idea: UUID) -> list[str]:
    async with bench.work.engine.connect() as connection:
        return [one.title for one in await scheme_lists.projects_of(connection, idea)]
