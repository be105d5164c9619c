"""What is known here of ideas, projects and conversations."""

from sqlalchemy import Column, Date, Table, Text, Uuid

from volunteers.schema import metadata

ideas = Table(
    "ideas",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("ward", Text),
    Column("theme", Text),
    Column("title", Text),
    Column("title_event_id", Uuid),
    Column("status", Text, nullable=False),
    Column("merged_into", Uuid),
)

projects = Table(
    "projects",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("award_id", Uuid, nullable=False, unique=True),
    Column("idea_id", Uuid),
    Column("group_id", Uuid),
    Column("title", Text, nullable=False),
    Column("text_event_id", Uuid),
    Column("organisation", Text, nullable=False),
    Column("theme", Text, nullable=False),
    Column("ward", Text, nullable=False),
    Column("starts_on", Date),
    Column("ends_on", Date),
    Column("status", Text, nullable=False),
)

conversations = Table(
    "conversations",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("title", Text, nullable=False),
    Column("text_event_id", Uuid),
    Column("department", Text, nullable=False),
    Column("status", Text, nullable=False),
)

withdrawn_texts = Table(
    "withdrawn_texts",
    metadata,
    Column("event_id", Uuid, primary_key=True),
    Column("withdrawn_on", Date, nullable=False),
    # What stands in the place of a title, where there is one.
    Column("instead", Text),
)
