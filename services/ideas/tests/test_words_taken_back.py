"""Words of urgent needs, barriers and meetings that a moderator takes back: gone in every copy."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from civic_contracts.events.ideas import (
    BarrierTextWithdrawn,
    ConversationTextWithdrawn,
    UrgentNeedTextWithdrawn,
)
from civic_contracts.events.volunteers import SpaceUsed
from ideas.app import SERVICE
from ideas.barriers.commands import LogBarrier, RemoveBarrier, log_barrier, remove_barrier
from ideas.conversations.commands import (
    HoldEvent,
    OpenConversation,
    hold_event,
    open_conversation,
)
from ideas.promise import AnsweringPromise
from ideas.testing import FACILITATOR, MODERATOR, OFFICER, Bench, Site
from ideas.urgent_needs.commands import (
    MeetUrgentNeed,
    RaiseUrgentNeed,
    meet_urgent_need,
    raise_urgent_need,
)
from ideas_house import post
from servicekit.messaging.jobs import Jobs
from sqlalchemy import text
from test_ideas_pages import send

WARD = "E05013794"
NAMES = "Ring Mrs Smith of 14 Elm Court"
PAST: dict[str, Any] = {"occurred_on": date(2023, 3, 15), "late_reason": "From the record."}
Thing = tuple[str, str, type[Any]]


async def a_conversation(bench: Bench) -> UUID:
    command = OpenConversation(
        title="Access to health services",
        kind="change-makers",
        department="public-health",
        starts_on=date(2023, 3, 14),
        occurred_on=date(2023, 3, 14),
        late_reason="From the record.",
    )
    made = await bench.act(FACILITATOR, lambda uow: open_conversation(uow, command))
    return UUID(str(made.conversation_id))


async def a_need(bench: Bench, conversation: UUID | None = None) -> Thing:
    raising = RaiseUrgentNeed(
        ward=WARD, title=NAMES, summary=NAMES, conversation_id=conversation, **PAST
    )
    need = await bench.act(
        FACILITATOR, lambda uow: raise_urgent_need(uow, raising, AnsweringPromise())
    )
    need_id = need.urgent_need_id
    used = SpaceUsed(
        occurred_on=date(2023, 3, 16),
        space_id=uuid4(),
        urgent_need_id=need_id,
        ward=WARD,
        purpose="food-bank",
        minutes=240,
    )
    if conversation is None:
        meeting = MeetUrgentNeed(how=NAMES, **PAST)
        await bench.act(OFFICER, lambda uow: meet_urgent_need(uow, need_id, meeting))
    else:
        await bench.hear(used, used.space_id)
    return f"/urgent-needs/{need_id}", f"/urgent-needs/{need_id}", UrgentNeedTextWithdrawn


async def a_need_that_arose_in_a_conversation(bench: Bench) -> Thing:
    return await a_need(bench, await a_conversation(bench))


async def a_barrier(bench: Bench) -> Thing:
    logging = LogBarrier(kind="legal", title=NAMES, owner_department="legal", **PAST)
    logged = await bench.act(OFFICER, lambda uow: log_barrier(uow, logging))
    removing = RemoveBarrier(how=NAMES, **PAST)
    await bench.act(OFFICER, lambda uow: remove_barrier(uow, logged.barrier_id, removing))
    return f"/barriers/{logged.barrier_id}", "/barriers", BarrierTextWithdrawn


async def a_meeting(bench: Bench) -> Thing:
    conversation = await a_conversation(bench)
    holding = HoldEvent(
        session="day-two",
        participants=36,
        topic_kept=False,
        topic_change=NAMES,
        comments=(NAMES, NAMES),
        **PAST,
    )
    held = await bench.act(FACILITATOR, lambda uow: hold_event(uow, conversation, holding))
    address = f"/conversations/{conversation}"
    meeting = f"{address}/events/{held.conversation_event_id}"
    return meeting, address, ConversationTextWithdrawn


THINGS: list[Callable[[Bench], Awaitable[Thing]]] = [
    a_need,
    a_need_that_arose_in_a_conversation,
    a_barrier,
    a_meeting,
]


async def kept(bench: Bench) -> dict[str, int]:
    """Where the words still stand, by table."""
    found = {}
    for table in ("urgent_needs", "barriers", "conversation_events", "thread_steps"):
        query = f"SELECT count(*) AS n FROM {table} AS row WHERE row::text LIKE :words"
        (row,) = await bench.rows(query, words="%Elm Court%")
        found[table] = row.n
    query = "SELECT count(*) AS n FROM kit.outbox WHERE convert_from(body, 'UTF8') LIKE :words"
    (row,) = await bench.rows(query, words="%Elm Court%")
    return {table: n for table, n in {**found, "outbox": row.n}.items() if n}


@pytest.mark.parametrize("thing", THINGS)
async def test_they_are_gone_in_every_copy(
    bench: Bench, site: Site, thing: Callable[[Bench], Awaitable[Thing]]
) -> None:
    path, shown, kind = await thing(bench)
    async with bench.work.engine.begin() as connection:
        await connection.execute(text("UPDATE kit.outbox SET published_at = now()"))
    assert "outbox" in await kept(bench)
    async with site.browser(OFFICER) as officer:
        refused = await post(officer, f"{path}/withdraw-words", {})
        assert refused.status_code == 403
    async with site.browser(MODERATOR) as moderator:
        answer = await post(moderator, f"{path}/withdraw-words", {"reason": "unlawful"})
        assert answer.status_code == 200, answer.text
        withdrawn = (await bench.told())[-1]
        assert isinstance(withdrawn, kind)
        assert withdrawn.reason == "unlawful"
        assert len(withdrawn.event_ids) == answer.json()["events"] > 0
        assert await Jobs(bench.work, SERVICE.jobs).run_next()
        assert await kept(bench) == {}
        told = len(await bench.told())
        again = await post(moderator, f"{path}/withdraw-words", {})
        assert again.json() == {"events": 0}
        assert len(await bench.told()) == told
    async with site.browser() as anybody:
        page = await anybody.get(f"/ideas{shown}")
        assert page.status_code == 200
        assert "Elm Court" not in page.text


@pytest.mark.parametrize("thing", THINGS)
async def test_the_moderator_reads_them_once_more_where_they_stand(
    bench: Bench, site: Site, thing: Callable[[Bench], Awaitable[Thing]]
) -> None:
    path, shown, _ = await thing(bench)
    form = f"/ideas{path}/withdraw-words"
    async with site.browser(MODERATOR) as moderator, site.browser(OFFICER) as officer:
        assert form in (await moderator.get(f"/ideas{shown}")).text
        assert form not in (await officer.get(f"/ideas{shown}")).text
        assert (await officer.get(form)).status_code == 403
        assert NAMES in (await moderator.get(form)).text
        done = await send(moderator, form, reason="moderated")
        assert done.status_code == 303, done.text
        after = await moderator.get(done.headers["location"])
    assert "The words are withdrawn." in after.text
    assert "Elm Court" not in after.text


async def test_what_is_not_there_has_no_words(site: Site) -> None:
    async with site.browser(MODERATOR) as moderator:
        for path in (
            f"/urgent-needs/{uuid4()}",
            f"/barriers/{uuid4()}",
            f"/conversations/{uuid4()}/events/{uuid4()}",
        ):
            answer = await post(moderator, f"{path}/withdraw-words", {})
            assert answer.status_code == 404, path


async def test_a_meeting_is_taken_back_in_its_own_conversation(bench: Bench, site: Site) -> None:
    path, *_ = await a_meeting(bench)
    other = f"/conversations/{uuid4()}/events/{path.rpartition('/')[2]}"
    async with site.browser(MODERATOR) as moderator:
        assert (await post(moderator, f"{other}/withdraw-words", {})).status_code == 404
