"""The feed: every event that may be published, as CloudEvents, from any point of the log on."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query
from fastapi.responses import Response
from servicekit import public
from servicekit.web import Api, Reading

from reporting.log import entries

api = Api(tags=["events"])

LAST_POSITION = 2**63 - 1

After = Annotated[int, Query(ge=0, le=LAST_POSITION)]
"""A position of the log; what comes is behind it."""
FeedLimit = Annotated[int, Query(ge=1, le=1000)]


@api.get("/events", permit=public)
async def get_events(reading: Reading, after: After = 0, limit: FeedLimit = 100) -> Response:
    """Events in the order of the log, as a JSON batch of CloudEvents.

    The header ``Link`` with ``rel="next"`` is where to go on, also when there is nothing new yet.
    Withdrawn texts read ``(withdrawn)``; events about persons are not among them.
    """
    found = await entries.read(reading.connection, after=after, until=LAST_POSITION, limit=limit)
    position = found[-1].position if found else after
    following = f"/reporting/api/events?after={position}&limit={limit}"
    return Response(
        b"[" + b",".join(entry.envelope.to_json() for entry in found) + b"]",
        media_type="application/cloudevents-batch+json",
        headers={"Link": f'<{following}>; rel="next"', "Cache-Control": "no-store"},
    )
