"""Root may have the workspace in a folder closed to everybody else, as /root is."""

import os
from pathlib import Path

import asyncpg
import pytest
from civic_stack.postgres import Postgres
from civic_stack.processes import Supervisor
from civic_stack.secret_store import SecretStore

pytestmark = [
    pytest.mark.stack,
    pytest.mark.skipif(os.geteuid() != 0, reason="concerns root only"),
]


async def test_postgres_runs_unprivileged_below_a_closed_folder(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    server = Postgres(closed / "pg", SecretStore(closed / "secrets.json"), durable=False)
    await server.prepare()
    async with Supervisor(closed) as supervisor:
        await supervisor.start(server.program())
        pid = supervisor["postgres"].pid
        assert os.stat(f"/proc/{pid}").st_uid != 0
        dsn = await server.database("notes")
        connection = await asyncpg.connect(dsn.plain)
        assert await connection.fetchval("SELECT current_user") == "notes"
        await connection.close()
