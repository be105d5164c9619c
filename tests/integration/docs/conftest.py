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
from running_service import ROOT, SECRET, RunningService, settings
from shell import Shell, kept_loaded, shell_in

NAMES = ("volunteers", "reporting", "budgets")


@pytest.fixture(scope="session")
def docs_issuer() -> Iterator[RunningIssuer]:
    """The demo issuer, with the client that acts as a persona and the one of the first day."""
    demo = Client(client_id="civic-demo", client_secret=SecretStr(SECRET), roles=("operator",))
    setup = Client(
        client_id="council-setup", client_secret=SecretStr(SECRET), roles=("finance", "operator")
    )
    with running_issuer(Clients(clients=(demo, setup))) as running:
        yield running


@pytest.fixture(scope="session")
def docs_shell(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shell]:
    """The shell of the pages' commands."""
    shell = shell_in(tmp_path_factory.mktemp("pages"))
    with (
        kept_loaded("civic-volunteers", shell),
        kept_loaded(
            "civic-reporting",
            shell,
            "CIVIC_DATABASE_URL=$REPORTING_DATABASE CIVIC_BROKER_URL=$REPORTING_BROKER",
        ),
    ):
        yield shell


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def house(
    postgres: Postgres, broker: SharedBroker, docs_issuer: RunningIssuer, docs_shell: Shell
) -> AsyncIterator[House]:
    """The volunteers service, its servers behind cables; the others start when they are wanted."""
    vhost = await broker.virtual_host()
    databases = {name: await postgres.database() for name in NAMES}
    async with Cable(postgres.port) as to_database, Cable(broker.port) as to_broker:
        through = {f":{postgres.port}/": to_database, f":{broker.port}/": to_broker}

        def service(name: str, **more: str) -> RunningService:
            urls = [str(databases[name]), vhost.url(name)]
            if name == "volunteers":
                for port, cable in through.items():
                    urls = [url.replace(port, f":{cable.port}/") for url in urls]
            environment = settings(name, *urls, issuer=docs_issuer.url, **more)
            return RunningService(f"{name}.app:SERVICE", environment, docs_shell.folder / name)

        whole = House(
            volunteers=service("volunteers"),
            reporting=service("reporting", CIVIC_GAP_SECONDS="1"),
            budgets=service("budgets", CIVIC_POLICIES=str(ROOT / "deploy" / "policies")),
            postgres=postgres,
            vhost=vhost,
            database_cable=to_database,
            broker_cable=to_broker,
            databases=databases,
            issuer=docs_issuer.url,
            token=await docs_issuer.access_token("civic-demo", persona="volunteer-coordinator"),
            shell=docs_shell,
        )
        try:
            await whole.volunteers.migrate()
            await whole.volunteers.start()
            yield whole
        finally:
            for running in whole.services:
                await running.stop()
