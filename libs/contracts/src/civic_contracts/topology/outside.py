"""Virtual hosts for subscribers outside the four services, each alone in its own.

Whatever an outsider does with its queues, nothing in ``civic`` can be slowed down by it: the
forwarder copies events over, the queues are bounded, drop their oldest and expire.
"""

import re
from typing import Any

from civic_contracts.topology.names import EVENTS, FORWARDER, USERS
from civic_contracts.topology.queues import exchange, policy
from civic_contracts.topology.rights import NOTHING, any_of, permission, user

_NAME = re.compile(r"[a-z][a-z0-9-]{1,39}")
_RESERVED = frozenset({*USERS, "guest", "civic", "civic-admin", "admin"})


def outside_virtual_host(name: str) -> str:
    """The virtual host of an outside subscriber."""
    return f"outside-{name}"


def outside_definitions(
    name: str,
    password: str,
    *,
    most_messages: int = 100_000,
    most_bytes: int = 256 * 1024 * 1024,
    unused_days: int = 14,
    most_connections: int = 10,
    most_queues: int = 10,
) -> dict[str, list[dict[str, Any]]]:
    """RabbitMQ definitions for one outside subscriber, with its own user of the same name.

    The user may declare, fill by binding, and read queues called ``<name>.…``, and nothing else.
    ``ValueError`` where the name is taken or is not lower-case letters, digits and hyphens.
    """
    if not _NAME.fullmatch(name) or name in _RESERVED:
        raise ValueError(f"{name!r} cannot be the name of an outside subscriber")
    host = outside_virtual_host(name)
    own = rf"^{re.escape(name)}\..+"
    bounded = {
        "max-length": most_messages,
        "max-length-bytes": most_bytes,
        "overflow": "drop-head",
        "expires": unused_days * 24 * 60 * 60 * 1000,
    }
    limits = {"max-connections": most_connections, "max-queues": most_queues}
    return {
        "vhosts": [{"name": host}],
        "users": [user(name, password)],
        "permissions": [
            permission(
                host, name, configure=own, write=own, read=rf"^({re.escape(EVENTS)}$|{own[1:]})"
            ),
            permission(host, FORWARDER, configure=NOTHING, write=any_of(EVENTS), read=NOTHING),
        ],
        "exchanges": [exchange(host, EVENTS, "topic", {})],
        "policies": [policy(host, "bounded", ".*", bounded)],
        "parameters": [
            {"component": "vhost-limits", "vhost": host, "name": "limits", "value": limits}
        ],
    }
