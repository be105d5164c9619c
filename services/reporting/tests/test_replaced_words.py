"""A withdrawal that says what stands instead: its title is the one that is shown."""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid4

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


FIGURES = "SELECT code, value FROM live.figures ORDER BY code, ward, value"
KEPT = "SELECT text FROM public_texts WHERE event_id = ANY(:ids)"


@pytest.mark.parametrize("late", [False, True], ids=["words first", "words last"])
async def test_words_of_officers_go_and_what_they_counted_stays(bench: Bench, late: bool) -> None:
    """What a visit showed is told of the agreement, and withdrawn by the proposal."""
    idea, events = choir()
    *before, visit = events
    assert isinstance(visit, budgets.AgreementMonitoringRecorded)
    await bench.hear(*before)
    said = PublicText(text="Mrs Jones of 12 Elgin Avenue is ill")
    seen = bench.received(visit.model_copy(update={"summary": said}))
    withdrawn = bench.received(
        budgets.ProposalTextWithdrawn(
            proposal_id=uuid4(),
            project_id=visit.project_id,
            idea_id=idea,
            event_ids=(seen.envelope.id,),
            reason="names-somebody",
            occurred_on=date(2010, 4, 1),
        )
    )
    if late:
        await bench.take([withdrawn])
    await bench.take([seen])
    counted = await bench.rows(FIGURES)
    if not late:
        await bench.take([withdrawn])
    assert [row.text for row in await bench.rows(KEPT, ids=[seen.envelope.id])] == [None]
    assert await bench.rows(FIGURES) == counted
    assert ("measured:singers:people", 44) in [tuple(row) for row in counted]
    assert await project_titles(bench, idea) == ["Harrow Road <Community> Choir"]
