"""Who sends generated requests: nobody, a machine, and a person of every role with a session."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urlencode, urljoin

import httpx
from civic_stack.stack import Stack

PERSONAS = (
    *("choir-member", "wigmore-hall", "facilitator", "neighbourhood-officer-1", "finance", "legal"),
    *("volunteer-coordinator", "moderator", "auditor", "operator", "councillor-E05000635-1"),
)
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')
ACTION = re.compile(r'<form method="post" action="([^"]+)">')


@dataclass
class Sender:
    """Somebody: what their program sends along, and their browser."""

    name: str
    program: dict[str, str] = field(default_factory=dict)
    browser: dict[str, str] = field(default_factory=dict)
    csrf: str = ""


async def senders(stack: Stack, service: str) -> list[Sender]:
    """Nobody, somebody with a token that does not hold, a machine, and all the personas."""
    found = [Sender("nobody"), Sender("forger", {"Authorization": "Bearer a.b.c"})]
    async with httpx.AsyncClient(timeout=60, trust_env=False) as http:
        found.append(Sender("machine", await _token(stack, http)))
        for persona in PERSONAS:
            token = await _token(stack, http, persona=persona)
            cookie = await _session(stack, http, service, persona)
            found.append(Sender(persona, token, {"Cookie": cookie}))
    return found


async def _token(stack: Stack, http: httpx.AsyncClient, **more: str) -> dict[str, str]:
    answer = await http.post(
        f"{stack.public_url}/issuer/token",
        data={"grant_type": "client_credentials", **more},
        auth=("civic-demo", stack.client_secret("civic-demo")),
    )
    return {"Authorization": f"Bearer {answer.raise_for_status().json()['access_token']}"}


async def _session(stack: Stack, http: httpx.AsyncClient, service: str, persona: str) -> str:
    """Signs in through the issuer's form, and returns the session's cookie.

    Cookies are carried by hand: the demonstration has no TLS, and its cookies want some.
    """
    begun = await http.get(f"{stack.public_url}/{service}/sign-in")
    sign_in = _cookie(begun, f"__Host-civic-{service}-sign-in")
    page = await http.get(begun.headers["location"])
    fields = {name: unescape(value) for name, value in HIDDEN.findall(page.text)}
    action = ACTION.search(page.text)
    if action is None:
        raise ValueError(f"the issuer shows no form: {page.text[:300]}")
    chosen = urlencode({**fields, "persona": persona})
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    told = await http.post(urljoin(str(page.url), action[1]), content=chosen, headers=form)
    http.cookies.clear()
    back = await http.get(told.headers["location"], headers={"Cookie": sign_in})
    return _cookie(back, f"__Host-civic-{service}")


def _cookie(answer: httpx.Response, name: str) -> str:
    for said in answer.headers.get_list("set-cookie"):
        pair: str = said.partition(";")[0]
        if pair.startswith(f"{name}="):
            return pair
    raise ValueError(f"no cookie {name}: {answer.status_code} {answer.text[:300]}")


def token_of_page(text: str) -> str:
    """The form token that a page holds for whoever looks at it, or nothing."""
    return next((value for name, value in HIDDEN.findall(text) if name == "csrf" and value), "")


def headers_of(sender: Sender, headers: Mapping[str, str], *, as_page: bool) -> dict[str, str]:
    """A request's headers with what proves who sends it."""
    return {**headers, **(sender.browser if as_page else sender.program)}
