"""The issuer's two pages, plain HTML: choose a persona, and what is wrong with a request."""

from collections.abc import Iterable, Mapping
from html import escape
from typing import Final

from civic_demo.issuer.personas import TO_BEGIN_WITH, Persona

STYLE: Final = """
body { font-family: sans-serif; font-size: 1.1875rem; line-height: 1.4; margin: 0 auto;
  max-width: 44rem; padding: 1rem; color: #0b0c0c; background: #ffffff; }
ul { list-style: none; padding: 0; }
li { margin: 0 0 0.75rem; }
button { font: inherit; padding: 0.5rem 0.75rem; text-align: left; width: 100%;
  border: 2px solid #0b0c0c; background: #f3f2f1; color: #0b0c0c; cursor: pointer; }
input { font: inherit; padding: 0.4rem; border: 2px solid #0b0c0c; width: 100%;
  box-sizing: border-box; margin: 0.25rem 0 0.75rem; }
button:hover { background: #dbdad9; }
button:focus-visible, input:focus-visible { outline: 4px solid #ffdd00; outline-offset: 0;
  box-shadow: 0 0 0 6px #0b0c0c; }
.about { display: block; font-size: 1rem; }
.problem { border-left: 6px solid #b10e1e; padding-left: 0.75rem; }
"""


def choose_page(
    prefix: str, asked: Mapping[str, str], people: Iterable[Persona], unknown: str | None = None
) -> str:
    """Return the page to choose a persona on; `asked` is carried along in hidden fields."""
    hidden = "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">'
        for name, value in asked.items()
    )
    form = f'<form method="post" action="{escape(prefix)}/authorize">{hidden}'
    listed = [(person.id in TO_BEGIN_WITH, f"<li>{_button(person)}</li>") for person in people]
    first = "".join(button for begins, button in listed if begins)
    others = "".join(button for begins, button in listed if not begins)
    problem = (
        ""
        if unknown is None
        else f'<p class="problem" id="problem">There is no persona “{escape(unknown)}”.</p>'
    )
    described = "hint" if unknown is None else "hint problem"
    return _page(
        prefix,
        "Who would you like to be?",
        "<p>This sign-in page belongs to the demonstration. It asks for no password.</p>"
        f"{form}<h2>To begin with</h2><ul>{first}</ul>"
        f"<h2>All the others</h2><ul>{others}</ul></form><h2>Somebody else</h2>{problem}{form}"
        '<label for="persona">Their id</label>'
        '<p id="hint" class="about">Such as resident-0042, volunteer-0007 or '
        "councillor-E05000642-2</p>"
        f'<input id="persona" name="persona" required aria-describedby="{described}" '
        'autocomplete="off" spellcheck="false"><button>Continue</button></form>',
    )


def _button(person: Persona) -> str:
    can = TO_BEGIN_WITH.get(person.id)
    tries = "" if can is None else f'<span class="about">Can {escape(can)}</span>'
    return (
        f'<button name="persona" value="{escape(person.id)}">{escape(person.name)}'
        f'<span class="about">{escape(person.about)} ({escape(person.id)})</span>{tries}</button>'
    )


def signed_out_page(prefix: str) -> str:
    """Return the page for who signed out and has nowhere registered to go back to."""
    return _page(prefix, "You have signed out", "<p>You may close this page.</p>")


def problem_page(prefix: str, reason: str) -> str:
    """Return the page for a request that cannot be answered at the client's own address."""
    return _page(prefix, "This sign-in cannot go on", f'<p class="problem">{escape(reason)}</p>')


def _page(prefix: str, title: str, body: str) -> str:
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title} – demonstration</title>"
        f'<link rel="stylesheet" href="{escape(prefix)}/style.css"></head>'
        f"<body><main><h1>{title}</h1>{body}</main></body></html>"
    )
