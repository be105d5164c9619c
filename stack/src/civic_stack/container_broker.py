"""The broker of a test session as a container that testcontainers looks after.

Whatever version of RabbitMQ the machine has, the same tests then run on the one of an image.
Needs a Docker engine; `CIVIC_STACK_RABBITMQ_IMAGE` names another image.
"""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from testcontainers.core.container import DockerContainer

from civic_stack.management import Management
from civic_stack.rabbitmq import ADMIN
from civic_stack.rabbitmq_binaries import InDocker
from civic_stack.rabbitmq_docker import IMAGE, IMAGE_CHOICE
from civic_stack.secret_store import SecretStore
from civic_stack.shared_broker import SharedBroker

AMQP, MANAGEMENT = 5672, 15672
READY_WITHIN = 120  # seconds


class ContainerBroker(SharedBroker):
    """A RabbitMQ that listens where its container's ports were published."""

    def __init__(self, folder: Path, secrets: SecretStore, container: DockerContainer) -> None:
        super().__init__(folder, secrets, InDocker())
        self.port = container.get_exposed_port(AMQP)
        self.management_port = container.get_exposed_port(MANAGEMENT)
        address = f"http://{container.get_container_host_ip()}:{self.management_port}"
        self.management = Management(address, ADMIN, secrets.get("rabbitmq.admin"))


@asynccontextmanager
async def container_broker(folder: Path, secrets: SecretStore) -> AsyncIterator[ContainerBroker]:
    """A broker for the time of the block; its container is gone afterwards."""
    container = (
        DockerContainer(os.environ.get(IMAGE_CHOICE, IMAGE))
        .with_env("RABBITMQ_DEFAULT_USER", ADMIN)
        .with_env("RABBITMQ_DEFAULT_PASS", secrets.get("rabbitmq.admin"))
        .with_exposed_ports(AMQP, MANAGEMENT)
    )
    await asyncio.to_thread(container.start)
    try:
        node = ContainerBroker(folder, secrets, container)
        ready = node.management.ready(AMQP)
        async with asyncio.timeout(READY_WITHIN):
            while not await ready():
                await asyncio.sleep(0.5)
        yield node
    finally:
        await asyncio.to_thread(container.stop)
