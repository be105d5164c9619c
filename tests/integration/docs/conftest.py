"""A house for the examples on the pages: started once, thrown away afterwards."""

import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from civic_demo.issuer.clients import Client, Clients
from civic_demo.issuer.testing import RunningIssuer, running_issuer
from civic_stack.postgres import Postgres
from civic_stack.shared_broker import SharedBroker
from pydantic import SecretStr

sys.path.insert(0, str(Path(__file__).parent))

from cable import Cable
from house import House
from running_service import SECRET, RunningService, free_port, settings
from shell import Shell, shell_with


@pytest.fixture(scope="session")
def docs_issuer() -> Iterator[RunningIssuer]:
    """The demo issuer, with the one client that may act as a persona."""
    demo = Client(client_id="civic-demo", client_secret=SecretStr(SECRET), roles=("operator",))
    with running_issuer(Clients(clients=(demo,))) as running:
        yield running


@pytest.fixture(scope="session")
def docs_shell(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shell]:
    """The shell of the pages' commands."""
    with shell_with("civic-volunteers", tmp_path_factory.mktemp("pages")) as shell:
        yield shell


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def house(
    postgres: Postgres, broker: SharedBroker, docs_issuer: RunningIssuer, docs_shell: Shell
) -> AsyncIterator[House]:
    """The volunteers service with its servers behind cables; budgets to be started."""
    vhost = await broker.virtual_host()
    database, others = await postgres.database(), await postgres.database()
    async with Cable(postgres.port) as to_database, Cable(broker.port) as to_broker:
        volunteers = settings(
            "volunteers",
            database_url=database.replace(f":{postgres.port}/", f":{to_database.port}/"),
            broker_url=vhost.url("volunteers").replace(f":{broker.port}/", f":{to_broker.port}/"),
            port=free_port(),
            issuer=docs_issuer.url,
            CIVIC_GAP_SECONDS="1",
        )
        budgets = settings(
            "budgets",
            database_url=others,
            broker_url=vhost.url("budgets"),
            port=free_port(),
            issuer=docs_issuer.url,
            CIVIC_ONLY="relay",
        )
        logs = docs_shell.folder
        whole = House(
            volunteers=RunningService("volunteers.app:SERVICE", volunteers, logs / "volunteers"),
            budgets=RunningService("budgets.app:SERVICE", budgets, logs / "budgets"),
            postgres=postgres,
            vhost=vhost,
            database_cable=to_database,
            broker_cable=to_broker,
            database=database,
            budgets_database=others,
            token=await docs_issuer.access_token("civic-demo", persona="volunteer-coordinator"),
            shell=docs_shell,
        )
        try:
            await whole.volunteers.migrate()
            await whole.volunteers.start()
            yield whole
        finally:
            await whole.budgets.stop()
            await whole.volunteers.stop()
