"""The id of a page's forms: how it comes into the address, and what it is for.

A form may be sent once more after going back, with the same words, others, or put right.
"""

from __future__ import annotations

import httpx
from ideas.testing import RESIDENT, Bench, Site
from test_ideas_pages import WORDS, an_idea, hidden_fields


async def test_an_idea_that_is_sent_again_after_going_back_is_said_once(site: Site) -> None:
    async with site.browser(RESIDENT) as browser:
        first = hidden_fields((await browser.get("/ideas/new")).text)
        step_two = f"/ideas/new/details?title=Boxes&command_id={first['command_id']}"
        fields = hidden_fields((await browser.get(step_two)).text)
        sent = await browser.post("/ideas/new/details", data={**fields, **WORDS})
        # Back: the browser asks for the page anew and puts back what was typed.
        anew = hidden_fields((await browser.get(step_two)).text)
        again = await browser.post("/ideas/new/details", data={**anew, **WORDS})
        assert "Already sent" in again.text
        assert sent.headers["location"] in again.text
        # An address without an id, or with what is none, leads to one with an id of its own.
        for more in ("", "&command_id=x'%22", "&command_id=0" + first["command_id"][1:]):
            other = hidden_fields((await browser.get(f"/ideas/new/details?title=Boxes{more}")).text)
            assert other["command_id"] != first["command_id"]


async def test_an_idea_with_other_words_after_going_back_is_said_only_if_it_is_meant(
    site: Site,
) -> None:
    async with site.browser(RESIDENT) as browser:
        fields = hidden_fields((await browser.get("/ideas/new/details?title=Boxes")).text)
        assert (await browser.post("/ideas/new/details", data={**fields, **WORDS})).is_redirect
        changed = {**WORDS, "summary": "Herbs for everybody."}
        asked = await browser.post("/ideas/new/details", data={**fields, **changed})
        assert asked.status_code == 422
        assert "You have sent this form before" in asked.text
        assert "Herbs for everybody." in asked.text
        meant = hidden_fields(asked.text)
        assert meant["command_id"] != fields["command_id"]
        assert (await browser.post("/ideas/new/details", data={**meant, **changed})).is_redirect


async def test_a_mistake_put_right_is_still_the_same_form(site: Site) -> None:
    async with site.browser(RESIDENT) as browser:
        fields = hidden_fields((await browser.get("/ideas/new/details?title=Boxes")).text)
        wrong = await browser.post("/ideas/new/details", data={**fields, **WORDS, "summary": ""})
        assert wrong.status_code == 422
        assert hidden_fields(wrong.text)["command_id"] == fields["command_id"]
        assert (await browser.post("/ideas/new/details", data={**fields, **WORDS})).is_redirect
        again = await browser.post("/ideas/new/details", data={**fields, **WORDS})
        assert "Already sent" in again.text


async def test_a_form_without_its_pages_id_is_shown_again_in_plain_words(site: Site) -> None:
    details = "/ideas/new/details?title=A%20choir"
    async with site.browser(RESIDENT) as browser:
        shown = await browser.get(details)
        fields = {**hidden_fields(shown.text), **WORDS}
        del fields["command_id"]
        for odd in ({}, {"command_id": "\x7f"}, {"command_id": "x" * 300}):
            answer = await browser.post(details, data={**fields, **odd})
            assert answer.status_code == 422
            assert "Part of this form was missing when it reached us" in answer.text
            assert "Idempotency" not in answer.text
            assert WORDS["summary"] in answer.text
        sent = await browser.post(details, data={**hidden_fields(answer.text), **WORDS})
        assert sent.status_code == 303


async def test_the_forms_id_is_given_before_anything_is_read(site: Site) -> None:
    nobodys = "/ideas/threads/3f1c7a52-5b0e-4c1d-9a53-0f6f4b1d2e77"
    async with site.browser(RESIDENT) as browser:
        first = await httpx.AsyncClient.get(browser, nobodys)
        assert first.status_code == 303
        assert first.headers["location"].startswith(f"{nobodys}?command_id=")
        assert first.headers["cache-control"] == "no-store"
        again = await httpx.AsyncClient.get(browser, first.headers["location"])
        assert again.status_code == 404
    async with site.browser() as stranger:
        assert (await httpx.AsyncClient.get(stranger, nobodys)).status_code == 404


async def test_a_thread_names_the_address_to_share(bench: Bench, site: Site) -> None:
    idea = await an_idea(bench)
    async with site.browser(RESIDENT) as browser:
        shown = await browser.get(f"/ideas/threads/{idea}?print=large")
    assert "command_id=" in str(shown.url)
    shared = f"{site.process.settings.public_url}/ideas/threads/{idea}"
    assert f'<link rel="canonical" href="{shared}">' in shown.text
    assert f'href="{shared}">{shared}</a>' in shown.text
    assert "?command_id=" not in shown.text
