"""The whole on one machine: PostgreSQL, RabbitMQ, four services, demo issuer, front door."""

import logging
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from civic_contracts.topology import SERVICES

from civic_stack import programs
from civic_stack.addresses import DEFAULT_BASE_PORT, SPAN, Addresses
from civic_stack.environments import (
    check_branding,
    issuer_environment,
    kept_public_url,
    service_environment,
    write_clients,
)
from civic_stack.migrations import Migrations
from civic_stack.options import REFERENCE
from civic_stack.ports import LOOPBACK, free_block, is_free
from civic_stack.postgres import Dsn, Postgres
from civic_stack.processes import Process, Supervisor
from civic_stack.rabbitmq import RabbitMQ
from civic_stack.rabbitmq_source import find_rabbitmq
from civic_stack.run_folder import CLIENTS, RunFolder
from civic_stack.secret_store import SecretStore
from civic_stack.side_by_side import side_by_side, to_its_end
from civic_stack.topology import MAIN, load_topology

LOG = logging.getLogger("civic_stack")


class PortTaken(Exception):
    """A port of the run is in use; the message names it."""


class AnotherAddress(Exception):
    """The data was kept at another address, under which its people are known."""


class Stack:
    """One run; `async with Stack(workspace) as stack:` has everything up and ends it all.

    workspace: the folder with pyproject.toml; everything written lies in its `.run/<name>/`.
    base_port: the front door's port, the others follow; None looks for free ones, or takes those
    of the data that is kept: its people are known by the issuer's address.
    keep: go on with the data of the last run of that name, and keep it at the end.
    durable: False skips fsync, for tests that crash nothing.
    only: the services to start. outside: subscribers with virtual hosts of their own.
    environment: further settings per service, over the usual ones.
    """

    def __init__(
        self,
        workspace: Path,
        *,
        name: str = "demo",
        base_port: int | None = None,
        keep: bool = False,
        durable: bool = True,
        only: Sequence[str] = SERVICES,
        outside: Sequence[str] = (),
        environment: Mapping[str, Mapping[str, str]] | None = None,
    ) -> None:
        self.workspace = workspace.resolve()
        self.folder = RunFolder(workspace, name)
        kept = _kept_port(self.folder) if keep else None
        self.addresses = Addresses(base_port or kept or free_block(SPAN))
        self.keep, self.durable = keep, durable
        self.services, self.outside = tuple(only), tuple(outside)
        self.supervisor = Supervisor(self.folder.path, changed=self._record_processes)
        self._extra = environment or {}
        self._databases: dict[str, Dsn] = {}
        self.secrets: SecretStore
        self.postgres: Postgres
        self.broker: RabbitMQ

    def __getitem__(self, name: str) -> Process:
        """A supervised process: a service, `postgres`, `rabbitmq`, `issuer` or `front-door`."""
        return self.supervisor[name]

    @property
    def public_url(self) -> str:
        """The address of the front door, without a trailing slash."""
        return self.addresses.public_url

    def database(self, service: str) -> Dsn:
        """A service's database, as its owner."""
        return self._databases[service]

    def broker_url(self, user: str, virtual_host: str = MAIN) -> str:
        """amqp:// address for a broker user: a service, `civic-admin`, an outside subscriber."""
        password = self.broker.password(user)
        return f"amqp://{user}:{password}@{LOOPBACK}:{self.broker.port}/{virtual_host}"

    def client_secret(self, client: str) -> str:
        """The secret of a client at the demo issuer, such as `civic-demo`."""
        return self.secrets.get(f"client.{client}")

    async def start(self) -> None:
        """Bring everything up, or leave all as it was; raises one of `expected.EXPECTED`."""
        await self.folder.open()
        try:
            if self.services:
                check_branding()
            self._check_address()
            self._check_ports()
            self.folder.begin(keep=self.keep)
            self.supervisor.inherited = self.folder.inherited
            self.secrets = SecretStore(self.folder.path / "secrets.json")
            self._record_processes()
            await self._start_all()
        except BaseException:
            await self.stop()
            raise

    async def stop(self) -> None:
        """Stop everything, the front door first, the servers last.

        A cancellation meanwhile does not cut it short.
        """
        await to_its_end(self._stop())

    async def _stop(self) -> None:
        await self.supervisor.stop()
        self.folder.close(keep=self.keep)

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.stop()

    async def _start_all(self) -> None:
        if self._has_data():
            # The broker knows its queues already: the services can find it a little later.
            await side_by_side(self._start_database_and_services(), self._start_broker())
        else:
            await side_by_side(self._start_database(), self._start_broker())
            await self._start_services()

    def _has_data(self) -> bool:
        return self.keep and (self.folder.path / CLIENTS).exists()

    async def _start_database_and_services(self) -> None:
        await self._start_database()
        await self._start_services()

    async def _start_database(self) -> None:
        LOG.info("starting PostgreSQL")
        self.postgres = Postgres(
            self.folder.path / "postgres",
            self.secrets,
            port=self.addresses.postgres_port,
            durable=self.durable,
        )
        await self.postgres.prepare(self.folder.inherited)
        await self.supervisor.start(self.postgres.program())
        for service in self.services:
            self._databases[service] = await self.postgres.database(service)
        migrations = Migrations(self.folder.path, self.folder.inherited)
        pending = [service for service in self.services if migrations.pending(service)]
        if pending:
            LOG.info("migrating the databases of %s", ", ".join(pending))
        await side_by_side(*(migrations.run(name, self._environment(name)) for name in pending))

    async def _start_broker(self) -> None:
        source = await find_rabbitmq(self.workspace / ".cache")
        LOG.info("starting RabbitMQ")
        self.broker = RabbitMQ(
            self.folder.path / "rabbitmq",
            self.secrets,
            source,
            port=self.addresses.rabbitmq_port,
            durable=self.durable,
        )
        self.broker.prepare()
        await self.supervisor.start(self.broker.program())
        await load_topology(self.broker, outside=self.outside)

    async def _start_services(self) -> None:
        LOG.info("starting the services")
        clients = self.folder.path / CLIENTS
        write_clients(clients, self.addresses, self.secrets)
        urls = {name: self.addresses.url(name) for name in (*self.services, "issuer")}
        await self.supervisor.start(
            programs.issuer(urls["issuer"], issuer_environment(self.addresses, clients)),
            *(
                programs.service(name, urls[name], self._environment(name))
                for name in self.services
            ),
        )
        await self.supervisor.start(programs.front_door(self.addresses.base_port, urls))

    def _environment(self, service: str) -> dict[str, str]:
        settings = service_environment(
            service,
            addresses=self.addresses,
            secrets=self.secrets,
            database_url=self._databases[service],
            broker_url=self._service_broker_url(service),
            reference=self.workspace / REFERENCE,
        )
        if service == "reporting" and self.outside:
            settings |= {
                "CIVIC_OUTSIDE": ",".join(self.outside),
                "CIVIC_FORWARDER_URL": self._service_broker_url("forwarder"),
            }
        return settings | dict(self._extra.get(service, {}))

    def _service_broker_url(self, service: str) -> str:
        # Migrations run while the broker is still starting: only its address is needed.
        password = self.secrets.get(f"rabbitmq.{service}")
        return f"amqp://{service}:{password}@{LOOPBACK}:{self.addresses.rabbitmq_port}/{MAIN}"

    def _check_address(self) -> None:
        kept = kept_public_url(self.folder.path / CLIENTS) if self.keep else None
        if kept not in (None, self.public_url):
            raise AnotherAddress(
                f"the data in {self.folder.path} was kept at {kept}, and its people are known "
                f"only there; start at port {_kept_port(self.folder)}, or without --keep, which "
                "throws that data away"
            )

    def _check_ports(self) -> None:
        for port in self.addresses.all_ports:
            if not is_free(port):
                raise PortTaken(
                    f"port {port} is in use; choose another base port "
                    f"({SPAN} consecutive ones from {self.addresses.base_port} are needed)"
                )

    def _record_processes(self) -> None:
        self.folder.record(
            public_url=self.public_url,
            base_port=self.addresses.base_port,
            logs=str(self.folder.path),
            processes={name: process.pid for name, process in self.supervisor.processes.items()},
        )


def default_port(workspace: Path, name: str, *, keep: bool) -> int:
    """Where a run starts when nobody says: with kept data where that was kept."""
    kept = _kept_port(RunFolder(workspace, name)) if keep else None
    return kept or DEFAULT_BASE_PORT


def _kept_port(folder: RunFolder) -> int | None:
    kept = kept_public_url(folder.path / CLIENTS)
    return None if kept is None else urlsplit(kept).port
