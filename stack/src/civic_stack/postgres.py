"""A private PostgreSQL server: TCP on loopback only, all its files under one folder."""

import os
import shutil
import signal
from pathlib import Path

import asyncpg

from civic_stack.one_shot import run_to_end
from civic_stack.ports import LOOPBACK, free_block
from civic_stack.postgres_binaries import find_programs
from civic_stack.privileges import give_to_unprivileged, unprivileged_command
from civic_stack.processes import Program
from civic_stack.secret_store import SecretStore

ADMIN = "postgres"

_SETTINGS = {
    "listen_addresses": LOOPBACK,
    "unix_socket_directories": "",
    # Shared memory in files of the data folder: nothing is left in /dev/shm after a kill.
    "dynamic_shared_memory_type": "mmap",
    "max_connections": "200",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
_NOT_DURABLE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class Dsn(str):
    """A database address as SQLAlchemy takes it: postgresql+asyncpg://user:password@host/name."""

    @property
    def plain(self) -> str:
        """The same as asyncpg and psql take it: postgresql://…"""
        return self.replace("postgresql+asyncpg://", "postgresql://", 1)


class Postgres:
    """One server below `folder`. `durable=False` skips fsync: for tests without crashes only."""

    def __init__(
        self, folder: Path, secrets: SecretStore, *, port: int | None = None, durable: bool = True
    ) -> None:
        self.folder = folder.resolve()
        self.port = port or free_block(1)
        self.durable = durable
        self._secrets = secrets
        self._programs = find_programs()
        self._made = 0

    async def prepare(self, inherited: tuple[int, ...] = ()) -> None:
        """Make the data folder where there is none yet (about a second); raises CommandFailed.

        What makes it keeps the descriptors `inherited`, which say that the folder is in use.
        """
        if self._data.exists():
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        give_to_unprivileged(self.folder)
        password = self._write_password_file()
        # Under another name until it is whole: an interrupted start must not leave half a server.
        unfinished = self.folder / "unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        try:
            await self._run_initdb(unfinished, password, inherited)
        finally:
            password.unlink()
        unfinished.rename(self._data)

    def program(self) -> Program:
        """What the supervisor starts."""
        settings = _SETTINGS | {"port": str(self.port)} | ({} if self.durable else _NOT_DURABLE)
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        server = self._programs / "postgres"
        stop = signal.SIGINT  # "fast": ends the connections, writes a checkpoint
        return Program(
            name="postgres",
            command=(
                *unprivileged_command([self._data, server], stop),
                *(str(server), "-D", str(self._data), *options),
            ),
            ready=self._answers,
            environment=_environment(),
            folder=self.folder,
            ready_within=60,
            stop_signal=stop,
            stop_within=20,
            orphan_signal=stop,
        )

    async def database(self, name: str | None = None) -> Dsn:
        """An empty database with an owner role of the same name; kept where it exists already.

        Without a name a fresh one is invented. The role may do what it likes in its own database
        and cannot connect to another's.
        """
        if name is None:
            self._made += 1
            name = f"test_{os.getpid()}_{self._made}"
        password = self._secrets.get(f"postgres.{name}")
        admin = await asyncpg.connect(self.admin_dsn.plain)
        try:
            await _ensure_role(admin, name, password)
            await _ensure_database(admin, name)
        finally:
            await admin.close()
        return self._dsn(name, password, name)

    @property
    def admin_dsn(self) -> Dsn:
        """The superuser's address; only set-up and tests that look from outside use it."""
        return self._dsn(ADMIN, self._secrets.get("postgres.admin"), "postgres")

    def _dsn(self, user: str, password: str, database: str) -> Dsn:
        return Dsn(f"postgresql+asyncpg://{user}:{password}@{LOOPBACK}:{self.port}/{database}")

    @property
    def _data(self) -> Path:
        return self.folder / "data"

    def _write_password_file(self) -> Path:
        file = self.folder / "initial-password"
        file.touch(mode=0o600)
        file.write_text(self._secrets.get("postgres.admin"), encoding="utf-8")
        give_to_unprivileged(file)
        return file

    async def _run_initdb(self, data: Path, password: Path, inherited: tuple[int, ...]) -> None:
        initdb = self._programs / "initdb"
        command = (
            *unprivileged_command([self.folder, initdb], signal.SIGTERM),
            *(str(initdb), "-D", str(data), "--username", ADMIN, "--pwfile", str(password)),
            *("--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8"),
            *(() if self.durable else ("--no-sync",)),
        )
        log = self.folder.parent / "initdb.log"
        await run_to_end(command, _environment(), log, self.folder, inherited)

    async def _answers(self) -> bool:
        try:
            connection = await asyncpg.connect(self.admin_dsn.plain, timeout=2)
        except (OSError, TimeoutError, asyncpg.PostgresError):
            return False
        await connection.close()
        return True


def _environment() -> dict[str, str]:
    """Nothing of the caller's: no PGHOST, no locale of the terminal."""
    return {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C.UTF-8"}


async def _ensure_role(admin: asyncpg.Connection, name: str, password: str) -> None:
    known = await admin.fetchval("SELECT 1 FROM pg_roles WHERE rolname = $1", name)
    verb = "ALTER" if known else "CREATE"
    # Utility statements take no parameters; the name is ours, the password URL-safe base64.
    await admin.execute(f"{verb} ROLE \"{name}\" LOGIN PASSWORD '{password}'")


async def _ensure_database(admin: asyncpg.Connection, name: str) -> None:
    if await admin.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", name):
        return
    # template0 and not template1: no waiting for another session that is copying it.
    await admin.execute(f'CREATE DATABASE "{name}" OWNER "{name}" TEMPLATE template0')
    await admin.execute(f'REVOKE CONNECT ON DATABASE "{name}" FROM PUBLIC')
