"""What identity needs to be told by the operator."""

from datetime import timedelta
from typing import Final, Self
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator, model_validator

from servicekit.identity.actor import Role

ALGORITHMS: Final = frozenset({"RS256", "ES256", "EdDSA", "Ed25519"})
"""Signature algorithms an operator may choose from; "Ed25519" is EdDSA's name since RFC 9864."""


def _is_loopback(host: str) -> bool:
    return host in {"localhost", "127.0.0.1", "::1"} or host.endswith(".localhost")


class IdentitySettings(BaseModel):
    """The issuer, the client registered there, the secrets and the limits of a session.

    Field names are those of the environment without `CIVIC_` (`CIVIC_OIDC_ISSUER`), so that
    `IdentitySettings.model_validate(settings)` takes them from a service's settings object.
    """

    model_config = ConfigDict(frozen=True, from_attributes=True, extra="ignore")

    public_url: str
    """The one address that browsers use, without a slash at the end."""
    oidc_issuer: str
    """The issuer exactly as it names itself in tokens and as browsers reach it."""
    demo: bool = False
    """Whether the demonstration's issuer runs beside the services."""
    oidc_internal_url: str | None = None
    """Where this process reaches the issuer, if that is not the issuer's own URL."""
    oidc_client_id: str = Field(min_length=1)
    oidc_client_secret: SecretStr | None = Field(default=None, min_length=1)
    oidc_client_key: SecretStr | None = Field(default=None, min_length=1)
    """A private key in PEM with which the client proves itself (`private_key_jwt`), before the
    secret where there are both."""
    oidc_client_key_id: str | None = None
    """What the issuer calls that key; its thumbprint (RFC 7638) where this is not set."""
    oidc_scope: str = "openid profile"
    oidc_userinfo: bool = False
    """Whether claims about a person are asked for at the userinfo endpoint as well."""
    oidc_audience: str = Field(default="civic", min_length=1)
    """The audience that bearer tokens must carry; never a client id."""
    oidc_access_token_types: frozenset[str] = frozenset({"at+jwt", "application/at+jwt"})
    """Header `typ` of bearer tokens, lower case; add "jwt" for an issuer older than RFC 9068."""
    oidc_algorithms: frozenset[str] = ALGORITHMS
    oidc_roles_claim: str = "roles"
    """A claim's name; dots lead into nested objects (`realm_access.roles`)."""
    oidc_roles: dict[str, Role] = Field(default_factory=dict)
    """Roles by what the issuer calls them; where there are any, nothing else grants a role."""
    oidc_acr_values: str | None = Field(default=None, min_length=1)
    """Strengths of sign-in that the issuer is asked for, the best first, with spaces between."""
    oidc_office_acr: frozenset[str] = frozenset()
    """Strengths (`acr`) of which an office needs one; where there is none, the issuer decides."""
    oidc_resident_claim: str | None = Field(default=None, min_length=1)
    """What of the issuer's is looked up in the register of residents, such as `email`; none where
    the issuer itself says who is a resident."""
    oidc_wards_claim: str = "wards"
    oidc_departments_claim: str = "departments"
    oidc_leeway: timedelta = Field(default=timedelta(seconds=30), le=timedelta(minutes=5))
    """How far the issuer's clock and ours may disagree."""
    oidc_timeout: timedelta = timedelta(seconds=5)
    person_key: SecretStr = Field(min_length=32)
    """The deployment's key, the same in all services; a change makes everybody a stranger."""
    session_secret: SecretStr = Field(min_length=32)
    session_idle: timedelta = timedelta(minutes=30)
    session_absolute: timedelta = timedelta(hours=12)
    sign_in_within: timedelta = timedelta(minutes=10)
    """How long a person may take at the issuer."""

    @property
    def names_no_issuer(self) -> bool:
        """True where a deployment still has the address at which only a demonstration has one."""
        return not self.demo and self.oidc_issuer == f"{self.public_url}/issuer"

    @field_validator("oidc_algorithms", "oidc_access_token_types", "oidc_office_acr", mode="before")
    @classmethod
    def _listed(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        return frozenset(part.strip() for part in value.split(",") if part.strip())

    @field_validator("oidc_access_token_types")
    @classmethod
    def _in_lower_case(cls, value: frozenset[str]) -> frozenset[str]:
        return frozenset(one.lower() for one in value)

    @field_validator("public_url", "oidc_issuer", "oidc_internal_url")
    @classmethod
    def _is_an_address(cls, value: str | None) -> str | None:
        if value is None:
            return None
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError("must be an http or https URL")
        if parts.query or parts.fragment or parts.username:
            raise ValueError("must have no query, fragment or user")
        return value

    @field_validator("public_url", "oidc_issuer")
    @classmethod
    def _is_private_on_the_way(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme == "http" and not _is_loopback(parts.hostname or ""):
            raise ValueError("must be https, except on this machine's own loopback addresses")
        return value

    @field_validator("public_url")
    @classmethod
    def _without_slash(cls, value: str) -> str:
        return value.rstrip("/")

    @model_validator(mode="after")
    def _hold_together(self) -> Self:
        if not self.oidc_algorithms or not self.oidc_algorithms <= ALGORITHMS:
            raise ValueError(f"algorithms must be some of {', '.join(sorted(ALGORITHMS))}")
        if self.oidc_client_secret is None and self.oidc_client_key is None:
            raise ValueError("the client can prove itself neither by a secret nor by a key")
        if not self.oidc_access_token_types:
            raise ValueError("no type of access token would be accepted")
        if Role.SYSTEM in self.oidc_roles.values():
            raise ValueError("the role `system` is a service's own and can be given to nobody")
        if self.oidc_audience == self.oidc_client_id:
            raise ValueError("an ID token would pass for a bearer token: audience is the client id")
        if self.session_idle > self.session_absolute:
            raise ValueError("the idle limit of a session cannot exceed its absolute limit")
        return self
