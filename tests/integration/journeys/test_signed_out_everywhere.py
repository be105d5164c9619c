"""Signing out of one service signs out of all four, over the demo issuer's back channel."""

from __future__ import annotations

import time
from html import unescape
from urllib.parse import urlencode, urljoin

import httpx
import pytest
from civic_contracts.topology import SERVICES
from civic_stack.stack import Stack
from fuzz.visiting import ACTION, HIDDEN, token_of_page

pytestmark = pytest.mark.stack
PERSONA = "choir-member"
HEARD_WITHIN = 10.0  # seconds
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class Browser:
    """Keeps cookies by hand: without TLS no library sends a Secure one, as browsers do here."""

    def __init__(self, url: str) -> None:
        self.http = httpx.Client(base_url=url, timeout=60, trust_env=False)
        self.cookies: dict[str, str] = {}

    def ask(self, method: str, target: str, body: str | None = None) -> httpx.Response:
        """One request, no redirect followed."""
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"Accept": "text/html", "Cookie": cookie, **(FORM if body is not None else {})}
        answer = self.http.request(method, target, content=body, headers=headers)
        self.http.cookies.clear()
        for said in answer.headers.get_list("set-cookie"):
            name, _, value = said.partition(";")[0].partition("=")
            if not value.strip('"') or "max-age=0" in said.lower():
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = value
        return answer

    def follow(self, answer: httpx.Response) -> httpx.Response:
        """Follows redirects to the page at their end."""
        while answer.is_redirect:
            answer = self.ask("GET", urljoin(str(answer.url), answer.headers["location"]))
        return answer

    def sign_in(self, service: str) -> None:
        """Signs in; the issuer asks who it is the first time only."""
        page = self.follow(self.ask("GET", f"/{service}/sign-in"))
        if (action := ACTION.search(page.text)) and "/issuer/" in str(page.url):
            fields = {name: unescape(value) for name, value in HIDDEN.findall(page.text)}
            chosen = urlencode({**fields, "persona": PERSONA})
            self.follow(self.ask("POST", urljoin(str(page.url), action[1]), chosen))

    def form_token(self, service: str) -> str:
        """The token of this browser's session at a service, "" where there is none."""
        return token_of_page(self.ask("GET", f"/{service}/accessibility").text)


def signed_in_at(browser: Browser) -> list[str]:
    """The services that know who looks at their pages, asked without asking the issuer again."""
    tried = {f"__Host-civic-{service}-tried": "x" * 43 for service in SERVICES}
    browser.cookies.update(tried)
    return [service for service in SERVICES if browser.form_token(service)]


def test_signing_out_of_one_ends_the_sessions_of_all_four(stack: Stack) -> None:
    person, elsewhere = Browser(stack.public_url), Browser(stack.public_url)
    elsewhere.sign_in("budgets")
    for service in SERVICES:
        person.sign_in(service)
    assert signed_in_at(person) == [*SERVICES]

    form = urlencode({"csrf": person.form_token("volunteers")})
    person.follow(person.ask("POST", "/volunteers/sign-out", form))
    until = time.monotonic() + HEARD_WITHIN
    while signed_in_at(person) and time.monotonic() < until:
        time.sleep(0.2)
    assert signed_in_at(person) == []
    assert signed_in_at(elsewhere) == ["budgets"], "another browser's session is another"
