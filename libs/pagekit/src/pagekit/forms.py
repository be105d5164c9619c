"""What a form shows again after it was sent with mistakes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class FormState:
    """What the form macros read as `form`.

    `values` holds what was typed, as text, by field name (several texts for checkboxes; a date
    is the three fields `<name>-day`, `<name>-month`, `<name>-year`). `errors` holds one message
    per field name, in the order in which the summary shall list them; the name "" is for what
    is wrong with the form as a whole. Any object with these two attributes will do.
    """

    values: Mapping[str, str | Sequence[str]] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)


def field_of(pointer: str) -> str:
    """The form field a JSON pointer (RFC 6901) stands for: "/lines/0/amount" is "lines.0.amount".

    Raises ValueError for what is no JSON pointer.
    """
    if pointer == "":
        return ""
    if not pointer.startswith("/"):
        raise ValueError(f"{pointer!r} is no JSON pointer")
    parts = pointer[1:].split("/")
    return ".".join(part.replace("~1", "/").replace("~0", "~") for part in parts)


def all_typed(form: object, name: str, default: Iterable[object] = ()) -> list[str]:
    """Everything chosen in a field, as texts; `default` where the form has not been sent yet."""
    values = getattr(form, "values", None)
    if not isinstance(values, Mapping) or name not in values:
        return [str(one) for one in default]
    held = values[name]
    if isinstance(held, str) or not isinstance(held, Iterable):
        return ["" if held is None else str(held)]
    return [str(one) for one in held]


def typed(form: object, name: str, default: object = "") -> str:
    """What was typed into a field, as text; the last where several came."""
    return ["", *all_typed(form, name, [default])][-1]


def without_pounds(name: str) -> str:
    """The field an amount belongs to, which is also the id of its input: "amount-pounds" is
    "amount"."""
    return name.removesuffix("-pounds")
