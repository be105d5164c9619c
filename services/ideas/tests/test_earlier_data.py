"""What a release before has kept is there after the migration, in the form of today."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

from ideas.app import SERVICE
from servicekit.database import create_engine
from servicekit.operations.migrating import migrate
from sqlalchemy import text

NEED, BARRIER, CONVERSATION, MEETING, OTHER = (str(uuid4()) for _ in range(5))
BEFORE = f"""
    INSERT INTO conversations VALUES ('{CONVERSATION}', 'A round', 'change-makers', 'parks',
        NULL, NULL, '{{}}', '2023-03-14', NULL, '2023-03-14', NULL, now());
    INSERT INTO conversation_events VALUES ('{MEETING}', '{CONVERSATION}', 'day-two', NULL,
        '2023-03-15', 36, 3, 6, 12, NULL, true, NULL, '[]', '[]', '[]');
    INSERT INTO urgent_needs VALUES ('{NEED}', NULL, NULL, 'E05013794', 'Sandbags', NULL, 0, 12, 5,
        '{{}}', '2023-03-14', now(), now() + interval '2 days');
"""


async def test_people_found_and_who_said_what_are_carried_over(postgres: Any) -> None:
    url = str(await postgres.database())
    await migrate(url, SERVICE.migrations, to="0001")
    engine = create_engine(url, connections=2, service="ideas")
    said = [
        ("urgent-need", NEED, "raised", {}),
        ("barrier", BARRIER, "logged", {}),
        ("conversation", CONVERSATION, "opened", {}),
        ("conversation", CONVERSATION, "event-held", {"session": "day-two"}),
        ("idea", OTHER, "submitted", {}),
    ]
    events = {f"{kind}.{name}": str(uuid4()) for kind, _, name, _ in said}
    async with engine.begin() as connection:
        for statement in BEFORE.split(";\n")[:-1]:
            await connection.execute(text(statement))
        for number, (kind, subject, name, data) in enumerate(said, 1):
            await connection.execute(
                text("""
                    INSERT INTO kit.outbox (event_id, source, sequence, type, body)
                    VALUES (CAST(:event AS uuid), :source, :number, :type, :body)
                """),
                {
                    "event": events[f"{kind}.{name}"],
                    "source": f"/civic/ideas/{kind}/{subject}",
                    "number": number,
                    "type": f"civic.ideas.{kind}.{name}.v1",
                    "body": json.dumps({"data": data}).encode(),
                },
            )
    await migrate(url, SERVICE.migrations)
    async with engine.connect() as connection:
        told = await connection.execute(text("SELECT event_id, subject_id FROM told_words"))
        found = await connection.execute(
            text("SELECT urgent_need_id, people FROM urgent_need_people")
        )
        assert {(str(one.event_id), str(one.subject_id)) for one in told} == {
            (events["urgent-need.raised"], NEED),
            (events["barrier.logged"], BARRIER),
            (events["conversation.event-held"], MEETING),
        }
        assert [(str(one.urgent_need_id), one.people) for one in found] == [(NEED, 5)]
    await engine.dispose()
