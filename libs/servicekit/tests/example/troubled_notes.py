"""The example's hearer with a bug, and with a body that kills it, until it is ``MENDED``."""

import os
import signal
from dataclasses import replace

from civic_contracts.envelope import Envelope
from servicekit import Handlers, UnitOfWork

from example.notes import NoteWritten, count_note, service

BUG, KILLS = -13, -99
MENDED = os.environ.get("MENDED") == "yes"

HEARD = Handlers()


@HEARD.on(NoteWritten)
async def stumble(uow: UnitOfWork, event: NoteWritten, envelope: Envelope) -> None:
    """Counts a note, unless its weight is more than this handler can bear."""
    if event.weight == BUG and not MENDED:
        raise ValueError("a weight that this handler cannot bear")
    if event.weight == KILLS and not MENDED:
        os.kill(os.getpid(), signal.SIGKILL)
    await count_note(uow, event, envelope)


HEARING = replace(service("reporting"), apis=[], handlers=[HEARD])
