"""Who asks too often is told to wait: by address before signing in, by person after."""

from __future__ import annotations

import httpx
import pytest
from civic_stack.postgres import Postgres
from kit_house import NEIGHBOUR, RESIDENT, example_process
from servicekit.identity import ANONYMOUS, Actor
from servicekit.process import Process
from servicekit.web.forwarded import Sender
from servicekit.web.problems import Problem
from servicekit.web.rate_limits import MOST_KNOWN, Rate, RateLimits

HERE = "198.51.100.7"
NOTES = "/ideas/api/notes/00000000-0000-4000-8000-000000000000"


class Hand:
    """A monotonic clock that is moved by hand."""

    at = 0.0

    def __call__(self) -> float:
        return self.at


def test_a_minutes_requests_may_come_at_once_and_then_evenly() -> None:
    clock = Hand()
    rate = Rate(60, clock)
    assert [rate.take("a") for _ in range(60)] == [0.0] * 60
    assert rate.take("a") == pytest.approx(1.0)
    assert rate.take("b") == 0.0, "another's bucket is another's"
    clock.at += 1.0
    assert rate.take("a") == 0.0
    assert rate.take("a") > 0


def test_nought_is_no_limit() -> None:
    rate = Rate(0, Hand())
    assert not any(rate.take("a") for _ in range(1000))


def test_those_who_are_kept_in_mind_are_limited_too() -> None:
    rate = Rate(1, Hand())
    for number in range(MOST_KNOWN + 10):
        rate.take(str(number))
    assert len(rate._buckets) == MOST_KNOWN


def test_a_person_is_counted_wherever_they_are_and_a_household_together() -> None:
    limits = RateLimits(1, 2, Hand())
    limits.admit(Sender(HERE))
    limits.admit(Sender("2001:db8::1"))
    for number in range(2):
        limits.admit(Sender(f"203.0.113.{number}"), RESIDENT)
    limits.admit(Sender(HERE), NEIGHBOUR)
    for address, actor in ((HERE, None), ("2001:db8::2", ANONYMOUS), ("203.0.113.9", RESIDENT)):
        with pytest.raises(Problem) as refused:
            limits.admit(Sender(address), actor)
        assert refused.value.status == 429
    limits.admit(Sender(HERE, around=True))


def client_of(process: Process, peer: str = "127.0.0.1") -> httpx.AsyncClient:
    """A client of the process's application, behind a peer; no sign-in is stubbed."""
    transport = httpx.ASGITransport(app=process.web(), client=(peer, 1), raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="https://civic.test")


async def statuses(client: httpx.AsyncClient, times: int, path: str, **more: object) -> list[int]:
    headers = {"X-Forwarded-For": HERE, **more}
    return [(await client.get(path, headers=headers)).status_code for _ in range(times)]


async def signed_in(process: Process, client: httpx.AsyncClient, actor: Actor) -> None:
    token = await process.identity.sessions.open(actor, None, replacing=None)
    client.cookies.set(process.identity.session_cookie.name, token)


async def test_over_http(postgres: Postgres) -> None:
    rates = {"rate_anonymous": 3, "rate_person": 5}
    async with (
        example_process(postgres, "amqp://ideas:x@127.0.0.1:1/civic", **rates) as process,
        client_of(process) as client,
    ):
        path = "/ideas/api/audit/heads"
        assert await statuses(client, 5, path) == [200] * 3 + [429] * 2
        answer = await client.get(path, headers={"X-Forwarded-For": HERE})
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["type"] == "urn:civic-community:problem:too-many-requests"
        assert 1 <= int(answer.headers["retry-after"]) <= 20
        assert answer.headers["X-Content-Type-Options"] == "nosniff"

        # Whoever tries out sessions or tokens is nobody yet: the same bucket.
        client.cookies.set(process.identity.session_cookie.name, "x" * 43)
        assert await statuses(client, 1, path) == [429]
        client.cookies.clear()
        assert await statuses(client, 1, path, Authorization="Bearer x") == [429]
        assert await statuses(client, 1, "/ideas/sign-in") == [429]

        # Whoever has signed in at the same address goes on, up to a limit of their own.
        await signed_in(process, client, RESIDENT)
        assert await statuses(client, 7, path) == [200] * 5 + [429] * 2
        await signed_in(process, client, NEIGHBOUR)
        assert await statuses(client, 1, path) == [200]

        # What the machine itself asks, around the front door, is not counted.
        client.cookies.clear()
        for _ in range(10):
            assert (await client.get(path)).status_code == 200


async def test_a_bucket_cannot_be_changed_by_a_header(postgres: Postgres) -> None:
    async with (
        example_process(postgres, "amqp://ideas:x@127.0.0.1:1/civic", rate_anonymous=2) as process,
        client_of(process, peer="203.0.113.50") as client,
    ):
        found = []
        for number in range(4):
            headers = {"X-Forwarded-For": f"198.51.100.{number}", "X-Real-IP": "::1"}
            answer = await client.get("/ideas/api/audit/heads", headers=headers)
            found.append(answer.status_code)
    assert found == [200, 200, 429, 429]


def _proof(process: Process, kind: str) -> dict[str, str]:
    if kind == "token":
        return {"Authorization": "Bearer x"}
    return {"Cookie": f"{process.identity.session_cookie.name}={'x' * 43}"}


@pytest.mark.parametrize("kind", ["cookie", "token"])
@pytest.mark.parametrize(
    ("method", "path", "sent_as", "first"),
    [
        ("GET", "/ideas/no-such-page", "", 404),
        ("GET", "/ideas/api/openapi.json", "", 200),
        ("DELETE", "/ideas/api/audit/heads", "", 405),
        ("POST", "/ideas/api/notes", "text/plain", 415),
        ("POST", "/ideas/api/notes", "application/json", 400),
        ("POST", "/ideas/sign-out", "application/x-www-form-urlencoded", 303),
    ],
)
async def test_no_junk_steps_around_the_limit(
    postgres: Postgres, kind: str, method: str, path: str, sent_as: str, first: int
) -> None:
    async with (
        example_process(postgres, "amqp://ideas:x@127.0.0.1:1/civic", rate_anonymous=3) as process,
        client_of(process) as client,
    ):
        headers = {"X-Forwarded-For": HERE, "Content-Type": sent_as, **_proof(process, kind)}
        found = [
            (await client.request(method, path, headers=headers, content=b"{")).status_code
            for _ in range(5)
        ]
        # A token that does not hold is refused where somebody asks whose it is.
        expected = 401 if (kind, first) == ("token", 303) else first
        assert found == [expected] * 3 + [429] * 2
        told = await client.request(method, path, headers=headers)
        assert told.json()["status"] == 429
        assert told.headers["X-Content-Type-Options"] == "nosniff"


async def test_what_is_refused_unread_is_counted(postgres: Postgres) -> None:
    async with (
        example_process(postgres, "amqp://ideas:x@127.0.0.1:1/civic", rate_anonymous=3) as process,
        client_of(process) as client,
    ):
        headers = {"X-Forwarded-For": HERE, "Content-Type": "text/plain"}
        found = [
            (await client.post("/ideas/api/notes", headers=headers)).status_code for _ in range(5)
        ]
    assert found == [415] * 3 + [429] * 2


async def test_who_has_signed_in_signs_out_where_the_address_has_asked_too_often(
    postgres: Postgres,
) -> None:
    async with (
        example_process(postgres, "amqp://ideas:x@127.0.0.1:1/civic", rate_anonymous=1) as process,
        client_of(process) as client,
    ):
        assert await statuses(client, 2, "/ideas/api/audit/heads") == [200, 429]
        await signed_in(process, client, RESIDENT)
        headers = {"X-Forwarded-For": HERE}
        answer = await client.post("/ideas/sign-out", data={"csrf": "x"}, headers=headers)
    assert answer.status_code == 403
