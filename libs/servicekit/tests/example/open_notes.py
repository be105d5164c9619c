"""The example as whole processes: one service in which anybody writes notes, one that hears.

``python -m servicekit.serve example.open_notes:WRITING`` and ``…:HEARING``; the fault harness and
the benchmarks run them.
"""

from dataclasses import replace

from fastapi.responses import Response
from servicekit import public
from servicekit.web import Api, Execute

from example.notes import WriteNote, service, write_note

api = Api()


@api.post("/notes", permit=public)
async def post_note(command: WriteNote, execute: Execute) -> Response:
    """Writes on a note."""
    return await execute(lambda uow: write_note(uow, command))


WRITING = replace(service("ideas"), apis=[api], handlers=[])
HEARING = replace(service("reporting"), apis=[])
