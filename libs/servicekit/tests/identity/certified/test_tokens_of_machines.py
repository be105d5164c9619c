"""Bearer tokens of the certified OpenID provider: client credentials, and what is no token."""

from __future__ import annotations

import base64
import hmac
import json
from typing import Any

import pytest

pytestmark = [pytest.mark.stack, pytest.mark.long]


def _parts(token: str) -> tuple[dict[str, Any], dict[str, Any]]:
    header, claims, _ = token.split(".")
    return json.loads(_decoded(header)), json.loads(_decoded(claims))


def _decoded(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def _encoded(what: dict[str, Any]) -> str:
    return _text(json.dumps(what).encode())


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


async def test_a_machine_is_known_by_its_client(site: Any, browser: Any) -> None:
    known = await browser.whoami("ideas", await site.access_token())
    assert known["is_machine"] is True
    assert known["name"] == "importer"
    assert known["roles"] == ["facilitator"]
    assert known["person_key"] is None


async def test_a_token_for_somebody_else_is_refused(site: Any, browser: Any) -> None:
    token = await site.access_token(audience="urn:somebody-else")
    assert _parts(token)[1]["aud"] == "urn:somebody-else"
    assert "aud" in (await browser.whoami("ideas", token))["reason"]


async def test_an_expired_token_is_refused(site: Any, browser: Any) -> None:
    token = await site.access_token()
    site.clock.move(minutes=11)
    assert await browser.whoami("ideas", token) == {"reason": "expired"}


async def test_a_token_without_a_signature_is_refused(site: Any, browser: Any) -> None:
    header, claims = _parts(await site.access_token())
    for algorithm in ("none", "None", "NONE"):
        unsigned = f"{_encoded({**header, 'alg': algorithm})}.{_encoded(claims)}."
        assert "signature" in (await browser.whoami("ideas", unsigned))["reason"]


async def test_a_token_signed_with_what_is_public_is_refused(site: Any, browser: Any) -> None:
    header, claims = _parts(await site.access_token())
    keys = await site.identities["ideas"].relying_party._keys.for_key_id(header["kid"])
    public = keys.keys[0].as_pem(private=False)
    content = f"{_encoded({**header, 'alg': 'HS256'})}.{_encoded(claims)}"
    forged = f"{content}.{_text(hmac.digest(public, content.encode(), 'sha256'))}"
    assert "signature" in (await browser.whoami("ideas", forged))["reason"]


async def test_a_changed_token_is_refused(site: Any, browser: Any) -> None:
    token = await site.access_token()
    claims = _parts(token)[1]
    claims["roles"] = ["finance"]
    changed = f"{token.split('.')[0]}.{_encoded(claims)}.{token.split('.')[2]}"
    assert "signature" in (await browser.whoami("ideas", changed))["reason"]
    assert (await browser.whoami("ideas", token))["roles"] == ["facilitator"], "the real one holds"


async def test_a_new_key_is_taken_up_and_a_withdrawn_one_no_longer_believed(
    site: Any, browser: Any
) -> None:
    by_first = await site.access_token()
    assert (await browser.whoami("ideas", by_first))["name"] == "importer"
    await site.issuer.publish_keys("second", "first")
    by_second = await site.access_token()
    assert _parts(by_second)[0]["kid"] == "second"
    assert (await browser.whoami("ideas", by_second))["name"] == "importer", "at once"
    assert (await browser.whoami("ideas", by_first))["name"] == "importer", "still published"
    assert (await browser.sign_in("ideas", "leila")).status_code == 303

    await site.issuer.publish_keys("second")
    site.monotonic.moved += 15 * 60
    assert "signature" in (await browser.whoami("ideas", by_first))["reason"]
    assert (await browser.whoami("ideas", by_second))["name"] == "importer"
