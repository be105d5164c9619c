"""Every page on paper, and in large print."""

from __future__ import annotations

import pytest
from browser.paper import ON_PAPER, SMALLEST
from browser.rounds import round_of
from browser.visitor import DESKTOP, PHONE, Site, Visitor, Way
from civic_demo.play import Play

pytestmark = [pytest.mark.stack, pytest.mark.browser, pytest.mark.long]


async def print_it(somebody: Visitor, address: str) -> None:
    await somebody.page.goto(somebody.site.url + address)
    await somebody.page.emulate_media(media="print")
    somebody.site.record.seen(somebody.site_pattern(), "on paper")
    for what in await somebody.page.evaluate(ON_PAPER):
        somebody.site.record.wrong(somebody.site_pattern(), "on paper", what)


async def enlarge(somebody: Visitor, address: str) -> None:
    await somebody.go(f"{address}{'&' if '?' in address else '?'}print=large")
    for what in await somebody.page.evaluate(SMALLEST, 16):
        somebody.site.record.wrong(somebody.site_pattern(), "large print", what)
    await somebody.page.emulate_media(media="print")
    for what in await somebody.page.evaluate(SMALLEST, 18):
        somebody.site.record.wrong(somebody.site_pattern(), "large print on paper", what)
    await somebody.page.emulate_media(media="screen")


async def test_every_page_on_paper(site: Site, city: Play) -> None:
    await round_of(site, city.names, DESKTOP, print_it)


@pytest.mark.parametrize("way", [DESKTOP, PHONE], ids=lambda way: way.name)
async def test_every_page_in_large_print(site: Site, city: Play, way: Way) -> None:
    await round_of(site, city.names, way, enlarge)
