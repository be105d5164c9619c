"""Who is registered at the certified provider: people, machines, and the services as clients."""

from __future__ import annotations

from joserfc.jwk import ECKey

SITE = "https://civic.test"
SECRET = "a client secret: 100%41 + more & more"
PEOPLE = {
    "leila": {"name": "Leila Haddad", "roles": ["resident"], "wards": ["E05000635"]},
    "owen": {
        "name": "Owen Price",
        "roles": ["neighbourhood-officer", "system"],
        "departments": ["parks"],
    },
}
KEY = ECKey.generate_key("P-256")
PROVES_BY_KEY = {
    "token_endpoint_auth_method": "private_key_jwt",
    "jwks": {"keys": [KEY.as_dict(private=False, kid=KEY.thumbprint())]},
}
MACHINES = {"importer": {"roles": ["facilitator", "system"]}}


def client(service: str, told_at: str, *, by_key: bool) -> dict[str, object]:
    return {
        "client_id": f"civic-{service}",
        "client_secret": SECRET,
        "redirect_uris": [f"{SITE}/{service}/sign-in/callback"],
        "post_logout_redirect_uris": [f"{SITE}/{service}/"],
        "subject_type": "pairwise",
        "backchannel_logout_uri": f"{told_at}/{service}/sign-out/told",
        "backchannel_logout_session_required": True,
        **(PROVES_BY_KEY if by_key else {}),
    }


def machine(client_id: str) -> dict[str, object]:
    return {
        "client_id": client_id,
        "client_secret": SECRET,
        "grant_types": ["client_credentials"],
        "redirect_uris": [],
        "response_types": [],
    }
