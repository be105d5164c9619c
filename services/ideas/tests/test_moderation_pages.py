"""The moderators' page: what is said of each verdict."""

from __future__ import annotations

from typing import get_args

import pytest
from ideas.intake.commands.moderating import ModerateIdea
from ideas.intake.commands.submitting import SubmitIdea, submit_idea
from ideas.promise import AnsweringPromise
from ideas.testing import MODERATOR, RESIDENT, Bench, Site
from test_ideas_pages import WORDS, send

VERDICTS = {
    "published": ({}, "The idea is published as it was said."),
    "edited": (
        {"title": "A choir for all", "reason": "It named a neighbour."},
        "The idea is published in the new words.",
    ),
    "hidden": ({"reason": "It names a neighbour."}, "The idea is hidden. Your reason is kept."),
}


@pytest.mark.parametrize("outcome", get_args(ModerateIdea.model_fields["outcome"].annotation))
async def test_every_verdict_is_told_in_words_of_its_own(
    bench: Bench, site: Site, outcome: str
) -> None:
    typed, said = VERDICTS[outcome]
    said_by_a_resident = SubmitIdea(**WORDS)
    idea = await bench.act(
        RESIDENT, lambda uow: submit_idea(uow, said_by_a_resident, AnsweringPromise())
    )
    async with site.browser(MODERATOR) as browser:
        judged = await send(browser, f"/ideas/moderation/{idea.idea_id}", outcome=outcome, **typed)
        queue = await browser.get(judged.headers["location"])
        assert said in queue.text
        assert sum(one in queue.text for _, one in VERDICTS.values()) == 1
