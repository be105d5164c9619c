"""Running PostgreSQL, which refuses to be root, where the caller is root."""

import os
import pwd
import shutil
import signal
import stat
from pathlib import Path

ACCOUNT = "nobody"


class CannotDropPrivileges(Exception):
    """The caller is root and there is no way to start a process as somebody else."""


def unprivileged_command(reach: list[Path], stop: signal.Signals | None = None) -> list[str]:
    """What to put before a command so that it does not run as root; empty for other users.

    `reach` are the folders and programs the command needs. Where one of them lies below a folder
    closed to others (a clone below /root), the command keeps the right to pass it, nothing more.
    `stop` is sent to it when the starting process ends: changing user clears an earlier request.
    """
    if os.geteuid() != 0:
        return []
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        raise CannotDropPrivileges(
            "PostgreSQL does not run as root and `setpriv` (util-linux) is missing; "
            "run this as an ordinary user"
        )
    account = pwd.getpwnam(ACCOUNT)
    command = [setpriv, f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}", "--clear-groups"]
    if stop is not None:
        command.append(f"--pdeathsig={stop.name.removeprefix('SIG')}")
    if not all(_open_to_others(path) for path in reach):
        # Without the secure bit access(2), which initdb asks, would not count the capability.
        command += ["--securebits=+no_setuid_fixup"]
        command += ["--inh-caps=+dac_override", "--ambient-caps=+dac_override"]
    return [*command, "--"]


def give_to_unprivileged(folder: Path) -> None:
    """Make a folder the property of the account used above; nothing for other users than root."""
    if os.geteuid() == 0:
        account = pwd.getpwnam(ACCOUNT)
        os.chown(folder, account.pw_uid, account.pw_gid)


def _open_to_others(path: Path) -> bool:
    way = [*path.resolve().parents, *([path] if path.is_file() else [])]
    return all(step.stat().st_mode & stat.S_IXOTH for step in way)
