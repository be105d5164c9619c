"""pytest fixtures on real parts: `postgres`, `broker`, `stack`.

Loaded by the root conftest.py. Each session that asks for one starts a private server below
`.run/tests-<pid>/` of the workspace and removes it at the end.
"""

import os
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from civic_stack.environments import COUNCILS_OWN
from civic_stack.postgres import Postgres
from civic_stack.processes import Supervisor
from civic_stack.rabbitmq_source import find_rabbitmq
from civic_stack.secret_store import SecretStore
from civic_stack.shared_broker import SharedBroker
from civic_stack.stack import Stack


def pytest_addoption(parser: pytest.Parser) -> None:
    """--long: also the tests that take minutes or fetch something."""
    parser.addoption("--long", action="store_true", help="also run tests marked `long`")
    parser.addoption(
        "--containers", action="store_true", help="the broker of the tests in a container"
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Without --long the long tests are skipped, and said to be."""
    if config.getoption("--long"):
        return
    for item in items:
        if item.get_closest_marker("long") is not None:
            item.add_marker(pytest.mark.skip(reason="long; --long runs it"))


def pytest_configure(config: pytest.Config) -> None:
    """Temporary folders below the workspace too; a developer's own branding stays out."""
    for name in COUNCILS_OWN:
        os.environ.pop(name, None)
    temporary = config.rootpath / ".cache" / "pytest"
    temporary.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(temporary))


@pytest.fixture(scope="session")
def run_folder(pytestconfig: pytest.Config) -> Iterator[Path]:
    """This session's folder for data and logs; gone afterwards."""
    runs = pytestconfig.rootpath / ".run"
    _remove_leftovers(runs)
    folder = runs / f"tests-{os.getpid()}"
    folder.mkdir(parents=True)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def run_secrets(run_folder: Path) -> SecretStore:
    """The random passwords of this session."""
    return SecretStore(run_folder / "secrets.json")


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def postgres(run_folder: Path, run_secrets: SecretStore) -> AsyncIterator[Postgres]:
    """A private PostgreSQL without fsync; `await postgres.database()` makes an empty database."""
    server = Postgres(run_folder / "postgres", run_secrets, durable=False)
    await server.prepare()
    async with Supervisor(run_folder) as supervisor:
        await supervisor.start(server.program())
        yield server


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def broker(
    pytestconfig: pytest.Config, run_folder: Path, run_secrets: SecretStore
) -> AsyncIterator[SharedBroker]:
    """A private RabbitMQ; `await broker.virtual_host()` makes one with the topology loaded."""
    if pytestconfig.getoption("--containers"):
        # Imported here: only these runs need testcontainers.
        from civic_stack.container_broker import container_broker

        async with container_broker(run_folder / "rabbitmq", run_secrets) as contained:
            yield contained
        return
    source = await find_rabbitmq(pytestconfig.rootpath / ".cache")
    node = SharedBroker(run_folder / "rabbitmq", run_secrets, source, durable=False)
    node.prepare()
    async with Supervisor(run_folder) as supervisor:
        await supervisor.start(node.program())
        yield node


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def stack(pytestconfig: pytest.Config, run_folder: Path) -> AsyncIterator[Stack]:
    """The whole: four services, issuer and front door, one outside subscriber `neighbour`.

    Without fsync: tests that crash a server start a `Stack` of their own.
    """
    whole = Stack(
        pytestconfig.rootpath,
        name=f"{run_folder.name}/stack",
        durable=False,
        outside=("neighbour",),
    )
    async with whole:
        yield whole


def _remove_leftovers(runs: Path) -> None:
    """Folders of sessions that were killed before they could tidy up."""
    for folder in runs.glob("tests-*"):
        owner = folder.name.removeprefix("tests-")
        if owner.isdigit() and not Path(f"/proc/{owner}").exists():
            shutil.rmtree(folder, ignore_errors=True)
