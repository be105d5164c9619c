"""A person sees the browsers in which they are signed in, in every service, and ends the others."""

from __future__ import annotations

import pytest
from browser.visitor import DESKTOP, WITHOUT_SCRIPTS, Site, visitor
from civic_contracts.topology import SERVICES

pytestmark = [pytest.mark.stack, pytest.mark.browser, pytest.mark.long]

PERSONA = "resident-0091"


async def test_the_other_sessions_end_in_every_service(site: Site) -> None:
    async with (
        visitor(site, WITHOUT_SCRIPTS, PERSONA) as here,
        visitor(site, DESKTOP, PERSONA) as there,
    ):
        for service in SERVICES:
            await there.go(f"/{service}/sessions")
            await here.go(f"/{service}/sessions")
            assert "Another browser" in await here.said()
            await here.press_button("End all other sessions")
            assert here.path == f"/{service}/sessions"
            assert "Another browser" not in await here.said()


async def test_signing_in_again_leads_back_to_the_sessions(site: Site) -> None:
    async with visitor(site, WITHOUT_SCRIPTS, PERSONA) as somebody:
        await somebody.go("/budgets/sign-in?again=true&return_to=/budgets/sessions")
        await somebody.sign_in(PERSONA)
        assert somebody.path == "/budgets/sessions", somebody.page.url
        await somebody.reads("This browser", "Signed in", "Last used", "Ends at the latest")
