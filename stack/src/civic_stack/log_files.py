"""Reading the logs of a run."""

from pathlib import Path


def log_end(file: Path, lines: int = 20) -> str:
    """The last lines of a log under a heading that says where it is, for error messages."""
    text = file.read_text(encoding="utf-8", errors="replace")
    return "\n".join([f"--- end of {file} ---", *text.splitlines()[-lines:]])
