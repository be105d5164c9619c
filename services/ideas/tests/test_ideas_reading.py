"""What the JSON interface answers to everybody: as it says, and nothing of a person."""

from __future__ import annotations

from uuid import uuid4

from ideas.testing import FACILITATOR, MODERATOR, RESIDENT, Bench, Site
from ideas_house import CHURCH_STREET, made_by, post


async def test_every_get_answers_what_it_says(bench: Bench, site: Site) -> None:
    async with site.browser(FACILITATOR) as browser:
        made = await post(
            browser,
            "/conversations",
            {
                "title": "Living City Conversation",
                "kind": "living-city-conversation",
                "department": "neighbourhoods",
                "starts_on": "2026-07-01",
            },
        )
        conversation = made.json()["conversation_id"]
        need = await post(browser, "/urgent-needs", {"ward": CHURCH_STREET, "title": "A roof"})
        for path in (
            "/conversations",
            f"/conversations/{conversation}",
            "/urgent-needs",
            f"/urgent-needs/{need.json()['urgent_need_id']}",
            "/barriers",
            "/work",
            "/response-times",
            "/openapi.json",
        ):
            answer = await browser.get(f"/ideas/api{path}")
            assert answer.status_code == 200, (path, answer.text)
        for path in ("/conversations/", "/urgent-needs/", "/ideas/"):
            assert (await browser.get(f"/ideas/api{path}{uuid4()}")).status_code == 404
            assert (await browser.get(f"/ideas/api{path}not-an-id")).status_code == 422
        assert (await browser.get("/ideas/api/ideas?limit=0")).status_code == 422
        assert (await browser.get("/ideas/api/ideas?q=%00")).status_code == 422


async def test_no_person_is_in_any_event_or_public_answer(bench: Bench, site: Site) -> None:
    async with site.browser(RESIDENT) as person, site.browser(MODERATOR) as moderator:
        idea_id = (await made_by(person))["idea_id"]
        await post(moderator, f"/ideas/{idea_id}/moderation", {"outcome": "published"})
        await post(person, f"/ideas/{idea_id}/support", {})
        seen = [
            (await person.get(address)).text
            for address in (
                f"/ideas/api/ideas/{idea_id}",
                f"/ideas/api/ideas/{idea_id}/thread",
                "/ideas/api/ideas",
                f"/ideas/threads/{idea_id}",
            )
        ]
    bodies = [bytes(row.body).decode() for row in await bench.rows("SELECT body FROM kit.outbox")]
    assert len(bodies) == 3
    key = str(RESIDENT.person_key)
    assert all(key not in one for one in [*seen, *bodies])
    assert (await bench.rows("SELECT owner_person_key FROM ideas"))[0].owner_person_key == key
