"""Connections to the services, kept open between requests."""

import asyncio
import contextlib
import time
from collections import defaultdict

from civic_stack.front_door.http1 import MAX_HEAD, Answer, Refused, read_answer

CONNECT_WITHIN = 3.0  # seconds
ANSWER_WITHIN = 60.0  # seconds until the head of the answer is there
# Below the five seconds after which uvicorn closes an idle connection: we never race with it.
IDLE_AT_MOST = 3.0

Address = tuple[str, int]


class Upstream:
    """One connection to a service, in use by one request at a time."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self._writer = writer
        self.used_before = False
        self.idle_since = 0.0

    @property
    def usable(self) -> bool:
        """Whether an idle connection can take another request."""
        fresh = time.monotonic() - self.idle_since < IDLE_AT_MOST
        return fresh and not self.reader.at_eof() and not self._writer.is_closing()

    async def ask(self, request: bytes) -> Answer:
        """Send a whole request, read the answer's head; raises Refused 502 or 504, OSError."""
        self._writer.write(request)
        await self._writer.drain()
        try:
            async with asyncio.timeout(ANSWER_WITHIN):
                return await read_answer(self.reader)
        except TimeoutError as late:
            raise Refused(504, f"The service gave no answer in {ANSWER_WITHIN:g} s.") from late

    def close(self) -> None:
        """Give the connection up."""
        self._writer.close()


class Pool:
    """Idle connections per service."""

    def __init__(self) -> None:
        self._idle: defaultdict[Address, list[Upstream]] = defaultdict(list)

    async def ask(
        self, address: Address, request: bytes, *, repeatable: bool
    ) -> tuple[Upstream, Answer]:
        """Put a request to a service; raises Refused 502, 503 or 504.

        A kept connection may turn out dead; only a repeatable request is then sent again, on a
        new one, because nobody can tell whether the first was acted on. Where that one ends too,
        the client is asked to send it again (503); any other request ends with 502.
        """
        while True:
            upstream = await self._connection(address)
            try:
                return upstream, await upstream.ask(request)
            except (OSError, Refused) as problem:
                upstream.close()
                if isinstance(problem, Refused) and problem.status == 504:
                    raise
                if not repeatable:
                    raise Refused(502, "The service ended the connection unanswered.") from problem
                if not upstream.used_before:
                    raise Refused(503, "The service is just ending; ask again.") from problem
            except BaseException:
                upstream.close()
                raise

    def give_back(self, address: Address, upstream: Upstream) -> None:
        """Keep a connection whose answer was read to its end."""
        upstream.used_before = True
        upstream.idle_since = time.monotonic()
        self._idle[address].append(upstream)

    async def _connection(self, address: Address) -> Upstream:
        idle = self._idle[address]
        while idle:
            upstream = idle.pop()
            if upstream.usable:
                return upstream
            upstream.close()
        try:
            async with asyncio.timeout(CONNECT_WITHIN):
                return Upstream(*await asyncio.open_connection(*address, limit=MAX_HEAD))
        except (OSError, TimeoutError) as problem:
            raise Refused(503, "The service is not available at the moment.") from problem

    def close(self) -> None:
        """Close everything idle."""
        for idle in self._idle.values():
            for upstream in idle:
                with contextlib.suppress(RuntimeError):  # the loop may be closing already
                    upstream.close()
        self._idle.clear()
