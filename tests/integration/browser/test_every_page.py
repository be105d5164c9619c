"""Every page that the services have, at the desk, on a phone, enlarged, and without JavaScript."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pytest
from browser.rounds import round_of
from browser.service_routes import NO_PAGES, pattern_of
from browser.visitor import DESKTOP, PHONE, WITHOUT_SCRIPTS, ZOOMED, Site, Visitor, Way, visitor
from browser.visits import MORE, VISITS, Visit
from civic_demo.play import Play

pytestmark = [pytest.mark.stack, pytest.mark.browser, pytest.mark.long]


KIND = """(address) => fetch(address).then((answer) => {
  answer.body.cancel();
  return answer.headers.get("content-type");
})"""


def unvisited(patterns: Iterable[str], visits: Mapping[str, Visit]) -> list[str]:
    """What keeps a list of visits from being the list of all pages."""
    known = set(patterns)
    missing = [f"no visit to {one}" for one in sorted(known - set(visits))]
    gone = [f"no page at {one}" for one in sorted(set(visits) - known)]
    astray = [
        f"the visit to {pattern} leads to {visit.address}"
        for pattern, visit in visits.items()
        if pattern_of(visit.address.partition("?")[0], known) != pattern
    ]
    return missing + gone + astray


def test_every_page_has_its_visit(patterns: list[str]) -> None:
    assert unvisited(patterns, VISITS) == []


def test_a_page_without_a_visit_is_caught(patterns: list[str]) -> None:
    planted = [*patterns, "/ideas/lost/{idea_id}"]
    assert unvisited(planted, VISITS) == ["no visit to /ideas/lost/{idea_id}"]
    without = {pattern: visit for pattern, visit in VISITS.items() if pattern != "/reporting/"}
    assert unvisited(patterns, without) == ["no visit to /reporting/"]
    astray = VISITS | {"/ideas/all": Visit("/ideas/new")}
    assert unvisited(patterns, astray) == ["the visit to /ideas/all leads to /ideas/new"]


async def arrive(somebody: Visitor, address: str) -> None:
    await somebody.go(address)
    assert somebody.path == address.partition("?")[0], somebody.page.url


@pytest.mark.parametrize("way", [DESKTOP, WITHOUT_SCRIPTS, PHONE, ZOOMED], ids=lambda way: way.name)
async def test_every_page_is_as_it_must_be(site: Site, city: Play, way: Way) -> None:
    await round_of(site, city.names, way, arrive, [*VISITS.values(), *MORE])
    assert site.record.pages >= set(VISITS)


async def test_what_is_no_page_answers_something_else(site: Site) -> None:
    async with visitor(site) as somebody:
        await somebody.go("/ideas/")
        for path, kind in NO_PAGES.items():
            assert (await somebody.page.evaluate(KIND, path)).startswith(kind)
