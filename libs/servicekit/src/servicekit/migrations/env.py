"""Alembic's entry point for the kit's own tables."""

from servicekit.operations.migrating import run

run()
