"""Whether a process lives, can take requests, and has a working way to and from the broker.

These routes are for the machine the service runs on; the front door does not lead to them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy import text

from servicekit.database import is_unavailable
from servicekit.messaging.stream_health import StreamHealth
from servicekit.web.runtime import runtime_of

MIGRATED = text("SELECT version_num FROM kit.alembic_service")


def health_routes(stream_health: Callable[[], StreamHealth]) -> APIRouter:
    """``/live``, ``/ready``, ``/health/stream`` and ``/metrics``."""
    router = APIRouter(include_in_schema=False)

    @router.get("/live")
    async def live() -> dict[str, str]:
        return {"status": "live"}

    @router.get("/ready")
    async def ready(request: Request) -> Response:
        # Not the broker: commands are taken while it is away, and told on when it is back.
        runtime = runtime_of(request)
        try:
            async with runtime.engine.connect() as connection:
                version = (await connection.execute(MIGRATED)).scalar_one()
        except Exception as error:
            if not is_unavailable(error):
                raise
            return JSONResponse({"status": "database away"}, 503)
        reference = {"reference_sha256": getattr(runtime.work.council, "sha256", None)}
        return JSONResponse({"status": "ready", "migration": version, **reference})

    @router.get("/health/stream")
    async def stream() -> Response:
        health = stream_health()
        body: dict[str, Any] = asdict(health) | {"healthy": health.healthy}
        return JSONResponse(body, 200 if health.healthy else 503)

    @router.get("/metrics")
    async def metrics() -> Response:
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    return router
