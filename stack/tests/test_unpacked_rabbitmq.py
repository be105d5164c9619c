"""RabbitMQ from the distribution's packages, without installing them (fetches some 60 MB)."""

import os
from pathlib import Path

import aio_pika
import pytest
from civic_stack.processes import Supervisor
from civic_stack.rabbitmq import RabbitMQ
from civic_stack.rabbitmq_unpacked import can_unpack, unpack
from civic_stack.secret_store import SecretStore

pytestmark = [
    pytest.mark.long,
    pytest.mark.stack,
    pytest.mark.skipif(not can_unpack(), reason="not Debian or Ubuntu"),
]


async def test_runs_from_unpacked_packages_alone(tmp_path: Path) -> None:
    installation = await unpack(tmp_path / "cache")
    again = await unpack(tmp_path / "cache")
    assert again == installation
    secrets = SecretStore(tmp_path / "secrets.json")
    node = RabbitMQ(tmp_path / "rabbitmq", secrets, installation, durable=False)
    node.prepare()
    async with Supervisor(tmp_path) as supervisor:
        await supervisor.start(node.program())
        pid = supervisor["rabbitmq"].pid
        assert os.readlink(f"/proc/{pid}/exe").startswith(str(tmp_path))
        vhost = await node.empty_virtual_host()
        async with await aio_pika.connect(vhost.url()) as connection:
            channel = await connection.channel()
            queue = await channel.declare_queue("q", durable=True)
            await channel.default_exchange.publish(aio_pika.Message(b"hello"), routing_key="q")
            message = await queue.get(timeout=5)
            assert message is not None
            assert message.body == b"hello"
