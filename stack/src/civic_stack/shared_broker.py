"""The broker of a test session: every module that asks gets a virtual host of its own."""

import secrets

from civic_stack.rabbitmq import RabbitMQ, Vhost
from civic_stack.topology import load_topology


class SharedBroker(RabbitMQ):
    """A RabbitMQ node whose virtual hosts can be had by the dozen."""

    async def virtual_host(self, *, topology: bool = True) -> Vhost:
        """A fresh virtual host: with the contracts' topology and users, or with nothing."""
        if not topology:
            return await self.empty_virtual_host()
        return await load_topology(self, prefix=f"{secrets.token_hex(4)}-")
