"""The front door as somebody outside sees it: TLS checked, redirects not followed."""

from __future__ import annotations

import html
import http.client
import json
import re
import ssl
import time
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from http.cookiejar import CookieJar
from typing import Any
from urllib.parse import urlencode, urljoin

PATIENCE = 60.0  # seconds in which a service that says "try again" is asked again

_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')
_ACTION = re.compile(r'<form method="post" action="([^"]+)">')


@dataclass(frozen=True)
class Answer:
    """Status, headers in lower case, and body."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)

    @property
    def kind(self) -> str:
        """The media type, without parameters."""
        return self.headers.get("content-type", "").partition(";")[0]


class Visitor:
    """Trusts the one certificate that the front door shows at first, for its name."""

    def __init__(self, port: int) -> None:
        self._port = port
        shown = ssl.get_server_certificate(("localhost", port), timeout=10)
        self._trust = ssl.create_default_context(cadata=shown)

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> Answer:
        """One request; the path goes out as it stands."""
        connection = http.client.HTTPSConnection(
            "localhost", self._port, timeout=30, context=self._trust
        )
        try:
            connection.putrequest("GET", path)
            for name, value in (headers or {}).items():
                connection.putheader(name, value)
            connection.endheaders()
            answer = connection.getresponse()
            found: dict[str, str] = {}
            for name, value in answer.getheaders():
                key = name.lower()
                found[key] = f"{found[key]}\n{value}" if key in found else value
            return Answer(answer.status, found, answer.read())
        finally:
            connection.close()

    def get_patiently(self, path: str) -> Answer:
        """Asked again while the service says 503, as a person would."""
        give_up = time.monotonic() + PATIENCE
        while (answer := self.get(path)).status == 503 and time.monotonic() < give_up:
            time.sleep(1)
        return answer

    def first_bytes_of_stream(self, path: str) -> bytes:
        """What a stream of events says first; raises OSError when it says nothing for 10 s."""
        connection = http.client.HTTPSConnection(
            "localhost", self._port, timeout=10, context=self._trust
        )
        try:
            connection.request("GET", path, headers={"Accept": "text/event-stream"})
            answer = connection.getresponse()
            return answer.read1(200) if answer.status == 200 else b""
        finally:
            connection.close()

    def sign_in(self, service: str, persona: str) -> bool:
        """Signs in as a persona through the issuer's form, as a browser does; whether it worked."""
        browser = urllib.request.build_opener(
            urllib.request.HTTPSHandler(context=self._trust),
            urllib.request.HTTPCookieProcessor(CookieJar()),
        )
        start = f"https://localhost:{self._port}/{service}/sign-in?return_to=/{service}/"
        with browser.open(start, timeout=30) as asked:
            page, address = asked.read().decode(), asked.geturl()
        action = _ACTION.search(page)
        if action is None:
            raise ValueError(f"no form at {address}")
        # The page has two forms with the same hidden fields.
        fields = {name: html.unescape(value) for name, value in _HIDDEN.findall(page)}
        chosen = urlencode(fields | {"persona": persona}).encode()
        with browser.open(urljoin(address, action[1]), data=chosen, timeout=30) as answered:
            return answered.geturl().endswith(f"/{service}/") and b"Sign out" in answered.read()
