"""Who may do what on the broker: one user per service, and each may do very little."""

import base64
import hashlib
import re
import secrets
from typing import Any

from civic_contracts.topology.names import (
    ARCHIVE,
    CANARY,
    DEAD,
    EVENTS,
    FORWARDER,
    OPERATOR,
    REPLAY,
    SERVICES,
    UNROUTED,
    VIRTUAL_HOST,
    canary_of,
    dead_of,
    inbox_of,
    replays_of,
)

Entry = dict[str, Any]
NOTHING = "^$"


def user(name: str, password: str, tags: tuple[str, ...] = ()) -> Entry:
    """A user with the salted hash of a password, as RabbitMQ stores it."""
    if not password:
        raise ValueError(f"the broker user {name} needs a password")
    salt = secrets.token_bytes(4)
    hashed = base64.b64encode(salt + hashlib.sha256(salt + password.encode()).digest())
    return {
        "name": name,
        "password_hash": hashed.decode(),
        "hashing_algorithm": "rabbit_password_hashing_sha256",
        "tags": list(tags),
    }


def permission(virtual_host: str, name: str, *, configure: str, write: str, read: str) -> Entry:
    """What a user may declare, write to and read from, as regular expressions over names.

    The default exchange is called ``amq.default`` here, or has no name: neither is ever matched,
    or a service could write into another's queue.
    """
    return {
        "user": name,
        "vhost": virtual_host,
        "configure": configure,
        "write": write,
        "read": read,
    }


def any_of(*names: str) -> str:
    """A regular expression that matches exactly these names."""
    return f"^({'|'.join(re.escape(name) for name in names)})$"


def permissions() -> list[Entry]:
    """The rights of every user on the virtual host ``civic``."""
    services = [
        permission(
            VIRTUAL_HOST,
            service,
            configure=NOTHING,
            write=any_of(EVENTS, REPLAY, CANARY, DEAD),
            read=any_of(
                inbox_of(service), replays_of(service), dead_of(service), canary_of(service)
            ),
        )
        for service in SERVICES
    ]
    to_look_at = any_of(UNROUTED, *(dead_of(service) for service in SERVICES))
    return [
        *services,
        permission(VIRTUAL_HOST, FORWARDER, configure=NOTHING, write=NOTHING, read=any_of(ARCHIVE)),
        permission(VIRTUAL_HOST, OPERATOR, configure=NOTHING, write=NOTHING, read=to_look_at),
    ]


def topic_permissions() -> list[Entry]:
    """The keys that a service may write under: its own, wherever it writes."""
    return [entry for service in SERVICES for entry in _topics_of(service)]


def _topics_of(service: str) -> list[Entry]:
    keys = {
        EVENTS: rf"^{service}\.",
        # Asking in its own name, and answering with its own events.
        REPLAY: rf"^(ask\.[a-z]+\.{service}$|to\.[a-z]+\.{service}\.)",
        DEAD: rf"^{service}$",
    }
    return [
        {"user": service, "vhost": VIRTUAL_HOST, "exchange": name, "write": write, "read": NOTHING}
        for name, write in keys.items()
    ]
