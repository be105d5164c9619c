"""Alembic's entry point for the tables of budgets."""

from servicekit.operations.migrating import run

run()
