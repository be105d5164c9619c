"""The stand-in for curl knows every option with which the pages call it."""

import re
from pathlib import Path

import pytest
from docs.stand_in_curl import FLAGS, WITH_VALUE

ROOT = Path(__file__).parents[3]
CALL = re.compile(r"\bcurl (?P<rest>[^|`]*)")
QUOTED = re.compile(r"'[^']*'|\"(?:[^\"\\]|\\.)*\"")


def unknown_options(page: str) -> set[str]:
    """Options that a page gives to curl and the stand-in does not know."""
    given = {
        word
        for call in CALL.finditer(page)
        for word in QUOTED.sub("", call["rest"]).split()
        if word.startswith("-")
    }
    return given - FLAGS - WITH_VALUE


@pytest.mark.parametrize(
    "page", sorted(ROOT.glob("docs/runbooks/*.md")), ids=lambda page: page.name
)
def test_every_option_of_the_pages_is_known(page: Path) -> None:
    assert unknown_options(page.read_text("utf-8")) == set()


def test_an_option_that_is_not_known_is_found() -> None:
    page = "$ curl --silent --insecure 'https://here/?a=--not-this' --header 'A: --nor this' | head"
    assert unknown_options(page) == {"--insecure"}
