"""``python -m servicekit.migrate budgets.app:SERVICE`` brings a service's database up to date."""

from __future__ import annotations

import sys

from servicekit.operations.addresses import setting
from servicekit.operations.migrating import migrate_now
from servicekit.service import Service, load


def database_url() -> str:
    """``CIVIC_DATABASE_URL`` or its secret file; all that a migration needs to be told."""
    return setting("database_url")


def main(service: Service) -> None:
    """Migrates the service's database; two that start at once take turns."""
    migrate_now(database_url(), service.migrations)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m servicekit.migrate MODULE:SERVICE, such as budgets.app:SERVICE")
    main(load(sys.argv[1]))
