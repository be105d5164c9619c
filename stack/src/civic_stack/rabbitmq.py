"""A private RabbitMQ node: loopback only, no epmd, all its files under one folder."""

import hashlib
import secrets as random_names
import signal
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from civic_stack import rabbitmq_docker
from civic_stack.management import Management
from civic_stack.one_shot import CommandFailed, run_to_end
from civic_stack.ports import LOOPBACK, free_block
from civic_stack.processes import Program
from civic_stack.rabbitmq_binaries import InDocker, Installation, Source
from civic_stack.secret_store import SecretStore

ADMIN = "civic-admin"
PORTS = 3  # AMQP, management, Erlang distribution

_CONFIGURATION = """\
listeners.tcp.1 = {host}:{amqp}
management.tcp.ip = {host}
management.tcp.port = {management}
management.rates_mode = none
default_user = {user}
default_pass = {password}
log.console = true
log.console.level = info
log.file = false
"""


@dataclass(frozen=True)
class Vhost:
    """A virtual host of its own for one test module: names and addresses."""

    name: str
    port: int
    passwords: Mapping[str, str]
    management: Management

    def url(self, user: str = ADMIN) -> str:
        """amqp:// address of this virtual host for one of the topology's users, or the admin."""
        return f"amqp://{user}:{self.passwords[user]}@{LOOPBACK}:{self.port}/{self.name}"


class RabbitMQ:
    """One node below `folder`, from `source`, on three consecutive ports from `port`.

    `durable=False` stops it by a kill, in no time: for data that is thrown away.
    """

    def __init__(
        self,
        folder: Path,
        secrets: SecretStore,
        source: Source,
        *,
        port: int | None = None,
        durable: bool = True,
    ) -> None:
        self.folder = folder.resolve()
        self.port = port or free_block(PORTS)
        self.management_port = self.port + 1
        self._distribution_port = self.port + 2
        self.durable = durable
        self._secrets = secrets
        self._source = source
        self.management = Management(
            f"http://{LOOPBACK}:{self.management_port}", ADMIN, secrets.get("rabbitmq.admin")
        )

    def prepare(self) -> None:
        """Write the configuration; the broker makes the rest itself."""
        for name in ("home", "tmp"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        # A container takes its home for its own and can read nothing else of ours.
        place = self.folder / "home" if isinstance(self._source, InDocker) else self.folder
        (place / "enabled_plugins").write_text("[rabbitmq_management].\n", encoding="utf-8")
        configuration = place / "rabbitmq.conf"
        configuration.touch(mode=0o600)
        configuration.write_text(
            _CONFIGURATION.format(
                # In a container the published port decides who gets in.
                host="0.0.0.0" if isinstance(self._source, InDocker) else LOOPBACK,  # noqa: S104
                amqp=self.port,
                management=self.management_port,
                user=ADMIN,
                password=self._secrets.get("rabbitmq.admin"),
            ),
            encoding="utf-8",
        )

    def program(self) -> Program:
        """What the supervisor starts."""
        source = self._source
        if isinstance(source, InDocker):
            ports = (self.port, self.management_port)
            command = rabbitmq_docker.command(self.folder, ports)
            environment, stop = rabbitmq_docker.environment(), signal.SIGTERM
            give_up = None
        else:
            command, environment = (str(source.server),), self._environment(source)
            stop = signal.SIGTERM if self.durable else signal.SIGKILL
            # It takes a SIGTERM while it boots and then never ends.
            give_up = signal.SIGKILL
        return Program(
            name="rabbitmq",
            command=command,
            ready=self.management.ready(self.port),
            environment=environment,
            folder=self.folder,
            ready_within=120,
            stop_signal=stop,
            stop_within=30,
            give_up_signal=give_up,
            orphan_signal=signal.SIGTERM,
        )

    async def control(self, *arguments: str) -> None:
        """``rabbitmqctl`` on this node, which runs; raises CommandFailed. Not for a container."""
        source = self._source
        if isinstance(source, InDocker):
            raise CommandFailed("rabbitmqctl is not to be had for a broker in a container")
        environment = self._environment(source) | {
            # As for the broker: no epmd, the node is found at its own port, where only it listens.
            "RABBITMQ_CTL_ERL_ARGS": (
                f"-start_epmd false -erl_epmd_port {self._distribution_port} -dist_listen false"
            ),
        }
        command = (str(source.server.with_name("rabbitmqctl")), *arguments)
        await run_to_end(command, environment, self.folder / "control.log")

    def password(self, user: str) -> str:
        """The password of a broker user of this run."""
        return self._secrets.get(f"rabbitmq.{'admin' if user == ADMIN else user}")

    async def load(self, definitions: Mapping[str, Any]) -> None:
        """Import definitions: virtual hosts, users, rights, queues, policies. Repeatable."""
        await self.management.load(definitions)

    async def empty_virtual_host(self, name: str | None = None) -> Vhost:
        """A new virtual host with nothing in it, for the admin alone."""
        name = name or f"test-{random_names.token_hex(4)}"
        await self.management.make_virtual_host(name)
        return self.vhost(name, (ADMIN,))

    def vhost(self, name: str, users: tuple[str, ...]) -> Vhost:
        """The addresses of a virtual host that exists, for these users and the admin."""
        passwords = {user: self.password(user) for user in {*users, ADMIN}}
        return Vhost(name, self.port, passwords, self.management)

    def _node_name(self) -> str:
        """A name of this run's own: nodes of other runs on this machine must not be met.

        Not after the port, which a later run of other data may have.
        """
        own = hashlib.sha256(self._secrets.get("rabbitmq.node").encode()).hexdigest()[:12]
        return f"civic_{own}@localhost"

    def _environment(self, installation: Installation) -> dict[str, str]:
        here, distribution = self.folder, self._distribution_port
        erlang = (
            # No terminal; no epmd, which would stay after us; nobody else's port.
            f"-noinput -start_epmd false -erl_epmd_port {distribution} "
            # Named from the start: a broker that names itself asks epmd whether the name is free.
            f"-sname {self._node_name()} "
            "-kernel inet_dist_use_interface {127,0,0,1} "
            # Idle schedulers sleep and do not spin: the machine is shared with the services.
            "+sbwt none +sbwtdcpu none +sbwtdio none"
        )
        library_path = installation.library_path
        return {
            **({"LD_LIBRARY_PATH": library_path} if library_path else {}),
            "PATH": installation.search_path,
            "LANG": "C.UTF-8",
            "HOME": str(here / "home"),
            "TMPDIR": str(here / "tmp"),
            "RABBITMQ_CONF_ENV_FILE": str(here / "none"),
            "RABBITMQ_NODENAME": self._node_name(),
            "RABBITMQ_CONFIG_FILE": str(here / "rabbitmq.conf"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(here / "enabled_plugins"),
            "RABBITMQ_MNESIA_BASE": str(here / "mnesia"),
            "RABBITMQ_LOG_BASE": str(here / "log"),
            "RABBITMQ_PID_FILE": str(here / "rabbit.pid"),
            "RABBITMQ_GENERATED_CONFIG_DIR": str(here / "conf"),
            "RABBITMQ_DIST_PORT": str(distribution),
            # With input "allowed" the script becomes the server: one process, one pid.
            "RABBITMQ_ALLOW_INPUT": "1",
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": erlang,
        }
