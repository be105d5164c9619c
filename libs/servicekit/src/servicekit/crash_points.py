"""Named places at which a fault test may end the process, as a power cut would.

Off, a point costs one look at a constant. ``CIVIC_CRASH=S4`` ends the process the first time it
passes S4; ``CIVIC_CRASH=S4:20`` the twentieth time. Never set it where anybody relies on the
service: a process that is started with it says so in its log.
"""

from __future__ import annotations

import os
import signal

SPECIFICATION = os.environ.get("CIVIC_CRASH", "")
POINT, _, TIMES = SPECIFICATION.partition(":")
_left = int(TIMES or 1)


def crash_point(name: str) -> None:
    """Ends this process with SIGKILL if it was started to end here."""
    if name == POINT:
        _pass()


def _pass() -> None:
    global _left
    _left -= 1
    if _left <= 0:
        os.kill(os.getpid(), signal.SIGKILL)
