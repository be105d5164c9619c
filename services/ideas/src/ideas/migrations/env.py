"""Alembic's entry point for this service's tables."""

from servicekit.operations.migrating import run

run()
