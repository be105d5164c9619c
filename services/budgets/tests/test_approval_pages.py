"""Second approvals on the pages: who gives one finds it, and nobody is led to a refused award."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest
import pytest_asyncio
from budgets_awarding import DAY, WARD, YEAR, awarded
from budgets_browser import Browser
from budgets_client import ApiClient
from budgets_journey import Journey

DEAR = {WARD: 1_200_000}
NOT_YET = "The award cannot be made yet."


@pytest_asyncio.fixture(scope="module", loop_scope="session", autouse=True)
async def _money(journey: Journey) -> None:
    await journey.give_money(WARD, YEAR, "2026-04-01")
    await journey.seat_councillors(WARD, "2026-05-07")


@pytest_asyncio.fixture(loop_scope="session", autouse=True)
async def _nothing_is_left(api: ApiClient) -> Any:
    """Money is set aside for what each test opens, and its work would wait for the next one."""
    yield
    for state in ("opened", "researched", "assessed", "deciding", "approved"):
        for one in (await api.get(f"/proposals?state={state}"))["items"]:
            address = f"/proposals/{one['proposal_id']}/withdraw"
            await api.post("operator", address, reason="no-need")


async def approved(journey: Journey, **shares: int) -> str:
    return await journey.approved(DAY, shares or DEAR, starts_on="2099-03-01")


async def waits_for(who: Browser, address: str) -> bool:
    """Whether a work page leads there."""
    return f'href="/budgets{address}"' in await who.see("/work")


async def test_an_award_above_the_limit_is_made_with_nothing_but_the_pages(
    api: ApiClient, browse: Any, journey: Journey
) -> None:
    officer, legal, finance = [await browse(who) for who in ("officer", "legal", "finance")]
    proposal = await approved(journey)
    here = f"/proposals/{proposal}"
    assert f'href="/budgets{here}/award"' not in await officer.see(here)
    assert not await waits_for(officer, f"{here}/award")
    assert await waits_for(officer, here)
    for who, code in ((legal, "legal"), (finance, "finance")):
        page = f"{here}/approvals/{code}"
        shown = await officer.see(here)
        assert NOT_YET in shown
        assert code.capitalize() in shown[shown.index(NOT_YET) :]
        assert await waits_for(who, page)
        assert f'href="/budgets{page}"' in await who.see(here)
        sent = await who.send(page, page, approved="yes", reason="It is in order.")
        assert await who.told(sent) == "Your approval is kept."
        assert sent.headers["location"] == f"/budgets{here}"
        assert not await waits_for(who, page)
    assert f'href="/budgets{here}/award"' in await officer.see(here)
    assert await waits_for(officer, f"{here}/award")
    assert (await awarded(officer, proposal)).startswith("/awards/")


async def test_what_is_left_out_is_told_at_the_field(
    api: ApiClient, browse: Any, journey: Journey
) -> None:
    legal = await browse("legal")
    page = f"/proposals/{await approved(journey)}/approvals/legal"
    for typed, wrong in (({"reason": "So."}, "approved"), ({"approved": "no"}, "reason")):
        sent = await legal.send(page, page, **typed)
        assert sent.status_code == 422
        assert f'href="#{wrong}"' in sent.text


async def test_a_refusal_stands_with_its_reason_and_can_be_changed(
    api: ApiClient, browse: Any, journey: Journey
) -> None:
    officer, legal, anybody = [await browse(who) for who in ("officer", "legal", "resident")]
    proposal = await approved(journey)
    here = f"/proposals/{proposal}"
    page = f"{here}/approvals/legal"
    sent = await legal.send(page, page, approved="no", reason="Mr Smith has no lease.")
    assert await legal.told(sent) == "Your refusal is kept."
    assert not await waits_for(legal, page)
    shown = await officer.see(here)
    assert "Refused by: Legal." in shown
    assert "Mr Smith has no lease." in shown
    # A reason may name people: it is for officials.
    for told in (await anybody.see(here), str(await api.get(here))):
        assert "Smith" not in told
    assert "Refused" in await anybody.see(here)
    work = await officer.see("/work")
    assert re.search(r"Legal:\s+Refused", work), work
    assert re.search(r"Finance:\s+Not given yet", work), work
    assert "Nothing can be awarded yet." in await officer.see(f"{here}/award")
    assert "You can still change it" in await legal.see(page)
    assert (await legal.send(page, page, approved="yes", reason="He has.")).status_code == 303
    assert "Refused by" not in await officer.see(here)


async def test_only_who_gives_it_and_had_no_part_is_offered_it(
    api: ApiClient, browse: Any, journey: Journey
) -> None:
    both, finance, officer = [await browse(who) for who in ("both", "finance", "officer")]
    proposal = await journey.open(DAY, WARD, who="both")
    await journey.research(proposal, DAY, DEAR, starts_on="2099-03-01")
    await journey.assess(proposal, DAY)
    here = f"/proposals/{proposal}"
    page = f"{here}/approvals/legal"
    form = f'action="/budgets{page}"'
    assert "Another person must give this approval" in (shown := await both.see(page))
    assert form not in shown
    assert not await waits_for(both, page)
    for who in (finance, officer):
        assert "This approval is given by: Legal." in (shown := await who.see(page))
        assert form not in shown
        assert f'href="/budgets{page}"' not in await who.see(here)
    legal = await browse("legal")
    assert form in await legal.see(page)
    assert await waits_for(legal, page)
    # Whoever gave one approval does not give the other.
    second = await browse("both-2")
    proposal = await approved(journey)
    legal_page, finance_page = (
        f"/proposals/{proposal}/approvals/{x}" for x in ("legal", "finance")
    )
    assert await waits_for(second, finance_page)
    assert (
        await second.send(legal_page, legal_page, approved="yes", reason="So.")
    ).status_code == 303
    assert "Another person must" in await second.see(finance_page)
    assert not await waits_for(second, finance_page)


async def test_an_award_below_the_limit_waits_for_nobody(
    api: ApiClient, browse: Any, journey: Journey
) -> None:
    officer, legal = await browse("officer"), await browse("legal")
    proposal = await approved(journey, **{WARD: 1_000_000})
    assert f'href="/budgets/proposals/{proposal}/award"' in await officer.see(
        f"/proposals/{proposal}"
    )
    await legal.see(f"/proposals/{proposal}/approvals/legal", 404)
    assert "Nothing waits for you." in await legal.see("/work")


@pytest.mark.parametrize(("who", "status"), [("group", 403), ("resident", 403), ("legal", 404)])
async def test_no_approval_page_for_others_or_of_nothing(
    browse: Any, who: str, status: int
) -> None:
    await (await browse(who)).see(f"/proposals/{uuid4()}/approvals/legal", status)


async def test_readers_of_words_and_second_persons_see_their_own_work_only(
    api: ApiClient, browse: Any, journey: Journey
) -> None:
    await api.post("group", "/proposals", title="A walking club", wards=[WARD], theme="greening")
    await journey.open(DAY, WARD)
    headings = {
        "moderator": ["Words to be approved (1)"],
        "legal": [],
        "officer": ["Words to be approved (1)", "To be researched and costed (1)"],
    }
    # One was awarded above: that is an officer's work too.
    before = "Agreement to be drawn up (1)"
    for who, expected in headings.items():
        shown = await (await browse(who)).see("/work")
        found = re.findall(r'<h2[^>]*id="[a-z-]+-title">([^<]+)</h2>', shown)
        assert [x for one in found if (x := one.strip()) != before] == expected, who
