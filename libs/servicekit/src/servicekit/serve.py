"""``python -m servicekit.serve budgets.app:SERVICE`` runs one process of a service."""

from __future__ import annotations

import sys

import uvloop

from servicekit import tracing
from servicekit.collecting import collect_seldom
from servicekit.operations.logging import configure
from servicekit.process import Process
from servicekit.service import Service, load
from servicekit.settings import Settings, read_settings


def serve(service: Service) -> None:
    """Runs the service until it is told to stop."""
    settings = read_settings(service.settings)
    configure(service=service.name, log_format=settings.log_format, level=settings.log_level)
    tracing.configure(
        service=service.name, endpoint=settings.otlp_endpoint, share=settings.otlp_share
    )
    collect_seldom()
    uvloop.run(_run(service, settings))


async def _run(service: Service, settings: Settings) -> None:
    await Process(service, settings).run()


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m servicekit.serve MODULE:SERVICE, such as budgets.app:SERVICE")
    serve(load(sys.argv[1]))
