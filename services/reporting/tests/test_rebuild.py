"""The live read models are what the log amounts to, however it came in; and damage is found."""

from __future__ import annotations

import asyncio

import pytest
from reporting import cli
from reporting.rebuild.rebuilding import Rebuild
from reporting.testing import Bench, Stream
from sqlalchemy import text

pytestmark = pytest.mark.stack


async def play(bench: Bench, seed: int, events: int) -> None:
    stream = Stream(seed)
    left = events
    while left:
        size = min(left, stream.random.choice([1, 1, 2, 7, 40]))
        await bench.hear(*(stream.next() for _ in range(size)))
        left -= size


def rebuild(bench: Bench, batch: int = 2000) -> Rebuild:
    return Rebuild(bench.work.engine, batch=batch, say=lambda _: None)


@pytest.mark.parametrize("seed", range(3))
async def test_live_equals_rebuilt_whatever_the_batches(bench: Bench, seed: int) -> None:
    await play(bench, seed, 400)
    for batch in (1000, 37):
        outcome = await rebuild(bench, batch).run()
        assert outcome.events == 400
        assert outcome.differs == []
    left = await bench.rows("SELECT 1 FROM pg_namespace WHERE nspname = 'rebuilt'")
    assert left == []


@pytest.mark.parametrize(
    ("damage", "table"),
    [
        ("UPDATE live.figures SET value = value + 1 WHERE code = 'ideas'", "figures"),
        (
            "DELETE FROM live.schemes WHERE idea_id IN (SELECT idea_id FROM live.schemes LIMIT 1)",
            "schemes",
        ),
        ("UPDATE live.money SET pence = pence + 1", "money"),
        (
            "INSERT INTO live.response_times VALUES ('parks', 'answered', 3, true, 1)",
            "response_times",
        ),
    ],
)
async def test_planted_damage_is_found_and_mended(bench: Bench, damage: str, table: str) -> None:
    await play(bench, 7, 150)
    async with bench.work.engine.begin() as connection:
        await connection.execute(text(damage))
    found = (await rebuild(bench).run(swap=True)).differs
    assert {one.table for one in found} == {table}
    assert found[0].rows > 0
    assert found[0].first
    assert (await rebuild(bench).run()).differs == []


async def test_a_rebuild_goes_on_under_live_traffic(bench: Bench) -> None:
    await play(bench, 11, 150)
    stop = asyncio.Event()

    async def traffic() -> None:
        stream = Stream(12)
        while not stop.is_set():
            await bench.hear(*(stream.next() for _ in range(5)))

    task = asyncio.create_task(traffic())
    try:
        for swap in (False, True, False):
            outcome = await rebuild(bench, 50).run(swap=swap)
            assert outcome.differs == []
    finally:
        stop.set()
        await task
    assert (await rebuild(bench).run()).differs == []


async def test_after_a_swap_everything_has_its_name(bench: Bench) -> None:
    names = """
        SELECT c.relname, c.relkind FROM pg_class AS c
        WHERE c.relnamespace = 'live'::regnamespace ORDER BY 1
    """
    before = await bench.rows(names)
    await play(bench, 3, 50)
    await rebuild(bench).run(swap=True)
    assert await bench.rows(names) == before


async def test_the_command_ends_with_one_where_they_differ(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    await play(bench, 5, 60)
    monkeypatch.setenv("CIVIC_DATABASE_URL", bench.database_url)

    async def check() -> tuple[object, str]:
        with pytest.raises(SystemExit) as ended:
            await asyncio.to_thread(cli.main, ["rebuild", "--check"])
        return ended.value.code, capsys.readouterr().out

    code, said = await check()
    assert code == 0
    assert "60 events" in said
    assert "live is equal" in said
    async with bench.work.engine.begin() as connection:
        await connection.execute(text("UPDATE live.figures SET value = value + 1"))
    code, said = await check()
    assert code == 1
    assert "figures:" in said
    assert "live differs" in said
