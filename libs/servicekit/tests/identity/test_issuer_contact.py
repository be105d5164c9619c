"""Discovery and keys: caching, rotation, floods, outages, addresses."""

import asyncio
from collections.abc import Callable

import httpx
import pytest
from joserfc.jwk import ECKey
from pydantic import SecretStr
from servicekit.identity import IdentitySettings, IssuerUnavailable
from servicekit.identity.discovery import Discovery
from servicekit.identity.signing_keys import SigningKeys

ISSUER = "https://issuer.example/tenant"
SETTINGS = IdentitySettings(
    public_url="https://civic.test",
    oidc_issuer=ISSUER,
    oidc_client_id="civic-ideas",
    oidc_client_secret=SecretStr("secret"),
    person_key=SecretStr("k" * 32),
    session_secret=SecretStr("s" * 32),
)


class FakeIssuer:
    """Answers discovery and keys, counts the questions, and fails when told to."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.fails = False
        self.now = 1000.0
        self.document: dict[str, object] = {
            "issuer": ISSUER,
            "authorization_endpoint": f"{ISSUER}/authorize",
            "token_endpoint": f"{ISSUER}/token",
            "jwks_uri": f"{ISSUER}/keys",
        }
        self.keys = [self.new_key("first")]
        self.http = httpx.AsyncClient(transport=httpx.MockTransport(self.answer))
        self.discovery = Discovery(SETTINGS, self.http, lambda: self.now)
        self.signing_keys = SigningKeys(self.discovery, self.http, lambda: self.now)

    @staticmethod
    def new_key(key_id: str) -> dict[str, object]:
        return dict(ECKey.generate_key("P-256", {"kid": key_id}).as_dict(private=False))

    async def answer(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(str(request.url))
        await asyncio.sleep(0)
        if self.fails:
            return httpx.Response(502)
        is_keys = request.url.path.endswith("/keys")
        return httpx.Response(200, json={"keys": self.keys} if is_keys else self.document)

    async def key_ids(self, wanted: str | None) -> set[str | None]:
        return {key.kid for key in (await self.signing_keys.for_key_id(wanted)).keys}

    @property
    def key_questions(self) -> int:
        return sum(url.endswith("/keys") for url in self.asked)


async def test_discovery_is_asked_for_once_an_hour() -> None:
    fake = FakeIssuer()
    await fake.discovery.metadata()
    fake.now += 3599
    await fake.discovery.metadata()
    assert fake.asked == [f"{ISSUER}/.well-known/openid-configuration"]
    fake.now += 1
    await fake.discovery.metadata()
    assert len(fake.asked) == 2


async def test_discovery_of_another_issuer_is_refused() -> None:
    fake = FakeIssuer()
    fake.document["issuer"] = "https://evil.example"
    with pytest.raises(IssuerUnavailable) as refused:
        await fake.discovery.metadata()
    assert "another issuer" in refused.value.reason
    assert "evil" not in str(refused.value)


@pytest.mark.parametrize("missing", ["token_endpoint", "jwks_uri", "authorization_endpoint"])
async def test_a_partial_discovery_document_is_refused(missing: str) -> None:
    fake = FakeIssuer()
    del fake.document[missing]
    with pytest.raises(IssuerUnavailable):
        await fake.discovery.metadata()


async def test_an_outage_before_the_first_answer_is_told() -> None:
    fake = FakeIssuer()
    fake.fails = True
    with pytest.raises(IssuerUnavailable):
        await fake.discovery.metadata()
    with pytest.raises(IssuerUnavailable):
        await fake.key_ids("first")
    fake.fails = False
    assert await fake.key_ids("first") == {"first"}


async def test_through_an_outage_the_last_answers_serve_on() -> None:
    fake = FakeIssuer()
    await fake.key_ids("first")
    fake.fails = True
    fake.now += 10_000
    assert await fake.key_ids("first") == {"first"}
    assert (await fake.discovery.metadata()).issuer == ISSUER


async def test_a_new_key_is_fetched_when_a_token_names_it() -> None:
    fake = FakeIssuer()
    assert await fake.key_ids("first") == {"first"}
    fake.keys = [fake.new_key("second")]
    assert await fake.key_ids("first") == {"first"}
    assert await fake.key_ids("second") == {"second"}
    assert fake.key_questions == 2


async def test_invented_key_ids_do_not_flood_the_issuer() -> None:
    fake = FakeIssuer()
    await fake.key_ids("first")
    await asyncio.gather(*(fake.key_ids(f"invented-{number}") for number in range(50)))
    assert fake.key_questions == 2
    fake.now += 9
    await fake.key_ids("invented")
    assert fake.key_questions == 2
    fake.now += 1
    await fake.key_ids("invented")
    assert fake.key_questions == 3


async def test_a_withdrawn_key_is_forgotten_in_time() -> None:
    fake = FakeIssuer()
    await fake.key_ids("first")
    fake.keys = [fake.new_key("second")]
    fake.now += 900
    assert await fake.key_ids("first") == {"second"}


async def test_a_key_of_an_unknown_kind_does_not_hide_the_others() -> None:
    fake = FakeIssuer()
    fake.keys.append({"kty": "AKP", "kid": "post-quantum", "pub": "AA"})
    assert await fake.key_ids("first") == {"first"}


@pytest.mark.parametrize("keys", [[], [{}], [{"kty": "RSA", "kid": "a"}], [{"kty": "AKP"}]])
async def test_a_key_set_without_a_usable_key_is_refused(keys: list[dict[str, object]]) -> None:
    fake = FakeIssuer()
    fake.keys = keys
    with pytest.raises(IssuerUnavailable):
        await fake.key_ids("first")


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"keys": 3}', b"\xff"])
async def test_nonsense_from_the_issuer_is_an_outage(body: bytes) -> None:
    http = httpx.AsyncClient(transport=httpx.MockTransport(_always(body)))
    with pytest.raises(IssuerUnavailable):
        await Discovery(SETTINGS, http).metadata()


def _always(body: bytes) -> Callable[[httpx.Request], httpx.Response]:
    return lambda request: httpx.Response(200, content=body)


@pytest.mark.parametrize(
    ("internal", "endpoint", "reached"),
    [
        (None, f"{ISSUER}/token", f"{ISSUER}/token"),
        ("http://idp:8080/t", f"{ISSUER}/token", "http://idp:8080/t/token"),
        ("http://idp:8080/t/", f"{ISSUER}/token", "http://idp:8080/t/token"),
        ("http://idp:8080", "https://other.example/token", "https://other.example/token"),
        ("http://idp:8080", f"{ISSUER}.evil/token", f"{ISSUER}.evil/token"),
    ],
)
def test_endpoints_are_reached_at_the_internal_address(
    internal: str | None, endpoint: str, reached: str
) -> None:
    settings = SETTINGS.model_copy(update={"oidc_internal_url": internal})
    assert Discovery(settings, httpx.AsyncClient()).reached_at(endpoint) == reached
