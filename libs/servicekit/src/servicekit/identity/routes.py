"""Signing in and out: the three addresses of a service that a browser visits for it."""

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse

from servicekit.identity.identity import CSRF_FIELD, Identity
from servicekit.identity.return_path import safe_return_path
from servicekit.identity.secrets_at_rest import new_secret


def sign_in_routes(identity: Identity, service: str) -> APIRouter:
    """Return `/<service>/sign-in`, `/<service>/sign-in/callback` and `/<service>/sign-out`.

    The web part of the kit includes the router at the root and turns SignInFailed, CsrfRefused
    and IssuerUnavailable into pages.
    """
    router = APIRouter(prefix=f"/{service}", include_in_schema=False)

    @router.get("/sign-in")
    async def sign_in(request: Request, return_to: str | None = None) -> RedirectResponse:
        return await _begin(identity, request, return_to)

    @router.get("/sign-in/callback")
    async def callback(request: Request) -> RedirectResponse:
        return await _finish(identity, request)

    @router.post("/sign-out")
    async def sign_out(request: Request) -> RedirectResponse:
        return await _sign_out(identity, request)

    return router


async def _begin(identity: Identity, request: Request, return_to: str | None) -> RedirectResponse:
    # A browser with two tabs signing in at once keeps one secret for both.
    browser = identity.sign_in_cookie.read(request) or new_secret()
    path = safe_return_path(return_to, identity.home)
    response = _see_other(await identity.begin_sign_in(browser, path))
    identity.sign_in_cookie.write(response, browser, identity.settings.sign_in_within)
    return response


async def _finish(identity: Identity, request: Request) -> RedirectResponse:
    token, return_path = await identity.finish_sign_in(request)
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
    await identity.sessions.revoke(session.id)
    home = identity.settings.public_url + identity.home
    response = _see_other(await identity.relying_party.sign_out_url(home) or identity.home)
    identity.session_cookie.clear(response)
    return response


def _see_other(address: str) -> RedirectResponse:
    # The callback's own address holds a code: no page may be told where its reader came from.
    headers = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
    return RedirectResponse(address, status_code=303, headers=headers)
