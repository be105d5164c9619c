"""The links to one's own work in the header, and the policies of the pages behind them."""

from __future__ import annotations

import re
import subprocess
import sys
from html import unescape
from pathlib import Path

import httpx
import pytest
from civic_contracts.topology import SERVICES
from civic_demo.issuer.personas import offered
from civic_stack.stack import Stack

# Long: each persona signs in four times and opens every page of an office.
pytestmark = [pytest.mark.stack, pytest.mark.long]

# Whoever comes as themselves finds these on the pages of the service; they are no office's work.
FOR_ANYBODY_SIGNED_IN = {
    *("may_submit_ideas", "is_person", "person", "a_person", "may_offer", "public"),
}
# One of each office; who has the same roles finds the same.
PERSONAS = sorted({one.roles: one.id for one in offered()}.items())
WORK = re.compile(r'<a class="civic-work__link" href="([^"]+)"')


def office_pages() -> list[str]:
    """Every page that only some offices may open and that has an address of its own.

    A form to enter something new is reached from the list that it adds to.
    """
    found = []
    for service in SERVICES:
        command = Path(sys.executable).with_name(f"civic-{service}")
        told = subprocess.run([command, "routes"], capture_output=True, text=True, check=True)
        for line in told.stdout.splitlines():
            method, path, policy, kind = line.split()[:4]
            if method == "GET" and kind == "page" and policy not in FOR_ANYBODY_SIGNED_IN:
                found.append(path)
    return sorted(one for one in found if "{" not in one and not one.endswith("/new"))


class Somebody:
    """A browser without scripts: it keeps cookies by itself, follows where it is sent."""

    def __init__(self, stack: Stack) -> None:
        self.http = httpx.Client(base_url=stack.public_url, trust_env=False, timeout=60)
        self.cookies: dict[str, str] = {}

    def ask(self, method: str, address: str, data: dict[str, str] | None = None) -> httpx.Response:
        """One answer, after every redirect."""
        for _ in range(12):
            held = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
            headers = {"Cookie": held, "Accept": "text/html"}
            answer = self.http.request(method, address, data=data, headers=headers)
            for line in answer.headers.get_list("set-cookie"):
                name, _, value = line.partition(";")[0].partition("=")
                self.cookies[name] = value
            if not answer.is_redirect:
                return answer
            method, data, address = "GET", None, str(answer.next_request.url)  # type: ignore[union-attr]  # a redirect has one
        raise AssertionError(f"{address} leads round in a circle")

    def sign_in(self, service: str, persona: str) -> str:
        """The service's first page, as the persona sees it."""
        here = f"/{service}/"
        page = self.ask("GET", f"/{service}/sign-in?return_to={here}")
        if 'name="persona"' in page.text:
            hidden = re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page.text)
            form = {name: unescape(value) for name, value in hidden}
            page = self.ask("POST", "/issuer/authorize", {**form, "persona": persona})
        assert page.url.path == here, page.text
        return page.text


@pytest.mark.parametrize(("roles", "persona"), PERSONAS)
def test_the_header_leads_to_every_page_of_ones_office_and_to_no_other(
    stack: Stack, roles: tuple[str, ...], persona: str
) -> None:
    somebody = Somebody(stack)
    heads = [WORK.findall(somebody.sign_in(service, persona)) for service in SERVICES]
    links = [unescape(one) for one in heads[0]]
    assert all(head == heads[0] for head in heads), "the four services lead to the same"
    for link in links:
        answer = somebody.ask("GET", link)
        assert (answer.status_code, answer.url.path) == (200, link.partition("?")[0])
    for page in office_pages():
        opens = somebody.ask("GET", page).status_code == 200
        assert opens == (page in links), f"{persona} ({roles}): {page}"


def test_there_are_such_pages() -> None:
    assert {"/ideas/work", "/budgets/payments", "/reporting/erasures"} <= set(office_pages())
