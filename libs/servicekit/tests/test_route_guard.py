"""No application starts with an unguarded route; each kind of gap is planted and found."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from fastapi import APIRouter, Depends, FastAPI
from fastapi.responses import Response
from servicekit.identity import public, signed_in
from servicekit.web import Api, Command, Execute, ExecuteForm, Form, Pages, Silent
from servicekit.web.pages import needs_form_token
from servicekit.web.route_guard import (
    WITHOUT_KEY_OR_TOKEN,
    WITHOUT_POLICY,
    UnguardedRoutes,
    check,
    unguarded,
)

SILENT = Silent("the next page says so itself")


async def done(uow: object, command: Command) -> str:
    return repr((uow, command))


A_FORM = Form(Command, done, then=lambda told: told, template="thing.html")


def guarded() -> FastAPI:
    """An application as services have them: a query, a command, a page and a form."""
    app, api, pages = FastAPI(openapi_url=None), Api(), Pages()

    @api.get("/things", permit=public)
    async def get_things() -> None: ...

    @api.post("/things", permit=signed_in)
    async def post_thing(command: Command, execute: Execute) -> Response:
        return await execute(lambda uow: uow)  # type: ignore[arg-type,return-value]  # never run

    @pages.get("/", permit=public)
    async def home() -> None: ...

    @pages.form("/things/new", permit=signed_in, done="The thing is made.")
    async def making() -> Form:
        return A_FORM

    @pages.get("/things/{thing}", permit=public, form=signed_in)
    async def thing() -> None: ...

    @pages.step("/things/{thing}/end", on="/things/{thing}", permit=signed_in, done=SILENT)
    async def ending(thing: str) -> Form:
        return A_FORM

    app.include_router(api, prefix="/ideas/api")
    app.include_router(pages, prefix="/ideas")
    return app


def plain(method: str, path: str) -> Callable[[FastAPI], Any]:
    """Plants a route that fastapi alone declares."""

    def plant(app: FastAPI) -> None:
        router = APIRouter()
        router.add_api_route(path, lambda: None, methods=[method])
        app.include_router(router)

    return plant


def without_key(app: FastAPI) -> None:
    """Plants a command that takes no key."""
    api = Api()

    @api.post("/planted", permit=signed_in)
    async def post_planted(command: Command) -> None: ...

    app.include_router(api, prefix="/ideas/api")


def without_token(app: FastAPI) -> None:
    """Plants a form that takes no token."""
    pages = Pages()

    @pages.post("/planted", permit=signed_in, done=SILENT)
    async def planted() -> None: ...

    app.include_router(pages, prefix="/ideas")


def untold(app: FastAPI) -> None:
    """Plants a form that nothing but its token is known of."""
    router = APIRouter()

    @router.post("/ideas/planted", dependencies=[Depends(needs_form_token)])
    async def planted() -> None: ...

    app.include_router(router)


def without_id(app: FastAPI) -> None:
    """Plants a page that shows a form, and does not say for whom it needs an id."""
    pages = Pages()

    @pages.get("/planted", permit=signed_in)
    async def planted() -> None: ...

    @pages.post("/planted", permit=signed_in, done=SILENT)
    async def posted(execute: ExecuteForm) -> Response:
        return Response(repr(execute))

    app.include_router(pages, prefix="/ideas")


def on_no_page(app: FastAPI) -> None:
    """Plants a form on a page that is another one by now."""
    pages = Pages()

    @pages.step("/planted/end", on="/planted", permit=signed_in, done=SILENT)
    async def ending() -> Form:
        return A_FORM

    app.include_router(pages, prefix="/ideas")


def with_another_policy(app: FastAPI) -> None:
    """Plants a route whose document names a policy that nobody asks."""
    router = APIRouter()
    router.add_api_route("/ideas/api/planted", lambda: None, openapi_extra={"x-policy": "public"})
    app.include_router(router)


PLANTED = [
    (plain("GET", "/ideas/planted"), "GET /{service}/planted declares no policy"),
    (plain("GET", "/planted"), "GET /planted declares no policy"),
    (plain("DELETE", "/ideas/api/planted"), "DELETE /{service}/api/planted declares no policy"),
    (plain("PUT", "/ideas/api/planted"), "PUT /{service}/api/planted needs no idempotency key"),
    (with_another_policy, "GET /{service}/api/planted declares no policy"),
    (without_key, "POST /{service}/api/planted needs no idempotency key"),
    (without_token, "POST /{service}/planted needs no form token"),
    (
        untold,
        "POST /{service}/planted does not say on which page its form stands, "
        "nor what is said once it is done",
    ),
    (
        without_id,
        "POST /{service}/planted has its form on /planted, which has no form's id in its address",
    ),
    (
        on_no_page,
        "POST /{service}/planted/end has its form on /planted, "
        "which has no form's id in its address",
    ),
]


def test_what_services_declare_is_guarded() -> None:
    assert unguarded(guarded(), "ideas") == []


@pytest.mark.parametrize(("plant", "told"), PLANTED, ids=[told for _, told in PLANTED])
def test_a_planted_gap_is_found_and_nothing_starts(
    plant: Callable[[FastAPI], Any], told: str
) -> None:
    app = guarded()
    plant(app)
    assert told in unguarded(app, "ideas")
    with pytest.raises(UnguardedRoutes, match=r"planted"):
        check(app, "ideas")


def test_what_is_left_out_is_left_out_with_its_reason() -> None:
    assert set(WITHOUT_KEY_OR_TOKEN) == {"/{service}/sign-out", "/{service}/sign-out/told"}
    assert set(WITHOUT_KEY_OR_TOKEN) < set(WITHOUT_POLICY)
    assert all(len(reason) > 20 for reason in [*WITHOUT_POLICY.values()])
