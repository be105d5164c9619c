"""JSON of the dashboards."""

from __future__ import annotations

from uuid import UUID

from pydantic import BaseModel
from servicekit import public
from servicekit.web import Api, Reading
from servicekit.web.fields import CodeText, WardText

from reporting.dashboards import areas, views
from reporting.dashboards import reading as read

api = Api(tags=["figures"])


class MeasuresView(BaseModel):
    """Every measure summed over the city."""

    as_at: areas.AsAt
    measures: list[areas.MeasureView]


@api.get("/city", permit=public)
async def get_city(reading: Reading) -> areas.AreaView:
    """The whole city, with its wards and themes."""
    return await areas.city(reading.connection, reading.council, reading.today)


@api.get("/wards/{code}", permit=public)
async def get_ward(code: WardText, reading: Reading) -> areas.AreaView:
    """One ward, of whatever time."""
    return await areas.ward(reading.connection, reading.council, code, reading.today)


@api.get("/themes/{code}", permit=public)
async def get_theme(code: CodeText, reading: Reading) -> areas.AreaView:
    """One theme."""
    return await areas.theme(reading.connection, reading.council, code, reading.today)


@api.get("/ideas/{idea_id}", permit=public)
async def get_idea(idea_id: UUID, reading: Reading) -> views.IdeaView:
    """One idea with its measures and the events behind it."""
    return await read.idea_view(reading.connection, idea_id)


@api.get("/milestones", permit=public)
async def get_milestones(reading: Reading) -> views.MilestonesView:
    """The schemes against the milestones, with the forecast."""
    return await read.milestones_view(reading.connection, reading.today)


@api.get("/money", permit=public)
async def get_money(reading: Reading) -> views.MoneyPageView:
    """Every ward's money by financial year; its sum is zero."""
    return await read.money_view(reading.connection, reading.council)


@api.get("/volunteering", permit=public)
async def get_volunteering(reading: Reading) -> views.VolunteeringView:
    """Volunteers, hours, staff time and groups."""
    return await read.volunteering_view(reading.connection, reading.today)


@api.get("/spaces", permit=public)
async def get_spaces(reading: Reading) -> views.SpacesView:
    """Spaces against the ActivePlaces target."""
    return await read.spaces_view(reading.connection, reading.today)


@api.get("/conversations", permit=public)
async def get_conversations(reading: Reading) -> views.ListeningView:
    """Conversations, urgent needs, barriers and response times."""
    return await read.listening_view(reading.connection, reading.today)


@api.get("/measures", permit=public)
async def get_measures(reading: Reading) -> MeasuresView:
    """Every measure summed over the city."""
    _, measures = await areas.told(reading.connection, reading.today)
    return MeasuresView(as_at=await areas.as_at(reading.connection), measures=measures)
