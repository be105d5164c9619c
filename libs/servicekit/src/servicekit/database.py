"""Connections to a service's own database."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import Row, TextClause, event, text
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import DBAPIError, InterfaceError, PendingRollbackError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

log = structlog.get_logger(__name__)

# Councils keep civil time; a date of the service is a date in this zone.
CIVIL_TIME = ZoneInfo("Europe/London")

# A transaction that stays open holds back vacuum in every database of the server, and a
# statement that waits for ever holds its caller: both are ended by the server.
SERVER_SETTINGS = {
    "application_name": "civic",
    "statement_timeout": "12000",
    "lock_timeout": "2000",
    "idle_in_transaction_session_timeout": "5000",
    "timezone": "UTC",
    "tcp_keepalives_idle": "5",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "2",
    "tcp_user_timeout": "15000",
}

# After this the network is taken for cut, on both sides: a relay's lock must not outlive its relay.
SILENT_SECONDS = 15

# The server ends a statement sooner. A server that has not by then is frozen or cut off, which the
# kernel cannot tell where something on the way, a proxy or the server's own kernel, goes on saying
# that it has heard.
ANSWER_SECONDS = 15

AGAIN_SECONDS = 0.5

LOCK_TIMEOUT = "55P03"
STATEMENT_TIMEOUT = "57014"

# What is checked at COMMIT, such as that books balance, while it can be said whose fault it is.
CHECK_NOW = text("SET CONSTRAINTS ALL IMMEDIATE")
CHECK_AT_COMMIT = text("SET CONSTRAINTS ALL DEFERRED")

READ_CLOCK = text("SELECT now() AS recorded_at, now() + shift AS now FROM kit.clock")
READ_MOMENT = text("SELECT clock_timestamp()")


def create_engine(database_url: str, *, connections: int, service: str) -> AsyncEngine:
    """A pool of at most ``connections`` connections; a caller waits 5 s for one, then fails."""
    engine = create_async_engine(
        database_url,
        pool_size=connections,
        max_overflow=0,
        pool_timeout=5,
        pool_pre_ping=False,
        hide_parameters=True,
        connect_args={
            "timeout": 5,
            "command_timeout": ANSWER_SECONDS,
            "server_settings": {**SERVER_SETTINGS, "application_name": f"civic-{service}"},
        },
    )
    event.listen(engine.sync_engine, "connect", _notice_a_silent_network)
    event.listen(engine.sync_engine, "handle_error", _give_up_the_silent)
    event.listen(engine.sync_engine, "handle_error", _say_no_values)
    return engine


def _notice_a_silent_network(connection: Any, _: object) -> None:
    """Has the kernel end a connection whose other side has said nothing for ``SILENT_SECONDS``."""
    opened = connection.driver_connection._transport.get_extra_info("socket")
    if opened is None or opened.family == socket.AF_UNIX:
        return
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    # Names that not every system has; where one is missing, its own default holds.
    for option, value in (
        ("TCP_KEEPIDLE", SILENT_SECONDS // 3),
        ("TCP_KEEPINTVL", SILENT_SECONDS // 3),
        ("TCP_KEEPCNT", 2),
        ("TCP_USER_TIMEOUT", SILENT_SECONDS * 1000),
    ):
        if (number := getattr(socket, option, None)) is not None:
            opened.setsockopt(socket.IPPROTO_TCP, number, value)


def _give_up_the_silent(context: ExceptionContext) -> None:
    """Ends a connection that did not answer in time, and with it all that idle beside it.

    To roll back on it would be to wait for it again.
    """
    if isinstance(context.original_exception, TimeoutError):
        context.is_disconnect = True


def _say_no_values(context: ExceptionContext) -> None:
    """Takes the values of rows out of an error: it will be logged, and they may be a person's."""
    error: BaseException | None = context.sqlalchemy_exception or context.original_exception
    while error is not None:
        if getattr(error, "detail", None) and not isinstance(error, SQLAlchemyError):
            vars(error)["detail"] = None
        error.args = tuple(
            one.partition("\nDETAIL:")[0] if isinstance(one, str) else one for one in error.args
        )
        error = error.__cause__ or getattr(error, "orig", None)


@asynccontextmanager
async def read_only(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """A transaction that sees one moment of the database and can change nothing.

    It may idle longer than one that writes, while a page is put together: it locks nothing.
    """
    async with engine.connect() as connection:
        await connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))
        await connection.execute(text("SET LOCAL idle_in_transaction_session_timeout = '30s'"))
        yield connection


async def fetched(
    engine: AsyncEngine, statement: TextClause, names: Mapping[str, Any] | None = None
) -> Sequence[Row[Any]]:
    """The rows of one statement; waits for a database that is away or locked, however long.

    For what nobody would ask again. A statement that is wrong or too slow is an error here too.
    """
    while True:
        try:
            async with engine.connect() as connection:
                return (await connection.execute(statement, names)).all()
        except Exception as error:
            if _is_too_slow(error) or not is_temporary(error):
                raise
            log.warning("read.database_away", error=repr(error))
        await asyncio.sleep(AGAIN_SECONDS)


async def clock(connection: AsyncConnection) -> tuple[datetime, datetime]:
    """(recorded at, service's clock): the second is the first, shifted in demonstration mode."""
    row = (await connection.execute(READ_CLOCK)).one()
    return row.recorded_at, row.now


async def moment(connection: AsyncConnection) -> datetime:
    """The server's own time, which goes on within a transaction; never shifted."""
    found: datetime = (await connection.execute(READ_MOMENT)).scalar_one()
    return found


async def shift_clock(connection: AsyncConnection, to: datetime) -> None:
    """Sets the service's clock of a demonstration to ``to``; it then runs on at normal speed."""
    now = (await connection.execute(text("SELECT now()"))).scalar_one()
    shift: timedelta = to.astimezone(UTC) - now
    await connection.execute(text("UPDATE kit.clock SET shift = :shift"), {"shift": shift})


def idled_away(error: BaseException, began: float) -> bool:
    """Whether the server may have ended a transaction because it was kept waiting for too long.

    That looks like a server that has gone away, but for the time since ``began`` (monotonic), and
    would again however often it is tried.
    """
    most = int(SERVER_SETTINGS["idle_in_transaction_session_timeout"]) / 1000
    return isinstance(error, InterfaceError) and time.monotonic() - began > most


def is_unavailable(error: BaseException) -> bool:
    """Whether an error says that the database is away, not that a statement was wrong."""
    if isinstance(
        error, InterfaceError | PendingRollbackError | PoolTimeout | OSError | TimeoutError
    ):
        return True
    if not isinstance(error, DBAPIError):
        return False
    state = sql_state(error)
    return error.connection_invalidated or state[:2] in {"08", "57", "53"}


def is_locked_out(error: BaseException) -> bool:
    """Whether a statement has waited for as long as it may for what somebody else has locked."""
    return isinstance(error, DBAPIError) and sql_state(error) == LOCK_TIMEOUT


def is_passing(error: BaseException) -> bool:
    """Whether the same transaction may succeed when it is simply run again."""
    conflicts = isinstance(error, DBAPIError) and sql_state(error) in {"40001", "40P01"}
    return conflicts or is_locked_out(error)


def is_of_the_database(error: BaseException) -> bool:
    """Whether an error inside an open transaction is the database's, not that of who used it.

    A file that is not there, or a statement that is too slow, fails again however long one waits.
    """
    return isinstance(error, SQLAlchemyError) and is_temporary(error) and not _is_too_slow(error)


def _is_too_slow(error: BaseException) -> bool:
    return isinstance(error, DBAPIError) and sql_state(error) == STATEMENT_TIMEOUT


def is_temporary(error: BaseException) -> bool:
    """Whether a task that goes on for ever should try again instead of ending its process."""
    return is_unavailable(error) or is_passing(error)


def sql_state(error: DBAPIError) -> str:
    """The five letters of PostgreSQL's error code, or nothing."""
    return str(getattr(error.orig, "sqlstate", None) or "")
