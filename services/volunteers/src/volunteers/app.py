"""The table of contents of the volunteers service."""

from functools import partial
from pathlib import Path

import civic_contracts
import civic_reference
import pagekit
from pagekit import Branding
from servicekit import Service

from volunteers.checks import routes as checks
from volunteers.checks.commands import EXPIRY_JOB as CHECK_EXPIRY
from volunteers.checks.commands import run_check_expiry
from volunteers.groups import routes as groups
from volunteers.hours import routes as hours
from volunteers.inbound import agreement, award, conversation, idea, person, project, urgent_need
from volunteers.listings import routes as listings
from volunteers.listings.closing import EXPIRY_JOB as LISTING_EXPIRY
from volunteers.listings.closing import run_listing_expiry
from volunteers.opportunities import routes as opportunities
from volunteers.placements import routes as placements
from volunteers.profiles import routes as profiles
from volunteers.rules import RuleBroken
from volunteers.schemes import routes as schemes
from volunteers.spaces import routes as spaces
from volunteers.staff_time import routes as staff_time
from volunteers.urgent_needs import routes as urgent_needs

HERE = Path(__file__).parent

BRANDING = Branding(council="Westminster City Council", contact="civic@westminster.example")

SERVICE = Service(
    name="volunteers",
    parse=civic_contracts.parse,
    rule_broken=RuleBroken,
    migrations=HERE / "migrations",
    environment=partial(
        pagekit.environment, [HERE / "templates"], branding=BRANDING, service="volunteers"
    ),
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
    pages=[],
    handlers=[
        idea.HANDLERS,
        conversation.HANDLERS,
        urgent_need.HANDLERS,
        award.HANDLERS,
        agreement.HANDLERS,
        project.HANDLERS,
        person.HANDLERS,
    ],
    jobs={CHECK_EXPIRY: run_check_expiry, LISTING_EXPIRY: run_listing_expiry},
)
