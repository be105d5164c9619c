"""What Python code says to people: every sentence it builds, for the catalogues.

Nobody has to mark such a text: whatever reads like one and is not SQL, a header, a log line or a
docstring is a message. A rule's docstring is one too, because it is what the rule answers. An
f-string's places are named after what stands in them: ``f"Paid to {event.organisation}"`` is
"Paid to %(organisation)s", which `pagekit.retelling` recognises on a page.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from pagekit.retelling import Pattern

_LETTERS = re.compile(r"[^\W\d_]{2}")
_FORMAT_PLACE = re.compile(r"\{(\w+)\}")
_NOT_FOR_PEOPLE = re.compile(
    r"\s*(SELECT|INSERT|UPDATE|DELETE|WHERE|ORDER BY|SET|ALTER|DROP|CREATE|WITH|AND|LOCK)\b"
    r"|\n|.*(::|\bANY\(|\bcast\(|\w\.\w+ = |to_tsvector|<\w|'self')"  # SQL, HTML, CSP
    r"|[A-Z][\w]*(-[A-Z][\w]*)+$|(Accept|Link|Authorization|Bearer)\b"  # headers
    r"|\w+\.\w+[.\w-]*( \w+\.\w+[.\w-]*)*$|\S+/\S+$|\S+[=_]\S+"  # codes of events, paths
    r"|public, |C[a-z]$|Value error",  # caching, kinds of characters, pydantic's own prefix
)
# Calls whose texts are for machines or operators; functions that take them by name.
_MACHINES = frozenset(
    {
        *("text", "TypeVar", "NewType", "Field", "Query", "Header", "getLogger", "get_logger"),
        *("RuntimeError", "LookupError", "AssertionError", "TypeError", "KeyError"),
        *("TracingUnavailable", "BrandingError", "ChartError", "add_argument", "ArgumentParser"),
        *("debug", "info", "warning", "error", "exception", "compile", "Index", "ZoneInfo"),
    }
)
_RULE = "RuleBroken"


def built_messages(paths: Iterable[Path]) -> Iterator[str]:
    """Every message that the code in these files builds."""
    trees = [ast.parse(path.read_text("utf-8")) for path in paths]
    rules = _rules(trees)
    for tree in trees:
        yield from _docstrings(tree, rules)
        for node in _for_people(tree):
            message = message_of(node)
            if message:
                yield message
        yield from _choices(tree)


def message_of(node: ast.AST) -> str | None:
    """The message of a literal; nothing where it is not for people, or says too little."""
    if isinstance(node, ast.JoinedStr):
        text = _with_places(node)
        plain = "".join(str(one.value) for one in node.values if isinstance(one, ast.Constant))
        return text if _is_text(plain.strip() or "") and Pattern.of(text) else None
    if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
        return None
    text = node.value
    if not _is_text(text):
        return None
    return _FORMAT_PLACE.sub(r"%(\1)s", text) if _FORMAT_PLACE.search(text) else text


def _is_text(value: str) -> bool:
    if value.startswith(("/", "&", "?", "-", "<")) or _NOT_FOR_PEOPLE.match(value):
        return False
    if value == "must ":  # what is looked for at the beginning of a message, not one
        return False
    words = value.split()
    if len(words) > 1:
        return bool(_LETTERS.search(value))
    return bool(re.match(r"[A-Z][a-z]", value))


def _with_places(node: ast.JoinedStr) -> str:
    text, names = "", set()
    for part in node.values:
        if isinstance(part, ast.Constant):
            text += str(part.value).replace("%", "%%")
            continue
        name = wanted = _name(part)
        number = 1
        while name in names:
            number += 1
            name = f"{wanted}_{number}"
        names.add(name)
        text += f"%({name})s"
    return text


def _name(node: ast.AST) -> str:
    """What a place is called: the last word of the expression that fills it."""
    match node:
        case ast.FormattedValue(value=value) | ast.IfExp(body=value) | ast.Await(value=value):
            return _name(value)
        case ast.Call(func=ast.Attribute(value=ast.Constant())) if node.args:
            return _name(node.args[0])
        case ast.Call(args=[first, *_]):
            last = node.args[-1] if isinstance(first, ast.Attribute | ast.Name) else first
            return _name(last)
        case ast.Call(func=func):
            return _name(func)
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name.strip("_") or "value"
        case ast.BinOp(left=inner) | ast.Subscript(value=inner):
            return _name(inner)
        case ast.GeneratorExp(elt=inner) | ast.ListComp(elt=inner):
            return _name(inner)
    return "value"


def _for_people(tree: ast.AST) -> Iterator[ast.AST]:
    """The literals of a module, without those that are plainly for machines."""
    for child in _children(tree):
        if isinstance(child, ast.Constant | ast.JoinedStr):
            yield child
        yield from _for_people(child)


def _children(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.JoinedStr):
        # Its own words are one message; what stands in its places may hold others.
        yield from (one.value for one in node.values if isinstance(one, ast.FormattedValue))
        return
    if isinstance(node, ast.Call) and _called(node) in _MACHINES:
        return
    for name, value in ast.iter_fields(node):
        if name in {"annotation", "returns", "decorator_list"} or _is_all(node):
            continue
        for child in value if isinstance(value, list) else [value]:
            docstring = isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant)
            if isinstance(child, ast.AST) and not docstring:
                yield child


def _is_all(node: ast.AST) -> bool:
    """``__all__ = […]`` and the like hold names, not texts."""
    targets = node.targets if isinstance(node, ast.Assign) else []
    return any(isinstance(one, ast.Name) and one.id.startswith("__") for one in targets)


def _called(call: ast.Call) -> str:
    return str(getattr(call.func, "attr", None) or getattr(call.func, "id", ""))


def _choices(tree: ast.AST) -> Iterator[str]:
    """``choices("book-keeping")`` shows "Book keeping"."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _called(node) == "choices":
            for one in ast.walk(node):
                if isinstance(one, ast.Constant) and isinstance(one.value, str):
                    yield one.value.replace("-", " ").strip().capitalize()


def _rules(trees: Iterable[ast.AST]) -> set[str]:
    """The names of every rule that a service may answer with."""
    bases = {
        node.name: {getattr(base, "attr", None) or getattr(base, "id", "") for base in node.bases}
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
    }
    found: set[str] = {_RULE}
    while more := {name for name, above in bases.items() if above & found} - found:
        found |= more
    return found - {_RULE}


def _docstrings(tree: ast.AST, rules: set[str]) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and node.name in rules:
            said = ast.get_docstring(node, clean=False)
            if said:
                yield said.strip()
