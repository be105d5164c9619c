"""The four services, brought up by the `stack` fixture, answer behind the one address."""

import asyncio

import httpx
import pytest
from civic_contracts.topology import SERVICES
from civic_stack.stack import Stack

pytestmark = pytest.mark.stack
PATIENCE = 60.0  # seconds; the machine may be busy with other things


async def test_every_service_answers_behind_the_front_door(stack: Stack) -> None:
    async with httpx.AsyncClient(base_url=stack.public_url, timeout=PATIENCE) as client:
        for service in SERVICES:
            answer = await client.get(f"/{service}/api/openapi.json")
            assert answer.status_code == 200, service
            assert answer.json()["paths"], service
            assert (await client.get(f"/{service}/ready")).status_code == 404


async def test_a_killed_service_is_back(stack: Stack) -> None:
    process = stack["ideas"]
    before, killed = process.restarts, process.kill()
    async with httpx.AsyncClient(base_url=stack.public_url, timeout=PATIENCE) as client:
        assert (await client.get("/ideas/api/openapi.json")).status_code in (502, 503)
        async with asyncio.timeout(PATIENCE):
            while process.restarts == before:
                await asyncio.sleep(0.05)
        await process.wait_ready()
        assert (await client.get("/ideas/api/openapi.json")).status_code == 200
    assert process.restarts == before + 1
    assert process.pid != killed
