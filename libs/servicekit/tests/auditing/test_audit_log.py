"""What the audit log learns of requests, and that a change to it is found."""

import asyncio
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import httpx
import pytest
from civic_stack.postgres import Postgres
from fastapi import Depends
from kit_house import example_process
from servicekit import NotFound, NotYours, public
from servicekit.auditing.sealing import LOOK_BACK, TAKE, publish_head, seal
from servicekit.identity import ANONYMOUS, Actor
from servicekit.operations import command_line
from servicekit.operations.operator import Operator, Refused, Unfinished
from servicekit.unit_of_work import Cause
from servicekit.web.routing import permitted
from sqlalchemy import text

pytestmark = pytest.mark.stack

RESIDENT = Actor("a" * 64, frozenset({"resident"}), "Rosa")
OFFICER = Actor("c" * 64, frozenset({"neighbourhood-officer"}), "Owen")
MACHINE = Actor(None, frozenset({"operator"}), "importer", is_machine=True)


async def _rows(example: Any, query: str) -> list[Any]:
    async with example.process.engine.connect() as connection:
        return list((await connection.execute(text(query))).all())


async def _forge(example: Any, *statements: str) -> None:
    """Do what whoever owns the tables can do: the guards come off first."""
    async with example.process.engine.begin() as connection:
        for table in ("audit", "audit_seals", "audit_sealed", "audit_heads"):
            await connection.execute(text(f"ALTER TABLE kit.{table} DISABLE TRIGGER USER"))
        for statement in statements:
            await connection.execute(text(statement))


async def _typed(example: Any, line: str) -> str:
    process = example.process
    asked = command_line._parser(process.service).parse_args(line.split())
    answer: str = await asked.act(Operator(process.service, process.engine), asked)
    return answer


async def _write(example: Any, **body: object) -> int:
    answer = await example.client.post(
        "/ideas/api/notes",
        json={"words": "Plant a tree", **body},
        headers={"Idempotency-Key": str(uuid4())},
    )
    return int(answer.status_code)


async def _sealed(example: Any, times: int = 1) -> str:
    """Have something noted and sealed; return the head as an operator notes it down."""
    for _ in range(times):
        async with example.process.work.begin(OFFICER, Cause.new()) as uow:
            await uow.audit("note.read", str(uuid4()), pages=3)
    return (await _typed(example, "audit seal")).removeprefix("head ")


async def test_what_an_officer_does_is_noted_and_what_a_resident_does_is_not(
    example: Any,
) -> None:
    assert await _write(example) == 201
    example.actor = OFFICER
    assert await _write(example) == 201
    example.actor = MACHINE
    assert await _write(example) == 201
    done = await _rows(example, "SELECT actor, action, target FROM kit.audit ORDER BY id")
    assert done == [
        (OFFICER.person_key, "command.done", "POST /ideas/api/notes"),
        ("machine:importer", "command.done", "POST /ideas/api/notes"),
    ]


async def test_a_command_that_fails_leaves_no_note_of_having_been_done(example: Any) -> None:
    example.actor = OFFICER
    assert await _write(example, weight="heavy") == 422
    assert await _rows(example, "SELECT 1 FROM kit.audit") == []


async def test_a_signed_in_refusal_is_kept_and_another_only_counted(example: Any) -> None:
    assert await _write(example, occurred_on="2020-01-01") == 403
    example.actor = ANONYMOUS
    assert await _write(example) == 401
    kept = await _rows(
        example, "SELECT actor, roles, action, target, facts->>'code' FROM kit.audit"
    )
    assert kept == [
        (
            RESIDENT.person_key,
            ["resident"],
            "request.refused",
            "POST /ideas/api/notes",
            "forbidden",
        )
    ]


async def test_what_is_hidden_is_answered_as_what_is_not_there_and_kept(example: Any) -> None:
    @example.app.get("/ideas/api/diaries/{diary}", dependencies=[Depends(permitted(public))])
    async def get_diary(diary: str) -> None:
        raise (NotYours if diary == "hers" else NotFound)("diary", diary)

    async def asked(diary: str) -> tuple[int, str]:
        answer = await example.client.get(f"/ideas/api/diaries/{diary}")
        return answer.status_code, answer.text.replace(diary, "…")

    told = {await asked(diary) for diary in ("hers", "no-such")}
    example.actor = ANONYMOUS
    told.add(await asked("hers"))
    assert [status for status, _ in told] == [404]
    kept = await _rows(example, "SELECT actor, target, facts FROM kit.audit")
    facts = {"status": 404, "code": "not-yours", "policy": None, "diary": "hers"}
    assert kept == [(RESIDENT.person_key, "GET /ideas/api/diaries/{diary}", facts)]


async def test_who_signs_out_with_another_forms_token_is_kept(postgres: Postgres) -> None:
    async with example_process(postgres, "amqp://ideas:x@127.0.0.1:1/civic") as process:
        example = SimpleNamespace(process=process)
        token = await process.identity.sessions.open(RESIDENT, None, replacing=None)
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(process.web()),
            base_url="https://civic.test",
            cookies={process.identity.session_cookie.name: token},
        ) as client:
            answer = await client.post("/ideas/sign-out", data={"csrf": "another"})
        assert answer.status_code == 403
        kept = await _rows(example, "SELECT actor, facts->>'code' FROM kit.audit")
    assert kept == [(RESIDENT.person_key, "csrf")]


async def test_a_clock_that_was_set_back_is_told_and_is_no_change_of_the_log(
    example: Any,
) -> None:
    await _sealed(example)
    await _forge(example, "UPDATE kit.audit_seals SET sealed_at = now() + interval '3 days'")
    async with example.process.work.begin(OFFICER, Cause.new()) as uow:
        await uow.audit("note.read", str(uuid4()), pages=3)
    assert "the log is as it was sealed" in await _typed(example, "audit verify")
    assert (await _typed(example, "audit seal")).startswith("head 2:")
    told = (await _typed(example, "audit verify")).splitlines()
    assert told[0] == "batch 2: the server's clock was set back before it"
    assert told[1].startswith("2 batches, 2 rows, 0 not sealed yet")
    assert told[2] == "the log is as it was sealed"


async def test_an_untouched_log_verifies(example: Any) -> None:
    assert await _typed(example, "audit seal") == "nothing to seal"
    first = await _sealed(example, 3)
    second = await _sealed(example)
    assert first != second
    await _write(example, occurred_on="2020-01-01")
    told = await _typed(example, f"audit verify --head {first} --head {second}")
    assert told.startswith("2 batches, 4 rows, 1 not sealed yet, head 2:")
    assert told.endswith("the log is as it was sealed")


@pytest.mark.parametrize(
    ("forged", "told"),
    [
        (
            "UPDATE kit.audit SET facts = '{\"pages\": 4}' WHERE id = 2",
            "batch 1: a row was changed",
        ),
        ("UPDATE kit.audit SET actor = NULL WHERE id = 3", "batch 2: a row was changed"),
        ("DELETE FROM kit.audit WHERE id = 2", "batch 1: 2 rows were sealed, 1 are there"),
        ("TRUNCATE kit.audit", "batch 1: 2 rows were sealed, 0 are there"),
        ("DELETE FROM kit.audit_seals WHERE number = 1", "batch 1: is gone"),
        (
            "INSERT INTO kit.audit (recorded_at, roles, action, target, facts) "
            "VALUES (now() - interval '1 day', '{}', 'vote.cast', 'x', '{}')",
            "row 4: was added with an earlier time",
        ),
        (
            "UPDATE kit.audit_heads SET head = sha256('another')",
            "batch 2: not the head that was published on",
        ),
    ],
)
async def test_a_planted_change_is_found(example: Any, forged: str, told: str) -> None:
    await _sealed(example, 2)
    await _sealed(example)
    async with example.process.engine.begin() as connection:
        assert await publish_head(connection, "ideas")
    await _typed(example, "audit verify")
    await _forge(example, forged)
    with pytest.raises(Unfinished, match="the log was CHANGED") as found:
        await _typed(example, "audit verify")
    assert told in str(found.value)


async def test_who_seals_everything_anew_is_betrayed_by_a_head_noted_elsewhere(
    example: Any,
) -> None:
    noted = await _sealed(example, 2)
    tables = ("audit_seals", "audit_sealed", "audit_heads")
    await _forge(
        example,
        "UPDATE kit.audit SET actor = NULL WHERE id = 1",
        *(f"DELETE FROM kit.{table}" for table in tables),
    )
    await _typed(example, "audit seal")
    assert "as it was sealed" in await _typed(example, "audit verify")
    with pytest.raises(Unfinished, match="batch 1: not the head that was noted"):
        await _typed(example, f"audit verify --head {noted}")
    with pytest.raises(Unfinished, match="batch 9: is gone"):
        await _typed(example, f"audit verify --head 9:{noted.split(':')[1]}")
    with pytest.raises(Refused):
        await _typed(example, "audit verify --head nonsense")


async def test_a_row_committed_late_is_sealed_later_and_holds(example: Any) -> None:
    async with example.process.work.begin(OFFICER, Cause.new()) as late:
        await late.audit("note.read", "late")
        await _sealed(example)
    await _typed(example, "audit seal")
    assert (await _typed(example, "audit verify")).startswith("2 batches, 2 rows")
    members = await _rows(example, "SELECT audit_id, batch FROM kit.audit_sealed ORDER BY 1")
    assert members == [(1, 2), (2, 1)]


async def test_two_that_seal_at_once_seal_everything_once(example: Any) -> None:
    for number in range(20):
        async with example.process.work.begin(OFFICER, Cause.new()) as uow:
            await uow.audit("note.read", str(number))

    async def sealing() -> object:
        async with example.process.engine.begin() as connection:
            return await seal(connection)

    sealed = await asyncio.gather(*(sealing() for _ in range(4)))
    assert len([one for one in sealed if one is not None]) == 1
    assert (await _typed(example, "audit verify")).startswith("1 batches, 20 rows")


async def test_a_head_is_published_once_a_day_for_everybody(example: Any) -> None:
    head = await _sealed(example)
    async with example.process.engine.begin() as connection:
        assert await publish_head(connection, "ideas")
        assert not await publish_head(connection, "ideas")
    await _sealed(example)
    async with example.process.engine.begin() as connection:
        assert not await publish_head(connection, "ideas"), "there is one for today"
    example.actor = ANONYMOUS
    (published,) = (await example.client.get("/ideas/api/audit/heads")).json()
    assert f"{published['batch']}:{published['head']}" == head


async def test_a_sealing_looks_at_the_last_day_and_not_through_the_whole_log(example: Any) -> None:
    await _forge(
        example,
        "INSERT INTO kit.audit (roles, action, target, facts, recorded_at) SELECT '{a}', 'b', 'c', "
        "'{}', now() - interval '40 days' + n * interval '1 minute' "
        "FROM generate_series(1, 50000) AS n",
        "INSERT INTO kit.audit_sealed (audit_id, batch) SELECT id, 1 FROM kit.audit",
        "INSERT INTO kit.audit_seals (number, rows, head) VALUES (1, 50000, sha256(''))",
        "ANALYZE kit.audit",
        "ANALYZE kit.audit_sealed",
    )
    async with example.process.engine.connect() as connection:
        since = datetime.now(UTC) - LOOK_BACK
        explained = text(f"EXPLAIN {TAKE.text}")
        plan = await connection.execute(explained, {"batch": 2, "since": since})
        told = "\n".join(plan.scalars())
    assert "audit_recorded" in told
    assert "Seq Scan" not in told
    assert (await _sealed(example, 3)).startswith("2:")
    assert await _rows(example, "SELECT rows FROM kit.audit_seals WHERE number = 2") == [(3,)]
