"""Choosing a RabbitMQ to start: CIVIC_STACK_RABBITMQ=system|unpacked|docker, or the first found."""

from pathlib import Path

from civic_stack.rabbitmq_binaries import Installation, RabbitMissing, chosen, find_on_machine

_CHOICES = """\
no RabbitMQ can be started here; one of these is needed:
  - the machine's own: on Debian or Ubuntu, apt install rabbitmq-server
    (it need not run, and if it runs it is left alone)
  - Debian's or Ubuntu's packages, fetched and unpacked into .cache/ without installing them:
    works where apt-get and dpkg are there and a package mirror answers
  - a Docker engine that answers"""


async def find_rabbitmq(cache: Path) -> Installation:
    """An installation to start; raises RabbitMissing naming the choices."""
    choice = chosen()
    if choice in ("", "system"):
        installation = find_on_machine()
        if installation is not None:
            return installation
    raise RabbitMissing(_CHOICES)
