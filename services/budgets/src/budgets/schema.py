"""The metadata that every room's tables belong to; the migrations make the tables themselves."""

from sqlalchemy import MetaData

metadata = MetaData()
