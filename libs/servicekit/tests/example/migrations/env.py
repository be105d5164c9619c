"""Alembic's entry point for the example's tables."""

from servicekit.operations.migrating import run

run()
