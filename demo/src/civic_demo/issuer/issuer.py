"""The issuer: its address, its clients, its memory and its key."""

import time
from collections.abc import Callable
from urllib.parse import urlsplit

from civic_demo.issuer.clients import Clients
from civic_demo.issuer.grants import Grants
from civic_demo.issuer.signing import Signer


class Issuer:
    """One running issuer; `url` is how browsers reach it and how it names itself."""

    def __init__(self, url: str, clients: Clients, clock: Callable[[], float] = time.time) -> None:
        self.url = url.rstrip("/")
        self.prefix = urlsplit(self.url).path
        self.clients = clients
        self.grants = Grants(clock)
        self.signer = Signer(self.url, clock)

    def metadata(self) -> dict[str, object]:
        """Return the discovery document (OpenID Connect Discovery 1.0, 3)."""
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/jwks",
            "end_session_endpoint": f"{self.url}/end-session",
            "response_types_supported": ["code"],
            "response_modes_supported": ["query"],
            "grant_types_supported": ["authorization_code", "client_credentials"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic"],
            "code_challenge_methods_supported": ["S256"],
            "backchannel_logout_supported": True,
            "backchannel_logout_session_supported": True,
            "scopes_supported": ["openid", "profile"],
            "claims_supported": [
                "sub",
                "name",
                "sid",
                "auth_time",
                "roles",
                "wards",
                "departments",
            ],
            "prompt_values_supported": ["none", "login", "select_account"],
            "authorization_response_iss_parameter_supported": True,
        }
