"""Everything about the broker, from one source: names, queues, rights and definitions."""

from collections.abc import Mapping
from typing import Any

from civic_contracts.topology.names import (
    ARCHIVE,
    CANARY,
    CONSUMES,
    DEAD,
    EVENTS,
    FORWARDER,
    OPERATOR,
    PERSONS,
    REPLAY,
    SERVICES,
    UNROUTED,
    USERS,
    VIRTUAL_HOST,
    canary_of,
    dead_of,
    heard_kinds,
    inbox_of,
    may_leave,
    replay_answer_key,
    replay_request_key,
    replays_of,
)
from civic_contracts.topology.outside import outside_definitions, outside_virtual_host
from civic_contracts.topology.queues import bindings, exchanges, policies, queues
from civic_contracts.topology.rights import permissions, topic_permissions, user

Definitions = dict[str, list[dict[str, Any]]]


def topology(*, archive_days: int = 30, archive_bytes: int = 2 * 1024**3) -> Definitions:
    """The definitions without any user or right: what flows where, for people to read."""
    return {
        "vhosts": [{"name": VIRTUAL_HOST}],
        "exchanges": exchanges(),
        "queues": queues(),
        "bindings": bindings(),
        "policies": policies(archive_days, archive_bytes),
    }


def definitions(
    passwords: Mapping[str, str], outside: Mapping[str, str] | None = None
) -> Definitions:
    """RabbitMQ definitions of everything, for RabbitMQ 3.10 to 4.x; importing them is repeatable.

    ``passwords`` has one for each of ``USERS``; ``outside`` one for each outside subscriber.
    ``ValueError`` where one is missing, empty or not asked for.
    """
    if set(passwords) != set(USERS):
        raise ValueError(f"passwords are needed for exactly {', '.join(USERS)}")
    found: Definitions = {
        **topology(),
        "users": [_user(name, passwords[name]) for name in USERS],
        "permissions": permissions(),
        "topic_permissions": topic_permissions(),
        "parameters": [],
    }
    for name, password in (outside or {}).items():
        for kind, entries in outside_definitions(name, password).items():
            found[kind] = [*found[kind], *entries]
    return found


def _user(name: str, password: str) -> dict[str, Any]:
    return user(name, password, ("monitoring",) if name == OPERATOR else ())


__all__ = [
    "ARCHIVE",
    "CANARY",
    "CONSUMES",
    "DEAD",
    "EVENTS",
    "FORWARDER",
    "OPERATOR",
    "PERSONS",
    "REPLAY",
    "SERVICES",
    "UNROUTED",
    "USERS",
    "VIRTUAL_HOST",
    "canary_of",
    "dead_of",
    "definitions",
    "heard_kinds",
    "inbox_of",
    "may_leave",
    "outside_definitions",
    "outside_virtual_host",
    "replay_answer_key",
    "replay_request_key",
    "replays_of",
    "topology",
]
