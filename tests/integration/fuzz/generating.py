"""Requests to generate: from a service's own OpenAPI document, and from the forms on its pages."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from random import Random
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from fuzz.values import (
    MALFORMED,
    MANY_DIGITS,
    NASTY,
    NASTY_TEXTS,
    ODD_NAMES,
    Seen,
    Values,
    as_json,
)

# What shifts the clock of the demonstration, after which nobody is signed in; an answer without an
# end; and what would end the run's own sessions.
LEFT_OUT = re.compile(r"/api/demo/|/reporting/live\b|/sign-(in|out)")
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND")


@dataclass(frozen=True)
class Sent:
    """One request; ``as_page`` where it is a browser's."""

    method: str
    target: str
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    as_page: bool = False


@dataclass(frozen=True)
class Form:
    """A form as a page shows it."""

    page: str
    action: str
    fields: Mapping[str, Sequence[str]]


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, list[str]]]] = []
        self.links: set[str] = set()
        self._fields: dict[str, list[str]] | None = None
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        about = {name: value or "" for name, value in attrs}
        if tag == "a" and about.get("href", "").startswith("/"):
            self.links.add(about["href"].partition("#")[0])
        elif tag == "form":
            self._fields = {}
            if about.get("method", "get").lower() == "post":
                self.found.append((about.get("action", ""), self._fields))
        elif self._fields is not None:
            self._take(tag, about, self._fields)

    def _take(self, tag: str, about: dict[str, str], fields: dict[str, list[str]]) -> None:
        name = about.get("name", "")
        if tag == "select":
            self._select = name
            fields.setdefault(name, [])
        elif tag == "option" and self._select:
            fields[self._select].append(about.get("value", ""))
        elif tag in {"input", "textarea", "button"} and name:
            fields.setdefault(name, []).append(about.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._fields = None
        elif tag == "select":
            self._select = ""


def read_page(service: str, page: str, text: str) -> tuple[list[Form], set[str]]:
    """The forms of a page that post to the service, and where its links lead within it."""
    parser = _Forms()
    parser.feed(text)
    forms = [
        Form(page, urlsplit(action).path or page, fields)
        for action, fields in parser.found
        if (urlsplit(action).path or page).startswith(f"/{service}/")
        and not LEFT_OUT.search(action)
    ]
    own = {link for link in parser.links if link.startswith(f"/{service}/")}
    return forms, {link for link in own if not LEFT_OUT.search(link)}


class Generator:
    """Makes requests to one service."""

    def __init__(self, service: str, document: dict[str, Any], seed: int) -> None:
        self.service = service
        self.choose = Random(f"{service} {seed}")
        self.seen = Seen()
        self.forms: list[Form] = []
        self.pages: list[str] = [f"/{service}/"]
        self.patterns: list[str] = []
        self._values = Values(document, self.seen, self.choose)
        self._operations = [
            (method.upper(), path, about)
            for path, methods in sorted(document["paths"].items())
            for method, about in sorted(methods.items())
            if not LEFT_OUT.search(path)
        ]

    def next(self, csrf: str) -> Sent:
        """The next request: two in three to the API, the rest to pages and forms."""
        dice = self.choose.random()
        if dice < 0.66:
            return self._to_api()
        if dice < 0.80 and self.forms:
            return self._form(csrf)
        return self._page()

    def learn_page(self, page: str, text: str) -> None:
        """Takes in a page's forms and links."""
        forms, links = read_page(self.service, page, text)
        known = {(one.action, *one.fields) for one in self.forms}
        self.forms += [one for one in forms if (one.action, *one.fields) not in known]
        self.pages += [link for link in links if link not in self.pages]
        del self.forms[:-200], self.pages[:-400]

    def _to_api(self) -> Sent:
        choose = self.choose
        method, path, about = choose.choice(self._operations)
        target = self._address(path, about)
        headers = {"Accept": choose.choice(["application/json", "*/*", "text/html", "x/y;q=9"])}
        if choose.random() < 0.02:
            method = choose.choice(METHODS)
        if method in {"GET", "HEAD", "OPTIONS", "TRACE"}:
            return Sent(method, target, headers)
        content = about.get("requestBody", {}).get("content", {}).get("application/json", {})
        body = self._body(content.get("schema", {}))
        kinds = ["application/json"] * 40 + ["application/json; charset=utf-16", "text/plain", ""]
        headers["Content-Type"] = choose.choice(kinds)
        if choose.random() < 0.97:
            headers["Idempotency-Key"] = self._key()
        return Sent(method, target, headers, body)

    def _key(self) -> str:
        dice = self.choose.random()
        if dice < 0.94:
            return self._values.uuid()
        return self.choose.choice(["again", "x" * 201, "\xe9", "a" * 200, "a b"])

    def _body(self, schema: dict[str, Any]) -> bytes:
        dice = self.choose.random()
        if dice < 0.04:
            return self.choose.choice(MALFORMED)
        if dice < 0.06:
            return as_json(self.choose.choice(NASTY))
        return as_json(self._values.for_schema(schema))

    def _address(self, path: str, about: dict[str, Any]) -> str:
        asked: list[tuple[str, str]] = []
        for one in about.get("parameters", ()):
            name, schema = one["name"], one.get("schema", {})
            if one["in"] == "path":
                path = path.replace(f"{{{name}}}", quote(self._in_path(name, schema), safe=""))
            elif one["in"] == "query" and self.choose.random() < 0.4:
                asked.append((name, self._in_query(name, schema)))
        return f"{path}?{_encoded(asked)}" if asked else path

    def _in_path(self, name: str, schema: dict[str, Any]) -> str:
        choose = self.choose
        dice = choose.random()
        if dice < 0.7:
            known = self.seen.like(name, choose)
            return str(known if known is not None else self._values.for_schema(schema, name))
        if dice < 0.85:
            return self.seen.any_id(choose) or self._values.uuid()
        return _sendable(choose.choice(NASTY_TEXTS)) or "x"

    def _named(self, name: str) -> str:
        return quote(self._in_path(name, {"type": "string", "format": "uuid"}), safe="")

    def _in_query(self, name: str, schema: dict[str, Any]) -> str:
        if self.choose.random() < 0.4:
            return _sendable(self.choose.choice(NASTY_TEXTS))
        return _sendable(str(self._values.for_schema(schema, name)))

    def _page(self) -> Sent:
        if self.patterns and self.choose.random() < 0.5:
            pattern = self.choose.choice(self.patterns)
            target = re.sub(r"\{(\w+)\}", lambda it: self._named(it[1]), pattern)
        else:
            target = self.choose.choice(self.pages)
        if self.choose.random() < 0.3:
            asked = [
                (
                    self.choose.choice(["ward", "theme", "page", "q", "lang", "about", "status"]),
                    word,
                )
                for word in map(_sendable, self.choose.sample(NASTY_TEXTS, 2))
            ]
            target += ("&" if "?" in target else "?") + _encoded(asked)
        headers = {
            "Accept": "text/html",
            "Accept-Language": self.choose.choice(["cy", "en", ";q="]),
        }
        return Sent("GET", target, headers, as_page=True)

    def _form(self, csrf: str) -> Sent:
        choose = self.choose
        form = choose.choice(self.forms)
        filled = [(name, self._typed(name, offered)) for name, offered in form.fields.items()]
        fields = {**dict(filled), "csrf": csrf, "command_id": self._values.uuid()}
        if choose.random() < 0.05:
            fields["csrf"] = choose.choice(["", "x", csrf[::-1]])
        if choose.random() < 0.05:
            fields.pop("command_id")
        if choose.random() < 0.05:
            fields[choose.choice(ODD_NAMES)] = choose.choice(["1", MANY_DIGITS])
        headers = {"Accept": "text/html", "Content-Type": "application/x-www-form-urlencoded"}
        body = _encoded(list(fields.items())).encode()
        if choose.random() < 0.04:
            headers["Content-Type"], body = _multipart(fields)
        return Sent("POST", form.action, headers, body, as_page=True)

    def _typed(self, name: str, offered: Sequence[str]) -> str:
        choose = self.choose
        if choose.random() < 0.15:
            return _sendable(choose.choice(NASTY_TEXTS))
        if choices := [one for one in offered if one]:
            return choose.choice([*choices, "NOT ONE OF THEM"])
        if name.rpartition("-")[2] in {"day", "month", "year"}:
            return choose.choice(["1", "12", "2026", "2027", "31", "0", "x", MANY_DIGITS])
        if name.endswith("-pounds"):
            return choose.choice(["1,250", "99.50", "0", "-1", "1e9", "9" * 40, MANY_DIGITS])
        like = self.seen.like(name, choose)
        return str(like) if like is not None else choose.choice(["1", "Ten rehearsals", "parks"])


def _multipart(fields: Mapping[str, str]) -> tuple[str, bytes]:
    """The form as a browser would send it with a file."""
    parts = b"".join(
        b'--fuzz\r\nContent-Disposition: form-data; name="%b"\r\n\r\n%b\r\n'
        % (name.encode(), value.encode())
        for name, value in fields.items()
    )
    told = b'--fuzz\r\nContent-Disposition: form-data; name="f"; filename="a.png"\r\n'
    file = b"Content-Type: image/png\r\n\r\n<svg onload=1>\r\n--fuzz--\r\n"
    return "multipart/form-data; boundary=fuzz", parts + told + file


def _sendable(text: str) -> str:
    """Without what cannot be written into an address at all."""
    return text.encode("utf-8", "ignore").decode()


def _encoded(fields: Sequence[tuple[str, str]]) -> str:
    return urlencode(fields)
