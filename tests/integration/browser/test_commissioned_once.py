"""Award, terms, signature, condition: pressed twice, gone back, sent from a second tab; done once.

What each of them does can be done a single time, so most of their pages have no form any more once
it is done: a tab that was open before still has one.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from uuid import UUID

import asyncpg
import pytest
import pytest_asyncio
from browser.scene import RUNS, TODAY, WARD, propose
from browser.visitor import DESKTOP, WITHOUT_SCRIPTS, Site, Visitor, Way, visitor
from browser.visits import GROUP, OFFICER, Visit
from civic_demo.cases import commissioning as way_there
from civic_demo.play import Case, Play
from civic_stack.stack import Stack
from playwright.async_api import Error

pytestmark = [pytest.mark.stack, pytest.mark.browser, pytest.mark.long]

WAYS = (DESKTOP, WITHOUT_SCRIPTS)
TITLE = "Done once"
NOT_TWICE = "Nothing was done twice."
CASE = Case("once", TITLE)
TERMS = {"payment_basis": "in-arrears"}
CONDITION = {"code": "insured", "title": "The leader is insured", "due_on": "2024-09-02"}


@CASE.step(TODAY.isoformat(), "For each way of looking, a proposal that waits for each of them")
async def waiting(play: Play) -> None:
    for way in WAYS:
        for form in FORMS:
            await prepare(play, form, f"{form} {way.name}")


async def prepare(play: Play, form: str, name: str) -> None:
    """One proposal, as far as that form."""
    group_signs = form == "signature"
    who = GROUP if group_signs else way_there.OFFICER
    # Little for each: the ward's money of the year has to do for all of them.
    await propose(play, name, f"{TITLE}: {name}", researched=True, who=who, pence=40_000)
    await way_there.decide(play, f"{name}.proposal", WARD)
    if form == "award":
        return
    await way_there.award(play, name, f"{name}.proposal", conditions=[CONDITION], **RUNS)
    if group_signs:
        drawn_up = f"/budgets/api/awards/{play[f'{name}.award']}/agreement/terms"
        await play.post(way_there.OFFICER, drawn_up, TERMS)
    if form == "condition":
        await way_there.sign(play, name, **TERMS)


async def _award(officer: Visitor) -> None:
    await officer.fill("What the money is for (optional)", "A leader, and a room")
    await officer.press_button("Check the award")


async def _terms(officer: Visitor) -> None:
    await officer.choose("How is it paid?", "In arrears")


async def _signature(group: Visitor) -> None:
    await group.page.get_by_role("checkbox").check()


async def _condition(officer: Visitor) -> None:
    await officer.fill("How is that known?", "The insurer's letter")


@dataclass(frozen=True)
class Once:
    """A form: where it is and whose, what is typed, and what sends it.

    ``after`` is what its page says once it is done, in place of the form; nothing where the form
    is still there. ``counted`` asks how often it was done for the thing ``about``.
    """

    form: Visit
    type_in: Callable[[Visitor], Awaitable[None]]
    send: str
    after: str
    about: str
    counted: str


FORMS = {
    "award": Once(
        Visit("/budgets/proposals/{proposal}/award", OFFICER),
        _award,
        "Award £400.00",
        "Nothing can be awarded now.",
        "proposal",
        "SELECT count(*) FROM ledger_transactions WHERE proposal_id = $1 AND kind = 'commitment'",
    ),
    "terms": Once(
        Visit("/budgets/awards/{award}/terms", OFFICER),
        _terms,
        "Save the agreement",
        "",
        "award",
        "SELECT version FROM agreement_offers WHERE award_id = $1",
    ),
    "signature": Once(
        Visit("/budgets/awards/{award}/signature", GROUP),
        _signature,
        "Sign the agreement",
        "The agreement is signed",
        "award",
        "SELECT count(*) FROM agreements WHERE award_id = $1",
    ),
    "condition": Once(
        Visit("/budgets/agreements/{agreement}/conditions/insured", OFFICER),
        _condition,
        "Note it",
        "Met\t13 May 2024",
        "agreement",
        "SELECT count(*) FROM kit.outbox WHERE type = 'civic.budgets.agreement.condition-met.v1'"
        " AND source = '/civic/budgets/agreement/' || $1::uuid::text",
    ),
}


@pytest_asyncio.fixture(scope="module", loop_scope="session", autouse=True)
async def _what_waits(city: Play) -> AsyncIterator[None]:
    await city.run([CASE])
    yield


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.name)
@pytest.mark.parametrize("name", FORMS)
async def test_pressed_twice_gone_back_and_sent_from_another_tab_it_is_done_once(
    stack: Stack, site: Site, city: Play, name: str, way: Way
) -> None:
    form, own = FORMS[name], f"{name} {way.name}."
    names = {key.removeprefix(own): city[key] for key in city.names if key.startswith(own)}
    async with visitor(site, way, form.form.persona) as somebody:
        await somebody.go(form.form.at(names))
        at = somebody.page.url
        assert "command_id=" in at
        other = await somebody.another_tab()
        await other.do(lambda: other.page.goto(at))
        for tab in (somebody, other):
            await form.type_in(tab)
        button = somebody.page.get_by_role("button", name=form.send, exact=True)
        await button.dblclick()
        await button.wait_for(state="detached")
        await somebody.page.wait_for_load_state("load")
        await somebody.do(lambda: back(somebody))
        assert somebody.path == form.form.at(names)
        if form.after:
            assert form.after in await somebody.said()
            assert await button.count() == 0
        else:
            await form.type_in(somebody)
            await somebody.press_button(form.send)
            assert NOT_TWICE in await somebody.said()
        await other.press_button(form.send)
        assert NOT_TWICE in await other.said()
        await other.follow("See what became of it")
    assert await counted(stack, form.counted, UUID(names[form.about])) == 1


async def back(somebody: Visitor) -> None:
    """One page back; where that page was sent something, the browser asks, and sends it again."""
    try:
        await somebody.page.go_back()
    except Error as error:
        if "ERR_CACHE_MISS" not in str(error):
            raise
        await somebody.page.wait_for_url("chrome-error://chromewebdata/")
        await somebody.page.reload()


async def counted(stack: Stack, asked: str, about: UUID) -> int:
    """What the database of budgets has of it."""
    connection = await asyncpg.connect(stack.database("budgets").plain)
    try:
        return int(await connection.fetchval(asked, about))
    finally:
        await connection.close()
