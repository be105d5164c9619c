"""Which part listens where, and which path leads to it: the one table of a run.

Everything is on loopback, on consecutive ports from a base port; the front door has the base port
itself, so that the one address to remember is http://localhost:<base>/.
"""

from dataclasses import dataclass

from civic_contracts.topology import SERVICES

from civic_stack.ports import LOOPBACK

DEFAULT_BASE_PORT = 8600
HOME = "/ideas/"  # where / leads

_OFFSETS = {name: offset for offset, name in enumerate(("front-door", *SERVICES, "issuer"))}
_POSTGRES, _RABBITMQ = len(_OFFSETS), len(_OFFSETS) + 1  # RabbitMQ takes three
SPAN = _RABBITMQ + 3


@dataclass(frozen=True)
class Addresses:
    """Ports and URLs of one run."""

    base_port: int = DEFAULT_BASE_PORT

    @property
    def public_url(self) -> str:
        """What people and services call the whole: the front door, without a trailing slash."""
        return f"http://localhost:{self.base_port}"

    @property
    def issuer_url(self) -> str:
        """The demo issuer's identifier, behind the front door."""
        return f"{self.public_url}/issuer"

    @property
    def postgres_port(self) -> int:
        """PostgreSQL's port."""
        return self.base_port + _POSTGRES

    @property
    def rabbitmq_port(self) -> int:
        """RabbitMQ's AMQP port; management and Erlang distribution follow it."""
        return self.base_port + _RABBITMQ

    @property
    def all_ports(self) -> range:
        """Every port of the run."""
        return range(self.base_port, self.base_port + SPAN)

    def port(self, part: str) -> int:
        """Port of the front door, a service or the issuer; KeyError for anything else."""
        return self.base_port + _OFFSETS[part]

    def url(self, part: str) -> str:
        """A part's own address, past the front door."""
        return f"http://{LOOPBACK}:{self.port(part)}"

    def routes(self) -> dict[str, str]:
        """First path segment to the address behind it, for the front door."""
        return {part: self.url(part) for part in (*SERVICES, "issuer")}
