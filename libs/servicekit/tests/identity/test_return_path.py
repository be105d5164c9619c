"""Nobody is sent off the site after signing in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from servicekit.identity.return_path import safe_return_path


@pytest.mark.parametrize(
    "path",
    ["/ideas/", "/ideas/threads/1?tab=money&page=2#votes", "/budgets/%2F%2Fevil.example", "/a:b"],
)
def test_a_page_of_this_site_is_gone_back_to(path: str) -> None:
    assert safe_return_path(path, "/home") == path


@pytest.mark.parametrize(
    "wanted",
    [
        None,
        "",
        "ideas",
        "https://evil.example/",
        "//evil.example/",
        "///evil.example/",
        "/\\evil.example/",
        "\\\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "\t//evil.example",
        " //evil.example",
        "/ideas/\r\nSet-Cookie: a=b",
        "javascript:alert(1)",
        "/\u2028/evil.example",
        "/" + "a" * 2000,
        "http:/evil.example",
        "//[",
    ],
)
def test_anything_else_leads_home(wanted: str | None) -> None:
    assert safe_return_path(wanted, "/home") == "/home"


@given(st.text(alphabet="/\\:@?#.[]%\t\n\r ae\u2028", max_size=12))
def test_a_browser_stays_on_the_site_whatever_is_asked(wanted: str) -> None:
    path = safe_return_path(wanted, "/home")
    # What a browser does first (WHATWG URL, 4.4): drops tabs and breaks, reads \ as /.
    read = "".join(char for char in path if char not in "\t\n\r").replace("\\", "/").strip()
    assert read.startswith("/")
    assert not read.startswith("//")
