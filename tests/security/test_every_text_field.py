"""Every text field of every command of every service refuses what makes a text read as another."""

from __future__ import annotations

import os
import types
import typing
from collections.abc import Iterator
from enum import Enum
from importlib import import_module
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from civic_contracts.topology import SERVICES
from fastapi.routing import APIRoute, iter_route_contexts
from pydantic import BaseModel, Field, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo
from servicekit.web import Command
from servicekit.web.fields import LongText, Text

os.environ.setdefault("CIVIC_POLICIES", str(Path(__file__).parents[2] / "deploy" / "policies"))

# Each would pass for something else on a page, or is no text at all.
TRICKS = {
    "a reversed text": "pay \u202e001\u202c",
    "an isolated text": "pay \u2066001\u2069",
    "a text with a mark": "pay \u200f001",
    "a text with an Arabic mark": "pay \u061c001",
    "a text of joiners": "\u2060\u200b",
    "a character of nothing": "a\x00b",
    "an escape": "a\x1b[2Jb",
    "half a character": "a\ud800b",
}


def commands_of(service: str) -> dict[str, type[BaseModel]]:
    """The bodies that a service's routes take, by address."""
    made = import_module(f"{service}.app").SERVICE
    routes = [route for api in made.apis for route in iter_route_contexts(api.routes)]
    return {
        f"{service}{route.path} {name}": kind
        for route in routes
        for name, kind in _bodies(route.original_route)
    }


def _bodies(route: Any) -> Iterator[tuple[str, type[BaseModel]]]:
    if isinstance(route, APIRoute):
        for one in route.dependant.body_params:
            kind = one.field_info.annotation
            if isinstance(kind, type) and issubclass(kind, BaseModel):
                yield one.name, kind


def fields_of(kind: type[BaseModel], way: str = "") -> Iterator[tuple[str, FieldInfo]]:
    """Every field of a body, also those of what it holds."""
    for name, field in kind.model_fields.items():
        yield f"{way}/{name}", field
        for inner in _models_in(field.annotation):
            yield from fields_of(inner, f"{way}/{name}")


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in typing.get_args(annotation):
        yield from _models_in(inner)


def takes_text(annotation: Any) -> bool:
    """Whether a text could be given, alone or in a list."""
    if annotation is str:
        return True
    if typing.get_origin(annotation) in {typing.Literal} or annotation in {UUID, Enum}:
        return False
    several = (list, tuple, frozenset, set, typing.Annotated, typing.Union, types.UnionType)
    return typing.get_origin(annotation) in several and any(
        takes_text(inner) for inner in typing.get_args(annotation)
    )


def is_list(annotation: Any) -> bool:
    """Whether it takes several of something."""
    if typing.get_origin(annotation) in {list, tuple, frozenset, set}:
        return True
    return any(is_list(inner) for inner in typing.get_args(annotation))


def let_through(field: FieldInfo) -> list[str]:
    """The tricks that a field takes."""
    metadata = tuple(field.metadata)
    annotation = field.annotation
    adapter: TypeAdapter[Any] = TypeAdapter(
        typing.Annotated[(annotation, *metadata)] if metadata else annotation
    )
    taken = []
    for name, trick in TRICKS.items():
        try:
            adapter.validate_python([trick] if is_list(annotation) else trick)
        except (ValidationError, UnicodeError):
            continue
        taken.append(name)
    return taken


COMMANDS = {name: kind for service in SERVICES for name, kind in commands_of(service).items()}


@pytest.mark.parametrize("command", COMMANDS)
def test_no_text_field_takes_a_trick(command: str) -> None:
    found = {
        way: taken
        for way, field in fields_of(COMMANDS[command])
        if takes_text(field.annotation) and (taken := let_through(field))
    }
    assert found == {}


def test_there_are_text_fields_to_look_at() -> None:
    texts = [
        way
        for kind in COMMANDS.values()
        for way, field in fields_of(kind)
        if takes_text(field.annotation)
    ]
    assert len(COMMANDS) > 70
    assert len(texts) > 200


class Careless(Command):
    """A command whose author forgot what text may do."""

    title: str
    notes: list[str] = Field(default_factory=list)
    summary: LongText | None = None
    name: Text


def test_a_planted_field_is_found() -> None:
    found = {
        way: len(let_through(field))
        for way, field in fields_of(Careless)
        if takes_text(field.annotation)
    }
    careless = {way: count for way, count in found.items() if count}
    assert careless.keys() == {"/title", "/notes"}
    assert {"/summary", "/name", "/late_reason"} <= found.keys()
