"""The operator's commands as they are typed: what they print and how they end."""

import json
from collections.abc import AsyncIterator
from uuid import uuid4

import pytest
import pytest_asyncio
from civic_stack.postgres import Postgres
from example import notes
from kit_house import RESIDENT, example_process
from servicekit.database import create_engine
from servicekit.operations import command_line, outbox_commands
from servicekit.operations.migrating import migrate
from servicekit.operations.operator import NothingThere, Operator, Refused
from servicekit.process import Process
from servicekit.unit_of_work import Cause
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine
from test_flow import write
from test_inbox import NOBODY, delivery, heard, rows, rows_changed


@pytest_asyncio.fixture
async def process(postgres: Postgres) -> AsyncIterator[Process]:
    async with example_process(postgres, NOBODY, "ideas") as found:
        yield found


async def typed(process: Process, line: str, *more: str) -> str:
    """What a command prints; its refusals are raised."""
    asked = command_line._parser(process.service).parse_args([*line.split(), *more])
    answer: str = await asked.act(Operator(process.service, process.engine), asked)
    return answer


async def some_of_each(process: Process) -> tuple[str, str]:
    """A poison event with one behind it, one that is ahead, and two dead messages."""
    bad, late = uuid4(), uuid4()
    inbox = process.subscriber.inbox
    await inbox.take([delivery(bad, 1, weight=666), delivery(bad, 2), delivery(late, 2)])
    await rows_changed(
        process, "UPDATE kit.inbox_held SET attempts = 7, not_before = now() WHERE sequence = 1"
    )
    await inbox.retry_due()
    await inbox.take([delivery(uuid4(), 1, origin="budgets")])
    await inbox.take([type(delivery(late, 1))(b"no event", "budgets.award.made.v1", None, "x")])
    return f"/civic/ideas/note/{bad}", f"/civic/ideas/note/{late}"


async def test_the_list_is_filtered_and_counted(process: Process) -> None:
    assert await typed(process, "inbox list") == "nothing waits"
    bad, late = await some_of_each(process)
    lines = (await typed(process, "inbox list")).splitlines()
    assert [line.split()[0] for line in lines[:-1]] == ["held"] * 3 + ["dead"] * 2
    assert lines[-1] == (
        "5 wait: 2 held ahead, 1 held poison, 1 dead forged-origin, 1 dead malformed-envelope"
    )
    poison = (await typed(process, "inbox list --reason poison")).splitlines()
    assert poison[0].startswith(f"held    {bad} 1 civic.ideas.note.written.v1 poison attempts=8")
    assert len(poison) == 2
    of_a_type = await typed(process, "inbox list --type civic.budgets.award --json")
    (found,) = map(json.loads, of_a_type.splitlines())
    assert (found["waits"], found["reason"]) == ("dead", "malformed-envelope")
    ahead = await typed(process, "inbox list --json --reason ahead --limit 1")
    assert len(ahead.splitlines()) == 1
    assert late in await typed(process, "inbox list")


async def test_many_are_replayed_or_discarded_by_reason(process: Process) -> None:
    bad, _ = await some_of_each(process)
    for line in ("inbox replay", "inbox discard --because x"):
        with pytest.raises(Refused, match="which"):
            await typed(process, line)
    told = await typed(process, "inbox replay --all")
    assert told == "3 held events and 0 dead messages are tried again, 2 still unreadable"
    discarded = await typed(process, "inbox discard --reason malformed-envelope --because noise")
    assert discarded == "1 discarded"
    await rows_changed(process, "UPDATE kit.inbox_held SET reason = 'poison' WHERE sequence = 1")
    assert await typed(process, "inbox discard --reason poison --because", "a bug") == "1 discarded"
    await process.subscriber.inbox.retry_due()
    note = bad.rpartition("/")[2]
    assert await heard(process, note) == [2]
    # What is ahead waits for what is missing: there is nothing to give up yet.
    assert await typed(process, "inbox discard --reason again --because x") == "0 discarded"


async def test_months_are_dropped_only_when_old_and_sent(process: Process) -> None:
    await rows_changed(process, "SELECT kit.prepare_outbox_month(date '2010-03-01')")
    await rows_changed(process, "SELECT kit.prepare_outbox_month(date '2010-04-01')")
    for day, sent in (("2010-03-05", "now()"), ("2010-03-06", "now()"), ("2010-04-01", "NULL")):
        await rows_changed(
            process,
            "INSERT INTO kit.outbox (event_id, source, sequence, type, body, recorded_at, "
            f"published_at) VALUES (gen_random_uuid(), 's', 1, 't', '', '{day}', {sent})",
        )
    told = (await typed(process, "outbox retention --keep-months 12")).splitlines()
    assert told[0].startswith("would drop outbox_2010_03: 2 events, 0 not sent")
    assert told[1].startswith("keeps outbox_2010_04: 1 events, 1 not sent")
    dropped = await typed(process, "outbox retention --keep-months 12 --drop")
    assert dropped.startswith("dropped outbox_2010_03: 2 events")
    assert await rows(process, "SELECT count(*) FROM kit.outbox") == [(1,)]
    assert await typed(process, "outbox retention --keep-months 12 --drop") == "nothing to drop"
    with pytest.raises(Refused):
        await typed(process, "outbox retention --keep-months 0 --drop")


async def test_a_command_that_waits_for_a_backup_gives_way_to_the_service(
    process: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What waits for the whole outbox has every command of the service wait behind it."""
    await rows_changed(process, "SELECT kit.prepare_outbox_month(date '2010-03-01')")
    monkeypatch.setenv("CIVIC_DATABASE_URL", process.settings.database_url.get_secret_value())
    line = ["outbox", "retention", "--keep-months", "12", "--drop"]
    asked = command_line._parser(process.service).parse_args(line)
    async with process.engine.connect() as backup:
        await backup.execute(text("SELECT FROM kit.outbox"))
        with pytest.raises(Refused, match="try again later"):
            await command_line._act(process.service, asked)
        await write(process)
    dropped = await command_line._act(process.service, asked)
    assert dropped.startswith("dropped outbox_2010_03")


async def test_a_drop_that_leaves_no_word_in_the_audit_log_is_none(
    process: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails(*_: object) -> None:
        raise ConnectionError

    await rows_changed(process, "SELECT kit.prepare_outbox_month(date '2010-03-01')")
    monkeypatch.setattr(outbox_commands, "audit", fails)
    with pytest.raises(ConnectionError):
        await typed(process, "outbox retention --keep-months 12 --drop")
    assert "outbox_2010_03" in await typed(process, "outbox status")


async def test_a_month_that_came_unprepared_gets_its_own_table(process: Process) -> None:
    insert = (
        "INSERT INTO kit.outbox (event_id, source, sequence, type, body, recorded_at) "
        "VALUES (gen_random_uuid(), 's', 1, 't', '', '{}')"
    )
    for day in ("2011-05-01", "2011-05-31", "2011-06-01"):
        await rows_changed(process, insert.format(day))
    assert "3 events without a month of their own" in await typed(process, "outbox status")
    await rows_changed(process, "SELECT kit.prepare_outbox_months()")
    told = await typed(process, "outbox status")
    assert "without a month" not in told
    assert "outbox_2011_05: 2 events, 2 not sent" in told
    await rows_changed(process, insert.format("2011-05-15"))
    assert await rows(process, "SELECT count(*) FROM kit.outbox_2011_05") == [(3,)]


@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Tokyo"])
async def test_months_begin_where_they_began_before_whatever_zone_the_server_keeps(
    postgres: Postgres, zone: str
) -> None:
    """The first months are made by the migration, all others by the running service."""
    database_url = str(await postgres.database())
    engine = create_async_engine(database_url, isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        name = (await connection.execute(text("SELECT current_database()"))).scalar_one()
        await connection.execute(text(f"ALTER DATABASE {name} SET timezone = '{zone}'"))
    await engine.dispose()
    service = notes.service("ideas")
    await migrate(database_url, service.migrations)
    engine = create_engine(database_url, connections=1, service="ideas")
    async with engine.begin() as connection:
        await connection.execute(
            text("SELECT kit.prepare_outbox_month((now() + interval '2 months')::date)")
        )
        bounds = await connection.execute(
            text(
                "SELECT pg_get_expr(relpartbound, oid) FROM pg_class "
                "WHERE relname ~ '^outbox_[0-9_]+$' AND relispartition AND relkind = 'r'"
            )
        )
        found = bounds.scalars().all()
    await engine.dispose()
    assert len(found) == 3
    assert all(bound.count("-01 00:00:00+00") == 2 for bound in found)


async def test_what_is_not_sent_and_who_would_send_it(process: Process) -> None:
    await write(process)
    assert (await typed(process, "outbox status")).startswith("1 not sent, the oldest for 0 s; 1")
    with pytest.raises(NothingThere, match="no relay is active"):
        await typed(process, "relay status")
    async with process.engine.connect() as holder:
        await holder.exec_driver_sql(f"SELECT pg_advisory_lock({0x72656C6179})")
        told = await typed(process, "relay status")
        assert told.startswith("active from 127.0.0.1 since ")
        released = await typed(process, "relay release")
        assert released.endswith("the first relay to notice takes over")
        await holder.invalidate()
    with pytest.raises(NothingThere):
        await typed(process, "relay status")


async def test_jobs_are_listed_tried_again_and_given_up(process: Process) -> None:
    assert await typed(process, "jobs list") == "nothing waits"
    async with process.work.begin(RESIDENT, Cause.new()) as uow:
        await uow.schedule("sing", due_at=uow.now, payload={}, key="a")
        await uow.schedule("dance", due_at=uow.now.replace(year=2999), payload={}, key="b")
    await rows_changed(
        process, "UPDATE kit.jobs SET poison = true, attempts = 40, detail = 'x' WHERE key = 'a'"
    )
    (line,) = (await typed(process, "jobs list --poison")).splitlines()
    assert " sing a poison due=" in line
    assert line.endswith("attempts=40 x")
    assert len((await typed(process, "jobs list --later --json")).splitlines()) == 2
    assert await typed(process, "jobs retry --poison") == "1 jobs are tried again"
    number = line.split()[0]
    assert await typed(process, f"jobs discard {number} --because", "no choir any more") == (
        "discarded"
    )
    for wrong in (f"jobs retry {number}", "jobs retry --poison", "jobs discard 9 --because x"):
        with pytest.raises(NothingThere):
            await typed(process, wrong)
    audit = "SELECT action FROM kit.audit ORDER BY id"
    assert await rows(process, audit) == [("job.retry",), ("job.discard",)]


def test_a_command_that_finds_nothing_ends_with_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from example import notes

    monkeypatch.delenv("CIVIC_DATABASE_URL", raising=False)
    monkeypatch.delenv("CIVIC_SECRETS_DIR", raising=False)
    main = command_line.command_line(notes.service("ideas"))
    with pytest.raises(SystemExit) as ended:
        main(["inbox", "list"])
    assert ended.value.code == "NoAddress: CIVIC_DATABASE_URL is not set"
    with pytest.raises(SystemExit) as helped:
        main(["reconcile", "--help"])
    assert helped.value.code == 0
    assert "--producer" in capsys.readouterr().out
