"""Who acts, how they sign in and what they may: OpenID Connect only, no passwords here."""

from servicekit.identity.actor import ANONYMOUS, Actor, Role, system
from servicekit.identity.errors import (
    CsrfRefused,
    IssuerUnavailable,
    NotAuthenticated,
    SignInFailed,
)
from servicekit.identity.identity import CSRF_FIELD, Identity
from servicekit.identity.person_key import person_key
from servicekit.identity.policies import Policy, a_person, any_of, public, signed_in
from servicekit.identity.routes import sign_in_routes
from servicekit.identity.sessions import Session
from servicekit.identity.settings import IdentitySettings

__all__ = [
    "ANONYMOUS",
    "CSRF_FIELD",
    "Actor",
    "CsrfRefused",
    "Identity",
    "IdentitySettings",
    "IssuerUnavailable",
    "NotAuthenticated",
    "Policy",
    "Role",
    "Session",
    "SignInFailed",
    "a_person",
    "any_of",
    "person_key",
    "public",
    "sign_in_routes",
    "signed_in",
    "system",
]
