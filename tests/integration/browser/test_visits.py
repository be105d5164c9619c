"""The list of visits is the list of all pages; a look at it needs neither a browser nor servers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from browser.service_routes import pattern_of
from browser.visits import VISITS, Visit


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
