"""One database and one role per service, on the server of the deployment; repeatable."""

import asyncio
from pathlib import Path

import asyncpg

from civic_prepare.deployment import SERVICES
from civic_prepare.scram import scram_verifier


async def make_databases(
    folder: Path = Path("/run/civic"), host: str = "postgres", port: int = 5432
) -> None:
    """Roles, their passwords and databases; `folder` holds the files `admin` and one per service.

    A role owns its database and can connect to no other.
    """
    password = (folder / "admin").read_text(encoding="utf-8").strip()
    admin: asyncpg.Connection = await asyncpg.connect(
        host=host, port=port, user="postgres", password=password, database="postgres"
    )
    try:
        await admin.execute("REVOKE CONNECT ON DATABASE postgres, template1 FROM PUBLIC")
        for service in SERVICES:
            given = (folder / service).read_text(encoding="utf-8").strip()
            await ensure_role(admin, service, given)
            await ensure_database(admin, service)
    finally:
        await admin.close()


async def ensure_role(admin: asyncpg.Connection, name: str, password: str) -> None:
    """A role that may sign in with this password, whatever its password was before."""
    known = await admin.fetchval("SELECT 1 FROM pg_roles WHERE rolname = $1", name)
    verb = "ALTER" if known else "CREATE"
    # Utility statements take no parameters; the name is ours, the verifier base64.
    await admin.execute(f"{verb} ROLE \"{name}\" LOGIN PASSWORD '{scram_verifier(password)}'")


async def ensure_database(admin: asyncpg.Connection, name: str) -> None:
    """A database that belongs to the role of the same name, and to nobody else."""
    if not await admin.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", name):
        await admin.execute(f'CREATE DATABASE "{name}" OWNER "{name}" TEMPLATE template0')
    await admin.execute(f'REVOKE CONNECT ON DATABASE "{name}" FROM PUBLIC')


def main() -> None:
    """Make them on the server `postgres`."""
    asyncio.run(make_databases())
