"""The words of an idea, as a moderator lets them be read: told once, taken back, told again."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from civic_contracts.events.ideas import IdeaModerated, IdeaSubmitted, IdeaTextWithdrawn
from ideas.intake.commands.moderating import ModerateIdea, moderate_idea
from ideas.intake.commands.submitting import SubmitIdea, submit_idea
from ideas.intake.domain import IdeaIsHidden, IdeaWaitsForModerator
from ideas.promise import AnsweringPromise
from ideas.testing import FACILITATOR, MODERATOR, RESIDENT, Bench, Site
from ideas.urgent_needs.commands import RaiseUrgentNeed, raise_urgent_need
from servicekit import Actor
from sqlalchemy import text

WARD = "E05013794"
WORDS: dict[str, Any] = {
    "title": "A bench by the canal",
    "summary": "There is nowhere to sit.",
    "ward": WARD,
    "theme": "public-realm",
}
HIDE: dict[str, Any] = {"outcome": "hidden", "reason": "To be looked at."}
EDIT: dict[str, Any] = {"outcome": "edited", "reason": "Shorter.", "title": "A bench"}


async def said(bench: Bench, actor: Actor) -> UUID:
    command = SubmitIdea(**WORDS)
    made = await bench.act(actor, lambda uow: submit_idea(uow, command, AnsweringPromise()))
    return UUID(str(made.idea_id))


async def judged(bench: Bench, idea: UUID, **verdict: Any) -> None:
    command = ModerateIdea(**verdict)
    await bench.act(MODERATOR, lambda uow: moderate_idea(uow, idea, command))


async def needed(bench: Bench, idea: UUID) -> None:
    need = RaiseUrgentNeed(ward=WARD, title="A roof for the food bank", idea_id=idea)
    await bench.act(FACILITATOR, lambda uow: raise_urgent_need(uow, need, AnsweringPromise()))


async def test_a_need_names_an_idea_that_everybody_may_read(bench: Bench) -> None:
    idea = await said(bench, RESIDENT)
    with pytest.raises(IdeaWaitsForModerator):
        await needed(bench, idea)
    await judged(bench, idea, **HIDE)
    with pytest.raises(IdeaIsHidden):
        await needed(bench, idea)
    assert await bench.told() == []
    await judged(bench, idea, outcome="published")
    await needed(bench, idea)


async def needed_before_it_was_read(bench: Bench) -> UUID:
    """An idea that waits, with a need of a release in which one could be raised for it."""
    idea, other = await said(bench, RESIDENT), await said(bench, FACILITATOR)
    await needed(bench, other)
    async with bench.work.engine.begin() as connection:
        moved = "UPDATE thread_steps SET idea_id = :idea WHERE kind = 'urgent-need.raised'"
        await connection.execute(text(moved), {"idea": idea})
    return idea


async def test_an_idea_is_told_of_whatever_else_is_on_its_thread(bench: Bench) -> None:
    idea = await needed_before_it_was_read(bench)
    await judged(bench, idea, outcome="published")
    last = [one for one in await bench.told() if isinstance(one, IdeaSubmitted)][-1]
    assert (last.idea_id, last.summary.text) == (idea, WORDS["summary"])


async def test_hiding_what_was_never_told_of_withdraws_nothing(bench: Bench) -> None:
    idea = await needed_before_it_was_read(bench)
    await judged(bench, idea, **HIDE)
    (need,) = await bench.rows("SELECT * FROM thread_steps WHERE kind = 'urgent-need.raised'")
    assert need.text.startswith("To be met by")
    assert not any(isinstance(one, IdeaTextWithdrawn) for one in await bench.told())


@pytest.mark.parametrize("verdict", [{"outcome": "published"}, EDIT])
async def test_what_is_public_again_is_said_again(
    bench: Bench, site: Site, verdict: dict[str, Any]
) -> None:
    idea = await said(bench, FACILITATOR)
    await judged(bench, idea, **HIDE)
    await judged(bench, idea, **verdict)
    last = [one for one in await bench.told() if isinstance(one, IdeaModerated)][-1]
    assert last.title is not None
    assert last.summary is not None
    title = verdict.get("title", WORDS["title"])
    assert (last.title.text, last.summary.text) == (title, WORDS["summary"])
    async with site.browser() as anybody:
        thread = (await anybody.get(f"/ideas/api/ideas/{idea}/thread")).json()
    said_by = {step["kind"]: step["text"] for step in thread["steps"]}
    assert said_by["idea.submitted"] == WORDS["summary"]
    # Hidden once more, the words that were said again are taken back as well.
    await judged(bench, idea, **HIDE)
    withdrawn = (await bench.told())[-1]
    assert isinstance(withdrawn, IdeaTextWithdrawn)
    steps = await bench.rows("SELECT event_id, text FROM thread_steps ORDER BY position")
    assert {one.event_id for one in steps[:-1]} == set(withdrawn.event_ids)
    assert not any(WORDS["summary"] in one.text for one in steps)


async def test_what_is_published_for_the_first_time_is_said_once(bench: Bench) -> None:
    idea = await said(bench, RESIDENT)
    await judged(bench, idea, **HIDE)
    await judged(bench, idea, outcome="published")
    submitted, moderated = await bench.told()
    assert (type(submitted), type(moderated)) == (IdeaSubmitted, IdeaModerated)
    assert (moderated.title, moderated.summary) == (None, None)
