"""Every page that the services have, at the desk, on a phone, enlarged, and without JavaScript."""

from __future__ import annotations

import pytest
from browser.rounds import round_of
from browser.service_routes import NO_PAGES
from browser.visitor import DESKTOP, PHONE, WITHOUT_SCRIPTS, ZOOMED, Site, Visitor, Way, visitor
from browser.visits import MORE, VISITS
from civic_demo.play import Play

pytestmark = [pytest.mark.stack, pytest.mark.browser, pytest.mark.long]


KIND = """(address) => fetch(address).then((answer) => {
  answer.body.cancel();
  return answer.headers.get("content-type");
})"""


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
