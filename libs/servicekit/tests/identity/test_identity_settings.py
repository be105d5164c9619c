"""What an operator may not set."""

from types import SimpleNamespace

import pytest
from pydantic import SecretStr, ValidationError
from servicekit.identity import IdentitySettings
from servicekit.settings import Settings, read_settings

GOOD = {
    "public_url": "https://civic.test/",
    "oidc_issuer": "https://issuer.example",
    "oidc_client_id": "civic-ideas",
    "oidc_client_secret": SecretStr("secret"),
    "person_key": SecretStr("k" * 32),
    "session_secret": SecretStr("s" * 32),
}


def test_they_are_taken_from_the_services_own_settings() -> None:
    settings = IdentitySettings.model_validate(SimpleNamespace(**GOOD, port=8601))
    assert settings.public_url == "https://civic.test"
    assert settings.oidc_internal_url is None
    assert "k" * 32 not in repr(settings)


@pytest.mark.parametrize(
    "issuer", ["http://localhost:8600/issuer", "http://127.0.0.1:1", "http://[::1]:1/a"]
)
def test_plain_http_is_for_loopback(issuer: str) -> None:
    assert IdentitySettings.model_validate(GOOD | {"oidc_issuer": issuer}).oidc_issuer == issuer


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("oidc_issuer", "http://issuer.example"),
        ("oidc_issuer", "http://localhost.evil.example"),
        ("oidc_issuer", "ftp://issuer.example"),
        ("oidc_issuer", "https://issuer.example/?a=b"),
        ("oidc_issuer", "https://user@issuer.example"),
        ("public_url", "http://civic.test"),
        ("person_key", SecretStr("short")),
        ("session_secret", SecretStr("")),
        ("oidc_client_secret", SecretStr("")),
        ("oidc_audience", "civic-ideas"),
        ("oidc_algorithms", {"none"}),
        ("oidc_algorithms", {"HS256"}),
        ("oidc_algorithms", set()),
        ("oidc_algorithms", "RS256,none"),
        ("oidc_algorithms", " , "),
        ("oidc_access_token_types", ""),
        ("oidc_roles", {"Everybody": "system"}),
        ("oidc_roles", {"Everybody": "wizard"}),
        ("oidc_leeway", 3600),
        ("session_idle", 10**6),
    ],
)
def test_what_would_weaken_it_is_refused(field: str, value: object) -> None:
    with pytest.raises(ValidationError):
        IdentitySettings.model_validate(GOOD | {field: value})


def test_lists_and_roles_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    needed = {
        "database_url": "postgresql://x",
        "broker_url": "amqp://x",
        "port": "1",
        "reference": "/dev/null",
        **{name: str(GOOD[name]) for name in ("public_url", "oidc_issuer", "oidc_client_id")},
        **dict.fromkeys(("oidc_client_secret", "person_key", "session_secret"), "s" * 32),
        "oidc_algorithms": "ES256, RS256",
        "oidc_access_token_types": "AT+JWT,jwt",
        "oidc_roles": '{"GRP Finance Officers": "finance"}',
        "oidc_userinfo": "true",
    }
    for name, value in needed.items():
        monkeypatch.setenv(f"CIVIC_{name.upper()}", value)
    settings = IdentitySettings.model_validate(read_settings(Settings))
    assert settings.oidc_algorithms == {"ES256", "RS256"}
    assert settings.oidc_access_token_types == {"at+jwt", "jwt"}
    assert settings.oidc_roles == {"GRP Finance Officers": "finance"}
    assert settings.oidc_userinfo is True


def test_without_them_the_services_own_defaults_are_identitys() -> None:
    own = IdentitySettings.model_validate(GOOD)
    for name in ("oidc_algorithms", "oidc_access_token_types", "oidc_roles", "oidc_userinfo"):
        default = Settings.model_fields[name].get_default(call_default_factory=True)
        assert getattr(IdentitySettings.model_validate(GOOD | {name: default}), name) == getattr(
            own, name
        )
