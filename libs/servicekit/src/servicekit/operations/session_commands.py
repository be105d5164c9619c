"""``sessions …``: who is signed in, as a number, and ending it for one person or for all."""

from __future__ import annotations

import argparse
from typing import Any

from pydantic import SecretStr
from sqlalchemy import text

from servicekit.identity.person_key import person_key
from servicekit.operations.addresses import setting
from servicekit.operations.operator import Operator, Refused, audit

COUNT = text("""
    SELECT count(*) AS live, count(DISTINCT person_key) AS people FROM kit.sessions
    WHERE revoked_at IS NULL AND expires_at > now()
""")

END = text("""
    UPDATE kit.sessions SET revoked_at = now(), name = NULL, id_token = NULL
    WHERE revoked_at IS NULL AND (cast(:person_key AS text) IS NULL OR person_key = :person_key)
""")


def add_sessions(commands: Any) -> None:
    """Adds the commands to a parser's."""
    actions = commands.add_parser("sessions", help="who is signed in").add_subparsers(
        dest="action", required=True
    )
    count = actions.add_parser("count", help="how many sessions of how many people are live")
    count.set_defaults(act=_count)
    end = actions.add_parser("end", help="sign out a person, or everybody, at once")
    whose = end.add_mutually_exclusive_group(required=True)
    whose.add_argument("--subject", help="the person, as the issuer calls them (sub)")
    whose.add_argument("--person-key", help="the person, as the audit log calls them")
    whose.add_argument("--all", action="store_true", help="everybody")
    end.add_argument("--why", required=True, help="kept in the audit log")
    end.set_defaults(act=_end)


async def _count(operator: Operator, _: argparse.Namespace) -> str:
    async with operator.engine.connect() as connection:
        found = (await connection.execute(COUNT)).one()
    return f"{found.live} live sessions of {found.people} people"


async def _end(operator: Operator, asked: argparse.Namespace) -> str:
    key = asked.person_key
    if asked.subject is not None:
        key = _key_of(asked.subject)
    async with operator.engine.begin() as connection:
        ended = (await connection.execute(END, {"person_key": key})).rowcount
        await audit(connection, "sessions.ended", key or "everybody", asked.why)
    return f"{ended} sessions ended"


def _key_of(subject: str) -> str:
    try:
        return person_key(SecretStr(setting("person_key")), setting("oidc_issuer"), subject)
    except ValueError as error:
        raise Refused(str(error)) from None
