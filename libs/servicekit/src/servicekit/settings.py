"""What an operator sets: environment variables ``CIVIC_*``, or files of the same name.

A file in ``CIVIC_SECRETS_DIR`` (such as ``/run/secrets/civic_database_url``) serves for any of
them, so that no password needs to stand in an environment.
"""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from typing import Literal, Self, TypeVar

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

Role = Literal["api", "relay", "subscriber", "jobs"]
ALL_ROLES: frozenset[Role] = frozenset({"api", "relay", "subscriber", "jobs"})

SettingsT = TypeVar("SettingsT", bound="Settings")


class Settings(BaseSettings):
    """Settings of one service process; services with settings of their own derive from it."""

    model_config = SettingsConfigDict(env_prefix="CIVIC_", frozen=True, extra="ignore")

    database_url: SecretStr
    broker_url: SecretStr
    host: str = "127.0.0.1"
    port: int = Field(ge=1, le=65535)
    public_url: str
    reference: Path
    oidc_issuer: str
    oidc_internal_url: str | None = None
    oidc_client_id: str
    oidc_client_secret: SecretStr | None = None
    oidc_client_key: SecretStr | None = None
    oidc_client_key_id: str | None = None
    oidc_scope: str = "openid profile"
    oidc_userinfo: bool = False
    oidc_audience: str = "civic"
    oidc_access_token_types: str = "at+jwt,application/at+jwt"  # noqa: S105  # a type, no token
    oidc_algorithms: str = "RS256,ES256,EdDSA,Ed25519"
    oidc_roles_claim: str = "roles"
    oidc_roles: dict[str, str] = Field(default_factory=dict)
    oidc_acr_values: str | None = None
    oidc_office_acr: str = ""
    oidc_resident_claim: str | None = None
    oidc_wards_claim: str = "wards"
    oidc_departments_claim: str = "departments"
    session_idle: timedelta = timedelta(minutes=30)
    session_absolute: timedelta = timedelta(hours=12)
    person_key: SecretStr
    session_secret: SecretStr
    demo: bool = False
    only: str = "api,relay,subscriber,jobs"
    database_connections: int = Field(default=10, ge=4, le=200)
    prefetch: int = Field(default=500, ge=1, le=10_000)
    gap_seconds: float = Field(default=120, gt=0)
    compare_seconds: float = Field(default=600, gt=0)
    outbox_months: int | None = Field(default=None, ge=1, le=1200)
    request_bytes: int = Field(default=1_000_000, ge=1_000)
    front_door: str = "127.0.0.0/8,::1"
    rate_anonymous: int = Field(default=600, ge=0, le=1_000_000)
    rate_person: int = Field(default=600, ge=0, le=1_000_000)
    otlp_endpoint: str | None = None
    otlp_share: float = Field(default=1.0, ge=0, le=1)
    log_format: Literal["json", "text"] = "json"
    log_level: Literal["debug", "info", "warning", "error"] = "info"

    @field_validator("public_url")
    @classmethod
    def _without_trailing_slash(cls, value: str) -> str:
        return value.rstrip("/")

    @model_validator(mode="after")
    def _known_roles(self) -> Self:
        unknown = set(self.only.split(",")) - ALL_ROLES
        if unknown:
            raise ValueError(f"CIVIC_ONLY names no role of a service: {', '.join(sorted(unknown))}")
        return self

    @property
    def roles(self) -> frozenset[str]:
        """The roles that this process plays."""
        return frozenset(self.only.split(","))


def read_settings(kind: type[SettingsT]) -> SettingsT:
    """Settings from the environment and, where ``CIVIC_SECRETS_DIR`` is set, its files.

    Raises ``pydantic.ValidationError`` naming every setting that is missing or wrong.
    """
    return kind(_secrets_dir=os.environ.get("CIVIC_SECRETS_DIR"))
