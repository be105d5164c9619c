"""Starting everything, playing the cases and checking their figures."""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from civic_stack.expected import EXPECTED
from civic_stack.signals import Stopped, cancelled_by_signals
from civic_stack.stack import Stack, default_port

from civic_demo.api import Client, NeverCame, Refused
from civic_demo.cases import CASES
from civic_demo.cases.city import give_this_year
from civic_demo.figures import Check, check_all, check_this_year
from civic_demo.issuer.personas import TO_BEGIN_WITH, persona
from civic_demo.play import Play, Step
from civic_demo.sizes import SIZES
from civic_demo.year import year_case

OUTSIDE = "neighbours"
LONDON = ZoneInfo("Europe/London")
YEAR_IDEAS = 2000

LOOK_AT = (
    ("Home", "/ideas/"),
    ("The dashboard, live", "/reporting/"),
    ("Milestones", "/reporting/milestones"),
    ("Every ward's money", "/budgets/"),
    ("Ways to help", "/volunteers/opportunities"),
)


@dataclass
class Progress:
    """Tells on screen how far a play has come."""

    began: float

    def step(self, number: int, of: int, step: Step) -> None:
        """One step of a case begins."""
        print(f"{self._clock()}  {number:3}/{of}  {step.at:%d %b %Y}  {step.says}", flush=True)

    def say(self, text: str) -> None:
        """Something else."""
        print(f"{self._clock()}  {text}", flush=True)

    def _clock(self) -> str:
        return f"{time.monotonic() - self.began:6.1f} s"


def run(options: argparse.Namespace) -> int:
    """0 when all went well; 1 where a figure differs or something is missing, with words.

    128 and the signal's number where a signal ended it before the play was over.
    """
    logging.basicConfig(level=logging.INFO, format="          %(message)s")
    for noisy in ("httpx", "httpcore"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    try:
        if options.play_only:
            secret = options.secret_file.read_text().strip()
            return asyncio.run(_played_only(options, secret))
        return asyncio.run(_whole(options))
    except (*EXPECTED, Refused, NeverCame) as problem:
        print(f"civic-demo: {problem}", file=sys.stderr)
        return 1


@dataclass(frozen=True)
class Played:
    """What was played on data that is kept: its size, and the names of what was made."""

    path: Path

    def has(self, size: str) -> bool:
        """Whether a play of this size, or a greater one, was played to its end."""
        return self.path.is_file() and SIZES.index(self._told()["size"]) >= SIZES.index(size)

    def names(self) -> dict[str, Any]:
        """``play.names`` as it was at the end."""
        return dict(self._told()["names"])

    def write(self, size: str, names: Mapping[str, Any]) -> None:
        """Called when a play has come to its end."""
        self.path.write_text(json.dumps({"size": size, "names": names}))

    def _told(self) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(self.path.read_text())
        return told


async def _whole(options: argparse.Namespace) -> int:
    progress = Progress(time.monotonic())
    stack = Stack(
        options.workspace,
        name="demo",
        base_port=options.port or default_port(options.workspace, "demo", keep=options.keep),
        keep=options.keep,
        outside=(OUTSIDE,),
    )
    result, stopped = None, Stopped()
    try:
        with cancelled_by_signals() as stopped:
            async with stack:
                progress.say(f"up: {stack.public_url}/")
                client = Client(
                    stack.public_url,
                    stack.client_secret("civic-demo"),
                    f"{stack.public_url}/issuer",
                )
                result = await _play_and_check(client, options, progress, stack)
                await client.aclose()
                if not options.once:
                    _say_what_to_look_at(stack.public_url)
                    await asyncio.Event().wait()
    except asyncio.CancelledError:
        print("stopped")
    # Whoever looks around ends it with a signal; a play that a signal has cut short is none.
    return stopped.exit_code if result is None else result


async def _played_only(options: argparse.Namespace, secret: str) -> int:
    """Plays on a stack that somebody else has started, such as compose."""
    progress = Progress(time.monotonic())
    client = Client(
        options.url, secret, options.issuer or f"{options.url}/issuer", verify=not options.insecure
    )
    try:
        return await _play_and_check(client, options, progress, None)
    finally:
        await client.aclose()


async def _play_and_check(
    client: Client, options: argparse.Namespace, progress: Progress, stack: Stack | None
) -> int:
    play = Play(client)
    # Beside the data itself: what is thrown away with it was not played.
    played = None if stack is None else Played(stack.postgres.folder / "played.json")
    if played is not None and options.keep and played.has(options.size):
        progress.say("the data of the last run is there: nothing is played again")
        play.names |= played.names()
        checks = await check_all(play) if options.once else []
        checks += await _this_year(play)
        return _told(checks, progress)
    year = (year_case(YEAR_IDEAS),) if options.size == "year" else ()
    await play.run((*CASES, *year), progress.step)
    checks = await check_all(play)
    await play.set_clock(datetime.now(UTC))
    checks += await _this_year(play)
    if played is not None:
        played.write(options.size, play.names)
    return _told(checks, progress)


async def _this_year(play: Play) -> list[Check]:
    """Gives today's wards their money, by the services' own calendar, and looks for it."""
    given = await give_this_year(play, datetime.now(LONDON).date())
    return await check_this_year(play, given)


def _told(checks: Sequence[Check], progress: Progress) -> int:
    differ = [check for check in checks if not check.holds]
    for check in checks:
        sign = "  ok  " if check.holds else "DIFFER"
        print(f"{sign}  {check.what}: {check.found}", flush=True)
    for check in differ:
        print(f"expected {check.expected!r}, found {check.found!r}: {check.what}", file=sys.stderr)
    seconds = time.monotonic() - progress.began
    print(f"demo: {len(checks)} checks, {len(differ)} differ, {seconds:.0f} s", flush=True)
    return 1 if differ else 0


def _say_what_to_look_at(url: str) -> None:
    print("\nLook at:")
    for title, path in LOOK_AT:
        print(f"  {title:22} {url}{path}")
    print("\nSign in, at the top of every page, as one of the invented people; to begin with:")
    for wanted, can in TO_BEGIN_WITH.items():
        found = persona(wanted)
        if found is not None:
            print(f"  {found.name:22} can {can}")
    print("The sign-in page lists them all. Ctrl-C stops everything.", flush=True)
