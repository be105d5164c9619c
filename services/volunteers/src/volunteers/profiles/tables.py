"""Volunteers, each under a person key until erased."""

from sqlalchemy import ARRAY, BigInteger, Column, Date, Identity, Integer, Table, Text, Uuid

from volunteers.schema import metadata

volunteers = Table(
    "volunteers",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("position", BigInteger, Identity(always=True), unique=True),
    Column("person_key", Text, unique=True),
    Column("status", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("department", Text),
    Column("company", Text),
    Column("ward", Text),
    Column("known_as", Text),
    Column("contact", Text),
    Column("skills", ARRAY(Text), nullable=False),
    Column("interests", ARRAY(Text), nullable=False),
    Column("languages", ARRAY(Text), nullable=False),
    Column("availability", ARRAY(Text), nullable=False),
    Column("travel_metres", Integer),
    Column("consent_on", Date),
    Column("registered_on", Date, nullable=False),
    Column("withdrawn_on", Date),
)
