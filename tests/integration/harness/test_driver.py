"""The clients are patient, never send twice under another key, and note what nobody should get."""

import json
from collections.abc import Callable
from pathlib import Path
from random import Random

import httpx
from harness.driver import Driver

Answer = Callable[[httpx.Request], httpx.Response]


def driver(folder: Path, answer: Answer, **more: float) -> Driver:
    found = Driver("http://example", folder / "answered.jsonl", Random(1), clients=2)
    found._http = httpx.AsyncClient(
        base_url="http://example", transport=httpx.MockTransport(answer)
    )
    found.twins = more.get("twins", 0.0)
    return found


def accepted(request: httpx.Request) -> httpx.Response:
    return httpx.Response(201, json={"times": 1, "key": request.headers["Idempotency-Key"]})


def written(folder: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in (folder / "answered.jsonl").read_text().splitlines()]


async def test_what_was_accepted_is_written_down(tmp_path: Path) -> None:
    async with driver(tmp_path, accepted) as one:
        await one.more(20)
    keys = [line["key"] for line in written(tmp_path)]
    assert len(keys) == one.accepted == len(set(keys)) >= 20
    assert one.wrong == []


async def test_a_command_is_sent_until_there_is_an_answer_under_its_own_key(tmp_path: Path) -> None:
    tries: dict[str, int] = {}

    def unwilling(request: httpx.Request) -> httpx.Response:
        key = request.headers["Idempotency-Key"]
        tries[key] = tries.get(key, 0) + 1
        if tries[key] == 1:
            raise httpx.ReadError("cut off")
        if tries[key] == 2:
            return httpx.Response(503, headers={"Retry-After": "1"})
        if tries[key] == 3:
            return httpx.Response(409, headers={"Retry-After": "1"})
        return accepted(request)

    async with driver(tmp_path, unwilling) as one:
        await one.more(3)
    assert set(tries.values()) == {4}
    assert len(written(tmp_path)) == len(tries)
    assert one.wrong == []


async def test_what_no_client_should_get_is_noted(tmp_path: Path) -> None:
    seen: set[str] = set()

    def faulty(request: httpx.Request) -> httpx.Response:
        key = request.headers["Idempotency-Key"]
        if key in seen:
            return accepted(request)
        seen.add(key)
        return httpx.Response((500, 503, 418)[len(seen) % 3], text="oh")

    async with driver(tmp_path, faulty) as one:
        await one.more(6)
    assert {"500 oh", "418 oh", "503 without Retry-After"} <= set(one.wrong)


async def test_twins_that_are_answered_differently_are_noted(tmp_path: Path) -> None:
    count = 0

    def forgetful(_: httpx.Request) -> httpx.Response:
        nonlocal count
        count += 1
        return httpx.Response(201, json={"times": count})

    async with driver(tmp_path, forgetful, twins=1.0) as one:
        await one.more(2)
    assert one.wrong


async def test_nobody_sends_while_clients_rest(tmp_path: Path) -> None:
    async with driver(tmp_path, accepted) as one:
        await one.more(5)
        async with one.resting():
            before = one.accepted
            assert len(written(tmp_path)) == before
        await one.more(5)
