"""Choosing a RabbitMQ to start: CIVIC_STACK_RABBITMQ=system|unpacked|docker, or the first found."""

import asyncio
from pathlib import Path

from civic_stack import rabbitmq_docker
from civic_stack.rabbitmq_binaries import InDocker, RabbitMissing, Source, chosen, find_on_machine
from civic_stack.rabbitmq_unpacked import can_unpack, unpack

_CHOICES = """\
no RabbitMQ can be started here; one of these is needed:
  - the machine's own: on Debian or Ubuntu, apt install rabbitmq-server
    (it need not run, and if it runs it is left alone)
  - Debian's or Ubuntu's packages, fetched and unpacked into .cache/ without installing them:
    works where apt-get and dpkg are there and a package mirror answers
  - a Docker engine that answers"""


async def find_rabbitmq(cache: Path) -> Source:
    """What to start; raises RabbitMissing naming the choices."""
    choice = chosen()
    if choice in ("", "system"):
        installation = find_on_machine()
        if installation is not None:
            return installation
    if choice == "unpacked" or (not choice and can_unpack()):
        return await unpack(cache)
    if choice in ("", "docker") and await asyncio.to_thread(rabbitmq_docker.engine_answers):
        return InDocker()
    raise RabbitMissing(_CHOICES)
