"""Who asks any service to be forgotten is forgotten here, and what stays names nobody."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from civic_contracts.envelope import Envelope
from civic_contracts.events.people import (
    BudgetsPersonErasureRequested,
    IdeasPersonErased,
    IdeasPersonErasureRequested,
    PersonErasureRequested,
    ReportingPersonErasureRequested,
    VolunteersPersonErasureRequested,
)
from ideas.app import SERVICE
from ideas.inbound.person import PUBLISHED_IDEAS
from ideas.intake.commands.moderating import ModerateIdea, moderate_idea
from ideas.intake.commands.submitting import SubmitIdea, submit_idea
from ideas.intake.commands.supporting import SupportIdea, support_idea
from ideas.intake.erasure import ERASED, FORGOTTEN
from ideas.promise import AnsweringPromise
from ideas.testing import MODERATOR, OFFICER, Bench, Site, resident
from servicekit import Actor
from servicekit.messaging.inbox import Inbox
from servicekit.messaging.reading import Delivery, Reader

LEILA, EDWIN = resident(77), resident(78)
KEY = str(LEILA.person_key)
WORDS = "A choir for Harrow Road"
REQUESTS = (
    IdeasPersonErasureRequested,
    BudgetsPersonErasureRequested,
    VolunteersPersonErasureRequested,
    ReportingPersonErasureRequested,
)
# The answer's subject is the key, and so are the names of the streams that carry such events;
# the audit log is a statutory record.
NAMED_BY_ERASURE = {"kit.outbox", "kit.subjects", "kit.inbox_cursors", "kit.inbox_digests"}


async def ask(
    bench: Bench, kind: type[PersonErasureRequested], key: str = KEY, times: int = 1
) -> None:
    """The request arrives as through the broker, perhaps several times."""
    envelope = Envelope.of(
        kind(occurred_on=date(2010, 5, 1)),
        subject=key,
        sequence=1,
        id=uuid4(),
        time=datetime.now(UTC),
        correlationid=uuid4(),
    )
    inbox = Inbox(bench.work, Reader(SERVICE.parse), SERVICE.all_handlers())
    one = Delivery(envelope.to_json(), kind.routing_key, str(envelope.id), kind.service)
    for _ in range(times):
        await inbox.take([one])


async def say(bench: Bench, actor: Actor, outcome: str | None = "published") -> UUID:
    command = SubmitIdea(title=WORDS, summary=WORDS, ward="E05013802", theme="greening")
    made = await bench.act(actor, lambda uow: submit_idea(uow, command, AnsweringPromise()))
    if outcome is not None:
        judged = ModerateIdea.model_validate({"outcome": outcome, "reason": "Because."})
        await bench.act(MODERATOR, lambda uow: moderate_idea(uow, made.idea_id, judged))
    return UUID(str(made.idea_id))


async def idea(bench: Bench, idea_id: UUID) -> Any:
    (row,) = await bench.rows("SELECT * FROM ideas WHERE id = :id", id=idea_id)
    return row


async def places_of(bench: Bench, words: str) -> set[str]:
    """Every table of the database, whoever made it, in which words stand, also as bytes."""
    found = set()
    tables = await bench.rows(
        "SELECT schemaname || '.' || tablename FROM pg_tables"
        " WHERE schemaname IN ('public', 'kit') AND tablename NOT LIKE 'outbox_%'"
    )
    assert len(tables) > 20
    for (name,) in tables:
        where = "t::text LIKE :words OR t::text LIKE :bytes"
        values = {"words": f"%{words}%", "bytes": f"%{words.encode().hex()}%"}
        if await bench.rows(f"SELECT 1 FROM {name} AS t WHERE {where} LIMIT 1", **values):
            found.add(name)
    return found


async def answers(bench: Bench) -> list[IdeasPersonErased]:
    return [one for one in await bench.told() if isinstance(one, IdeasPersonErased)]


async def test_no_table_knows_the_person_afterwards(bench: Bench, site: Site) -> None:
    said = await say(bench, LEILA)
    supported = await say(bench, EDWIN)
    for actor in (LEILA, OFFICER):
        await bench.act(actor, lambda uow: support_idea(uow, supported, SupportIdea()))
    async with site.browser(LEILA) as browser:
        answer = await browser.get("/ideas/mine")
        assert answer.status_code == 200
        assert {"public.ideas", "public.supports", "kit.sessions"} <= await places_of(bench, KEY)
        await ask(bench, VolunteersPersonErasureRequested)
        assert (await browser.get("/ideas/mine")).status_code != 200
    assert await places_of(bench, KEY) <= NAMED_BY_ERASURE

    own = await idea(bench, said)
    assert (own.owner_person_key, own.title, own.moderation) == (FORGOTTEN, WORDS, "published")
    other = await idea(bench, supported)
    assert (other.owner_person_key, other.supporters) == (EDWIN.person_key, 2)
    keys = {row.person_key for row in await bench.rows("SELECT person_key FROM supports")}
    assert len(keys) == 2
    assert OFFICER.person_key in keys
    (answer_told,) = await answers(bench)
    assert answer_told.records_erased == 3
    assert answer_told.kept == (PUBLISHED_IDEAS,)


@pytest.mark.parametrize("outcome", [None, "hidden"])
async def test_words_that_are_not_public_go_and_cannot_be_published(
    bench: Bench, outcome: str | None
) -> None:
    kept_back = await say(bench, LEILA, outcome)
    await ask(bench, ReportingPersonErasureRequested)
    row = await idea(bench, kept_back)
    assert (row.title, row.summary, row.moderation) == (ERASED, ERASED, "hidden")
    assert row.withdrawn_on is not None
    assert await places_of(bench, WORDS) == set()
    (told,) = await answers(bench)
    assert (told.records_erased, told.kept) == (1, ())


async def test_who_supported_several_ideas_stays_several_unlinked_supporters(bench: Bench) -> None:
    for _ in range(3):
        one = await say(bench, EDWIN)
        await bench.act(LEILA, lambda uow, one=one: support_idea(uow, one, SupportIdea()))
    await ask(bench, IdeasPersonErasureRequested)
    rows = await bench.rows("SELECT person_key FROM supports")
    assert len({row.person_key for row in rows}) == 3
    published = await bench.rows("SELECT supporters FROM ideas")
    assert [row.supporters for row in published] == [1, 1, 1]


async def test_the_audit_log_keeps_who_moderated_and_the_answer_says_so(bench: Bench) -> None:
    await say(bench, EDWIN)
    await ask(bench, BudgetsPersonErasureRequested, str(MODERATOR.person_key))
    (told,) = await answers(bench)
    assert (told.records_erased, told.kept) == (0, ("audit-records",))
    assert "kit.audit" in await places_of(bench, str(MODERATOR.person_key))


@pytest.mark.parametrize("kind", REQUESTS, ids=lambda one: one.service)
async def test_every_services_request_is_answered_once(
    bench: Bench, kind: type[PersonErasureRequested]
) -> None:
    await say(bench, LEILA)
    await ask(bench, kind, times=3)
    assert [one.records_erased for one in await answers(bench)] == [1]
    assert "public.ideas" not in await places_of(bench, KEY)
