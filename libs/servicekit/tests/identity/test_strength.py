"""Where an office needs a strong sign-in, a weak one gives none."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from civic_demo.issuer.testing import Browser, RunningIssuer
from servicekit.identity import Identity, IdentitySettings, NotAuthenticated
from servicekit.identity.claims import bearer_from, person_from, strong_enough

pytestmark = pytest.mark.stack
STRONG = "urn:example:two-factors"
OFFICER = {"sub": "helen", "roles": ["neighbourhood-officer"]}
RESIDENT = {"sub": "leila", "roles": ["resident"]}


def asking(settings: IdentitySettings, **more: object) -> IdentitySettings:
    return IdentitySettings.model_validate({**settings.model_dump(), **more})


@pytest.mark.parametrize(
    ("claims", "holds"),
    [
        ({**OFFICER, "acr": STRONG}, True),
        ({**OFFICER, "acr": "other"}, True),
        ({**OFFICER, "acr": "password"}, False),
        ({**OFFICER, "acr": [STRONG]}, False),
        (OFFICER, False),
        (RESIDENT, True),
        ({**RESIDENT, "roles": ["resident", "group"]}, True),
        ({**RESIDENT, "roles": ["resident", "councillor"]}, False),
    ],
)
def test_an_office_needs_one_of_the_strengths(
    settings: IdentitySettings, claims: dict[str, Any], holds: bool
) -> None:
    asked = asking(settings, oidc_office_acr=f"{STRONG}, other")
    assert strong_enough(person_from(claims, asked), claims, asked) is holds
    assert strong_enough(person_from(claims, settings), claims, settings), "unless none is asked"


def test_a_machine_signs_in_by_what_it_has(settings: IdentitySettings) -> None:
    asked = asking(settings, oidc_office_acr=STRONG)
    claims = {"sub": "importer", "client_id": "importer", "roles": ["facilitator"]}
    assert strong_enough(bearer_from(claims, asked), claims, asked)


async def test_a_weak_sign_in_gives_no_office_and_a_resident_comes_in(
    browser: Browser, identity: Identity, issuer: RunningIssuer
) -> None:
    """The demonstration's issuer says nothing of strength."""
    asked = asking(identity.settings, oidc_office_acr=STRONG, oidc_acr_values=STRONG)
    identity.settings = identity.relying_party._settings = asked
    assert (await browser.begin()).params["acr_values"] == STRONG
    refused = await browser.sign_in("neighbourhood-officer-1")
    assert refused.status_code == 400
    assert refused.json()["reason"] == "an office needs a stronger sign-in"
    assert browser.cookie() is None
    token = await issuer.access_token("civic-demo", persona="neighbourhood-officer-1")
    with pytest.raises(NotAuthenticated, match="stronger"):
        await identity.relying_party.bearer(token)
    browser.http.cookies.clear()
    assert (await browser.sign_in("choir-member")).status_code == httpx.codes.SEE_OTHER
