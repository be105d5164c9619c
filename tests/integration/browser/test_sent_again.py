"""Pressed twice, and sent again after going back: one effect, on forms of every service."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date

import pytest
from browser.scene import WARD_NAME
from browser.visitor import DESKTOP, WITHOUT_SCRIPTS, Site, Visitor, Way, visitor
from browser.visits import COORDINATOR, FACILITATOR, FINANCE, OFFICER, RESIDENT, VOLUNTEER, Visit
from civic_demo.play import Play

pytestmark = [pytest.mark.stack, pytest.mark.browser, pytest.mark.long]

WAYS = pytest.mark.parametrize("way", [DESKTOP, WITHOUT_SCRIPTS], ids=lambda way: way.name)


@dataclass(frozen=True)
class Filled:
    """A form: where it is and whose, what is typed, what sends it, and where its effect shows.

    ``marks`` is what is looked for there, in either way of looking; done once it is in so many
    ``lines``.
    """

    form: Visit
    type_in: Callable[[Visitor, str], Awaitable[None]]
    send: str
    marks: tuple[str, str]
    shown: Visit
    lines: int = 1


async def _need(somebody: Visitor, title: str) -> None:
    await somebody.fill("What is needed?", title)
    await somebody.select("Where?", WARD_NAME)


async def _listing(somebody: Visitor, title: str) -> None:
    await somebody.select("What is it?", "Activity wanted")
    await somebody.fill("In a few words", title)
    await somebody.select("Ward", WARD_NAME)
    await somebody.date("Until when?", date(2024, 9, 30))


async def _hours(somebody: Visitor, words: str) -> None:
    where = somebody.page.get_by_label("Where?", exact=True)
    await where.select_option(index=1)
    await somebody.fill("How many minutes?", words.split()[0])


async def _members(somebody: Visitor, count: str) -> None:
    await somebody.fill("How many members are there today?", count.replace(",", ""))


async def _visit(somebody: Visitor, count: str) -> None:
    await somebody.select("What was it?", "A visit")
    await somebody.fill("What was counted (optional)", "walkers")
    await somebody.fill("How many (optional)", count.replace(",", ""))
    await somebody.fill("Unit (optional)", "people")


async def _payment(somebody: Visitor, evidence: str) -> None:
    await somebody.fill("Amount", "1.50")
    await somebody.fill("Evidence of what was spent or done (optional)", evidence)


FORMS = {
    "urgent need": Filled(
        Visit("/ideas/urgent-needs/new", FACILITATOR),
        _need,
        "Raise it",
        ("A dry cellar for the band", "A dry cellar for the choir"),
        Visit("/ideas/urgent-needs", FACILITATOR),
    ),
    "monitoring": Filled(
        Visit("/budgets/agreements/{running.agreement}/monitoring", OFFICER),
        _visit,
        "Record",
        ("7,131", "7,132"),
        Visit("/budgets/agreements/{running.agreement}"),
    ),
    "payment": Filled(
        Visit("/budgets/agreements/{running.agreement}/payments", OFFICER),
        _payment,
        "Ask for the payment",
        ("Receipt of the baker", "Receipt of the printer"),
        Visit("/budgets/payments", FINANCE),
    ),
    "listing": Filled(
        Visit("/volunteers/listings/new", RESIDENT),
        _listing,
        "Post",
        ("Chess in the park", "Chess in the library"),
        Visit("/volunteers/coordination", COORDINATOR),
    ),
    "hours": Filled(
        Visit("/volunteers/hours", VOLUNTEER),
        _hours,
        "Enter",
        ("37 minutes", "38 minutes"),
        Visit("/volunteers/hours", VOLUNTEER),
    ),
    "members": Filled(
        Visit("/volunteers/groups/{choir.group}", COORDINATOR),
        _members,
        "Enter the count",
        ("4,131", "4,132"),
        Visit("/volunteers/groups/{choir.group}"),
        lines=2,  # the latest count, and the list of all
    ),
}


@WAYS
@pytest.mark.parametrize("name", FORMS)
async def test_pressed_twice_and_sent_again_after_going_back_it_is_done_once(
    site: Site, city: Play, name: str, way: Way
) -> None:
    form = FORMS[name]
    mark = form.marks[0 if way.scripts else 1]
    async with visitor(site, way, form.form.persona) as somebody:
        await somebody.go(form.form.at(city))
        at = somebody.page.url
        assert "command_id=" in at
        await form.type_in(somebody, mark)
        button = somebody.page.get_by_role("button", name=form.send, exact=True)
        await button.dblclick()
        await somebody.page.wait_for_function("was => location.href !== was", arg=at)
        await somebody.page.wait_for_load_state("load")
        await somebody.do(somebody.page.go_back)
        assert somebody.page.url == at
        # The browser has put back what was typed; or one types it again.
        await form.type_in(somebody, mark)
        await somebody.press_button(form.send)
        assert "Nothing was done twice." in await somebody.said()
        await somebody.follow("See what became of it")
    async with visitor(site, way, form.shown.persona) as reader:
        await reader.go(form.shown.at(city))
        assert await times(reader, mark) == form.lines


async def times(reader: Visitor, mark: str) -> int:
    """How many things on the page bear the mark: lines, or cells of tables."""
    lines = (await reader.said()).replace("\t", "\n").splitlines()
    return sum(mark in one for one in lines)


async def test_opened_anew_a_form_is_another_one(site: Site, city: Play) -> None:
    """Who helps for the same time twice says so twice."""
    async with visitor(site, DESKTOP, VOLUNTEER) as somebody:
        for _ in range(2):
            await somebody.go("/volunteers/hours")
            await _hours(somebody, "26 minutes")
            await somebody.press_button("Enter")
        assert await times(somebody, "26 minutes") == 2
