"""The issuer as a process of its own."""

import asyncio
import json
import os
import socket
import sys
from pathlib import Path

import httpx
import pytest

pytestmark = pytest.mark.stack


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


async def _metadata(address: str) -> dict[str, object]:
    async with httpx.AsyncClient(trust_env=False) as http, asyncio.timeout(30):
        while True:
            try:
                answer = await http.get(address)
            except httpx.TransportError:
                await asyncio.sleep(0.1)
                continue
            found: dict[str, object] = answer.raise_for_status().json()
            return found


async def test_it_starts_from_its_environment_and_stops_when_told(tmp_path: Path) -> None:
    clients = tmp_path / "clients.json"
    clients.write_text(json.dumps({"clients": []}))
    port = _free_port()
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "civic_demo.issuer"),
        env=os.environ
        | {
            "CIVIC_ISSUER_URL": "http://localhost:8600/issuer",
            "CIVIC_ISSUER_PORT": str(port),
            "CIVIC_ISSUER_CLIENTS": str(clients),
        },
    )
    try:
        address = f"http://127.0.0.1:{port}/issuer/.well-known/openid-configuration"
        assert (await _metadata(address))["issuer"] == "http://localhost:8600/issuer"
    finally:
        process.terminate()
        stopped = await asyncio.wait_for(process.wait(), timeout=15)
    assert stopped in {0, -15}
