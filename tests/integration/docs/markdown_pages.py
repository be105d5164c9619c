"""Reading the documentation: its pages, their fenced blocks, and what a comment says of a block."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[3]

_FENCE = re.compile(
    r"(?:^<!-- (?P<comment>[^\n]*) -->\n)?^```(?P<kind>[a-z]*)\n(?P<body>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
_NOT_OURS = {".venv", ".run", ".cache", ".git", "node_modules", ".pytest_cache"}


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, its text, and the comment on the line before it."""

    kind: str
    body: str
    comment: str


def pages() -> list[Path]:
    """Every Markdown page of the repository."""
    found = ROOT.rglob("*.md")
    return sorted(page for page in found if not _NOT_OURS & set(page.relative_to(ROOT).parts))


def name_of(page: Path) -> str:
    """A page's path from the top of the tree."""
    return str(page.relative_to(ROOT))


def blocks(text: str) -> Iterator[Block]:
    """Every fenced block of a page, in its order."""
    for found in _FENCE.finditer(text):
        yield Block(found["kind"], found["body"], found["comment"] or "")


def without_blocks(text: str) -> str:
    """A page's text without its fenced blocks and comments."""
    return re.sub(r"<!--.*?-->", "", _FENCE.sub("", text), flags=re.DOTALL)
