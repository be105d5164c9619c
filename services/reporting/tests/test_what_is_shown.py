"""Pages and JSON over HTTP: what was published shows, and leads to the events behind it."""

from __future__ import annotations

import html
import re
from datetime import date
from uuid import UUID, uuid4

import httpx
import pytest
from civic_contracts import READER, all_events
from civic_contracts.envelope import Envelope, Event
from civic_contracts.events import budgets, ideas
from civic_contracts.fields import Measure, PublicText, WardShare
from civic_contracts.sampling import sample_of
from reporting.dashboards.catalogue import KNOWN
from reporting.testing import Bench, samples

pytestmark = pytest.mark.stack

HARROW_ROAD = "E05000635"
PAGES = (
    "/reporting/",
    "/reporting/wards",
    f"/reporting/wards/{HARROW_ROAD}",
    "/reporting/themes/community-focused",
    "/reporting/milestones",
    "/reporting/money",
    "/reporting/volunteering",
    "/reporting/conversations",
    "/reporting/events",
    "/reporting/open-data",
    "/reporting/accessibility",
)
STANDING = ("/reporting/events", "/reporting/open-data", "/reporting/accessibility")
JSON = (
    "city",
    f"wards/{HARROW_ROAD}",
    "themes/community-focused",
    "milestones",
    "money",
    "volunteering",
    "spaces",
    "conversations",
    "measures",
)


def choir(singers: int = 44, audience: int = 366) -> tuple[UUID, list[Event]]:
    """The Harrow Road Community Choir, from the idea to the concert."""
    idea, project, award, agreement = (uuid4() for _ in range(4))
    under = {
        "agreement_id": agreement,
        "award_id": award,
        "project_id": project,
        "idea_id": idea,
    }
    title = PublicText(text="Harrow Road <Community> Choir")
    return idea, [
        ideas.IdeaSubmitted(
            idea_id=idea,
            channel="area-forum",
            owner_kind="resident",
            ward=HARROW_ROAD,
            theme="community-focused",
            title=title,
            summary=PublicText(text="A choir for all of us."),
            occurred_on=date(2009, 5, 11),
        ),
        budgets.AwardMade(
            award_id=award,
            proposal_id=uuid4(),
            project_id=project,
            idea_id=idea,
            title=title,
            theme="community-focused",
            financial_year="2009-10",
            ward_shares=(WardShare(ward=HARROW_ROAD, amount=1_500_000),),
            amount=1_500_000,
            organisation="Wigmore Hall",
            occurred_on=date(2009, 7, 6),
        ),
        budgets.AgreementMonitoringRecorded(
            **under,
            kind="concert",
            measures=(
                Measure(code="singers", value=singers, unit="people"),
                Measure(code="audience", value=audience, unit="people"),
            ),
            occurred_on=date(2010, 3, 21),
        ),
    ]


async def hear_everything(bench: Bench) -> None:
    """One of every event there is."""
    await bench.hear(*samples())


@pytest.mark.parametrize("path", PAGES)
async def test_every_page_shows_an_empty_log(web: httpx.AsyncClient, path: str) -> None:
    answer = await web.get(path)
    assert answer.status_code == 200, answer.text
    assert "<h1" in answer.text


async def test_two_wards_of_one_name_have_two_headings(web: httpx.AsyncClient) -> None:
    old, new = [
        re.search(r"<h1[^>]*>(.*?)</h1>", (await web.get(f"/reporting/wards/{code}")).text, re.S)
        for code in ("E05000635", "E05013795")
    ]
    assert old is not None
    assert new is not None
    assert "Harrow Road (until 2022)" in old[1]
    assert "(until" not in new[1]


@pytest.mark.parametrize("path", PAGES)
async def test_every_page_shows_every_event(
    bench: Bench, web: httpx.AsyncClient, path: str
) -> None:
    await hear_everything(bench)
    answer = await web.get(path)
    assert answer.status_code == 200, answer.text
    if path not in STANDING:
        assert "As at" in answer.text


@pytest.mark.parametrize("path", JSON)
async def test_every_query_answers(bench: Bench, web: httpx.AsyncClient, path: str) -> None:
    empty = await web.get(f"/reporting/api/{path}")
    assert empty.status_code == 200, empty.text
    assert empty.json()["as_at"] == {"position": 0, "time": None}
    await hear_everything(bench)
    full = await web.get(f"/reporting/api/{path}")
    assert full.status_code == 200, full.text
    assert full.json()["as_at"]["position"] > 0


async def test_a_figure_that_never_happened_is_nought(web: httpx.AsyncClient) -> None:
    told = (await web.get("/reporting/api/city")).json()["figures"]
    assert set(told) == set(KNOWN)
    assert set(told.values()) == {0}


@pytest.mark.parametrize(("singers", "audience"), [(44, 366), (43, 365)])
async def test_the_choirs_figures_show_where_they_count(
    bench: Bench, web: httpx.AsyncClient, singers: int, audience: int
) -> None:
    idea, events = choir(singers, audience)
    await bench.hear(*events)
    measures = [
        {"code": "audience", "unit": "people", "value": audience},
        {"code": "singers", "unit": "people", "value": singers},
    ]
    for path in ("city", f"wards/{HARROW_ROAD}", "themes/community-focused", f"ideas/{idea}"):
        assert (await web.get(f"/reporting/api/{path}")).json()["measures"] == measures
    for path in (f"/reporting/ideas/{idea}", f"/reporting/wards/{HARROW_ROAD}", "/reporting/"):
        page = (await web.get(path)).text
        for figure in (singers, audience):
            assert re.search(rf'<dd class="civic-measure__figure">{figure}\b', page), path
    page = (await web.get(f"/reporting/ideas/{idea}")).text
    assert "Harrow Road &lt;Community&gt; Choir" in page
    assert "<Community>" not in page


async def test_a_withdrawn_text_is_gone_everywhere(bench: Bench, web: httpx.AsyncClient) -> None:
    idea, events = choir()
    told = await bench.hear(*events)
    before = (await web.get(f"/reporting/api/ideas/{idea}")).json()
    assert before["title"] == "Harrow Road <Community> Choir"
    withdrawal = ideas.IdeaTextWithdrawn(
        idea_id=idea, event_ids=tuple(told), reason="asked", occurred_on=date(2010, 4, 1)
    )
    await bench.hear(withdrawal)
    after = (await web.get(f"/reporting/api/ideas/{idea}")).json()
    assert after["title"] == "(withdrawn)"
    feed = (await web.get("/reporting/api/events")).text
    assert "Choir" not in feed
    assert "for all of us" not in feed
    kept = await bench.rows("SELECT * FROM public_texts")
    assert {(row.text, row.salt) for row in kept} == {(None, None)}
    assert len(await bench.rows("SELECT 1 FROM event_log WHERE data::text ILIKE '%choir%'")) == 0


WITHDRAWALS = [one for one in all_events() if one.event_type.endswith(".text-withdrawn.v1")]


@pytest.mark.parametrize("kind", WITHDRAWALS, ids=lambda kind: kind.event_type)
async def test_every_services_withdrawal_is_honoured(bench: Bench, kind: type[Event]) -> None:
    assert len(WITHDRAWALS) >= 3
    _, events = choir()
    told = await bench.hear(*events)
    sample = sample_of(kind)
    data = sample.data | {"event_ids": [str(one) for one in told]}
    await bench.hear(kind.model_validate(data))
    kept = await bench.rows(
        "SELECT text, salt FROM public_texts WHERE event_id = ANY(:told)", told=told
    )
    assert kept
    assert all(row.text is None and row.salt is None for row in kept)


async def test_a_withdrawal_holds_for_what_comes_after_it(bench: Bench) -> None:
    _, events = choir()
    arrived = [bench.received(event) for event in events]
    withdrawal = ideas.IdeaTextWithdrawn(
        idea_id=uuid4(),
        event_ids=tuple(received.envelope.id for received in arrived),
        reason="asked",
        occurred_on=date(2010, 4, 1),
    )
    await bench.hear(withdrawal)
    await bench.take(arrived)
    kept = await bench.rows("SELECT text, salt FROM public_texts")
    assert kept
    assert all(row.text is None and row.salt is None for row in kept)


async def test_the_feed_is_followed_by_its_link_to_the_end(
    bench: Bench, web: httpx.AsyncClient
) -> None:
    await hear_everything(bench)
    following = "/reporting/api/events?limit=7"
    seen: list[str] = []
    while True:
        answer = await web.get(following)
        assert answer.headers["content-type"] == "application/cloudevents-batch+json"
        batch = [Envelope.model_validate(one) for one in answer.json()]
        if not batch:
            break
        for envelope in batch:
            READER.event_in(envelope)
        seen += [str(envelope.id) for envelope in batch]
        link = re.fullmatch(r'<(.+)>; rel="next"', answer.headers["link"])
        assert link is not None
        following = link.group(1)
    rows = await bench.rows("SELECT event_id FROM event_log ORDER BY position")
    assert seen == [str(row.event_id) for row in rows]


async def test_the_list_of_events_is_filtered_and_goes_on(
    bench: Bench, web: httpx.AsyncClient
) -> None:
    idea, events = choir()
    await bench.hear(*events)
    others = [choir() for _ in range(20)]
    await bench.hear(*(event for _, some in others for event in some))
    one = (await web.get(f"/reporting/events?idea={idea}")).text
    assert one.count('class="civic-timeline__entry ') == 3
    first = (await web.get(f"/reporting/events?ward={HARROW_ROAD}")).text
    assert first.count('class="civic-timeline__entry ') == 50
    onwards = re.search(r'href="(/reporting/events\?[^"]*before=[^"]+)"', first)
    assert onwards is not None
    second = (await web.get(onwards.group(1).replace("&amp;", "&"))).text
    assert second.count('class="civic-timeline__entry ') == 13


async def test_every_figure_of_the_dashboard_leads_to_events(
    bench: Bench, web: httpx.AsyncClient
) -> None:
    await hear_everything(bench)
    page = (await web.get("/reporting/")).text
    links = {html.unescape(link) for link in re.findall(r'href="(/reporting/events[^"]*)"', page)}
    assert len(links) >= 15
    for link in links:
        shown = await web.get(link)
        assert shown.status_code == 200, link
        assert 'class="civic-timeline__entry ' in shown.text, link
