"""Alembic's entry point for the reporting service's tables."""

from servicekit.operations.migrating import run

run()
