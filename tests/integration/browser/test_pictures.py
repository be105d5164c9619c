"""Pictures of the pages that people see most, in both languages, at the desk and on a phone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from browser.rounds import round_of
from browser.visitor import DESKTOP, PHONE, Site, Visitor, Way
from browser.visits import COUNCILLOR, RESIDENT, Visit
from civic_demo.play import Play

pytestmark = [pytest.mark.stack, pytest.mark.browser, pytest.mark.long]

TAKEN = {
    "home": Visit("/ideas/"),
    "submit": Visit("/ideas/new/details?title=A+choir+for+Harrow+Road", RESIDENT),
    "thread": Visit("/ideas/threads/{choir.idea}"),
    "decision": Visit("/budgets/proposals/{voting.proposal}/decision", COUNCILLOR),
    "dashboard": Visit("/reporting/"),
}
# As wide as most phones are.
HELD_IN_HAND = replace(PHONE, name="phone", width=390, height=844, dots=2)


@pytest.mark.parametrize("language", ["en", "cy"])
@pytest.mark.parametrize("way", [DESKTOP, HELD_IN_HAND], ids=lambda way: way.name)
async def test_pictures_are_taken(
    site: Site, city: Play, way: Way, language: str, pytestconfig: pytest.Config
) -> None:
    folder = pytestconfig.rootpath / ".run" / "browser" / "pictures"
    folder.mkdir(parents=True, exist_ok=True)
    for name, visit in TAKEN.items():
        path = folder / f"{name}-{language}-{way.name}.png"
        path.unlink(missing_ok=True)

        async def take(somebody: Visitor, address: str, at: Path = path) -> None:
            await somebody.go(f"{address}{'&' if '?' in address else '?'}lang={language}")
            spoken = await somebody.page.evaluate("document.documentElement.lang")
            assert spoken == language
            await somebody.page.screenshot(path=at, full_page=True)

        await round_of(site, city.names, way, take, [visit])
        assert path.stat().st_size > 10_000
