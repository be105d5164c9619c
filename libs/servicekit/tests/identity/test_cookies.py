"""What is read from a cookie before anything is looked up."""

import pytest
from servicekit.identity.cookies import (
    has_siblings_cookie,
    session_cookie,
    sign_in_cookie,
    tried_cookie,
)
from servicekit.identity.secrets_at_rest import new_secret
from servicekit.web.languages import COOKIE as LANGUAGE
from starlette.requests import Request


def _request(cookie: str) -> Request:
    return Request({"type": "http", "headers": [(b"cookie", cookie.encode("latin-1"))]})


def test_a_secret_is_read_back() -> None:
    secret = new_secret()
    assert session_cookie("ideas").read(_request(f"__Host-civic-ideas={secret}")) == secret


@pytest.mark.parametrize("value", ["", "x" * 42, "x" * 44, "x" * 42 + "=", "x" * 42 + "\xe9"])
def test_anything_of_another_shape_is_not(value: str) -> None:
    assert session_cookie("ideas").read(_request(f"__Host-civic-ideas={value}")) is None


def test_every_service_has_cookies_of_its_own() -> None:
    cookies = [make(service).name for service in ("ideas", "budgets") for make in _MAKERS]
    assert len(set(cookies)) == 6
    assert all(name.startswith("__Host-") for name in cookies)


_MAKERS = (session_cookie, sign_in_cookie, tried_cookie)


@pytest.mark.parametrize(
    ("cookie", "found"),
    [
        ("__Host-civic-budgets=x", True),
        ("a=b; __Host-civic-reporting=x", True),
        ("__Host-civic-ideas=x", False),
        ("__Host-civic-budgets-sign-in=x", False),
        ("__Host-civic-budgets-tried=x", False),
        ("civic-budgets=x", False),
        (f"{LANGUAGE}=cy", False),
        (f"{LANGUAGE}=cy; __Host-civic-volunteers=x", True),
        ("", False),
    ],
)
def test_a_siblings_session_is_seen_by_its_cookie(cookie: str, found: bool) -> None:
    assert has_siblings_cookie(_request(cookie), session_cookie("ideas")) is found
