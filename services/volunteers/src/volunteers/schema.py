"""The tables of the service are declared on this; ``migrations/`` makes them."""

from sqlalchemy import MetaData

metadata = MetaData()
