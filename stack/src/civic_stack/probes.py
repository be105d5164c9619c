"""Asking a server whether it is ready; each answers True or False and never raises."""

import asyncio
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

Probe = Callable[[], Awaitable[bool]]

_PATIENCE = 2.0  # seconds for one question


def http_ok(url: str) -> Probe:
    """Ready when GET `url` answers 200 within two seconds."""
    parts = urlsplit(url)
    question = f"GET {parts.path or '/'} HTTP/1.0\r\nHost: {parts.netloc}\r\n\r\n".encode()

    async def ask() -> bool:
        try:
            async with asyncio.timeout(_PATIENCE):
                line = await _first_line(parts.hostname or "", parts.port or 80, question)
        except (OSError, TimeoutError):
            return False
        return line.split()[1:2] == [b"200"]

    return ask


def listening(host: str, port: int) -> Probe:
    """Ready when something accepts connections on that port."""

    async def ask() -> bool:
        try:
            async with asyncio.timeout(_PATIENCE):
                _, writer = await asyncio.open_connection(host, port)
        except (OSError, TimeoutError):
            return False
        writer.close()
        return True

    return ask


async def _first_line(host: str, port: int, question: bytes) -> bytes:
    reader, writer = await asyncio.open_connection(host, port)
    try:
        writer.write(question)
        await writer.drain()
        return await reader.readline()
    finally:
        writer.close()
