"""The contracts' broker topology, loaded under its own names or moved into fresh virtual hosts."""

import copy
from collections.abc import Mapping, Sequence
from typing import Any

from civic_stack.rabbitmq import RabbitMQ, Vhost

MAIN = "civic"  # the virtual host of the four services, as the contracts name it


async def load_topology(broker: RabbitMQ, prefix: str = "", outside: Sequence[str] = ()) -> Vhost:
    """Load the topology into `broker`; the main virtual host with its users.

    With a prefix every virtual host is renamed, so that test modules do not meet in one.
    `outside` are subscribers that get a user and a virtual host of their own.
    """
    # Imported here: PostgreSQL and RabbitMQ can be had without the contracts.
    from civic_contracts.topology import USERS, VIRTUAL_HOST, definitions

    wanted = definitions(
        {user: broker.password(user) for user in USERS},
        {name: broker.password(name) for name in outside},
    )
    await broker.load(moved(wanted, prefix))
    for virtual_host in wanted["vhosts"]:
        await broker.management.open_to_admin(f"{prefix}{virtual_host['name']}")
    return broker.vhost(f"{prefix}{VIRTUAL_HOST}", tuple(USERS))


def moved(definitions: Mapping[str, Any], prefix: str) -> dict[str, Any]:
    """The same definitions with every virtual host's name prefixed."""
    copied = copy.deepcopy(dict(definitions))
    for kind in copied.values():
        for entry in kind if isinstance(kind, list) else ():
            if "vhost" in entry:
                entry["vhost"] = f"{prefix}{entry['vhost']}"
    for virtual_host in copied.get("vhosts", []):
        virtual_host["name"] = f"{prefix}{virtual_host['name']}"
    return copied
