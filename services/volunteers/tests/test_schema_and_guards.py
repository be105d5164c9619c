"""What holds for the service as a whole: its tables, its routes, what it listens to."""

import ast
from datetime import date
from pathlib import Path

import pytest
from alembic import command
from civic_contracts.events import all_events
from civic_contracts.topology import CONSUMES
from civic_stack.postgres import Postgres
from fastapi.routing import APIRoute
from servicekit.operations.migrating import alembic_config, migrate
from servicekit.process import Process
from sqlalchemy import Connection, inspect
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.asyncio import create_async_engine
from volunteers.app import SERVICE
from volunteers.rules import RuleBroken
from volunteers.schema import metadata

SOURCE = Path(__file__).parents[1] / "src" / "volunteers"
DIALECT = postgresql.dialect()


def written(connection: Connection) -> dict[str, dict[str, tuple[str, bool]]]:
    """Tables, columns, types and whether a value is needed, as they are in the database."""
    inspector = inspect(connection)
    return {
        table: {
            column["name"]: (column["type"].compile(DIALECT), column["nullable"])
            for column in inspector.get_columns(table)
        }
        for table in inspector.get_table_names()
    }


def declared() -> dict[str, dict[str, tuple[str, bool]]]:
    """The same, as the code believes them to be."""
    return {
        table.name: {
            column.name: (
                column.type.compile(DIALECT),
                bool(column.nullable) and not column.identity,
            )
            for column in table.columns
        }
        for table in metadata.sorted_tables
    }


async def test_the_tables_are_those_that_migrations_make(process: Process) -> None:
    async with process.engine.connect() as connection:
        found = await connection.run_sync(written)
    assert found == declared()


async def test_migrations_go_up_down_and_up_again(postgres: Postgres) -> None:
    address = str(await postgres.database())
    await migrate(address, SERVICE.migrations)
    engine = create_async_engine(address)
    async with engine.begin() as connection:
        before = await connection.run_sync(written)
        await connection.run_sync(
            lambda open_one: command.downgrade(
                alembic_config(SERVICE.migrations, open_one, "service"), "base"
            )
        )
        assert await connection.run_sync(written) == {}
    await migrate(address, SERVICE.migrations)
    async with engine.begin() as connection:
        assert await connection.run_sync(written) == before
    await engine.dispose()


SPACES_OF_BEFORE = """
INSERT INTO urgent_needs (id, status, ward, title, spaces_needed, spaces_found, people_needed,
    facilities, raised_at, deadline)
VALUES
    ('00000000-0000-4000-8000-00000000000a', 'open', 'W', 'Open', 2, 2, 0, '{}', now(), now()),
    ('00000000-0000-4000-8000-00000000000b', 'met', 'W', 'Met', 1, 1, 0, '{}', now(), now());
INSERT INTO spaces (id, status, organisation, title, kind, ward, facilities, temporary,
    taken_by_need_id, offered_on, released_on)
VALUES
    ('00000000-0000-4000-8000-000000000001', 'offered', 'O', 'Kept', 'hall', 'W', '{}', true,
        '00000000-0000-4000-8000-00000000000a', '2023-03-01', NULL),
    ('00000000-0000-4000-8000-000000000002', 'released', 'O', 'Flooded', 'hall', 'W', '{}', true,
        NULL, '2023-03-01', '2023-03-04'),
    ('00000000-0000-4000-8000-000000000003', 'offered', 'O', 'Free', 'hall', 'W', '{}', true,
        NULL, '2023-03-01', NULL);
INSERT INTO space_uses (id, space_id, used_on, purpose, minutes, urgent_need_id)
SELECT gen_random_uuid(), ('00000000-0000-4000-8000-00000000000' || space)::uuid, '2023-03-02',
    'urgent-need', 0, ('00000000-0000-4000-8000-00000000000' || need)::uuid
FROM (VALUES ('1', 'a'), ('2', 'a'), ('3', 'b')) AS given (space, need);
"""


async def test_spaces_given_back_before_are_no_longer_counted(postgres: Postgres) -> None:
    address = str(await postgres.database())
    await migrate(address, SERVICE.migrations)
    engine = create_async_engine(address)
    async with engine.begin() as connection:
        await connection.run_sync(
            lambda open_one: command.downgrade(
                alembic_config(SERVICE.migrations, open_one, "service"), "0005"
            )
        )
        for statement in SPACES_OF_BEFORE.split(";")[:-1]:
            await connection.exec_driver_sql(statement)
    await migrate(address, SERVICE.migrations)
    async with engine.begin() as connection:
        needs = await connection.exec_driver_sql("SELECT title, spaces_found FROM urgent_needs")
        assert {(row.title, row.spaces_found) for row in needs} == {("Open", 1), ("Met", 1)}
        ended = await connection.exec_driver_sql(
            "SELECT title, ended_on FROM space_uses JOIN spaces ON spaces.id = space_id"
        )
        assert {(row.title, row.ended_on) for row in ended} == {
            ("Kept", None),
            ("Flooded", date(2023, 3, 4)),
            ("Free", date(2023, 3, 2)),
        }
    await engine.dispose()


def routes() -> list[APIRoute]:
    rooms = [*SERVICE.apis, *SERVICE.pages]
    return [route for room in rooms for route in room.routes if isinstance(route, APIRoute)]


def test_no_two_routes_share_an_address() -> None:
    places = [
        (api, route.path, method)
        for api, rooms in (("api", SERVICE.apis), ("page", SERVICE.pages))
        for room in rooms
        for route in room.routes
        if isinstance(route, APIRoute)
        for method in route.methods
    ]
    assert len(places) == len(set(places))


@pytest.mark.parametrize("route", routes(), ids=lambda route: f"{route.methods} {route.path}")
def test_every_command_needs_more_than_the_public_policy(route: APIRoute) -> None:
    policy = (route.openapi_extra or {})["x-policy"]
    assert route.methods == {"GET"} or policy != "public"


def test_every_event_heard_comes_through_the_service_s_queue() -> None:
    patterns = [pattern.removesuffix("#") for pattern in CONSUMES["volunteers"]]
    for kind in SERVICE.all_handlers().one_by_one:
        key = kind.routing_key
        assert key.split(".")[1] == "person" or key.startswith(tuple(patterns)), key
        assert kind in all_events()


def test_every_rule_is_told_as_a_sentence() -> None:
    rules = RuleBroken.__subclasses__()
    assert len(rules) > 30
    for rule in rules:
        assert (rule.__doc__ or "").strip().endswith("."), rule
    assert len({rule.__name__ for rule in rules}) == len(rules)


def imported(file: Path) -> set[str]:
    """The modules that a file imports."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found


def test_only_publishing_and_inbound_know_events() -> None:
    for file in SOURCE.rglob("*.py"):
        knows = any(name.startswith("civic_contracts.events") for name in imported(file))
        allowed = file.name == "publishing.py" or file.parent.name == "inbound"
        assert not knows or allowed, file


def test_domains_stand_on_the_standard_library() -> None:
    files = list(SOURCE.rglob("domain.py"))
    assert len(files) == 10
    for file in files:
        ours = {name for name in imported(file) if name.split(".")[0] == "volunteers"}
        assert ours <= {"volunteers.rules"}, file
        assert not any(
            name.split(".")[0] in {"sqlalchemy", "pydantic", "servicekit", "civic_contracts"}
            for name in imported(file)
        ), file
