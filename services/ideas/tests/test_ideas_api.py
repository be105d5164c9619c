"""The JSON API as a client meets it: what it answers and whom it refuses."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from civic_contracts.events.budgets import ProposalDeclined
from civic_contracts.fields import PublicText
from ideas.testing import MODERATOR, OFFICER, RESIDENT, Bench, Site, resident
from ideas_house import CHURCH_STREET, IDEA, made_by, post
from servicekit import Actor
from sqlalchemy import text


async def test_one_key_is_one_idea(bench: Bench, site: Site) -> None:
    async with site.browser(OFFICER) as browser:
        answers = await asyncio.gather(*(post(browser, "/ideas", IDEA, "k") for _ in range(8)))
        assert {answer.status_code for answer in answers} == {201}
        assert len({answer.text for answer in answers}) == 1
        other = await post(browser, "/ideas", {**IDEA, "title": "Another"}, "k")
        assert other.status_code == 422
        missing = await browser.post("/ideas/api/ideas", json=IDEA)
        assert missing.status_code == 400
    assert (await bench.rows("SELECT count(*) AS n FROM ideas"))[0].n == 1


async def test_many_clicks_of_one_person_are_one_supporter(bench: Bench, site: Site) -> None:
    async with site.browser(OFFICER) as officer:
        idea_id = (await made_by(officer))["idea_id"]
    async with site.browser(RESIDENT) as browser:
        answers = [
            await asyncio.gather(
                *(post(browser, f"/ideas/{idea_id}/support", {}) for _ in range(10))
            )
            for _ in range(3)
        ]
        states = [answer.status_code for ten in answers for answer in ten]
        assert (states.count(201), states.count(409)) == (1, 29)
    crowd = [resident(number) for number in range(10)]

    async def support(number: int) -> int:
        async with site.browser(crowd[number]) as one:
            return int((await post(one, f"/ideas/{idea_id}/support", {})).json()["supporters"])

    counts = await asyncio.gather(*(support(number) for number in range(10)))
    assert sorted(counts) == list(range(2, 12))
    row = (await bench.rows("SELECT supporters, (SELECT count(*) FROM supports) AS n FROM ideas"))[
        0
    ]
    assert (row.supporters, row.n) == (11, 11)
    told = [one.supporters for one in await bench.told() if hasattr(one, "supporters")]
    assert told == list(range(1, 12))


async def test_likely_duplicates_are_found_in_spite_of_spelling(site: Site) -> None:
    async with site.browser(OFFICER) as browser:
        await made_by(browser)
        await made_by(browser, title="More benches in the park", summary="To sit on.")
        for asked in ("a harrow road comunity choir", "choir", "Choir for Harow Rd"):
            found = await browser.get("/ideas/api/ideas/similar", params={"title": asked})
            titles = [one["title"] for one in found.json()["items"]]
            assert titles == ["A choir for Harrow Road"], asked
        nothing = await browser.get("/ideas/api/ideas/similar", params={"title": "A swimming pool"})
        assert nothing.json() == {"items": []}


async def test_a_list_is_read_in_pieces_without_gaps(site: Site) -> None:
    async with site.browser(OFFICER) as browser:
        days = [date.today() - timedelta(days=n % 3) for n in range(11)]  # noqa: DTZ011 - any days
        made = [
            (await made_by(browser, occurred_on=day.isoformat(), late_reason="From paper."))
            for day in days
        ]
        seen: list[str] = []
        after = None
        while True:
            params = {"limit": 4} | ({"after": after} if after else {})
            piece = (await browser.get("/ideas/api/ideas", params=params)).json()
            seen += [one["idea_id"] for one in piece["items"]]
            after = piece["next"]
            if after is None:
                break
        assert len(seen) == 11
        assert set(seen) == {one["idea_id"] for one in made}
        found = await browser.get("/ideas/api/ideas", params={"q": "singing", "ward": "E05013795"})
        assert found.json() == {"items": [], "next": None}


async def test_a_paper_idea_is_kept_as_entered_for_its_owner(bench: Bench, site: Site) -> None:
    async with site.browser(OFFICER) as officer, site.browser(RESIDENT) as resident:
        paper = (await made_by(officer, channel="post"))["idea_id"]
        own = (await made_by(resident))["idea_id"]
    query = (
        "SELECT actor, target, facts->>'channel' AS channel FROM kit.audit"
        " WHERE action = 'idea.entered-for-its-owner'"
    )
    owners = "SELECT id::text, owner_person_key FROM ideas"
    async with bench.work.engine.connect() as connection:
        noted = [tuple(row) for row in await connection.execute(text(query))]
        owned = {row[0]: row[1] for row in await connection.execute(text(owners))}
    assert noted == [(OFFICER.person_key, paper, "post")]
    assert owned == {paper: None, own: RESIDENT.person_key}, "it is nobody's who typed it"


async def test_what_waits_is_private(site: Site) -> None:
    async with site.browser(RESIDENT) as owner, site.browser(resident(9)) as other:
        idea_id = (await made_by(owner))["idea_id"]
        assert (await owner.get(f"/ideas/api/ideas/{idea_id}")).json()["moderation"] == "waiting"
        assert (await other.get(f"/ideas/api/ideas/{idea_id}")).status_code == 404
        assert (await other.get(f"/ideas/api/ideas/{idea_id}/thread")).status_code == 404
        assert (await post(other, f"/ideas/{idea_id}/support", {})).status_code == 404
        assert (await post(other, f"/ideas/{idea_id}/withdraw", {})).status_code == 404
        waiting = await post(owner, f"/ideas/{idea_id}/support", {})
        assert (waiting.status_code, waiting.json()["rule"]) == (409, "idea-waits-for-moderator")
        assert (await post(owner, f"/ideas/{idea_id}/withdraw", {})).status_code == 200
    async with site.browser(MODERATOR) as moderator:
        late = await post(moderator, f"/ideas/{idea_id}/moderation", {"outcome": "published"})
        assert (late.status_code, late.json()["rule"]) == (409, "idea-was-withdrawn")


async def test_hidden_words_are_gone_everywhere(bench: Bench, site: Site) -> None:
    async with site.browser(OFFICER) as officer, site.browser(MODERATOR) as moderator:
        idea_id = (await made_by(officer))["idea_id"]
        edit = {"outcome": "edited", "reason": "A name was in it.", "title": "A choir"}
        assert (await post(moderator, f"/ideas/{idea_id}/moderation", edit)).status_code == 200
        assert (await officer.get(f"/ideas/api/ideas/{idea_id}")).json()["title"] == "A choir"
        address = f"/ideas/{idea_id}/moderation"
        without = await post(moderator, address, {"outcome": "hidden"})
        assert without.json()["rule"] == "hiding-needs-a-reason"
        hide = {"outcome": "hidden", "reason": "It names a neighbour."}
        assert (await post(moderator, address, hide)).status_code == 200
        again = await post(moderator, address, hide)
        assert again.json()["rule"] == "nothing-to-moderate"
        refused = await post(officer, f"/ideas/{idea_id}/adopt", {"department": "parks"})
        assert refused.json()["rule"] == "idea-is-hidden"
    async with site.browser() as stranger:
        assert (await stranger.get(f"/ideas/api/ideas/{idea_id}")).status_code == 404
    withdrawn = (await bench.told())[-1]
    assert len(withdrawn.event_ids) == 2
    assert (await bench.rows("SELECT 1 FROM thread_steps WHERE text LIKE '%Neighbours%'")) == []


async def test_who_may_do_what(site: Site) -> None:
    async with site.browser(OFFICER) as officer:
        idea_id = (await made_by(officer))["idea_id"]
    commands: list[tuple[str, dict[str, Any]]] = [
        (f"/ideas/{idea_id}/adopt", {"department": "parks"}),
        (f"/ideas/{idea_id}/moderation", {"outcome": "hidden", "reason": "x"}),
        (f"/ideas/{idea_id}/measures", {"measures": [{"code": "a", "value": 1, "unit": "b"}]}),
        ("/barriers", {"kind": "legal", "title": "x", "owner_department": "legal"}),
        ("/urgent-needs", {"ward": CHURCH_STREET, "title": "x"}),
    ]
    async with site.browser() as stranger, site.browser(RESIDENT) as person:
        for path, body in commands:
            assert (await post(stranger, path, body)).status_code == 401, path
            assert (await post(person, path, body)).status_code == 403, path
        elsewhere = {**IDEA, "channel": "phone"}
        assert (await post(person, "/ideas", elsewhere)).status_code == 403
        late = {**IDEA, "occurred_on": "2026-01-05", "late_reason": "I forgot."}
        assert (await post(person, "/ideas", late)).status_code == 403


async def test_an_idea_is_referred_once_until_the_budgets_let_it_go(
    bench: Bench, site: Site
) -> None:
    async with site.browser(OFFICER) as browser:
        idea_id = (await made_by(browser))["idea_id"]
        path = f"/ideas/{idea_id}/refer"
        early = await post(browser, path, {})
        assert early.json()["rule"] == "somebody-answers-for-the-idea"
        await post(browser, f"/ideas/{idea_id}/adopt", {"department": "parks"})
        again = await post(browser, f"/ideas/{idea_id}/adopt", {"department": "parks"})
        assert again.json()["rule"] == "adopted-by-the-same-office"
        answers = await asyncio.gather(*(post(browser, path, {}) for _ in range(5)))
        assert sorted(one.status_code for one in answers) == [201, 409, 409, 409, 409]
        declined = ProposalDeclined(
            occurred_on=date(2026, 6, 1),
            proposal_id=uuid4(),
            idea_id=idea_id,
            reason="no-money",
            reasons=PublicText(text="All is spent."),
        )
        await bench.hear(declined, declined.proposal_id)
        assert (await browser.get(f"/ideas/api/ideas/{idea_id}")).json()["progress"] == "declined"
        assert (await post(browser, path, {})).status_code == 201
        no = {"outcome": "not-possible", "reasons": "No.", "department": "parks"}
        with_the_budgets = await post(browser, f"/ideas/{idea_id}/answer", no)
        assert with_the_budgets.json()["rule"] == "referred-ideas-are-not-turned-down"
        again = declined.model_copy(update={"proposal_id": uuid4()})
        await bench.hear(again, again.proposal_id)
        assert (await post(browser, f"/ideas/{idea_id}/answer", no)).status_code == 200


async def test_an_idea_is_not_referred_before_what_was_done_about_it(site: Site) -> None:
    before, day = (
        {"occurred_on": one, "late_reason": "Old."} for one in ("2026-06-01", "2026-06-02")
    )
    async with site.browser(OFFICER) as browser:
        idea_id = (await made_by(browser, **before))["idea_id"]
        await post(browser, f"/ideas/{idea_id}/adopt", {"department": "parks", **day})
        early = await post(browser, f"/ideas/{idea_id}/refer", before)
        assert early.json()["errors"][0]["pointer"] == "/occurred_on"
        assert (await post(browser, f"/ideas/{idea_id}/refer", day)).status_code == 201


async def test_the_test_has_six_questions(site: Site) -> None:
    async with site.browser(OFFICER) as browser:
        idea_id = (await made_by(browser))["idea_id"]
        one = {"question": "empower-communities", "answer": "yes", "reason": "They decide."}
        short = await post(browser, f"/ideas/{idea_id}/test", {"answers": [one]})
        assert short.json()["rule"] == "each-question-is-answered-once"
        assert "smaller-state" in short.json()["detail"]
        unknown = {**one, "question": "is-it-nice"}
        wrong = await post(browser, f"/ideas/{idea_id}/test", {"answers": [one, unknown]})
        assert wrong.json()["errors"][0]["pointer"] == "/answers/1/question"


async def test_an_officer_of_other_wards_is_refused(site: Site) -> None:
    elsewhere = Actor(
        "4" * 64, frozenset({"neighbourhood-officer"}), "Another", frozenset({"E05013795"})
    )
    async with site.browser(OFFICER) as browser, site.browser(elsewhere) as other:
        idea_id = (await made_by(browser))["idea_id"]
        answer = await post(other, f"/ideas/{idea_id}/adopt", {"department": "parks"})
        assert answer.status_code == 403
