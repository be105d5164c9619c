"""The decision's page: no vote can be read off it while it runs, and what comes first is said."""

from __future__ import annotations

import re
from typing import Any

import pytest
import pytest_asyncio
from budgets_awarding import DAY, SHARES, WARD, YEAR
from budgets_browser import Browser
from budgets_client import ApiClient
from budgets_journey import Journey


@pytest_asyncio.fixture(scope="module", loop_scope="session", autouse=True)
async def _money(journey: Journey) -> None:
    await journey.give_money(WARD, YEAR, "2026-04-01")
    await journey.seat_councillors(WARD, "2026-05-07")


async def deciding(journey: Journey) -> str:
    return await journey.deciding(DAY, SHARES, starts_on="2099-03-01")


async def counts(who: Browser, page: str) -> list[str]:
    """The cells of the one row of the table of votes, without the ward and its share."""
    shown = await who.see(page)
    tables = re.findall(r"<table.*?</table>", shown, re.DOTALL)
    table = next(one for one in tables if "Stands" in one)
    cells = re.findall(r"<td[^>]*>(.*?)</td>", table, re.DOTALL)
    return [one.strip() for one in cells[1:]]


@pytest.mark.parametrize("choices", [("in-favour", "against"), ("against", "in-favour")])
async def test_no_vote_can_be_read_off_the_counts_while_it_runs(
    api: ApiClient, browse: Any, journey: Journey, choices: tuple[str, str]
) -> None:
    """Whatever was voted, everybody sees the same until it is closed."""
    proposal = await deciding(journey)
    officer, anybody = await browse("officer"), await browse("resident")
    pages = [(officer, f"/proposals/{proposal}/decision"), (anybody, f"/proposals/{proposal}")]
    for number, choice in enumerate(choices, start=1):
        vote = await journey.vote(proposal, DAY, WARD, number, choice)
        assert vote == {
            **{"ward": WARD, "seat": number, "voted": number},
            **{"required": 2, "standing": "open"},
        }
        for who, page in pages:
            assert await counts(who, page) == ["2 of 3", f"{number} of 3", "Still voting"]
        (told,) = (await api.get(f"/proposals/{proposal}"))["decision"]["wards"]
        assert told["tally"] == {
            **dict.fromkeys(("in_favour", "against", "abstained", "interests_declared", "able")),
            **{"seats": 3, "required": 2, "voted": number, "must_vote": 2, "standing": "open"},
        }
    last = await journey.vote(proposal, DAY, WARD, 3, choices[0])
    assert last["standing"] == "decided"
    for who, page in pages:
        cells = await counts(who, page)
        assert cells == ["2 of 3", "3 of 3", "Enough have voted: it can be closed"]
    await api.on(DAY).post("officer", f"/proposals/{proposal}/decision/close", reasons="So.")
    in_favour = (*choices, choices[0]).count("in-favour")
    for who, page in pages:
        assert (await counts(who, page))[1:5] == [str(in_favour), str(3 - in_favour), "0", "0"]
    (told,) = (await api.get(f"/proposals/{proposal}"))["decision"]["wards"]
    assert told["tally"]["in_favour"] == in_favour


async def test_whoever_declared_an_interest_cannot_be_told_from_who_voted(
    api: ApiClient, browse: Any, journey: Journey
) -> None:
    """What is shown is the same to the letter, whichever of the two a seat has said."""
    officer = await browse("officer")
    proposals = [await deciding(journey) for _ in range(2)]
    seen = []
    for proposal, said in zip(
        proposals,
        (
            {"interest": "pecuniary", "interest_detail": "My own hall"},
            {"interest": "none", "choice": "in-favour"},
        ),
        strict=True,
    ):
        path = f"/proposals/{proposal}/decision"
        answer = await api.on(DAY).post("officer", f"{path}/votes", **said, ward=WARD, seat=1)
        (told,) = (await api.get(f"/proposals/{proposal}"))["decision"]["wards"]
        shown = await officer.see(path)
        waits = re.search(r"Harrow Road: [^<]+ in favour", shown)
        assert waits is not None
        seen.append((answer, told["tally"], waits[0], await counts(officer, path)))
    assert seen[0] == seen[1]
    assert (await journey.tally(proposals[0], WARD, DAY)).must_vote == 1
    assert seen[0][1]["must_vote"] == 2


async def test_it_is_said_how_many_must_vote_before_it_can_be_closed(
    api: ApiClient, browse: Any, journey: Journey
) -> None:
    proposal = await deciding(journey)
    officer = await browse("officer")
    page = f"/proposals/{proposal}/decision"
    form = f'action="/budgets{page}/close"'
    for voted in (0, 1):
        shown = await officer.see(page)
        assert form not in shown
        assert f"Harrow Road: {voted} of 3 have voted; at least 2 must vote" in shown
        refused = await api.on(DAY).send("officer", f"{page}/close", {"reasons": "Early."})
        assert refused.body["detail"] == "Still to be decided by the councillors of: Harrow Road."
        await journey.vote(proposal, DAY, WARD, voted + 1, "against")
    assert form in await officer.see(page)
    sent = await officer.send(page, f"{page}/close", reasons="Two against.")
    assert sent.status_code == 303, sent.text


async def test_opened_too_early_it_says_what_comes_first(
    api: ApiClient, browse: Any, journey: Journey
) -> None:
    officer, councillor = await browse("officer"), await browse("councillor")
    made = await api.post("group", "/proposals", title="A club", wards=[WARD], theme="greening")
    page = f"/proposals/{made['proposal_id']}/decision"
    assert "First a moderator reads its words" in await officer.see(page)
    proposal = await journey.open(DAY, WARD)
    page = f"/proposals/{proposal}/decision"
    for who in (officer, councillor):
        assert "First an officer researches and costs it" in await who.see(page)
    assert f"{proposal}/research" in await officer.see(page)
    await journey.research(proposal, DAY, SHARES, starts_on="2099-03-01")
    assert "First an officer judges the criteria." in await councillor.see(page)
    assert f"{proposal}/criteria" in await officer.see(page)
    await journey.assess(proposal, DAY)
    assert "a neighbourhood officer does that" in await councillor.see(page)
    assert "Put it to the councillors" in await officer.see(page)
    await api.on(DAY).post("officer", f"/proposals/{proposal}/withdraw", reason="no-need")
    assert "The councillors do not decide on this." in await officer.see(page)
