"""The authorisation endpoint: from a service's request to a code for the persona chosen."""

import re
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.responses import Response

from civic_demo.issuer import grants, pages
from civic_demo.issuer.issuer import Issuer
from civic_demo.issuer.personas import offered, persona
from civic_demo.issuer.telling import tell

COOKIE: Final = "civic-issuer"
_CHALLENGE: Final = re.compile(r"[A-Za-z0-9_-]{43}")
_CARRIED: Final = (
    "response_type",
    "client_id",
    "redirect_uri",
    "scope",
    "state",
    "nonce",
    "code_challenge",
    "code_challenge_method",
)


def routes(issuer: Issuer) -> APIRouter:
    """Return the addresses that browsers visit."""
    router = APIRouter()

    @router.get("/authorize")
    async def ask(request: Request) -> Response:
        return _ask(issuer, request.query_params, request.cookies.get(_cookie_name(issuer)))

    @router.post("/authorize")
    async def choose(request: Request) -> Response:
        async with request.form(max_files=0, max_fields=20) as form:
            asked = {name: value for name, value in form.items() if isinstance(value, str)}
        return _choose(issuer, asked, request.cookies.get(_cookie_name(issuer)))

    @router.get("/end-session")
    async def end_session(
        request: Request,
        client_id: str = "",
        post_logout_redirect_uri: str = "",
        state: str | None = None,
    ) -> Response:
        session_id = request.cookies.get(_cookie_name(issuer))
        ended = issuer.grants.end_session(session_id)
        if session_id is not None and ended is not None:
            await tell(issuer, session_id, ended)
        return _signed_out(issuer, client_id, post_logout_redirect_uri, state)

    return router


def _ask(issuer: Issuer, asked: Mapping[str, str], session: str | None) -> Response:
    wanted = _understood(issuer, asked)
    if isinstance(wanted, Response):
        return wanted
    chosen = issuer.grants.persona_of(session)
    prompt = asked.get("prompt", "").split()
    if session is not None and chosen is not None and not {"login", "select_account"} & {*prompt}:
        return _granted(issuer, wanted, chosen, session)
    if "none" in prompt:
        return _sent_back(issuer, wanted, error="login_required")
    return _choice(issuer, wanted, asked)


def _choose(issuer: Issuer, asked: Mapping[str, str], known: str | None) -> Response:
    wanted = _understood(issuer, asked)
    if isinstance(wanted, Response):
        return wanted
    chosen = persona(asked.get("persona", "").strip())
    if chosen is None:
        return _choice(issuer, wanted, asked, unknown=asked.get("persona", ""))
    session = issuer.grants.chosen_again(known, chosen.id)
    response = _granted(issuer, wanted, chosen.id, session)
    response.set_cookie(_cookie_name(issuer), session, **_cookie_of(issuer))
    return response


def _understood(issuer: Issuer, asked: Mapping[str, str]) -> grants.Request | Response:
    """Return the request, or the answer to one that is wrong.

    A wrong client or address is answered here, never by sending the browser to that address.
    """
    client = issuer.clients.find(asked.get("client_id", ""))
    address = asked.get("redirect_uri", "")
    if client is None or not client.may_be_sent_to(address):
        reason = "The service that sent you here is not registered, or not at that address."
        return HTMLResponse(pages.problem_page(issuer.prefix, reason), status_code=400)
    wanted = grants.Request(
        client_id=client.client_id,
        redirect_uri=address,
        code_challenge=asked.get("code_challenge", ""),
        nonce=asked.get("nonce"),
        state=asked.get("state"),
    )
    if asked.get("response_type") != "code":
        return _sent_back(issuer, wanted, error="unsupported_response_type")
    if "openid" not in asked.get("scope", "").split():
        return _sent_back(issuer, wanted, error="invalid_scope")
    has_challenge = _CHALLENGE.fullmatch(wanted.code_challenge) is not None
    if not has_challenge or asked.get("code_challenge_method") != "S256":
        return _sent_back(issuer, wanted, error="invalid_request")
    return wanted


def _choice(
    issuer: Issuer, wanted: grants.Request, asked: Mapping[str, str], unknown: str | None = None
) -> Response:
    carried = {name: asked[name] for name in _CARRIED if name in asked}
    page = pages.choose_page(issuer.prefix, carried, offered(), unknown)
    response = HTMLResponse(page, status_code=200 if unknown is None else 422)
    # The form's answer leads on to the client, which browsers count as the form's action too.
    back = urlsplit(wanted.redirect_uri)
    response.headers["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'self'; frame-ancestors 'none'; base-uri 'none'; "
        f"form-action 'self' {back.scheme}://{back.netloc}"
    )
    return response


def _granted(issuer: Issuer, wanted: grants.Request, chosen: str, session: str) -> Response:
    return _sent_back(issuer, wanted, code=issuer.grants.new_code(wanted, chosen, session))


def _sent_back(issuer: Issuer, wanted: grants.Request, **answer: str) -> Response:
    answer["iss"] = issuer.url
    if wanted.state is not None:
        answer["state"] = wanted.state
    joint = "&" if "?" in wanted.redirect_uri else "?"
    return RedirectResponse(f"{wanted.redirect_uri}{joint}{urlencode(answer)}", status_code=303)


def _signed_out(issuer: Issuer, client_id: str, address: str, state: str | None) -> Response:
    client = issuer.clients.find(client_id)
    response: Response
    if client is not None and client.may_be_sent_to(address):
        query = "" if state is None else "?" + urlencode({"state": state})
        response = RedirectResponse(address + query, status_code=303)
    else:
        response = HTMLResponse(pages.signed_out_page(issuer.prefix))
    response.delete_cookie(_cookie_name(issuer), **_cookie_of(issuer))
    return response


def _cookie_name(issuer: Issuer) -> str:
    """Over TLS a name that browsers take from no other host, which they refuse without TLS."""
    return f"__Host-{COOKIE}" if issuer.url.startswith("https:") else COOKIE


def _cookie_of(issuer: Issuer) -> dict[str, Any]:
    secure = issuer.url.startswith("https:")
    path = "/" if secure else issuer.prefix or "/"
    return {"path": path, "httponly": True, "samesite": "lax", "secure": secure}
