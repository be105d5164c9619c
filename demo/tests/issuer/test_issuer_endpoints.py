"""The issuer's addresses, asked as a service and a browser would."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import httpx
import pytest
import pytest_asyncio
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from civic_demo.issuer.app import issuer_app
from civic_demo.issuer.clients import Client, Clients
from civic_demo.issuer.issuer import Issuer
from civic_demo.issuer.testing import Clock
from joserfc import jwt
from joserfc.jwk import KeySet
from pydantic import SecretStr

SECRET = "0123456789abcdef"
CALLBACK = "http://localhost:8600/ideas/sign-in/callback"
VERIFIER = "v" * 43
ASKED = {
    "response_type": "code",
    "client_id": "civic-ideas",
    "redirect_uri": CALLBACK,
    "scope": "openid profile",
    "state": "the-state",
    "nonce": "the-nonce",
    "code_challenge": create_s256_code_challenge(VERIFIER),
    "code_challenge_method": "S256",
}


def _client(client_id: str, **more: object) -> Client:
    return Client.model_validate(
        {"client_id": client_id, "client_secret": SecretStr(SECRET)} | more
    )


CLIENTS = Clients(
    clients=(
        _client("civic-ideas", redirect_prefix="http://localhost:8600/ideas/"),
        _client("civic-budgets", redirect_prefix="http://localhost:8600/budgets/"),
        _client("civic-demo", roles=["operator"]),
        _client("importer", roles=["facilitator"]),
    )
)


@dataclass
class Visitor:
    """Somebody who asks the issuer something."""

    http: httpx.AsyncClient
    issuer: Issuer
    clock: Clock

    async def choose(self, persona: str, **asked: str) -> httpx.Response:
        return await self.http.post(
            "/issuer/authorize", data={**ASKED, **asked, "persona": persona}
        )

    async def code(self, persona: str = "choir-member", **asked: str) -> str:
        return _target(await self.choose(persona, **asked)).params["code"]

    async def buy(self, client: str = "civic-ideas", **form: str) -> httpx.Response:
        wanted = {
            "grant_type": "authorization_code",
            "redirect_uri": CALLBACK,
            "code_verifier": VERIFIER,
        }
        return await self.token(client, **(wanted | form))

    async def token(self, client: str, secret: str = SECRET, **form: str) -> httpx.Response:
        return await self.http.post("/issuer/token", auth=(client, secret), data=form)

    def claims(self, token: str) -> dict[str, object]:
        keys = KeySet.import_key_set(self.issuer.signer.public_keys())  # type: ignore[arg-type]
        return dict(jwt.decode(token, keys, algorithms=["RS256"]).claims)


def _target(answer: httpx.Response) -> httpx.URL:
    assert answer.status_code == 303, answer.text
    return httpx.URL(answer.headers["location"])


@pytest_asyncio.fixture(loop_scope="session")
async def visitor() -> AsyncIterator[Visitor]:
    clock = Clock()
    issuer = Issuer("http://localhost:8600/issuer/", CLIENTS, clock.timestamp)
    transport = httpx.ASGITransport(issuer_app(issuer))
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost:8600") as http:
        yield Visitor(http, issuer, clock)


async def test_discovery_names_addresses_that_answer(visitor: Visitor) -> None:
    document = (await visitor.http.get("/issuer/.well-known/openid-configuration")).json()
    assert document["issuer"] == "http://localhost:8600/issuer"
    keys = (await visitor.http.get(document["jwks_uri"])).json()["keys"]
    assert {"kty", "kid", "n", "e"} <= keys[0].keys()
    assert not {"d", "p", "q"} & keys[0].keys()
    page = await visitor.http.get(document["authorization_endpoint"], params=ASKED)
    assert page.status_code == 200
    assert (await visitor.http.get(document["end_session_endpoint"])).status_code == 200
    assert (await visitor.http.post(document["token_endpoint"])).status_code == 401


async def test_a_code_buys_tokens_of_the_persona(visitor: Visitor) -> None:
    answer = await visitor.choose("neighbourhood-officer-2")
    back = _target(answer)
    assert back.params["state"] == "the-state"
    assert back.params["iss"] == visitor.issuer.url
    bought = await visitor.buy(code=back.params["code"])
    assert bought.headers["cache-control"] == "no-store"
    told = visitor.claims(bought.json()["id_token"])
    assert told["sub"] == "neighbourhood-officer-2"
    assert told["aud"] == "civic-ideas"
    assert told["nonce"] == "the-nonce"
    assert told["roles"] == ["neighbourhood-officer"]
    assert told["departments"] == ["neighbourhoods"]
    assert told["sid"]


@pytest.mark.parametrize(
    ("client", "changed"),
    [
        ("civic-budgets", {}),
        ("civic-ideas", {"code_verifier": "w" * 43}),
        ("civic-ideas", {"code_verifier": ""}),
        ("civic-ideas", {"redirect_uri": "http://localhost:8600/ideas/other"}),
        ("civic-ideas", {"code": "made-up"}),
    ],
)
async def test_a_code_is_bought_in_only_by_who_asked(
    visitor: Visitor, client: str, changed: dict[str, str]
) -> None:
    code = await visitor.code()
    answer = await visitor.buy(client, **({"code": code} | changed))
    assert answer.status_code == 400
    assert answer.json() == {"error": "invalid_grant"}
    if "code" not in changed:
        assert (await visitor.buy(code=code)).status_code == 400, "a failed try spends the code"


async def test_a_code_is_good_once_and_for_a_minute(visitor: Visitor) -> None:
    code = await visitor.code()
    assert (await visitor.buy(code=code)).status_code == 200
    assert (await visitor.buy(code=code)).status_code == 400
    late = await visitor.code()
    visitor.clock.move(seconds=60)
    assert (await visitor.buy(code=late)).status_code == 400


@pytest.mark.parametrize(
    "changed",
    [
        {"client_id": "unknown"},
        {"client_id": "civic-demo"},
        {"client_id": "civic-budgets"},
        {"redirect_uri": "https://evil.example/"},
        {"redirect_uri": ""},
    ],
)
async def test_a_wrong_client_or_address_is_told_on_the_spot(
    visitor: Visitor, changed: dict[str, str]
) -> None:
    for answer in (
        await visitor.http.get("/issuer/authorize", params=ASKED | changed),
        await visitor.choose("choir-member", **changed),
    ):
        assert answer.status_code == 400
        assert "evil.example" not in answer.text


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"scope": "profile"}, "invalid_scope"),
        ({"code_challenge": ""}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"prompt": "none"}, "login_required"),
    ],
)
async def test_any_other_mistake_is_told_to_the_client(
    visitor: Visitor, changed: dict[str, str], error: str
) -> None:
    back = _target(await visitor.http.get("/issuer/authorize", params=ASKED | changed))
    assert back.params["error"] == error
    assert back.params["state"] == "the-state"
    assert "code" not in back.params


async def test_a_browser_chooses_once(visitor: Visitor) -> None:
    await visitor.choose("choir-member")
    again = _target(await visitor.http.get("/issuer/authorize", params=ASKED | {"prompt": "none"}))
    told = visitor.claims((await visitor.buy(code=again.params["code"])).json()["id_token"])
    assert told["sub"] == "choir-member"
    asked = await visitor.http.get("/issuer/authorize", params=ASKED | {"prompt": "login"})
    assert asked.status_code == 200
    await visitor.http.get("/issuer/end-session")
    assert (await visitor.http.get("/issuer/authorize", params=ASKED)).status_code == 200


@pytest.mark.parametrize(
    ("asked", "leads_to"),
    [
        (
            {"client_id": "civic-ideas", "post_logout_redirect_uri": CALLBACK, "state": "a&b"},
            f"{CALLBACK}?state=a%26b",
        ),
        ({"client_id": "civic-ideas", "post_logout_redirect_uri": "https://evil.example/"}, None),
        ({"client_id": "unknown", "post_logout_redirect_uri": CALLBACK}, None),
    ],
)
async def test_signing_out_leads_back_to_registered_places_only(
    visitor: Visitor, asked: dict[str, str], leads_to: str | None
) -> None:
    answer = await visitor.http.get("/issuer/end-session", params=asked)
    assert answer.headers.get("location") == leads_to


async def test_an_unknown_persona_is_asked_for_again(visitor: Visitor) -> None:
    answer = await visitor.choose("<script>alert(1)</script>")
    assert answer.status_code == 422
    assert "<script>" not in answer.text
    assert "&lt;script&gt;" in answer.text


async def test_what_was_asked_is_escaped_in_the_page(visitor: Visitor) -> None:
    asked = ASKED | {"state": '"><script>alert(1)</script>'}
    page = await visitor.http.get("/issuer/authorize", params=asked)
    assert "<script>" not in page.text


async def test_the_page_needs_no_script_and_no_inline_style(visitor: Visitor) -> None:
    page = await visitor.http.get("/issuer/authorize", params=ASKED)
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "form-action 'self' http://localhost:8600" in policy
    assert '<html lang="en">' in page.text
    assert '<label for="persona">' in page.text
    for forbidden in ("<script", "style=", "<style", "onclick"):
        assert forbidden not in page.text
    style = await visitor.http.get("/issuer/style.css")
    assert style.headers["content-type"].startswith("text/css")


async def test_a_machine_has_its_own_roles(visitor: Visitor) -> None:
    answer = await visitor.token("importer", grant_type="client_credentials")
    told = visitor.claims(answer.json()["access_token"])
    assert told["sub"] == told["client_id"] == "importer"
    assert told["aud"] == "civic"
    assert told["roles"] == ["facilitator"]
    assert "id_token" not in answer.json()


async def test_the_demo_acts_as_a_persona(visitor: Visitor) -> None:
    grant = {"grant_type": "client_credentials", "persona": "councillor-E05000635-2"}
    token = (await visitor.token("civic-demo", **grant)).json()["access_token"]
    told = visitor.claims(token)
    assert told["sub"] == "councillor-E05000635-2"
    assert told["client_id"] == "civic-demo"
    assert told["roles"] == ["councillor"]


@pytest.mark.parametrize(
    ("client", "form", "error"),
    [
        ("importer", {"grant_type": "client_credentials", "persona": "finance"}, "unauthorized"),
        ("civic-ideas", {"grant_type": "client_credentials", "persona": "finance"}, "unauthorized"),
        ("civic-ideas", {"grant_type": "client_credentials"}, "unauthorized"),
        ("civic-demo", {"grant_type": "client_credentials", "persona": "nobody"}, "invalid_req"),
        ("civic-demo", {"grant_type": "client_credentials", "persona": ""}, "invalid_request"),
        ("civic-demo", {"grant_type": "password", "username": "a"}, "unsupported_grant_type"),
        ("civic-demo", {}, "unsupported_grant_type"),
    ],
)
async def test_no_other_client_acts_as_anybody(
    visitor: Visitor, client: str, form: dict[str, str], error: str
) -> None:
    answer = await visitor.token(client, **form)
    assert answer.status_code == 400
    assert answer.json()["error"].startswith(error)
