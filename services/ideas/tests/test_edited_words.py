"""Words that a moderator has edited out of a published idea are gone; what replaced them stands."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from civic_contracts.events.budgets import ProjectReplicated
from civic_contracts.events.ideas import IdeaModerated, IdeaTextWithdrawn
from ideas.testing import MODERATOR, OFFICER, Bench, Site
from ideas_house import CHURCH_STREET, made_by, post

NUMBER = "07700 900123"
ADOPTED = {"department": "parks", "role": "gardener"}
EVERYWHERE = """
    SELECT 'outbox ' || type AS place FROM kit.outbox
        WHERE position(:said IN convert_from(body, 'UTF8')) > 0
    UNION ALL SELECT 'step ' || kind FROM thread_steps
        WHERE position(:said IN what || who || text) > 0
    UNION ALL SELECT 'idea' FROM ideas WHERE position(:said IN title || summary) > 0
    UNION ALL SELECT 'feedback' FROM feedback WHERE position(:said IN said || did) > 0
"""


async def places_of(bench: Bench, site: Site, said: str) -> list[str]:
    """Where these words are, once everything was sent and every job that is due has run."""
    async with bench.work.engine.begin() as connection:
        await connection.exec_driver_sql("UPDATE kit.outbox SET published_at = now()")
    while await site.process.jobs.run_next():
        pass
    return [row.place for row in await bench.rows(EVERYWHERE, said=said)]


async def published(site: Site, **words: str) -> str:
    """An idea that an officer entered: it needs no moderator."""
    async with site.browser(OFFICER) as officer:
        return str((await made_by(officer, **words))["idea_id"])


async def moderated(site: Site, idea_id: str, **judgement: str) -> None:
    async with site.browser(MODERATOR) as moderator:
        answer = await post(moderator, f"/ideas/{idea_id}/moderation", judgement)
        assert answer.status_code == 200, answer.text


async def worked_on(site: Site, *done: tuple[str, dict[str, Any]]) -> None:
    async with site.browser(OFFICER) as officer:
        for path, body in done:
            answer = await post(officer, path, body)
            assert answer.status_code < 300, answer.text


async def test_what_was_edited_out_is_gone_everywhere(bench: Bench, site: Site) -> None:
    title, summary = f"Ring Mrs Jones on {NUMBER}", f"She is on {NUMBER} all day."
    idea_id = await published(site, title=title, summary=summary)
    here = f"/ideas/{idea_id}"
    await worked_on(
        site,
        (f"{here}/adopt", ADOPTED),
        (f"{here}/refer", {}),
        (f"{here}/feedback", {"did": "We rang."}),
    )
    original = await published(site)
    follows = ProjectReplicated(
        project_id=uuid4(),
        award_id=uuid4(),
        idea_id=UUID(idea_id),
        replica_idea_id=UUID(original),
        ward=CHURCH_STREET,
        stage="planned",
        occurred_on=(await bench.told())[0].occurred_on,
    )
    await bench.hear(follows, follows.project_id)
    assert len(await places_of(bench, site, NUMBER)) == 8
    new = {"title": "Ring a neighbour", "summary": "She is at home."}
    await moderated(site, idea_id, outcome="edited", reason="A number was in it.", **new)
    assert await places_of(bench, site, NUMBER) == []
    async with site.browser() as anybody:
        thread = (await anybody.get(f"/ideas/api/ideas/{idea_id}/thread")).json()
        other = (await anybody.get(f"/ideas/api/ideas/{original}/thread")).json()
    said = {step["kind"]: step["text"] for step in thread["steps"]}
    assert said["idea.submitted"] == "She is at home."
    assert said["idea.feedback-given"] == "You said: Ring a neighbour\n\nWe did: We rang."
    assert other["steps"][-1]["what"] == "It follows an example: Ring a neighbour"


async def test_the_new_words_are_told_before_the_old_are_withdrawn(
    bench: Bench, site: Site
) -> None:
    idea_id = await published(site, title=NUMBER)
    await moderated(site, idea_id, outcome="edited", reason="A number.", title="A choir")
    edited, withdrawn = (await bench.told())[-2:]
    assert isinstance(edited, IdeaModerated)
    assert isinstance(withdrawn, IdeaTextWithdrawn)
    assert edited.title is not None
    assert edited.title.text == "A choir"
    rows = await bench.rows("SELECT event_id, type FROM kit.outbox ORDER BY position")
    named = {row.type.split(".")[3] for row in rows if row.event_id in withdrawn.event_ids}
    assert named == {"submitted"}


async def test_words_that_were_edited_twice_are_those_of_the_second_time(
    bench: Bench, site: Site
) -> None:
    idea_id = await published(site)
    await moderated(site, idea_id, outcome="edited", reason="Wrong.", title=f"Ring {NUMBER}")
    await moderated(site, idea_id, outcome="edited", reason="A number.", title="A choir")
    assert await places_of(bench, site, NUMBER) == []
    assert "outbox civic.ideas.idea.moderated.v1" in await places_of(bench, site, "A choir")


async def test_an_answer_stays_when_the_words_of_its_idea_are_edited(
    bench: Bench, site: Site
) -> None:
    idea_id = await published(site)
    here = f"/ideas/{idea_id}"
    await worked_on(
        site,
        (f"{here}/adopt", ADOPTED),
        (f"{here}/offers", {"department": "parks", "kind": "advice", "offer": "Our gardeners."}),
        (f"{here}/feedback", {"said": "You asked us.", "did": "We planted."}),
    )
    await moderated(site, idea_id, outcome="edited", reason="A name.", title="A choir")
    assert sorted(await places_of(bench, site, "Our gardeners.")) == [
        "outbox civic.ideas.idea.support-offered.v1",
        "step idea.support-offered",
    ]
    assert len(await places_of(bench, site, "We planted.")) == 3


async def test_words_that_were_public_again_are_edited_out_as_well(
    bench: Bench, site: Site
) -> None:
    idea_id = await published(site, summary=f"Ring Mrs Jones on {NUMBER}.")
    await moderated(site, idea_id, outcome="hidden", reason="Is that her number?")
    await moderated(site, idea_id, outcome="published")
    assert "step idea.submitted" in await places_of(bench, site, NUMBER)
    await moderated(site, idea_id, outcome="edited", reason="It was.", summary="Ring her.")
    assert await places_of(bench, site, NUMBER) == []
    assert "step idea.submitted" in await places_of(bench, site, "Ring her.")


async def test_words_that_were_public_again_in_another_form_are_edited_out_as_well(
    bench: Bench, site: Site
) -> None:
    idea_id = await published(site)
    await moderated(site, idea_id, outcome="hidden", reason="Wrong.")
    await moderated(site, idea_id, outcome="edited", reason="Better.", summary=f"Ring {NUMBER}.")
    await moderated(site, idea_id, outcome="edited", reason="A number.", summary="Ring her.")
    assert await places_of(bench, site, NUMBER) == []
