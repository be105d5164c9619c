"""Playing cases: dated steps of several stories, told in the order in which they happened."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from civic_contracts.topology import SERVICES

from civic_demo.api import JSON, Client

Act = Callable[["Play"], Awaitable[None]]


@dataclass(frozen=True)
class Step:
    """Something that happened at a moment, in words, and how it is done."""

    at: datetime
    case: str
    says: str
    act: Act


@dataclass
class Case:
    """A story: its steps, each declared by ``@case.step("2009-05-11", "A resident asks …")``."""

    name: str
    title: str
    steps: list[Step] = field(default_factory=list)

    def step(self, at: str, says: str) -> Callable[[Act], Act]:
        """Declares a step at ``at`` (a day, or a moment, in UTC)."""
        moment = datetime.fromisoformat(at if "T" in at else f"{at}T10:00").replace(tzinfo=UTC)

        def declare(act: Act) -> Act:
            self.steps.append(Step(moment, self.name, says, act))
            return act

        return declare


@dataclass
class Play:
    """A playing of cases through the public API, resumable at any step.

    ``names`` remembers what was made: ``play.names["choir.idea"]`` is the choir's idea. ``figures``
    are what a case measures; a play with other figures must show those.
    """

    client: Client
    figures: Mapping[str, int] = field(default_factory=dict)
    names: dict[str, Any] = field(default_factory=dict)
    _now: datetime | None = None
    _step: str = ""
    _posts: int = 0

    async def run(
        self, cases: Sequence[Case], told: Callable[[int, int, Step], None] = lambda *_: None
    ) -> None:
        """Plays all steps of all cases in the order of their moments."""
        steps = sorted((step for case in cases for step in case.steps), key=lambda step: step.at)
        for number, step in enumerate(steps, start=1):
            told(number, len(steps), step)
            await self.set_clock(step.at)
            self._step, self._posts = f"{step.case}/{step.at.isoformat()}/{step.says}", 0
            await step.act(self)

    async def set_clock(self, now: datetime) -> None:
        """Has all services take ``now`` for the time, which runs on from there."""
        if now == self._now:
            return
        for service in SERVICES:
            await self.client.post(
                "operator",
                f"/{service}/api/demo/clock",
                {"now": now.isoformat()},
                key=f"clock/{service}/{now.isoformat()}/{json.dumps(sorted(self.figures.items()))}",
            )
        self._now = now

    async def post(
        self,
        persona: str,
        path: str,
        body: Mapping[str, JSON] | None = None,
        *,
        key: str | None = None,
    ) -> JSON:
        """One command; its key follows from its place in the step unless one is given.

        Commands that a step sends side by side have no place of their own, and need a key.
        """
        self._posts += 1
        key = key or f"{self._step}/{self._posts}"
        return await self.client.post(persona, path, body or {}, key=key)

    async def get(self, path: str, persona: str | None = None) -> JSON:
        """One question."""
        return await self.client.get(path, persona)

    async def until(
        self, path: str, enough: Callable[[JSON], object], persona: str | None = None
    ) -> JSON:
        """Asks until an event has made the answer ``enough``."""
        return await self.client.until(path, enough, persona)

    def figure(self, name: str, of_the_documents: int) -> int:
        """A figure of a case: the documents' own unless the play was given another."""
        return self.figures.get(name, of_the_documents)

    def __getitem__(self, name: str) -> Any:
        return self.names[name]

    def __setitem__(self, name: str, value: Any) -> None:
        self.names[name] = value
