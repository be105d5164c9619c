"""The budgets service: every room's routes, what it hears, and where its things are."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import civic_contracts
import pagekit
from servicekit import Service

import budgets.agreements.pages as agreements_pages
import budgets.agreements.routes as agreements
import budgets.agreements.signing_pages as signing_pages
import budgets.agreements.stopping_pages as stopping_pages
import budgets.approvals.pages as approvals_pages
import budgets.approvals.routes as approvals
import budgets.awards.pages as awards_pages
import budgets.awards.routes as awards
import budgets.corrections.routes as corrections
import budgets.councillors.routes as councillors
import budgets.decisions.pages as decisions_pages
import budgets.decisions.referral_pages as referral_pages
import budgets.decisions.routes as decisions
import budgets.groups.routes as groups
import budgets.ledger.allocation_pages as allocation_pages
import budgets.ledger.pages as ledger_pages
import budgets.ledger.routes as ledger
import budgets.payments.pages as payments_pages
import budgets.payments.routes as payments
import budgets.policy.routes as policy
import budgets.projects.pages as projects_pages
import budgets.projects.routes as projects
import budgets.proposals.applying_pages as applying_pages
import budgets.proposals.ending_pages as ending_pages
import budgets.proposals.pages as proposals_pages
import budgets.proposals.routes as proposals
import budgets.words.routes as words
import budgets.work.pages as work_pages
from budgets.inbound import group, idea, person
from budgets.policy.rulebook import read_rulebook
from budgets.rules import RuleBroken

HERE = Path(__file__).parent

SERVICE = Service(
    name="budgets",
    parse=civic_contracts.parse,
    rule_broken=RuleBroken,
    migrations=HERE / "migrations",
    environment=partial(pagekit.environment, [HERE / "templates"], service="budgets"),
    council=read_rulebook,
    assets=pagekit.assets_path(),
    apis=[
        policy.api,
        groups.api,
        councillors.api,
        ledger.api,
        corrections.api,
        proposals.api,
        decisions.api,
        approvals.api,
        awards.api,
        agreements.api,
        payments.api,
        projects.api,
        words.api,
    ],
    pages=[
        allocation_pages.pages,
        ledger_pages.pages,
        applying_pages.pages,
        proposals_pages.pages,
        ending_pages.pages,
        decisions_pages.pages,
        referral_pages.pages,
        approvals_pages.pages,
        awards_pages.pages,
        signing_pages.pages,
        agreements_pages.pages,
        stopping_pages.pages,
        payments_pages.pages,
        projects_pages.pages,
        work_pages.pages,
    ],
    handlers=[idea.HANDLERS, group.HANDLERS, person.HANDLERS],
)
