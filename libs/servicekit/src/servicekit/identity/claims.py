"""From an issuer's claims to an actor: what is said is checked for its kind, and no more taken."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

from servicekit.identity.actor import Actor, Role
from servicekit.identity.person_key import person_key
from servicekit.identity.settings import IdentitySettings

Claims = Mapping[str, object]

# What a service does by itself is never something that an outsider can sign in as.
GRANTABLE: Final = frozenset(Role) - {Role.SYSTEM}
_CODE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
_NAME_LENGTH: Final = 200


def person_from(claims: Claims, settings: IdentitySettings) -> Actor:
    """Return the person that verified claims are about.

    Raises ValueError where `sub` is not a usable subject.
    """
    return Actor(
        person_key=person_key(settings.person_key, settings.oidc_issuer, subject_of(claims)),
        roles=roles_in(claims, settings),
        name=display_name(claims.get("name")),
        wards=codes_at(claims, settings.oidc_wards_claim),
        departments=codes_at(claims, settings.oidc_departments_claim),
    )


def machine_from(claims: Claims, settings: IdentitySettings) -> Actor:
    """Return the machine client that verified claims are about; its name is its client id."""
    return Actor(
        person_key=None,
        roles=roles_in(claims, settings),
        name=subject_of(claims),
        wards=codes_at(claims, settings.oidc_wards_claim),
        departments=codes_at(claims, settings.oidc_departments_claim),
        is_machine=True,
    )


def bearer_from(claims: Claims, settings: IdentitySettings) -> Actor:
    """Return the actor of a verified access token.

    RFC 9068, 2.2: without a person, `sub` is the client; any other `sub` is a person's.
    Raises ValueError where `sub`, or both `client_id` and `azp`, are missing.
    """
    client = claims.get("client_id", claims.get("azp"))
    if not isinstance(client, str) or not client:
        raise ValueError("the token does not say which client it was issued to")
    if claims.get("sub") == client:
        return machine_from(claims, settings)
    return person_from(claims, settings)


def strong_enough(actor: Actor, claims: Claims, settings: IdentitySettings) -> bool:
    """Whether somebody signed in as strongly as their office asks for.

    A machine signs in by its secret or key, at the issuer; residents and groups as they can.
    """
    if not settings.oidc_office_acr or actor.is_machine or not actor.holds_office:
        return True
    strength = claims.get("acr")
    return isinstance(strength, str) and strength in settings.oidc_office_acr


def proved_at(claims: Claims) -> datetime | None:
    """Return when the person proved to the issuer who they are (`auth_time`), where it says so.

    A session that the issuer already had is no proof of now, however new the token is.
    """
    told = claims.get("auth_time")
    if isinstance(told, bool) or not isinstance(told, int):
        return None
    try:
        return datetime.fromtimestamp(told, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def subject_of(claims: Claims) -> str:
    """Return `sub`; ValueError unless it is 1 to 255 printable characters (OpenID Connect, 2)."""
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 1 <= len(subject) <= 255 or not subject.isprintable():
        raise ValueError("the token names no usable subject")
    return subject


def roles_in(claims: Claims, settings: IdentitySettings) -> frozenset[str]:
    """Return the roles that the issuer's claim grants.

    Where the operator has said which of the issuer's words stands for which role, only those
    words grant any; else the words must be the roles' own codes.
    """
    if not settings.oidc_roles:
        return codes_at(claims, settings.oidc_roles_claim) & GRANTABLE
    named = _words_at(claims, settings.oidc_roles_claim)
    return frozenset(role for word, role in settings.oidc_roles.items() if word in named)


def codes_at(claims: Claims, path: str) -> frozenset[str]:
    """Return the codes in a claim (a list, or words in a string); what is no code is left out."""
    return frozenset(word for word in _words_at(claims, path) if _CODE.fullmatch(word))


def _words_at(claims: Claims, path: str) -> frozenset[str]:
    found = _at(claims, path)
    words = found.split() if isinstance(found, str) else found
    if not isinstance(words, list):
        return frozenset()
    return frozenset(word for word in words if isinstance(word, str))


def _at(claims: Claims, path: str) -> object:
    if path in claims:
        return claims[path]
    found: object = claims
    for step in path.split("."):
        if not isinstance(found, Mapping):
            return None
        found = found.get(step)
    return found


def display_name(claim: object) -> str | None:
    """Return a name fit to be shown: one line, no control or direction characters, not too long."""
    if not isinstance(claim, str):
        return None
    visible = "".join(
        " " if char.isspace() else char
        for char in unicodedata.normalize("NFC", claim)
        if char.isspace() or unicodedata.category(char)[0] != "C"
    )
    return " ".join(visible.split())[:_NAME_LENGTH] or None
