"""The API of the policies, as they were read from their files."""

from __future__ import annotations

from typing import Any

from pydantic_core import to_jsonable_python
from servicekit import NotFound, public
from servicekit.web import Api, Reading

from budgets.parameters import CodePath
from budgets.policy.domain import Policy
from budgets.policy.rulebook import rulebook_of

api = Api()


@api.get("/policies", permit=public)
async def get_policies(reading: Reading) -> list[dict[str, Any]]:
    """All policies in the order of time."""
    return [_shown(policy) for policy in rulebook_of(reading).policies]


@api.get("/policies/{code}", permit=public)
async def get_policy(code: CodePath, reading: Reading) -> dict[str, Any]:
    """One policy."""
    try:
        return _shown(rulebook_of(reading).policy(code))
    except LookupError as error:
        raise NotFound("policy", code) from error


def _shown(policy: Policy) -> dict[str, Any]:
    shown: dict[str, Any] = to_jsonable_python(policy)
    return shown
