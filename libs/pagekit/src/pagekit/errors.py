"""What is wrong with a form's fields, said by the name that each field has on the page.

A form's errors hold, for each field, either a whole sentence, which is shown as it is, or what
the field must be ("must be a whole number"), to which its label is put. The error summary repeats
word for word what stands at the fields, in their order.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from pagekit.forms import without_pounds
from pagekit.languages import current, gettext, marked
from pagekit.marks import unmarked
from pagekit.retelling import teller_of

NEEDED = marked("must be filled in")  # what a field is told that was left empty
_AGAIN = marked("Choose the file for “%(label)s” again: it is not kept when a form is shown again")
_ASKING = {
    "enter": (marked("Enter %(label)s"), marked("Answer “%(label)s”")),
    "choose": (marked("Choose %(label)s"), marked("Choose an answer to “%(label)s”")),
    "tick": (marked("Tick “%(label)s”"), marked("Tick “%(label)s”")),
}


def error_at(form: object, name: str, label: str, asking: str = "enter", missing: str = "") -> str:
    """The error of a field, or nothing; it is then in the summary too.

    ``asking`` is what one does there: enter, choose or tick. ``missing`` is what to say of an
    empty field instead of what its label makes.
    """
    said = _errors(form).get(name)
    if not said:
        return ""
    plain = label.unescape() if isinstance(label, Markup) else label
    text = missing or _needed(plain, asking) if said == NEEDED else _with_label(said, plain)
    current().shown[name] = text
    return text


def file_again(form: object, name: str, label: str, missing: str = "") -> str:
    """The error of a field that needs a file.

    Where the form is shown again for another field's sake, it is that the file must be chosen
    once more: no browser keeps it, and nobody would see that it is gone.
    """
    if _errors(form).get(name) or not _errors(form):
        return error_at(form, name, label, "choose", missing)
    text = gettext(_AGAIN) % {"label": unmarked(label)}
    current().shown[name] = text
    current().besides.add(name)
    return text


def errors_shown(form: object) -> list[dict[str, str]]:
    """Every error as the summary lists it: ``text`` and, where the page has the field, ``href``."""
    errors, shown = _errors(form), current().shown
    fields = [
        {"text": text, "href": f"#{without_pounds(name)}"}
        for name, text in shown.items()
        if name in errors or name in current().besides
    ]
    others = [(name, said) for name, said in errors.items() if name not in shown]
    return fields + [{"text": _with_label(said, _in_words(name))} for name, said in others]


def _errors(form: object) -> Mapping[str, Any]:
    found = getattr(form, "errors", None)
    return found if isinstance(found, Mapping) else {}


def _needed(label: str, asking: str) -> str:
    plain, question = _ASKING[asking]
    if unmarked(label).endswith("?"):
        return gettext(question) % {"label": label}
    return gettext(plain) % {"label": label if asking == "tick" else _inside(label)}


def _inside(label: str) -> str:
    """A label inside a sentence; "ID number" and "I am" keep their capitals."""
    plain = label[1:2].islower() or label.startswith("A ")
    return label[:1].lower() + label[1:] if plain else label


def _with_label(said: str, label: str) -> str:
    told = teller_of(current().catalogue).said(said) or gettext(said)
    if not said.startswith("must ") or not label:
        return told
    return gettext("“%(label)s” %(must)s.") % {"label": label, "must": told}


def _in_words(name: str) -> str:
    return without_pounds(name).replace(".", " ").replace("_", " ").strip().capitalize()
