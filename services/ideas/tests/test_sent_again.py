"""A form that is sent once more after going back, with the same words, others, or put right."""

from __future__ import annotations

from ideas.testing import RESIDENT, Site
from test_ideas_pages import WORDS, hidden_fields


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
