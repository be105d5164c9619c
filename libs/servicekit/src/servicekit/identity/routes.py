"""Signing in and out: the addresses of a service that a browser, or the issuer, visits for it."""

from collections.abc import Awaitable, Callable

import structlog
from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse, RedirectResponse

from servicekit.identity.actor import Actor
from servicekit.identity.errors import IssuerUnavailable, NobodyKnown, SignInFailed
from servicekit.identity.identity import CSRF_FIELD, Identity
from servicekit.identity.return_path import safe_return_path
from servicekit.identity.secrets_at_rest import new_secret, unsealed
from servicekit.identity.tokens import InvalidToken

log = structlog.get_logger(__name__)


def sign_in_routes(
    identity: Identity, service: str, whose: Callable[..., Awaitable[Actor]] | None = None
) -> APIRouter:
    """Return `/<service>/sign-in`, `…/sign-in/callback`, `…/sign-out` and `…/sign-out/told`.

    The last one is the back channel: there the issuer says who has signed out elsewhere.

    The web part of the kit includes the router at the root and turns SignInFailed, CsrfRefused
    and IssuerUnavailable into pages. `whose` is how it finds out, and counts, who signs out.
    """
    leaving = [] if whose is None else [Depends(whose)]
    router = APIRouter(prefix=f"/{service}", include_in_schema=False)

    @router.get("/sign-in")
    async def sign_in(
        request: Request,
        return_to: str | None = None,
        silent: bool = False,
        again: bool = False,
    ) -> RedirectResponse:
        path = safe_return_path(return_to, identity.home)
        if silent:
            return await _ask_silently(identity, request, path)
        return await _begin(identity, request, path, again=again)

    @router.get("/sign-in/callback")
    async def callback(request: Request) -> RedirectResponse:
        return await _finish(identity, request)

    @router.post("/sign-out", dependencies=leaving)
    async def sign_out(request: Request) -> RedirectResponse:
        return await _sign_out(identity, request)

    @router.post("/sign-out/told")
    async def told(request: Request) -> JSONResponse:
        return await _end_told(identity, request)

    return router


async def _begin(
    identity: Identity, request: Request, path: str, *, silent: bool = False, again: bool = False
) -> RedirectResponse:
    # A browser with two tabs signing in at once keeps one secret for both.
    browser = identity.sign_in_cookie.read(request) or new_secret()
    response = _see_other(await identity.begin_sign_in(browser, path, silent=silent, again=again))
    identity.sign_in_cookie.write(response, browser, identity.settings.sign_in_within)
    return response


async def _ask_silently(identity: Identity, request: Request, path: str) -> RedirectResponse:
    """A page that everybody may see does not wait for an issuer that is away."""
    try:
        response = await _begin(identity, request, path, silent=True)
    except IssuerUnavailable:
        response = _see_other(path)
    identity.tried_cookie.write(response, new_secret(), identity.settings.sign_in_within)
    return response


async def _finish(identity: Identity, request: Request) -> RedirectResponse:
    try:
        token, return_path = await identity.finish_sign_in(request)
    except NobodyKnown as nobody:
        return _see_other(nobody.return_path)
    except SignInFailed as failed:
        log.warning("sign-in.failed", reason=failed.reason)
        raise
    log.info("sign-in.done")
    response = _see_other(return_path)
    identity.sign_in_cookie.clear(response)
    identity.session_cookie.write(response, token)
    return response


async def _sign_out(identity: Identity, request: Request) -> RedirectResponse:
    async with request.form(max_files=0, max_fields=10) as form:
        given = form.get(CSRF_FIELD)
    if await identity.session_of(request) is None:
        return _see_other(identity.home)
    session = await identity.check_csrf(request, given)
    token, id_token = identity.session_cookie.read(request), session.sealed_id_token
    hint = unsealed(id_token, token) if id_token and token else None
    await identity.sessions.revoke(session.id)
    home = identity.settings.public_url + identity.home
    response = _see_other(await identity.relying_party.sign_out_url(home, hint) or identity.home)
    # Pages are not to be kept in the first place; this is for a browser that kept one.
    response.headers["Clear-Site-Data"] = '"cache"'
    log.info("sign-out.done")
    identity.session_cookie.clear(response)
    # Where the person stays signed in at the issuer, they are not to be signed in at once again.
    identity.tried_cookie.write(response, new_secret(), identity.settings.sign_in_within)
    return response


async def _end_told(identity: Identity, request: Request) -> JSONResponse:
    async with request.form(max_files=0, max_fields=10) as form:
        token = form.get("logout_token")
    status, answer = 200, {}
    try:
        await identity.end_told(token if isinstance(token, str) else "")
    except InvalidToken as refused:
        status, answer = 400, {"error": "invalid_request", "error_description": str(refused)}
    return JSONResponse(answer, status, headers={"Cache-Control": "no-store"})


def _see_other(address: str) -> RedirectResponse:
    # The callback's own address holds a code: no page may be told where its reader came from.
    headers = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
    return RedirectResponse(address, status_code=303, headers=headers)
