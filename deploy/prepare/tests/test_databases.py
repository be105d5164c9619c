"""Roles and databases on a real server: each role in its own database, and in no other."""

from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import pytest
from civic_prepare.databases import make_databases
from civic_prepare.deployment import SERVICES
from civic_prepare.scram import scram_verifier
from civic_stack.postgres import Postgres
from civic_stack.processes import Supervisor
from civic_stack.secret_store import SecretStore

pytestmark = pytest.mark.stack


def test_a_verifier_is_the_one_of_the_standards_own_example() -> None:
    # RFC 7677, section 3: user "user", password "pencil".
    from base64 import b64decode

    made = scram_verifier("pencil", b64decode("W22ZaJ0SNY7soEsUEjb6gQ=="))
    assert made == (
        "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ=="
        "$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU="
    )


async def test_each_role_signs_in_to_its_own_database_alone(tmp_path: Path) -> None:
    server = Postgres(tmp_path / "server", SecretStore(tmp_path / "secrets.json"), durable=False)
    await server.prepare()
    supervisor = Supervisor(tmp_path)
    await supervisor.start(server.program())
    try:
        await _make_and_look(server, tmp_path)
    finally:
        await supervisor.stop()


async def _make_and_look(server: Postgres, tmp_path: Path) -> None:
    admin = urlsplit(server.admin_dsn.plain)
    passwords = {"admin": admin.password or "", **{service: f"{service}-1" for service in SERVICES}}
    for _ in range(2):  # a second run changes nothing
        for name, password in passwords.items():
            (tmp_path / name).write_text(password + "\n")
        await make_databases(tmp_path, "127.0.0.1", server.port)

    async def sign_in(role: str, password: str, database: str) -> str:
        connection = await asyncpg.connect(
            host="127.0.0.1", port=server.port, user=role, password=password, database=database
        )
        try:
            await connection.execute("CREATE TABLE IF NOT EXISTS mine (id int)")
            return str(await connection.fetchval("SELECT current_user"))
        finally:
            await connection.close()

    for service in SERVICES:
        assert await sign_in(service, f"{service}-1", service) == service
        for other in {*SERVICES, "postgres", "template1"} - {service}:
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await sign_in(service, f"{service}-1", other)

    # A password that the operator changed holds from the next run on.
    (tmp_path / "ideas").write_text("ideas-2")
    await make_databases(tmp_path, "127.0.0.1", server.port)
    assert await sign_in("ideas", "ideas-2", "ideas") == "ideas"
    with pytest.raises(asyncpg.InvalidPasswordError):
        await sign_in("ideas", "ideas-1", "ideas")
