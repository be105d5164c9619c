"""Children that end when their parent does, even when it is killed outright (Linux)."""

import ctypes
import os
import signal
import sys
from collections.abc import Callable

_PR_SET_PDEATHSIG = 1
# Looked up before any fork: between fork and exec only plain calls are safe.
_LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def end_with_parent(stop: signal.Signals) -> Callable[[], None]:
    """A function for `preexec_fn`: the kernel sends `stop` when the starting thread ends.

    Elsewhere than on Linux it does nothing: there only an orderly end stops the children.
    """
    parent = os.getpid()

    def bind() -> None:
        if _LIBC is None:
            return
        _LIBC.prctl(_PR_SET_PDEATHSIG, int(stop), 0, 0, 0)
        if os.getppid() != parent:  # it ended before the call above could take hold
            os._exit(1)

    return bind
