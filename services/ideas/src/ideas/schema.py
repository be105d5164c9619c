"""Where the rooms' tables are gathered, so that they can be compared with the migrations."""

from sqlalchemy import MetaData

metadata = MetaData()
