"""Routes that cannot be declared without saying who may use them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Protocol, TypeVar

from fastapi import APIRouter, Depends, Request

from servicekit.identity import Policy
from servicekit.web.form_ids import NeedsFormId, id_in
from servicekit.web.problems import Problem
from servicekit.web.runtime import CurrentActor, CurrentRuntime

F = TypeVar("F", bound=Callable[..., Any])


class Declare(Protocol):
    """A decorator that gives back the function it was put on."""

    def __call__(self, function: F, /) -> F:
        """Declares the function as a route."""
        ...


def permitted(policy: Policy) -> Callable[..., Awaitable[None]]:
    """A dependency that lets through whom ``policy`` lets through: else 401 or 403."""

    async def check(request: Request, actor: CurrentActor) -> None:
        request.state.actor = actor
        if policy(actor):
            return
        if not actor.is_signed_in:
            raise Problem(401, "not-authenticated", "Sign in to do this.")
        raise Problem(403, "forbidden", "Your roles do not allow this.", policy=policy.__name__)

    check.policy = policy  # type: ignore[attr-defined]  # what the guard of all routes looks for
    return check


def form_id_for(shown_to: Policy) -> Callable[..., Awaitable[None]]:
    """A dependency that sees to it that whoever may be shown a form has its id in the address."""

    async def check(request: Request, actor: CurrentActor, runtime: CurrentRuntime) -> None:
        request.state.form_id_seen_to = True
        if not shown_to(actor) or id_in(request) is not None:
            return
        if await runtime.identity.session_of(request) is not None:
            raise NeedsFormId

    return check


class PolicedRouter(APIRouter):
    """A router whose every route names its policy; the OpenAPI document shows it too."""

    def _declare(self, method: str, path: str, permit: Policy, options: dict[str, Any]) -> Declare:
        checks = [Depends(permitted(permit)), *options.pop("dependencies", [])]
        extra = {"x-policy": permit.__name__, **options.pop("openapi_extra", {})}
        return self.api_route(
            path, methods=[method], dependencies=checks, openapi_extra=extra, **options
        )


class Api(PolicedRouter):
    """The JSON routes of one room, under ``/<service>/api``."""

    def get(self, path: str, *, permit: Policy, **options: Any) -> Declare:  # type: ignore[override]  # a policy is required here
        """A query."""
        return self._declare("GET", path, permit, options)

    def post(self, path: str, *, permit: Policy, **options: Any) -> Declare:  # type: ignore[override]  # a policy is required here
        """A command; it answers 201 unless it says otherwise."""
        return self._declare("POST", path, permit, {"status_code": 201, **options})


class Pages(PolicedRouter):
    """The pages of one room, under ``/<service>``; forms post to where they are shown."""

    def get(  # type: ignore[override]  # a policy is required here
        self, path: str, *, permit: Policy, form: Policy | None = None, **options: Any
    ) -> Declare:
        """A page; ``form`` are those who may be shown a form on it.

        They are led to the address with the form's id before anything is read for the page.
        """
        if form is not None:
            options["dependencies"] = [Depends(form_id_for(form)), *options.get("dependencies", [])]
        return self._declare("GET", path, permit, {"include_in_schema": False, **options})

    def post(self, path: str, *, permit: Policy, **options: Any) -> Declare:  # type: ignore[override]  # a policy is required here
        """Where a form is posted to; it answers with a redirect."""
        return self._declare("POST", path, permit, {"include_in_schema": False, **options})
