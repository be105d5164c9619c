"""Sends generated requests to a service and judges every answer."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from civic_stack.stack import Stack
from fuzz.generating import LEFT_OUT, Generator, Sent
from fuzz.values import MARK
from fuzz.visiting import Sender, headers_of, senders, token_of_page
from harness.header_guard import faults

AT_ONCE = 6
# What would tell an outsider how the inside is made.
INSIDE = (
    "Traceback (most",
    'File "/',
    "sqlalchemy.",
    "asyncpg",
    "psycopg",
    "SELECT ",
    "INSERT INTO",
)


@dataclass
class Findings:
    """What a run has seen."""

    statuses: Counter[int] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    pages: int = 0
    forms: int = 0

    @property
    def requests(self) -> int:
        """How many answers there were."""
        return sum(self.statuses.values())

    @property
    def faults_of_ours(self) -> int:
        """How many answers were in the 500s."""
        return sum(count for status, count in self.statuses.items() if status >= 500)

    def line(self, service: str) -> str:
        """The run in one line."""
        told = ", ".join(f"{status}: {count}" for status, count in sorted(self.statuses.items()))
        return (
            f"fuzz {service}: {self.requests} requests ({self.pages} to pages, "
            f"{self.forms} of them forms), "
            f"{self.faults_of_ours} in the 500s, {len(self.wrong)} wrong ({told})"
        )


async def fuzz(
    stack: Stack, service: str, requests: int, seed: int, until: float = float("inf")
) -> Findings:
    """Sends so many requests to a service's own address, some at a time.

    It ends sooner where the monotonic clock has come to ``until``.
    """
    found = Findings()
    # Not kept for longer than the service keeps them: it closes what has rested for five seconds.
    limits = httpx.Limits(max_connections=AT_ONCE, keepalive_expiry=2)
    url = stack.addresses.url(service)
    async with httpx.AsyncClient(base_url=url, timeout=60, trust_env=False, limits=limits) as http:
        document = (await http.get(f"/{service}/api/openapi.json")).raise_for_status().json()
        generator = Generator(service, document, seed)
        generator.patterns = page_patterns(service)
        people = await senders(stack, service)
        await _look_around(http, generator, people)
        left = iter(range(requests))

        async def work() -> None:
            for _ in left:
                if time.monotonic() > until:
                    return
                await _one(http, generator, generator.choose.choice(people), found)

        await asyncio.gather(*(work() for _ in range(AT_ONCE)))
    return found


def page_patterns(service: str) -> list[str]:
    """The addresses of a service's pages, as its own command tells them."""
    command = [str(Path(sys.executable).with_name(f"civic-{service}")), "routes"]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    lines = (line.split() for line in told.splitlines())
    return [path for method, path, _, kind in lines if (method, kind) == ("GET", "page")]


async def _look_around(http: httpx.AsyncClient, generator: Generator, people: list[Sender]) -> None:
    """Everybody sees the first pages, so that there are forms, and tokens for them."""
    for sender in people:
        for page in generator.pages[:12]:
            headers = {"Accept": "text/html", **sender.browser}
            answer = await _with_its_id(http, await http.get(page, headers=headers), headers)
            if answer.status_code == 200 and "text/html" in answer.headers["content-type"]:
                generator.learn_page(page, answer.text)
                sender.csrf = sender.csrf or token_of_page(answer.text)


async def _with_its_id(
    http: httpx.AsyncClient, answer: httpx.Response, headers: Any
) -> httpx.Response:
    """A page with a form leads to itself, with an id of the form in its address."""
    led_to = answer.headers.get("location", "")
    return await http.get(led_to, headers=headers) if "command_id=" in led_to else answer


async def _one(
    http: httpx.AsyncClient, generator: Generator, sender: Sender, found: Findings
) -> None:
    sent = generator.next(sender.csrf)
    if LEFT_OUT.search(sent.target):
        return
    headers = headers_of(sender, sent.headers, as_page=sent.as_page)
    encoded = [
        (name.encode(), value.encode("latin-1", "ignore")) for name, value in headers.items()
    ]
    try:
        answer = await http.request(sent.method, sent.target, headers=encoded, content=sent.body)
    except httpx.HTTPError as failure:
        found.wrong.append(f"{sender.name}: {sent}: {failure!r}")
        return
    found.statuses[answer.status_code] += 1
    found.pages += sent.as_page
    found.forms += sent.as_page and sent.method == "POST"
    found.wrong += [f"{sender.name}: {sent}: {one}" for one in judged(sent, answer)]
    if sent.as_page and sent.method == "GET":
        answer = await _with_its_id(http, answer, encoded)
    _learn(generator, sent, answer)


def _learn(generator: Generator, sent: Sent, answer: httpx.Response) -> None:
    kind = answer.headers.get("content-type", "")
    if answer.status_code in {200, 201} and kind == "application/json" and answer.content:
        generator.seen.learn(answer.json())
    elif answer.status_code == 200 and kind.startswith("text/html") and sent.method == "GET":
        generator.learn_page(sent.target, answer.text)


def judged(sent: Sent, answer: httpx.Response) -> Iterator[str]:
    """What is wrong with an answer, whatever the request was."""
    text = answer.text if answer.headers.get("content-type", "").startswith(("text", "app")) else ""
    if answer.status_code >= 500:
        yield f"{answer.status_code}: {text[:300]}"
    if shown := [one for one in INSIDE if one in text]:
        yield f"shows the inside: {shown}"
    kind = answer.headers.get("content-type", "")
    if kind.startswith("text/html") and MARK in text:
        yield "shows markup as it was sent"
    if kind == "application/problem+json":
        yield from _faults_of_problem(answer)
    elif answer.status_code >= 400 and kind.startswith("application/json"):
        yield f"{answer.status_code} is no problem detail: {text[:200]}"
    yield from faults(_headers(answer), tls=False)


def _faults_of_problem(answer: httpx.Response) -> Iterator[str]:
    try:
        problem: dict[str, Any] = json.loads(answer.content or b"{}")
    except ValueError:
        yield f"a problem that is no JSON: {answer.text[:200]}"
        return
    if problem and (not {"type", "title", "status", "detail"} <= set(problem)):
        yield f"a problem that says too little: {problem}"
    if problem and problem["status"] != answer.status_code:
        yield f"a problem of another status: {problem}"


def _headers(answer: httpx.Response) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in answer.headers.multi_items():
        found[name.lower()] = f"{found[name.lower()]}\n{value}" if name.lower() in found else value
    return found


def faults_logged(folder: Path, service: str) -> list[str]:
    """The lines in which a service says that a fault was its own."""
    log = folder / f"{service}.log"
    lines = log.read_text("utf-8", "replace").splitlines() if log.exists() else []
    failed = (line for line in lines if '"request.failed"' in line)
    return [f"{line[:120]} … {line[-500:]}" for line in failed]
