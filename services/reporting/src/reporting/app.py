"""The table of contents of the reporting service."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import civic_contracts
import civic_reference
import pagekit
from servicekit import Service

from reporting.dashboards import open_data
from reporting.dashboards import pages as dashboard_pages
from reporting.dashboards import routes as dashboard_routes
from reporting.erasure import pages as erasure_pages
from reporting.inbound import everything, person
from reporting.log import pages as log_pages
from reporting.log import routes as log_routes
from reporting.outside.forwarding import forward
from reporting.rules import RuleBroken
from reporting.settings import ReportingSettings

HERE = Path(__file__).parent

SERVICE = Service(
    name="reporting",
    parse=civic_contracts.parse,
    rule_broken=RuleBroken,
    migrations=HERE / "migrations",
    environment=partial(pagekit.environment, [HERE / "templates"], service="reporting"),
    council=civic_reference.load,
    assets=pagekit.assets_path(),
    settings=ReportingSettings,
    apis=[dashboard_routes.api, log_routes.api],
    pages=[dashboard_pages.pages, open_data.pages, log_pages.pages, erasure_pages.pages],
    handlers=[everything.HANDLERS, person.HANDLERS],
    background={"forwarder": forward},
)
