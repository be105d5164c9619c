"""The table of contents of the volunteers service."""

from pathlib import Path

import civic_contracts
import civic_reference
import pagekit
from servicekit import Service

from volunteers.checks import routes as checks
from volunteers.checks.commands import EXPIRY_JOB as CHECK_EXPIRY
from volunteers.checks.commands import run_check_expiry
from volunteers.groups import pages as group_pages
from volunteers.groups import routes as groups
from volunteers.hours import pages as hour_pages
from volunteers.hours import routes as hours
from volunteers.inbound import (
    agreement,
    award,
    conversation,
    idea,
    person,
    project,
    proposal,
    urgent_need,
)
from volunteers.listings import pages as listing_pages
from volunteers.listings import routes as listings
from volunteers.listings.closing import EXPIRY_JOB as LISTING_EXPIRY
from volunteers.listings.closing import run_listing_expiry
from volunteers.opportunities import pages as opportunity_pages
from volunteers.opportunities import routes as opportunities
from volunteers.placements import pages as placement_pages
from volunteers.placements import routes as placements
from volunteers.profiles import pages as profile_pages
from volunteers.profiles import routes as profiles
from volunteers.rules import RuleBroken
from volunteers.schemes import routes as schemes
from volunteers.screens import environment
from volunteers.spaces import pages as space_pages
from volunteers.spaces import routes as spaces
from volunteers.staff_time import routes as staff_time
from volunteers.urgent_needs import pages as need_pages
from volunteers.urgent_needs import routes as urgent_needs

HERE = Path(__file__).parent

SERVICE = Service(
    name="volunteers",
    parse=civic_contracts.parse,
    rule_broken=RuleBroken,
    migrations=HERE / "migrations",
    environment=environment,
    council=civic_reference.load,
    assets=pagekit.assets_path(),
    apis=[
        profiles.api,
        checks.api,
        opportunities.api,
        placements.api,
        hours.api,
        staff_time.api,
        groups.api,
        spaces.api,
        urgent_needs.api,
        listings.api,
        schemes.api,
    ],
    pages=[
        opportunity_pages.pages,
        profile_pages.pages,
        hour_pages.pages,
        placement_pages.pages,
        need_pages.pages,
        group_pages.pages,
        space_pages.pages,
        listing_pages.pages,
    ],
    handlers=[
        idea.HANDLERS,
        conversation.HANDLERS,
        urgent_need.HANDLERS,
        proposal.HANDLERS,
        award.HANDLERS,
        agreement.HANDLERS,
        project.HANDLERS,
        person.HANDLERS,
    ],
    jobs={CHECK_EXPIRY: run_check_expiry, LISTING_EXPIRY: run_listing_expiry},
)
