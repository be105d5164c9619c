"""Clients of the example service that write down, on disk, every command that was answered 2xx.

That file is the truth for "lost": a line is synced before its command counts as done. A client is
patient, as a good one is: after a lost connection, a 503 or a 409 that says to ask again, it sends
the same command under the same key until there is an answer. So at the end of a run every command
has one, and the rows must amount to the file exactly: no more, no less.
"""

from __future__ import annotations

import asyncio
import json
import os
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from random import Random
from types import TracebackType
from typing import IO, Self
from uuid import UUID

import httpx

NOTES_AT_ONCE = 12
TIMES_A_NOTE = 10  # the example's own rule
ASK_AGAIN = {502, 503, 504}
ASK_AGAIN_SECONDS = 0.2
PATIENCE = 10.0  # seconds for one answer


class SyncedFile:
    """Lines that are on disk when :meth:`write` returns; those that come together share a sync."""

    def __init__(self, path: Path) -> None:
        self._file: IO[bytes] = path.open("ab", buffering=0)
        self._waiting: list[tuple[bytes, asyncio.Future[None]]] = []
        self._syncing: asyncio.Task[None] | None = None

    async def write(self, line: str) -> None:
        """Appends a line; returns once it is on disk."""
        done = asyncio.get_running_loop().create_future()
        self._waiting.append((line.encode() + b"\n", done))
        if self._syncing is None:
            self._syncing = asyncio.create_task(self._sync())
        await done

    async def _sync(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting, []
            await asyncio.to_thread(self._store, b"".join(line for line, _ in batch))
            for _, done in batch:
                if not done.cancelled():
                    done.set_result(None)
        self._syncing = None

    def _store(self, lines: bytes) -> None:
        self._file.write(lines)
        os.fsync(self._file.fileno())

    def close(self) -> None:
        """Closes the file."""
        self._file.close()


class Driver:
    """Writes notes with several clients at once until it is stopped.

    ``answers`` counts answers by status (0: none); ``accepted`` commands that have been written
    down; ``wrong`` holds answers that no client should ever get.
    """

    def __init__(self, address: str, file: Path, chance: Random, *, clients: int = 8) -> None:
        self.file = file
        self.answers: Counter[int] = Counter()
        self.wrong: list[str] = []
        self.accepted = 0
        self.pause = 0.0  # seconds that each client waits between two commands
        self.twins = 0.02  # the share of commands that are sent twice at the same moment
        self._chance = chance
        self._notes: list[tuple[UUID, int]] = []
        self._written = SyncedFile(file)
        self._http = httpx.AsyncClient(
            base_url=address,
            timeout=PATIENCE,
            trust_env=False,
            verify=False,  # noqa: S501 - plain http on loopback
        )
        self._stopping = False
        self._busy = 0
        self._at_work = asyncio.Event()
        self._at_work.set()
        self._clients = [self._client() for _ in range(clients)]
        self._running: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> Self:
        self._running = [asyncio.create_task(client) for client in self._clients]
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stopping = True
        if error is not None:
            for one in self._running:
                one.cancel()
        results = await asyncio.gather(*self._running, return_exceptions=True)
        await self._http.aclose()
        self._written.close()
        for result in results:
            if isinstance(result, Exception) and error is None:
                raise result

    async def more(self, commands: int, within: float = 120) -> None:
        """Waits until so many further commands have been accepted; TimeoutError otherwise."""
        wanted = self.accepted + commands
        async with asyncio.timeout(within):
            while self.accepted < wanted:
                await asyncio.sleep(0.01)

    @asynccontextmanager
    async def resting(self) -> AsyncIterator[None]:
        """No client begins a further command within the block, and all have ended theirs."""
        self._at_work.clear()
        try:
            while self._busy:
                await asyncio.sleep(0.01)
            yield
        finally:
            self._at_work.set()

    async def _client(self) -> None:
        while not self._stopping:
            await self._at_work.wait()
            self._busy += 1
            try:
                await self._command()
            finally:
                self._busy -= 1
            await asyncio.sleep(self.pause)

    async def _command(self) -> None:
        """One command, a few of them sent twice at once, until there is an answer."""
        note = self._next_note()
        weight = self._chance.randint(1, 9)
        key = f"{self._chance.getrandbits(128):032x}"
        sends = [self._send(note, weight, key)]
        if self._chance.random() < self.twins:
            sends.append(self._send(note, weight, key))
        answers = await asyncio.gather(*sends)
        if any(answer != answers[0] for answer in answers):
            self.wrong.append(f"twins were answered {answers}")
        if answers[0] is not None:
            line = {"key": key, "note": str(note), "weight": weight, "answer": answers[0]}
            await self._written.write(json.dumps(line))
            self.accepted += 1

    def _next_note(self) -> UUID:
        """One of a few notes that all clients write on, each as often as it bears."""
        while len(self._notes) < NOTES_AT_ONCE:
            self._notes.append((UUID(int=self._chance.getrandbits(128), version=4), 0))
        place = self._chance.randrange(NOTES_AT_ONCE)
        note, times = self._notes[place]
        self._notes[place] = (note, times + 1)
        if times + 1 == TIMES_A_NOTE:
            del self._notes[place]
        return note

    async def _send(self, note: UUID, weight: int, key: str) -> str | None:
        """The answer's text to a command, sent until there is one; None where it was refused."""
        body = {"note_id": str(note), "words": "Sing", "weight": weight}
        while True:
            try:
                answer = await self._http.post(
                    "/ideas/api/notes", json=body, headers={"Idempotency-Key": key}
                )
            except httpx.TransportError:
                self.answers[0] += 1
                await asyncio.sleep(ASK_AGAIN_SECONDS)
                continue
            self.answers[answer.status_code] += 1
            if answer.is_success:
                return answer.text
            if not self._may_ask_again(answer):
                return None
            await asyncio.sleep(ASK_AGAIN_SECONDS)

    def _may_ask_again(self, answer: httpx.Response) -> bool:
        """Whether an answer only puts a client off; any other one is noted as wrong."""
        told = answer.headers.get("Retry-After") is not None
        if answer.status_code in ASK_AGAIN or (answer.status_code == 409 and told):
            if not told and answer.status_code == 503:
                self.wrong.append("503 without Retry-After")
            return True
        self.wrong.append(f"{answer.status_code} {answer.text[:200]}")
        # A fault of the service's is asked again too, so that what it did can be told.
        return answer.status_code >= 500


async def wait_until(
    holds: Callable[[], Awaitable[bool]], within: float, *, every: float = 0.02
) -> float:
    """Seconds until an async question is answered with yes; TimeoutError after ``within``."""
    began = time.monotonic()
    while not await holds():
        if time.monotonic() - began > within:
            raise TimeoutError(f"it did not come about within {within:g} s")
        await asyncio.sleep(every)
    return time.monotonic() - began
