"""Every page of the gallery: whole, escaped, and allowed by a strict content security policy."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

NAMES = (
    *("components", "charts", "form", "large_print", "other_formats"),
    *("accessibility", "privacy", "problem", "already_sent"),
)
VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr")
)


class Reader(HTMLParser):
    """Collects the elements of a page and whether every one is closed where it should be."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.astray: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.astray.append(tag)


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    return reader


@pytest.fixture(params=NAMES)
def html(request: pytest.FixtureRequest, gallery: Path) -> str:
    return (gallery / "ideas" / f"{request.param}.html").read_text(encoding="utf-8")


def test_elements_are_closed_in_order(html: str) -> None:
    reader = read(html)
    assert reader.astray == []
    assert reader.open == []


def test_nothing_is_inline(html: str) -> None:
    for tag, attributes in read(html).elements:
        assert tag != "style"
        assert tag != "script" or attributes.get("src")
        assert "style" not in attributes
        assert not [name for name in attributes if name.startswith("on")]


def test_everything_comes_from_the_same_origin(html: str) -> None:
    for tag, attributes in read(html).elements:
        if tag in {"script", "link", "img"}:
            address = attributes.get("src") or attributes.get("href") or ""
            assert re.match(r"/ideas/assets/[a-z.-]+\?v=[0-9a-f]{12}$", address)


def test_ids_are_unique_and_references_lead_somewhere(html: str) -> None:
    elements = read(html).elements
    ids = [attributes["id"] for _, attributes in elements if attributes.get("id")]
    assert len(ids) == len(set(ids))
    for tag, attributes in elements:
        named = (
            f"{attributes.get('aria-labelledby') or ''} {attributes.get('aria-describedby') or ''}"
        )
        assert set(named.split()) <= set(ids)
        if tag == "a" and (attributes.get("href") or "").startswith("#"):
            assert (attributes["href"] or "")[1:] in ids
        for fill in re.findall(r"url\(#(.*)\)", attributes.get("fill") or ""):
            assert fill in ids
