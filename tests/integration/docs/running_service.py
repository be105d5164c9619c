"""One service as a process of its own, with what the commands of the pages find around them."""

import asyncio
import os
import signal
import socket
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import httpx

ROOT = Path(__file__).parents[3]
SECRET = "a secret of forty characters or a bit more"


def free_port() -> int:
    """A port that nobody has now."""
    with socket.create_server(("127.0.0.1", 0)) as one:
        return int(one.getsockname()[1])


def settings(
    service: str, database_url: str, broker_url: str, *, issuer: str, **more: str
) -> dict[str, str]:
    """The environment of a service's process and of its commands."""
    return {
        "PATH": os.environ["PATH"],
        "LANG": "C.UTF-8",
        "CIVIC_DATABASE_URL": database_url,
        "CIVIC_BROKER_URL": broker_url,
        "CIVIC_PORT": str(free_port()),
        "CIVIC_PUBLIC_URL": "http://localhost:1",
        "CIVIC_OIDC_ISSUER": issuer,
        "CIVIC_OIDC_CLIENT_ID": f"civic-{service}",
        "CIVIC_OIDC_CLIENT_SECRET": SECRET,
        "CIVIC_PERSON_KEY": SECRET,
        "CIVIC_SESSION_SECRET": SECRET,
        "CIVIC_REFERENCE": str(ROOT / "deploy" / "reference" / "westminster.json"),
        **more,
    }


async def run(
    *command: str, environment: Mapping[str, str], folder: Path | None = None
) -> tuple[int, str]:
    """A command's exit code and everything that it printed; it has a minute."""
    process = await asyncio.create_subprocess_exec(
        *command,
        env=dict(environment),
        cwd=folder,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        output, _ = await asyncio.wait_for(process.communicate(), 60)
    except BaseException:
        os.killpg(process.pid, signal.SIGKILL)
        await process.wait()
        raise
    return process.returncode or 0, output.decode()


@dataclass
class RunningService:
    """``python -m servicekit.serve`` as an operator starts it."""

    app: str
    environment: Mapping[str, str]
    log: Path
    process: asyncio.subprocess.Process | None = None

    @property
    def address(self) -> str:
        """Its own port on this machine."""
        return f"http://127.0.0.1:{self.environment['CIVIC_PORT']}"

    async def migrate(self) -> None:
        """Makes its tables."""
        command = (sys.executable, "-m", "servicekit.migrate", self.app)
        code, told = await run(*command, environment=self.environment)
        if code:
            raise RuntimeError(told)

    async def start(self) -> None:
        """Starts it on its migrated database; raises where it is not ready in 60 s."""
        with self.log.open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "servicekit.serve", self.app),
                env=dict(self.environment),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        until = time.monotonic() + 60
        while not await self._is_ready():
            if self.process.returncode is not None or time.monotonic() > until:
                raise RuntimeError(f"{self.app} does not get ready\n{self.log.read_text()}")
            await asyncio.sleep(0.1)

    def has_ended(self) -> str | None:
        """The end of its log, where it ended by itself."""
        if self.process is None or self.process.returncode is None:
            return None
        return f"{self.app} ended with {self.process.returncode}\n{self.log.read_text()[-4000:]}"

    async def _is_ready(self) -> bool:
        async with httpx.AsyncClient(timeout=2, trust_env=False) as client:
            try:
                return (await client.get(f"{self.address}/ready")).status_code == httpx.codes.OK
            except httpx.TransportError:
                return False

    async def stop(self) -> None:
        """Ends it in order; kills it after 15 s."""
        if self.process is None or self.process.returncode is not None:
            return
        self.process.terminate()
        try:
            await asyncio.wait_for(self.process.wait(), 15)
        except TimeoutError:
            self.process.kill()
            await self.process.wait()
