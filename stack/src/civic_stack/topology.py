"""The contracts' broker topology, loaded under its own names or moved into fresh virtual hosts."""

import copy
from collections.abc import Mapping
from typing import Any

from civic_stack.rabbitmq import RabbitMQ, Vhost

MAIN = "civic"


async def load_topology(broker: RabbitMQ, prefix: str = "") -> Vhost:
    """Load the topology into `broker`; the main virtual host with its users.

    With a prefix every virtual host is renamed, so that test modules do not meet in one.
    """
    # Imported here: PostgreSQL and RabbitMQ can be had without the contracts.
    from civic_contracts.topology import USERS, definitions

    wanted = definitions({user: broker.password(user) for user in USERS})
    await broker.load(moved(wanted, prefix))
    return broker.vhost(f"{prefix}{MAIN}", tuple(USERS))


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
