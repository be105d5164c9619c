"""The table of contents of the ideas service."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import civic_contracts
import civic_reference
import pagekit
from servicekit import Service

from ideas.answering import clocks
from ideas.answering import pages as answering_pages
from ideas.answering import routes as answering_routes
from ideas.barriers import pages as barrier_pages
from ideas.barriers import routes as barrier_routes
from ideas.conversations import pages as conversation_pages
from ideas.conversations import routes as conversation_routes
from ideas.inbound import (
    agreement,
    award,
    group,
    listing,
    opportunity,
    person,
    placement,
    project,
    proposal,
    space,
    staff_time,
    ward_account,
)
from ideas.intake import moderation_pages
from ideas.intake import pages as intake_pages
from ideas.intake import routes as intake_routes
from ideas.rules import RuleBroken
from ideas.settings import IdeasSettings
from ideas.threads import pages as thread_pages
from ideas.threads import routes as thread_routes
from ideas.urgent_needs import commands as urgent_commands
from ideas.urgent_needs import pages as urgent_pages
from ideas.urgent_needs import routes as urgent_routes

HERE = Path(__file__).parent

SERVICE = Service(
    name="ideas",
    parse=civic_contracts.parse,
    rule_broken=RuleBroken,
    migrations=HERE / "migrations",
    environment=partial(pagekit.environment, [HERE / "templates"], service="ideas"),
    council=civic_reference.load,
    assets=pagekit.assets_path(),
    settings=IdeasSettings,
    apis=[
        conversation_routes.api,
        intake_routes.api,
        thread_routes.api,
        answering_routes.api,
        barrier_routes.api,
        urgent_routes.api,
    ],
    pages=[
        thread_pages.pages,
        intake_pages.pages,
        moderation_pages.pages,
        answering_pages.pages,
        conversation_pages.pages,
        barrier_pages.pages,
        urgent_pages.pages,
    ],
    handlers=[
        ward_account.HANDLERS,
        proposal.HANDLERS,
        award.HANDLERS,
        agreement.HANDLERS,
        project.HANDLERS,
        opportunity.HANDLERS,
        placement.HANDLERS,
        group.HANDLERS,
        space.HANDLERS,
        listing.HANDLERS,
        staff_time.HANDLERS,
        person.HANDLERS,
    ],
    jobs={
        clocks.JOB: clocks.run_answer_clock,
        urgent_commands.JOB: urgent_commands.run_urgent_clock,
    },
)
