"""The officers' work list: every proposal once, under the step that it waits for."""

from __future__ import annotations

import re
from html import unescape
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio
from budgets_awarding import CONDITIONS, DAY, SHARES, WARD, YEAR, awarded, drawn_up, groups_proposal
from budgets_browser import Browser, browsing
from budgets_client import PEOPLE, ApiClient, api_client
from budgets_journey import Journey
from servicekit import Actor, Role

NEXT_DOOR = "E05013809"
LATER = "2026-09-10"


@pytest_asyncio.fixture(loop_scope="session")
async def api(postgres: Any) -> Any:
    """An application of its own for each test: counts are of all that waits."""
    async for client in api_client(str(await postgres.database())):
        yield client


@pytest.fixture
def journey(api: ApiClient) -> Journey:
    return Journey(api)


@pytest.fixture
def browse(api: ApiClient) -> Any:
    return browsing(api)


@pytest_asyncio.fixture(loop_scope="session", autouse=True)
async def _the_ledger_is_sound(api: ApiClient) -> Any:
    """As for every other module, while this test's application is there."""
    yield
    assert (await api.get("/ledger/trial-balance"))["is_sound"]


async def piles(who: Browser) -> dict[str, list[list[str]]]:
    """The rows of each section by its heading: the link's address, then the cells."""
    shown = await who.see("/work")
    found = {}
    for part in re.findall(r'<section class="civic-part".*?</section>', shown, re.DOTALL):
        (heading,) = re.findall(r"<h2[^>]*>(.*?)</h2>", part, re.DOTALL)
        rows = re.findall(r"<tr.*?</tr>", part, re.DOTALL)[1:]
        cells = (re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in rows)
        found[unescape(heading).strip()] = [
            [re.findall(r'href="([^"]+)"', row[0])[0], *map(_text, row)] for row in cells
        ]
    return found


def _text(html: str) -> str:
    return unescape(re.sub(r"<[^>]+>", " ", html)).strip()


async def test_nothing_waits_at_first(browse: Any) -> None:
    officer = await browse("officer")
    assert "Nothing waits for you." in await officer.see("/work")


async def test_a_proposal_is_listed_under_each_step_in_turn(
    api: ApiClient, browse: Any, journey: Journey
) -> None:
    await journey.give_money(WARD, YEAR, "2026-04-01")
    await journey.seat_councillors(WARD, "2026-05-07")
    officer, group = await browse("officer"), await browse("group")

    async def only(heading: str, address: str) -> list[str]:
        found = await piles(officer)
        assert list(found) == [f"{heading} (1)"]
        ((link, *cells),) = found[f"{heading} (1)"]
        assert link == f"/budgets{address}"
        await officer.see(address)
        return cells

    proposal = await journey.open(DAY, WARD)
    here = f"/proposals/{proposal}"
    cells = await only("To be researched and costed", f"{here}/research")
    assert cells == ["A community choir", "Harrow Road", "Wigmore Hall", "1 September 2026"]
    await journey.research(proposal, DAY, SHARES, starts_on="2099-03-01")
    await only("Criteria to be judged", f"{here}/criteria")
    await journey.assess(proposal, DAY)
    await only("To be put to the councillors", f"{here}/decision")
    await api.on(LATER).post("officer", f"{here}/decision")
    cells = await only(
        "With the councillors: to be closed once they have voted", f"{here}/decision"
    )
    assert cells[-1] == "10 September 2026"
    for seat in (1, 2):
        await journey.vote(proposal, LATER, WARD, seat, "in-favour")
    await api.on(LATER).post("officer", f"{here}/decision/close", reasons="Yes.")
    await only("To be awarded", f"{here}/award")
    award = await awarded(officer, proposal, **CONDITIONS)
    await only("Agreement to be drawn up", f"{award}/terms")
    await drawn_up(officer, award)
    cells = await only("Agreement to be signed", f"{award}/signature")
    assert cells[0].startswith("Enter the signature of Wigmore Hall")
    sent = await officer.send(f"{award}/signature", f"{award}/signature", accepted="yes")
    agreement = sent.headers["location"].removeprefix("/budgets")
    (heading, rows), *none = (await piles(officer)).items()
    assert (heading, none) == ("Conditions to be met (2)", [])
    # The one that is due comes first; the other has no day.
    assert [row[0].rpartition("/")[2] for row in rows] == ["condition-1", "condition-2"]
    assert rows[0][1].endswith("The <club> is insured")
    assert [row[-1] for row in rows] == ["1 March 2099", "No date"]
    page = f"{agreement}/payments"
    await officer.send(page, page, **{"amount-pounds": "100"}, evidence="A bill")
    found = await piles(officer)
    assert list(found)[1:] == ["Payments asked for: finance pays them (1)"]
    await group.see("/work", 403)


async def test_a_group_s_words_wait_and_are_published_there(
    api: ApiClient, browse: Any, journey: Journey
) -> None:
    made = await api.post(
        "group", "/proposals", title="A walking club", wards=[WARD], theme="older-people"
    )
    page = f"/proposals/{made['proposal_id']}/accept"
    officer, group = await browse("officer"), await browse("group")
    ((link, *_),) = (await piles(officer))["Words to be approved (1)"]
    assert link == f"/budgets{page}"
    assert page in await officer.see(f"/proposals/{made['proposal_id']}")
    await group.see(page, 403)
    told = await officer.told(await officer.send(page, page))
    assert told == "The proposal is published in the group’s own words."
    assert "The words have been read." in await officer.see(page)
    assert list(await piles(officer)) == ["To be researched and costed (1)"]


async def test_the_oldest_come_first_and_all_are_counted(
    api: ApiClient, browse: Any, journey: Journey
) -> None:
    for day in ("2026-09-03", "2026-09-01", "2026-09-02"):
        await journey.open(day, WARD)
    first = await journey.open("2026-08-01", WARD)
    await api.sql(
        "INSERT INTO proposals (id, state, origin, title, words_read, wards, theme, policy,"
        " financial_year, applicant_kind, opened_on, opened_by)"
        " SELECT gen_random_uuid(), state, origin, title, words_read, wards, theme, policy,"
        " financial_year, applicant_kind, '2026-11-01', opened_by"
        " FROM proposals, generate_series(1, 22) WHERE id = :first",
        first=UUID(first),
    )
    officer = await browse("officer")
    rows = (await piles(officer))["To be researched and costed (26)"]
    assert [row[-1].split()[0] for row in rows[:4]] == ["1", "1", "2", "3"]
    assert rows[0][0] == f"/budgets/proposals/{first}/research"
    assert len(rows) == 25
    assert "The 25 that have waited longest" in await officer.see("/work")


async def test_officers_see_what_waits_in_their_own_wards(
    monkeypatch: pytest.MonkeyPatch, api: ApiClient, browse: Any, journey: Journey
) -> None:
    roles = frozenset({Role.NEIGHBOURHOOD_OFFICER})
    for name, letter, ward in (("own", "5", WARD), ("next-door", "6", NEXT_DOOR)):
        who = Actor(person_key=letter * 64, roles=roles, name=name, wards=frozenset({ward}))
        monkeypatch.setitem(PEOPLE, name, who)
    await journey.open(DAY, WARD)
    own, next_door = await browse("own"), await browse("next-door")
    assert list(await piles(own)) == ["To be researched and costed (1)"]
    assert "In your wards: Harrow Road" in await own.see("/work")
    assert await piles(next_door) == {}
    assert "In your wards" not in await (await browse("operator")).see("/work")


async def test_a_group_that_has_an_account_is_in_the_same_list(
    api: ApiClient, browse: Any, journey: Journey
) -> None:
    await journey.give_money(WARD, YEAR, "2026-04-01")
    await groups_proposal(api, journey)
    officer = await browse("officer")
    ((_, title, *_),) = (await piles(officer))["To be awarded (1)"]
    assert title == "A walking club"
