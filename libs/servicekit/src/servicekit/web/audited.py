"""What the audit log learns of requests: every privileged command, every signed-in refusal."""

from __future__ import annotations

import json
import re
from typing import Any

import structlog
from fastapi import Request
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from servicekit.identity.actor import ANONYMOUS, Actor
from servicekit.operations.measures import REFUSALS

log = structlog.get_logger(__name__)

# What stands in an address may be anything; only what has the shape of a code or an id is kept.
CODE = re.compile(r"[A-Za-z0-9._-]{1,64}")

REFUSED = text("""
    INSERT INTO kit.audit (actor, roles, action, target, facts)
    VALUES (:actor, :roles, 'request.refused', :target, cast(:facts AS jsonb))
""")


def target_of(request: Request) -> str:
    """What a request asks for, with names in the place of what varies.

    Such as ``POST /budgets/api/councillors/{term_id}/end``.
    """
    names = {str(value): f"{{{name}}}" for name, value in request.path_params.items()}
    parts = [names.get(part, part) for part in request.scope["path"].split("/")]
    return f"{request.method} {'/'.join(parts)}"


def codes_in(request: Request) -> dict[str, str]:
    """The ids and codes in a request's address."""
    given: dict[str, Any] = request.path_params
    return {name: str(one) for name, one in given.items() if CODE.fullmatch(str(one))}


async def note_refusal(request: Request, status: int, code: str, policy: str | None) -> None:
    """Keeps that somebody was refused: for good if they have signed in, else only counted.

    The answer stays the same where this cannot be kept: nothing was done.
    """
    actor: Actor = getattr(request.state, "actor", ANONYMOUS)
    REFUSALS.labels(code, "yes" if actor.is_signed_in else "no").inc()
    if not actor.is_signed_in:
        return
    facts = {"status": status, "code": code, "policy": policy, **codes_in(request)}
    row = {
        "actor": actor.identifier,
        "roles": sorted(actor.roles),
        "target": target_of(request),
        "facts": json.dumps(facts),
    }
    try:
        async with request.app.state.runtime.engine.begin() as connection:
            await connection.execute(REFUSED, row)
    except (SQLAlchemyError, OSError) as error:
        log.warning("audit.refusal_not_kept", target=row["target"], code=code, error=repr(error))
