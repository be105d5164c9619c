"""Reading HTTP/1.1 messages strictly (RFC 9112); what is ambiguous is refused."""

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass

MAX_HEAD = 32 * 1024  # bytes of request line and headers together
MAX_HEADERS = 100
_PIECE = 64 * 1024

_TOKEN = rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_REQUEST_LINE = re.compile(rb"(" + _TOKEN + rb") (/[\x21-\x7e]*) HTTP/1\.([01])")
_STATUS_LINE = re.compile(rb"HTTP/1\.[01] ([1-5][0-9]{2})(?: ([\x20-\x7e\t\x80-\xff]*))?")
_HEADER = re.compile(rb"(" + _TOKEN + rb"):[ \t]*([\x20-\x7e\t\x80-\xff]*?)[ \t]*")
_CHUNK_SIZE = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(?:;[\x20-\x7e\t]*)?\r\n")

Headers = list[tuple[bytes, bytes]]  # names in lower case


class Refused(Exception):
    """A message that is not passed on; carries the HTTP status to answer with."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail


@dataclass(frozen=True)
class Request:
    """Head of a request."""

    method: str
    target: str
    minor_version: int
    headers: Headers

    @property
    def keeps_alive(self) -> bool:
        """Whether the client expects to send another request on this connection."""
        return self.minor_version == 1 and b"close" not in tokens(self.headers, b"connection")


@dataclass(frozen=True)
class Answer:
    """Head of a response."""

    status: int
    reason: bytes
    headers: Headers


async def read_request(reader: asyncio.StreamReader, before: bytes = b"") -> Request | None:
    """The next request's head, None when the client has gone; raises Refused 400 or 431."""
    lines = await _read_lines(reader, before)
    if lines is None:
        return None
    match = _REQUEST_LINE.fullmatch(lines[0])
    if match is None:
        raise Refused(400, "The request line is malformed.")
    return Request(match[1].decode(), match[2].decode(), int(match[3]), _headers(lines[1:]))


async def read_answer(reader: asyncio.StreamReader) -> Answer:
    """The final response's head (1xx are skipped); raises Refused 502 when there is none."""
    while True:
        try:
            lines = await _read_lines(reader, b"")
            match = _STATUS_LINE.fullmatch(lines[0]) if lines else None
            if lines is None or match is None:
                raise Refused(502, "The service ended the connection without an answer.")
            answer = Answer(int(match[1]), match[2] or b"", _headers(lines[1:]))
        except Refused as problem:
            raise Refused(502, problem.detail) from problem
        if answer.status >= 200:
            return answer


async def read_body(reader: asyncio.StreamReader, headers: Headers, limit: int) -> bytes:
    """A request's whole body; raises Refused 400 for doubtful framing, 413 above `limit` bytes."""
    if values(headers, b"transfer-encoding"):
        if values(headers, b"content-length"):
            raise Refused(400, "Both Transfer-Encoding and Content-Length are given.")
        pieces, size = [], 0
        async for piece in _chunks(reader, headers):
            size += len(piece)
            if size > limit:
                raise Refused(413, f"The body is larger than {limit} bytes.")
            pieces.append(piece)
        return b"".join(pieces)
    length = content_length(headers) or 0
    if length > limit:
        raise Refused(413, f"The body is larger than {limit} bytes.")
    return await _exactly(reader, length)


async def iterate_body(reader: asyncio.StreamReader, answer: Answer) -> AsyncIterator[bytes]:
    """A response's body piece by piece as it arrives; raises Refused 502 when it is cut short."""
    if values(answer.headers, b"transfer-encoding"):
        async for piece in _chunks(reader, answer.headers):
            yield piece
        return
    left = content_length(answer.headers)
    while left is None or left:
        piece = await reader.read(_PIECE if left is None else min(left, _PIECE))
        if not piece:
            if left:
                raise Refused(502, "The service's answer was cut short.")
            return
        left = None if left is None else left - len(piece)
        yield piece


def values(headers: Headers, name: bytes) -> list[bytes]:
    """All values of a header; `name` in lower case."""
    return [value for key, value in headers if key == name]


def tokens(headers: Headers, name: bytes) -> set[bytes]:
    """The comma-separated words of a header, in lower case."""
    return {word.strip().lower() for v in values(headers, name) for word in v.split(b",")}


def content_length(headers: Headers) -> int | None:
    """The declared length in bytes, None where there is none; raises Refused 400 when doubtful."""
    given = values(headers, b"content-length")
    if not given:
        return None
    if len(given) > 1 or not re.fullmatch(rb"[0-9]{1,15}", given[0]):
        raise Refused(400, "The Content-Length is malformed.")
    return int(given[0])


async def _read_lines(reader: asyncio.StreamReader, before: bytes) -> list[bytes] | None:
    try:
        head = before + await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError as gone:
        if not (before + gone.partial).strip():
            return None
        raise Refused(400, "The connection ended within the headers.") from gone
    except asyncio.LimitOverrunError as long:
        raise Refused(431, f"The headers are larger than {MAX_HEAD} bytes.") from long
    if len(head) > MAX_HEAD:
        raise Refused(431, f"The headers are larger than {MAX_HEAD} bytes.")
    return head[:-4].split(b"\r\n")


def _headers(lines: list[bytes]) -> Headers:
    if len(lines) > MAX_HEADERS:
        raise Refused(431, f"There are more than {MAX_HEADERS} headers.")
    headers = []
    for line in lines:
        match = _HEADER.fullmatch(line)
        if match is None:
            raise Refused(400, "A header is malformed.")
        headers.append((match[1].lower(), match[2]))
    return headers


async def _chunks(reader: asyncio.StreamReader, headers: Headers) -> AsyncIterator[bytes]:
    if [coding.strip().lower() for coding in values(headers, b"transfer-encoding")] != [b"chunked"]:
        raise Refused(400, "The only transfer coding understood is chunked.")
    while True:
        match = _CHUNK_SIZE.fullmatch(await _line(reader))
        if match is None:
            raise Refused(400, "A chunk is malformed.")
        left = int(match[1], 16)
        if left == 0:
            break
        while left:
            piece = await _exactly(reader, min(left, _PIECE))
            left -= len(piece)
            yield piece
        if await _exactly(reader, 2) != b"\r\n":
            raise Refused(400, "A chunk is longer than declared.")
    for _ in range(MAX_HEADERS):  # trailers are read and dropped
        if await _line(reader) == b"\r\n":
            return
    raise Refused(400, "There are too many trailers.")


async def _line(reader: asyncio.StreamReader) -> bytes:
    try:
        return await reader.readuntil(b"\r\n")
    except (asyncio.IncompleteReadError, asyncio.LimitOverrunError) as cut:
        raise Refused(400, "The body was cut short.") from cut


async def _exactly(reader: asyncio.StreamReader, size: int) -> bytes:
    try:
        return await reader.readexactly(size)
    except asyncio.IncompleteReadError as cut:
        raise Refused(400, "The body was cut short.") from cut
