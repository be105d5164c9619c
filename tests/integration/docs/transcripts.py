"""Console examples: what was typed, what was printed, and whether it is printed again."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from markdown_pages import blocks

ANYTHING = "…"
_CHECK = re.compile(
    r"check: (?P<name>[a-z-]+)(?:; given (?P<given>[^;]+?))?(?:; within (?P<within>\d+) s)?"
)


class NoCheck(Exception):
    """A console block whose comment does not name a check."""


@dataclass
class Typed:
    """One command with the lines that it prints."""

    command: str
    printed: list[str] = field(default_factory=list)

    def fits(self, output: str) -> bool:
        """Whether an output is what is printed here; ``…`` stands for anything.

        On a line of its own it stands for any number of lines.
        """
        found = "".join(f"{line.rstrip()}\n" for line in output.splitlines())
        return re.fullmatch("".join(map(_pattern, self.printed)), found) is not None


@dataclass(frozen=True)
class Example:
    """A console block: its name, what is given, and how many seconds it may take to come true."""

    name: str
    given: str | None
    within: int
    typed: tuple[Typed, ...]


def examples(text: str) -> Iterator[Example]:
    """Every console example of a page, in its order; raises :class:`NoCheck`."""
    for block in blocks(text):
        if block.kind != "console":
            continue
        found = _CHECK.fullmatch(block.comment)
        if found is None:
            raise NoCheck(block.body)
        typed = tuple(_typed(block.body))
        yield Example(found["name"], found["given"], int(found["within"] or 0), typed)


def _typed(body: str) -> Iterator[Typed]:
    current: Typed | None = None
    for line in body.splitlines():
        if line.startswith("$ "):
            if current is not None:
                yield current
            current = Typed(line.removeprefix("$ "))
        elif current is None:
            raise NoCheck(f"a console block begins with a command: {line}")
        else:
            current.printed.append(line.rstrip())
    if current is not None:
        yield current


def _pattern(line: str) -> str:
    if line == ANYTHING:
        return r"(?:.*\n)*"
    return ".*".join(re.escape(part) for part in line.split(ANYTHING)) + r"\n"
