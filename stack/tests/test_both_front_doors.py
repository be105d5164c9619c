"""What the stack's front door says by itself, as the front door of compose does."""

from pathlib import Path

from civic_stack.front_door.http1 import Answer
from civic_stack.front_door.messages import _GUARDS, ROBOTS, answer_head


def test_both_front_doors_tell_search_engines_the_same() -> None:
    nginx = (Path(__file__).parents[2] / "deploy/front-door/nginx.conf").read_text("utf-8")
    told = repr(ROBOTS)[1:-1]
    assert "location = /robots.txt {\n            types {} default_type text/plain;" in nginx
    assert f"return 200 '{told}';" in nginx
    assert "location = /favicon.ico {\n            return 302 /ideas/assets/civic.svg;" in nginx
    known = "location = /.well-known/security.txt {\n            return 302 /ideas/security.txt;"
    assert known in nginx


def test_an_answer_without_guards_gets_them_and_keeps_its_own() -> None:
    own = [
        (b"content-security-policy", b"default-src 'none'"),
        (b"referrer-policy", b"no-referrer"),
    ]
    for headers, policy in ((own, b"default-src 'none'"), ([], dict(_GUARDS)[own[0][0]])):
        head = answer_head(Answer(400, b"Bad Request", headers), chunked=False, keeps_alive=True)
        said = [line.partition(b": ")[::2] for line in head.split(b"\r\n")[1:] if line]
        assert sorted(name for name, _ in said) == sorted(name for name, _ in _GUARDS)
        assert dict(said)[own[0][0]] == policy
