"""Routes that cannot be declared without saying who may use them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Protocol, TypeVar

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from servicekit.identity import Policy
from servicekit.web.declared_forms import Form
from servicekit.web.done import Notice, Sentence
from servicekit.web.form_ids import NeedsFormId, id_in
from servicekit.web.pages import ExecuteForm, Page
from servicekit.web.problems import Problem
from servicekit.web.runtime import CurrentActor, CurrentRuntime

F = TypeVar("F", bound=Callable[..., Any])

# A function that says, for the parameters of an address, what the form there is.
Declares = Callable[..., Awaitable[Form]]
DeclareForm = Callable[[Declares], Declares]


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

    check.shown_to = shown_to  # type: ignore[attr-defined]  # what the guard of all routes looks for
    return check


def form_sent(page: str, notice: Notice) -> Callable[..., Awaitable[None]]:
    """A dependency that knows on which page a form stands, and what is said once it is done."""

    async def know(request: Request) -> None:
        request.state.notice = notice

    know.page = page  # type: ignore[attr-defined]  # what the guard of all routes looks for
    know.notice = notice  # type: ignore[attr-defined]  # likewise
    return know


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
    """The pages of one room, under ``/<service>``, and where their forms are sent."""

    def __init__(self) -> None:
        super().__init__()
        self.notices: list[Notice] = []

    def get(  # type: ignore[override]  # a policy is required here
        self, path: str, *, permit: Policy, form: Policy | None = None, **options: Any
    ) -> Declare:
        """A page; ``form`` are those who may be shown a form on it.

        They are led to the address with the form's id before anything is read for the page.
        """
        if form is not None:
            options["dependencies"] = [Depends(form_id_for(form)), *options.get("dependencies", [])]
        return self._declare("GET", path, permit, {"include_in_schema": False, **options})

    def post(  # type: ignore[override]  # what is required of a form is required here
        self, path: str, *, permit: Policy, done: Sentence, on: str | None = None
    ) -> Declare:
        """Where a form is sent; it answers with a redirect, and the next page says ``done``.

        ``on`` is the page that the form stands on, where that has another address.
        """
        notice = Notice(path, done)
        self.notices.append(notice)
        known = {"dependencies": [Depends(form_sent(on or path, notice))]}
        return self._declare("POST", path, permit, {"include_in_schema": False, **known})

    def step(self, path: str, *, permit: Policy, done: Sentence, on: str) -> DeclareForm:
        """Where a form of the page ``on`` is sent; the function says what the form is."""

        def declare(declared: Declares) -> Declares:
            declared_form = Depends(declared)

            @self.post(path, permit=permit, done=done, on=on)
            async def send(execute: ExecuteForm, form: Form = declared_form) -> Response:
                return await execute(form)

            return declared

        return declare

    def form(self, path: str, *, permit: Policy, done: Sentence) -> DeclareForm:
        """A page that is a form, and where it is sent: one address, for the same people."""

        def declare(declared: Declares) -> Declares:
            declared_form = Depends(declared)

            @self.get(path, permit=permit, form=permit)
            async def show(page: Page, form: Form = declared_form) -> Response:
                return await page.show(form)

            return self.step(path, permit=permit, done=done, on=path)(declared)

        return declare
