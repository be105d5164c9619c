"""Alembic's entry point for the tables of the volunteers service."""

from servicekit.operations.migrating import run

run()
