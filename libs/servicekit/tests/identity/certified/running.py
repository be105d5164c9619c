"""The certified OpenID provider, run as a process that ends with the test that asked for it."""

from __future__ import annotations

import asyncio
import json
import shutil
import subprocess
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

SOURCE = Path(__file__).parent / "issuer"
FETCH = ("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
# Of a busy machine; it answers in one second on a quiet one.
PATIENCE_SECONDS = 60


class NotHere(Exception):
    """The provider cannot be run here; the text says why."""


def fetched(folder: Path, *, may_fetch: bool) -> Path:
    """Return the folder that holds the provider; NotHere where that cannot be.

    It is fetched from the package registry once, by the versions and hashes of the lock file.
    """
    if shutil.which("node") is None or shutil.which("npm") is None:
        raise NotHere("node and npm are not installed")
    lock = (SOURCE / "package-lock.json").read_text()
    stamp = folder / "fetched"
    if not (stamp.is_file() and stamp.read_text() == lock):
        if not may_fetch:
            raise NotHere("the certified issuer has not been fetched; `make oidc` does")
        _fetch(folder)
        stamp.write_text(lock)
    shutil.copy(SOURCE / "issuer.mjs", folder)
    return folder


def _fetch(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(SOURCE / name, folder)
    done = subprocess.run(FETCH, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        raise NotHere(f"npm could not fetch the issuer: {done.stderr[-400:]}")


@dataclass
class CertifiedIssuer:
    """A running provider: its URL, and what it has said of logouts since it started."""

    url: str
    _process: asyncio.subprocess.Process
    said: list[dict[str, Any]] = field(default_factory=list)
    _news: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def publish_keys(self, *names: str) -> None:
        """Publish the keys of these names, made on first mention; the first one signs from now."""
        await self._write([*names])
        await self.until({"keys": [*names]})

    async def until(self, *facts: Mapping[str, object]) -> None:
        """Wait until the provider has said each of these.

        AssertionError with what it said instead, where it never does or where it says that it
        could not tell somebody.
        """
        try:
            async with asyncio.timeout(PATIENCE_SECONDS), self._news:
                await self._news.wait_for(lambda: self._settled(facts))
        except TimeoutError:
            raise AssertionError(f"the issuer said {self.said}") from None
        if not all(fact in self.said for fact in facts):
            raise AssertionError(f"the issuer said {self.said}")

    def _settled(self, facts: Sequence[Mapping[str, object]]) -> bool:
        said = all(fact in self.said for fact in facts)
        return said or any("untold" in fact for fact in self.said)

    async def _write(self, what: object) -> None:
        if self._process.stdin is None:
            raise RuntimeError("started without an input")
        self._process.stdin.write(json.dumps(what).encode() + b"\n")
        await self._process.stdin.drain()

    async def _listen(self, lines: asyncio.StreamReader) -> None:
        async for line in lines:
            async with self._news:
                self.said.append(json.loads(line))
                self._news.notify_all()


@asynccontextmanager
async def certified_issuer(
    folder: Path,
    *,
    clients: Sequence[Mapping[str, object]],
    people: Mapping[str, Mapping[str, object]],
    machines: Mapping[str, Mapping[str, object]],
    conform: bool = False,
) -> AsyncIterator[CertifiedIssuer]:
    """Run the provider in a folder until the block ends.

    `people` are claims by account, `machines` further claims of their access tokens by client.
    With `conform`, an ID token has no claims about a person: they are told at the userinfo
    endpoint alone, as OpenID Connect Core, 5.4 has it.
    """
    process = await asyncio.create_subprocess_exec(
        "node",
        "issuer.mjs",
        cwd=folder,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    if process.stdout is None or process.stdin is None:
        raise RuntimeError("started without pipes")
    issuer = CertifiedIssuer("", process)
    try:
        setup = {"clients": clients, "people": people, "machines": machines, "conform": conform}
        await issuer._write(setup)
        async with asyncio.timeout(PATIENCE_SECONDS):
            issuer.url = json.loads(await process.stdout.readline())["issuer"]
        listening = asyncio.create_task(issuer._listen(process.stdout))
        yield issuer
        listening.cancel()
    finally:
        process.stdin.close()
        try:
            async with asyncio.timeout(5):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()
