"""Words that a moderator takes back are gone from every service: tables, outboxes, feed."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator

import asyncpg
import pytest
import pytest_asyncio
from civic_contracts.topology import SERVICES
from civic_demo.api import Client
from civic_demo.cases import CASES
from civic_demo.cases import commissioning as way
from civic_demo.cases.wards import HARROW_ROAD
from civic_demo.play import Case, Play
from civic_stack.stack import Stack
from harness.left_behind import settled

pytestmark = pytest.mark.stack

# One mark in the idea's words, one in those of its need, one in what a moderator put in, and one
# in whatever officers wrote from the research to the end of the project.
OF_THE_IDEA, OF_THE_NEED, PUT_IN = "Zzelgin Avenue", "Zzwarlock Road", "Zzneighbourly"
OF_OFFICERS = "Zzfernhead Road"
# A hidden idea is kept for its owner and for moderators, who may publish it again.
KEPT = {("ideas", "public.ideas")}
TABLES = """
    SELECT quote_ident(table_schema) || '.' || quote_ident(table_name)
    FROM information_schema.tables
    WHERE table_type = 'BASE TABLE' AND table_schema IN ('public', 'live', 'kit')
"""
CASE = Case("withdrawn", "Words that are withdrawn")
IDEA = "withdrawn.idea"


@CASE.step("2009-05-11", "Withdrawn: a resident says where somebody lives")
async def asked(play: Play) -> None:
    words = {"title": f"A singer of {OF_THE_IDEA}", "summary": f"She lives in {OF_THE_IDEA}."}
    about = {"ward": HARROW_ROAD, "theme": "community-focused", "owner_kind": "resident"}
    sent = {**words, **about, "channel": "online"}
    play[IDEA] = (await play.post("choir-member", "/ideas/api/ideas", sent))["idea_id"]
    await way.publish(play, IDEA)
    await way.adopt(play, IDEA, "neighbourhoods")


@CASE.step("2009-05-26", "Withdrawn: it is referred, costed and funded")
async def funded(play: Play) -> None:
    await way.test(play, IDEA)
    given = {"organisation": "Wigmore Hall", "applicant_kind": "organisation"}
    await way.refer(play, IDEA, estimated=100_000, organisation="Wigmore Hall")
    proposal = "withdrawn.proposal"
    days = {"starts_on": "2009-09-01", "ends_on": "2010-03-31", "financial_year": "2009-10"}
    lines = [(f"A leader of {OF_OFFICERS}", 100_000)]
    costed = f"She of {OF_OFFICERS} was asked."
    await way.research(play, proposal, HARROW_ROAD, lines, summary=costed, **given, **days)
    await way.decide(play, proposal, HARROW_ROAD)
    places = {"volunteer_places": 2, "volunteer_roles": [], "match_funding": 0}
    asked = [{"code": "hall", "title": f"A hall near {OF_OFFICERS}"}]
    purpose = f"That {OF_OFFICERS} sings"
    await way.award(play, "withdrawn", proposal, purpose=purpose, conditions=asked, **places)


@CASE.step("2009-07-06", "Withdrawn: something is needed at once")
async def needed(play: Play) -> None:
    sent = {
        "title": f"A roof in {OF_THE_NEED}",
        "summary": f"Ask in {OF_THE_NEED}.",
        "ward": HARROW_ROAD,
        "spaces_needed": 1,
        "people_needed": 2,
        "idea_id": play[IDEA],
    }
    await play.post("facilitator", "/ideas/api/urgent-needs", sent)


@CASE.step("2009-07-07", "Withdrawn: volunteers has opportunities for both")
async def opened(play: Play) -> None:
    open_ones = f"/volunteers/api/opportunities?idea_id={play[IDEA]}"
    await play.until(open_ones, lambda page: len(page["items"]) == 2)


@CASE.step("2009-07-08", "Withdrawn: it is signed, seen and finished")
async def finished(play: Play) -> None:
    await way.sign(play, "withdrawn", payment_basis="in-arrears")
    agreement = f"/budgets/api/agreements/{play['withdrawn.agreement']}"
    seen = {"evidence": f"The key is in {OF_OFFICERS}."}
    await play.post(way.OFFICER, f"{agreement}/conditions/hall/met", seen)
    visited = [("singers", 44, "people")]
    await way.monitor(play, "withdrawn", "visit", f"{OF_OFFICERS} sang.", visited)
    project = f"/budgets/api/projects/{play['withdrawn.project']}"
    await play.post(way.OFFICER, f"{project}/complete", {"summary": f"{OF_OFFICERS} is glad."})


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def played(stack: Stack) -> AsyncIterator[Play]:
    """An idea with an award and an urgent need, which everybody has heard of."""
    client = Client(
        stack.public_url, stack.client_secret("civic-demo"), f"{stack.public_url}/issuer"
    )
    play = Play(client)
    await play.run([*(case for case in CASES if case.name == "city"), CASE])
    await settled(databases(stack))
    yield play
    await client.aclose()


def databases(stack: Stack) -> dict[str, str]:
    return {name: stack.database(name).plain for name in SERVICES}


async def places_of(stack: Stack, said: str) -> set[tuple[str, str]]:
    """Every table that has these words, also inside the bodies of messages."""
    found = set()
    for service, address in databases(stack).items():
        connection = await asyncpg.connect(address)
        for (table,) in await connection.fetch(TABLES):
            query = f"SELECT EXISTS (SELECT FROM {table} AS t WHERE t::text ILIKE ANY ($1::text[]))"
            if await connection.fetchval(query, [f"%{said}%", f"%{said.encode().hex()}%"]):
                found.add((service, table))
        await connection.close()
    return found


async def left_of(stack: Stack, said: str, seconds: float = 60) -> set[tuple[str, str]]:
    """Where the words still are, once the withdrawal has had the time that it takes."""
    await settled(databases(stack))
    until = time.monotonic() + seconds
    while (found := await places_of(stack, said) - KEPT) and time.monotonic() < until:
        await asyncio.sleep(1)
    return found


async def moderate(play: Play, **judgement: str) -> None:
    address = f"/ideas/api/ideas/{play[IDEA]}/moderation"
    await play.post("moderator", address, judgement, key=f"withdrawn/{judgement['outcome']}")


async def test_the_words_went_everywhere_before(stack: Stack, played: Play) -> None:
    of_the_idea = {service for service, _ in await places_of(stack, OF_THE_IDEA)}
    assert of_the_idea == set(SERVICES)
    of_the_need = {service for service, _ in await places_of(stack, OF_THE_NEED)}
    assert of_the_need == {"ideas", "volunteers", "reporting"}
    of_officers = {service for service, _ in await places_of(stack, OF_OFFICERS)}
    assert of_officers == set(SERVICES)


async def test_what_officers_wrote_is_gone_event_by_event(stack: Stack, played: Play) -> None:
    words = f"/budgets/api/proposals/{played['withdrawn.proposal']}/words"
    told = (await played.get(words, "moderator"))["items"]
    for one in told:
        why, event = {"reason": "names-somebody"}, one["event_id"]
        await played.post("moderator", f"{words}/{event}/withdrawal", why, key=f"words/{event}")
    assert await left_of(stack, OF_OFFICERS) == set()
    # The idea's own words were told beside theirs, and are nobody's fault.
    project = await played.get(f"/volunteers/api/projects/{played['withdrawn.project']}")
    assert project["title"] == f"A singer of {OF_THE_IDEA}"
    thread = await played.get(f"/reporting/api/ideas/{played[IDEA]}")
    assert thread["title"] == f"A singer of {OF_THE_IDEA}"
    found = await played.get(f"/budgets/api/projects/{played['withdrawn.project']}")
    assert (found["state"], found["summary"]) == ("completed", "Words withdrawn")


async def test_words_that_are_edited_out_are_gone_and_the_new_ones_stand(
    stack: Stack, played: Play
) -> None:
    new = {"title": f"A {PUT_IN} choir", "summary": "It sings."}
    await moderate(played, outcome="edited", reason="Where somebody lives.", **new)
    assert await left_of(stack, OF_THE_IDEA) == set()
    project = await played.get(f"/volunteers/api/projects/{played['withdrawn.project']}")
    proposal = await played.get(f"/budgets/api/proposals/{played['withdrawn.proposal']}")
    heard = await played.get(f"/reporting/api/ideas/{played[IDEA]}")
    assert {project["title"], proposal["title"], heard["title"]} == {new["title"]}


async def test_a_hidden_idea_leaves_no_words_anywhere(stack: Stack, played: Play) -> None:
    await moderate(played, outcome="hidden", reason="It is about one person.")
    for said in (OF_THE_NEED, PUT_IN, OF_THE_IDEA):
        assert await left_of(stack, said) == set()
    open_ones = await played.get(f"/volunteers/api/opportunities?idea_id={played[IDEA]}")
    assert {one["title"] for one in open_ones["items"]} == {"Words withdrawn"}
