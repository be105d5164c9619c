"""Who asks to be forgotten is forgotten here, and it shows which service has done so."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import httpx
import pytest
from civic_contracts import parse
from civic_contracts.events.people import (
    IdeasPersonErased,
    IdeasPersonErasureRequested,
    ReportingPersonErased,
)
from reporting.erasure.commands import reference_of
from reporting.testing import Bench
from servicekit import Actor
from servicekit.identity import ANONYMOUS
from servicekit.web.gate import Gate
from servicekit.web.runtime import current_actor
from sqlalchemy import text
from starlette.types import ASGIApp

pytestmark = pytest.mark.stack

KEY, OTHER = "a" * 64, "b" * 64
DAY = date(2010, 5, 1)
SESSION = text("""
    INSERT INTO kit.sessions (id, person_key, roles, wards, departments, created_at, last_seen_at,
                              expires_at)
    VALUES (:id, :key, '{}', '{}', '{}', :now, :now, :later)
""")


async def sign_in(bench: Bench, key: str) -> None:
    now = datetime.now(UTC)
    values = {"id": key[::-1], "key": key, "now": now, "later": now + timedelta(hours=1)}
    async with bench.work.engine.begin() as connection:
        await connection.execute(SESSION, values)


async def test_it_forgets_answers_and_keeps_no_key(bench: Bench) -> None:
    await sign_in(bench, KEY)
    await sign_in(bench, OTHER)
    asked = bench.received(IdeasPersonErasureRequested(occurred_on=DAY), KEY)
    done = bench.received(
        IdeasPersonErased(occurred_on=DAY, records_erased=3, kept=("payments",)), KEY
    )
    await bench.take([asked, done])
    left = await bench.rows("SELECT person_key FROM kit.sessions")
    assert [row.person_key for row in left] == [OTHER]
    outbox = await bench.rows("SELECT body FROM kit.outbox")
    (answer,) = [parse(bytes(row.body)) for row in outbox]
    assert isinstance(answer.event, ReportingPersonErased)
    assert (answer.envelope.subject, answer.event.records_erased) == (KEY, 1)
    noted = await bench.rows("SELECT * FROM erasure_answers JOIN erasures USING (reference)")
    assert [(row.service, row.records, row.kept) for row in noted] == [("ideas", 3, ["payments"])]
    for table in ("erasures", "erasure_answers", "event_log"):
        assert await bench.rows(f"SELECT 1 FROM {table} AS t WHERE t::text LIKE '%aaaaaaaa%'") == []


@pytest.mark.parametrize(
    ("actor", "status"),
    [
        (ANONYMOUS, 401),
        (Actor(KEY, frozenset({"resident"}), "Rosa"), 403),
        (Actor(KEY, frozenset({"auditor"}), "Ada"), 200),
    ],
)
async def test_only_operators_and_auditors_see_who_has_done_so(
    bench: Bench, web: httpx.AsyncClient, gate: ASGIApp, actor: Actor, status: int
) -> None:
    await bench.take([bench.received(IdeasPersonErasureRequested(occurred_on=DAY), OTHER)])
    assert isinstance(gate, Gate)
    gate.app.dependency_overrides[current_actor] = lambda: actor  # type: ignore[attr-defined]  # a FastAPI
    try:
        answer = await web.get("/reporting/erasures", headers={"Accept": "application/json"})
    finally:
        gate.app.dependency_overrides.clear()  # type: ignore[attr-defined]  # a FastAPI
    assert answer.status_code in ({303, 401} if status == 401 else {status})
    assert (reference_of(OTHER) in answer.text) is (status == 200)


async def test_what_the_audit_log_keeps_of_a_person_is_told_as_kept(bench: Bench) -> None:
    refused = "INSERT INTO kit.audit (actor, roles, action, target, facts) VALUES "
    async with bench.work.engine.begin() as connection:
        values = f"('{KEY}', '{{auditor}}', 'request.refused', 'GET /reporting/erasures', '{{}}')"
        await connection.execute(text(refused + values))
    for key in (KEY, OTHER):
        await bench.take([bench.received(IdeasPersonErasureRequested(occurred_on=DAY), key)])
    outbox = await bench.rows("SELECT body FROM kit.outbox")
    told = {one.envelope.subject: one.event for one in (parse(bytes(r.body)) for r in outbox)}
    assert {key: event.kept for key, event in told.items()} == {KEY: ("audit-records",), OTHER: ()}
