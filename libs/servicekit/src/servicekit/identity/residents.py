"""Who is known to be a resident, where the issuer does not say so itself.

The council's own register, or an officer at a meeting, names what the issuer will tell of somebody
when they sign in: an e-mail address, a resident's number. It is kept as a keyed hash alone.
"""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from dataclasses import replace

from pydantic import SecretStr
from sqlalchemy import Column, DateTime, Table, Text, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from servicekit.identity.actor import Actor, Role
from servicekit.identity.claims import Claims
from servicekit.identity.settings import IdentitySettings
from servicekit.identity.tables import metadata

LONGEST = 200

residents = Table(
    "residents",
    metadata,
    Column("entry", Text, primary_key=True),
    Column("ward", Text),
    Column("source", Text, nullable=False),
    Column("entered_by", Text),
    Column("entered_at", DateTime(timezone=True), nullable=False),
)


def entry_of(deployment_key: SecretStr, named: str) -> str:
    """Return the hash under which somebody is entered; ValueError for what names nobody.

    Case, spaces around it and the way its letters are composed make no difference.
    """
    plain = unicodedata.normalize("NFKC", named).strip().casefold()
    if not 1 <= len(plain) <= LONGEST or not plain.isprintable():
        raise ValueError(f"must be 1 to {LONGEST} printable characters")
    key = deployment_key.get_secret_value().encode()
    return hmac.new(key, f"resident\n{plain}".encode(), hashlib.sha256).hexdigest()


def named_in(claims: Claims, settings: IdentitySettings) -> str | None:
    """Return what the issuer says of a person that the register may know, if anything.

    An address that the issuer has not verified itself is anybody's.
    """
    claim = settings.oidc_resident_claim
    found = None if claim is None else claims.get(claim)
    if claim == "email" and claims.get("email_verified") is not True:
        return None
    return found if isinstance(found, str) else None


async def with_standing(
    person: Actor, claims: Claims, settings: IdentitySettings, engine: AsyncEngine
) -> Actor:
    """Return the person, as a resident of a ward where the register knows them."""
    named = named_in(claims, settings)
    if named is None:
        return person
    try:
        entry = entry_of(settings.person_key, named)
    except ValueError:
        return person
    async with engine.connect() as connection:
        ward = await _ward_of(connection, entry)
    if ward is None:
        return person
    return replace(
        person,
        roles=person.roles | {Role.RESIDENT},
        # A ward limits an officer's role: who holds an office keeps the wards of their claims.
        wards=person.wards if person.holds_office or not ward else person.wards | {ward},
    )


async def _ward_of(connection: AsyncConnection, entry: str) -> str | None:
    """The ward of an entry, "" where it names none; None where there is no such entry."""
    query = select(residents.c.ward).where(residents.c.entry == entry)
    row = (await connection.execute(query)).one_or_none()
    return None if row is None else (row.ward or "")
