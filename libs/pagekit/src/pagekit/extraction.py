"""What stands in templates and code for the catalogues, and what was forgotten there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import cast

from babel.messages.extract import extract_from_file
from jinja2 import Environment, nodes

Message = str | tuple[str, str]  # one text, or a singular and its plural

_SPEAKING = frozenset({"_", "gettext", "ngettext", "marked"})
_CODE_KEYWORDS = {"marked": None, "gettext": None, "ngettext": (1, 2)}
_SPOKEN_ATTRIBUTES = ("aria-label", "alt", "title", "placeholder")
_HOLE = "\N{OBJECT REPLACEMENT CHARACTER}"  # stands where a template computes something
_LETTERS = re.compile(r"[^\W\d_]{2}")


def template_messages(source: str, environment: Environment) -> Iterator[Message]:
    """Every message of a template: in ``_()``, ``{% trans %}``, ``marked()`` and ``plural``."""
    found = environment.parse(source).find_all((nodes.Call, nodes.Filter))
    for call in cast(Iterator[nodes.Call | nodes.Filter], found):
        texts = [one.value for one in call.args if isinstance(one, nodes.Const)]
        if isinstance(call, nodes.Filter):
            if call.name == "plural" and texts:
                yield texts[0], texts[1] if len(texts) > 1 else f"{texts[0]}s"
        elif _called(call) in _SPEAKING and texts:
            yield (texts[0], texts[1]) if _called(call) == "ngettext" else texts[0]


def code_messages(path: Path) -> Iterator[Message]:
    """Every message of a Python file: in ``marked()``, ``gettext()`` and ``ngettext()``."""
    for _, message, _, _ in extract_from_file("python", path, keywords=_CODE_KEYWORDS):
        yield (message[0], message[1]) if isinstance(message, tuple) else message


def forgotten(source: str, environment: Environment) -> list[str]:
    """Texts for people in a template that no catalogue could translate, with their lines.

    Also finds ``_()`` over what is computed: it would take a resident's words for markup.
    """
    tree = environment.parse(source)
    return [*_written_texts(source, environment), *_quoted_texts(tree), *_computed(tree)]


def _written_texts(source: str, environment: Environment) -> Iterator[str]:
    reader = _Reader()
    reader.feed(_without_code(source, environment))
    reader.close()
    return iter(reader.found)


def _without_code(source: str, environment: Environment) -> str:
    """The template's own HTML: a hole for everything computed, nothing for what is translated."""
    kept: list[str] = []
    in_trans, opening = False, False
    for _, kind, value in environment.lex(source):
        if kind == "data":
            kept.append("\n" * value.count("\n") if in_trans else value)
        elif kind == "name" and opening:
            in_trans = {"trans": True, "endtrans": False}.get(value, in_trans)
        elif kind == "variable_begin":
            kept.append(_HOLE)
        elif "\n" in value:
            kept.append("\n" * value.count("\n"))
        opening = kind == "block_begin" or (opening and kind == "whitespace")
    return "".join(kept)


class _Reader(HTMLParser):
    """Collects what a person would read or be read out."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        self._note(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in _SPOKEN_ATTRIBUTES:
                self._note(value or "")

    def _note(self, text: str) -> None:
        for piece in text.split(_HOLE):
            if _LETTERS.search(piece):
                self.found.append(f"line {self.getpos()[0]}: {' '.join(piece.split())}")


def _quoted_texts(tree: nodes.Node) -> Iterator[str]:
    for node in _spoken_by_nobody(tree):
        if isinstance(node, nodes.Const) and isinstance(node.value, str) and _is_text(node.value):
            yield f"line {node.lineno}: {node.value}"


def _spoken_by_nobody(node: nodes.Node) -> Iterator[nodes.Node]:
    """The nodes below one, without what is translated and what is never shown."""
    yield node
    for child in _shown(node):
        yield from _spoken_by_nobody(child)


def _shown(node: nodes.Node) -> Iterable[nodes.Node]:
    if isinstance(node, nodes.Call) and _called(node) in _SPEAKING:
        return [one.value for one in node.kwargs]
    if isinstance(node, nodes.Filter) and node.name in {"plural", "replace", "format", "map"}:
        return [node.node] if node.node else []
    if isinstance(node, nodes.Pair):
        return [node.value]
    if isinstance(node, nodes.Compare | nodes.Getitem | nodes.Import | nodes.FromImport):
        return []
    return [] if isinstance(node, nodes.Extends | nodes.Include) else node.iter_child_nodes()


def _is_text(value: str) -> bool:
    """Whether a quoted string is for people: words, or a word with a capital; not a code."""
    if value.startswith(("/", "&", "?")) or re.search(r"\b(govuk|civic)-", value):
        return False
    words = value.split()
    if len(words) > 1 or value != value.strip():
        return bool(_LETTERS.search(value))
    return bool(re.match(r"[A-Z][a-z]", value))


def _computed(tree: nodes.Node) -> Iterator[str]:
    for call in tree.find_all(nodes.Call):
        if _called(call) == "_" and not (call.args and isinstance(call.args[0], nodes.Const)):
            yield f"line {call.lineno}: _() over what is computed; the filter is `spoken`"


def _called(call: nodes.Call) -> str:
    return call.node.name if isinstance(call.node, nodes.Name) else ""
