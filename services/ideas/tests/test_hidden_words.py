"""What belongs to an idea that is hidden has no words left: needs, barriers, lines that quote."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import UUID, uuid4

from civic_contracts.events.budgets import ProjectReplicated
from civic_contracts.events.ideas import IdeaTextWithdrawn
from civic_contracts.events.volunteers import (
    OpportunityOpened,
    OpportunityTextWithdrawn,
    SpaceOffered,
    SpaceReleased,
    SpaceTextWithdrawn,
    SpaceUsed,
)
from civic_contracts.fields import PublicText
from ideas.intake.tables import public_title
from ideas.testing import FACILITATOR, MODERATOR, OFFICER, Bench, Site
from ideas.threads.step import Place, Step
from ideas.threads.writing import add_step
from ideas.urgent_needs.commands import MeetUrgentNeed, meet_urgent_need
from ideas_house import CHURCH_STREET, made_by, post
from servicekit.unit_of_work import Cause

SAID = "Mrs Jones of 12 Elgin Avenue"
GONE = "Words withdrawn"
STEPS = "SELECT kind, what, text FROM thread_steps WHERE idea_id = :idea ORDER BY position"


async def steps_of(bench: Bench, idea: UUID) -> dict[str, str]:
    """What the steps of a thread are called, by kind."""
    return {row.kind: row.what for row in await bench.rows(STEPS, idea=idea)}


async def made(site: Site, path: str, **body: Any) -> dict[str, Any]:
    by = FACILITATOR if path.startswith("/urgent-needs") else OFFICER
    async with site.browser(by) as browser:
        answer = await post(browser, path, body)
        assert answer.status_code < 300, answer.text
        return dict(answer.json())


async def hide(site: Site, idea: UUID) -> None:
    async with site.browser(MODERATOR) as moderator:
        hidden = {"outcome": "hidden", "reason": "It names a neighbour."}
        answer = await post(moderator, f"/ideas/{idea}/moderation", hidden)
        assert answer.status_code == 200, answer.text


async def an_idea(site: Site, title: str = "A choir") -> UUID:
    async with site.browser(OFFICER) as officer:
        return UUID((await made_by(officer, title=title))["idea_id"])


def used(need: UUID, day: Any) -> SpaceUsed:
    return SpaceUsed(
        space_id=uuid4(),
        urgent_need_id=need,
        ward=CHURCH_STREET,
        purpose="urgent-need",
        minutes=60,
        occurred_on=day,
    )


async def test_no_words_of_needs_and_barriers_are_left(bench: Bench, site: Site) -> None:
    idea = await an_idea(site)
    title = f"{SAID} has no roof"
    raised = {"title": title, "ward": CHURCH_STREET, "summary": SAID, "spaces_needed": 2}
    need = UUID((await made(site, "/urgent-needs", idea_id=str(idea), **raised))["urgent_need_id"])
    day = (await bench.told())[-1].occurred_on
    taken = used(need, day)
    await bench.hear(taken, taken.space_id)
    await made(site, f"/urgent-needs/{need}/met", how=f"{SAID} moved")
    kind = {"kind": "legal", "owner_department": "legal"}
    logged = await made(site, "/barriers", idea_id=str(idea), title=SAID, **kind)
    await made(site, f"/barriers/{logged['barrier_id']}/remove", how=SAID)
    assert sum(SAID in what for what in (await steps_of(bench, idea)).values()) == 4
    await hide(site, idea)
    found = await steps_of(bench, idea)
    assert {kind: what for kind, what in found.items() if not kind.startswith("idea.")} == {
        "urgent-need.raised": "Urgent need raised",
        "urgent-need.met": "Urgent need met",
        "space.used": "A space was taken for the urgent need",
        "barrier.logged": "Legal barrier found",
        "barrier.removed": "Barrier removed",
    }
    (kept,) = await bench.rows("SELECT title, summary, how FROM urgent_needs")
    assert (kept.title, kept.summary, kept.how) == (GONE, None, GONE)
    (kept,) = await bench.rows("SELECT title, how FROM barriers")
    assert (kept.title, kept.how) == (GONE, GONE)


async def test_a_need_that_an_officer_s_word_ended_stays_met_without_the_word(
    bench: Bench, site: Site
) -> None:
    idea = await an_idea(site)
    raised = {"title": "A roof", "ward": CHURCH_STREET, "spaces_needed": 2}
    need = UUID((await made(site, "/urgent-needs", idea_id=str(idea), **raised))["urgent_need_id"])
    day = (await bench.told())[-1].occurred_on
    hall = used(need, day)
    await bench.hear(hall, hall.space_id)
    await made(site, f"/urgent-needs/{need}/met", how=f"{SAID} moved")
    await hide(site, idea)
    flooded = SpaceReleased(
        space_id=hall.space_id,
        urgent_need_id=need,
        ward=CHURCH_STREET,
        reason="flooded",
        fell_through=True,
        occurred_on=day,
    )
    await bench.hear(flooded, hall.space_id)
    assert [row.met_at is None for row in await bench.rows("SELECT met_at FROM urgent_needs")] == [
        False
    ]


async def test_no_words_are_left_that_were_told_while_the_idea_was_hidden(
    bench: Bench, site: Site
) -> None:
    idea = await an_idea(site)
    raised = {"title": SAID, "ward": CHURCH_STREET, "spaces_needed": 2}
    need = UUID((await made(site, "/urgent-needs", idea_id=str(idea), **raised))["urgent_need_id"])
    word = MeetUrgentNeed(how=f"{SAID} moved")
    async with bench.work.begin(OFFICER, Cause.new()) as uow:
        await meet_urgent_need(uow, need, word)
        hiding = asyncio.create_task(hide(site, idea))
        await asyncio.sleep(0.5)
    await hiding
    assert not any(SAID in f"{row.what} {row.text}" for row in await bench.rows(STEPS, idea=idea))
    (met,) = await bench.rows("SELECT event_id FROM kit.outbox WHERE type LIKE '%need.met%'")
    withdrawn = (await bench.told())[-1]
    assert isinstance(withdrawn, IdeaTextWithdrawn)
    assert met.event_id in withdrawn.event_ids


async def test_a_step_that_comes_later_has_no_words_to_quote(bench: Bench, site: Site) -> None:
    idea = await an_idea(site)
    raised = {"title": SAID, "ward": CHURCH_STREET, "spaces_needed": 2}
    need = UUID((await made(site, "/urgent-needs", idea_id=str(idea), **raised))["urgent_need_id"])
    await hide(site, idea)
    taken = used(need, (await bench.told())[0].occurred_on)
    await bench.hear(taken, taken.space_id)
    assert (await steps_of(bench, idea))["space.used"] == "A space was taken for the urgent need"


async def test_a_thread_that_follows_an_example_does_not_name_it(bench: Bench, site: Site) -> None:
    example, replica = await an_idea(site, SAID), await an_idea(site)
    follows = ProjectReplicated(
        project_id=uuid4(),
        award_id=uuid4(),
        idea_id=example,
        replica_idea_id=replica,
        ward=CHURCH_STREET,
        stage="planned",
        occurred_on=(await bench.told())[0].occurred_on,
    )
    await bench.hear(follows, follows.project_id)
    assert SAID in (await steps_of(bench, replica))["project.replicated"]
    await hide(site, example)
    assert SAID not in (await steps_of(bench, replica))["project.replicated"]


async def test_a_thread_does_not_name_an_example_that_is_hidden_meanwhile(
    bench: Bench, site: Site
) -> None:
    example, replica = await an_idea(site, SAID), await an_idea(site)
    async with bench.work.begin(OFFICER, Cause.new()) as uow:
        assert await public_title(uow.connection, example) == SAID
        hiding = asyncio.create_task(hide(site, example))
        await asyncio.sleep(0.5)
        step = Step(
            on=uow.today,
            service="budgets",
            kind="project.replicated",
            what=f"It follows an example: {SAID}",
            who="A ward",
            slot="example:1",
            link=f"/ideas/threads/{example}",
        )
        await add_step(
            uow.connection,
            step,
            Place(event_id=uuid4(), recorded_at=uow.recorded_at, idea_id=replica),
        )
    await hiding
    assert SAID not in (await steps_of(bench, replica))["project.replicated"]
    async with bench.work.engine.connect() as connection:
        assert await public_title(connection, example) is None


async def test_words_of_opportunities_and_spaces_go_or_are_replaced(
    bench: Bench, site: Site
) -> None:
    idea = await an_idea(site)
    day = (await bench.told())[0].occurred_on
    about = {"idea_id": idea, "ward": CHURCH_STREET, "occurred_on": day}
    title = PublicText(text=SAID)
    role = {"opportunity_id": uuid4(), "idea_id": idea, "occurred_on": day}
    opened, offered = uuid4(), uuid4()
    wanted = OpportunityOpened(**role, title=title, role="steward", places=2, ward=CHURCH_STREET)
    await bench.hear(wanted, wanted.opportunity_id, opened)
    hall = {"space_id": uuid4(), **about}
    space = SpaceOffered(**hall, organisation="Open Age", title=title, kind="hall")
    await bench.hear(space, space.space_id, offered)
    gone = {"event_ids": (opened,), "reason": "moderated"}
    other = OpportunityTextWithdrawn(**role, **gone, title=PublicText(text="Help us"))
    await bench.hear(other, wanted.opportunity_id)
    assert (await steps_of(bench, idea))["opportunity.opened"] == "Volunteers are wanted: Help us"
    await bench.hear(OpportunityTextWithdrawn(**role, **gone), wanted.opportunity_id)
    left = SpaceTextWithdrawn(**hall, event_ids=(offered,), reason="moderated")
    await bench.hear(left, space.space_id)
    found = await steps_of(bench, idea)
    withdrawn = "A moderator has withdrawn the words of this step"
    assert found["opportunity.opened"] == found["space.offered"] == withdrawn
