"""All that this service goes by: the council's reference data and its dated policies."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path

import civic_reference
from civic_reference import Council, Ward
from pydantic_settings import BaseSettings, SettingsConfigDict
from servicekit import UnitOfWork, Unprocessable
from servicekit.web.runtime import ReadingTransaction

from budgets.policy.domain import Policy
from budgets.policy.reading import InvalidPolicy, read_policy
from budgets.rules import in_words

SHIPPED = Path("deploy/policies")
# Where the wheel puts them.
INSTALLED = Path(sys.prefix, "share/civic-community/policies")


class PolicySettings(BaseSettings):
    """``CIVIC_POLICIES``: the folder of the policy files."""

    model_config = SettingsConfigDict(env_prefix="CIVIC_", frozen=True, extra="ignore")

    policies: Path | None = None

    def folder(self) -> Path:
        """The folder that was set, else the shipped one: here, in the source tree, installed."""
        if self.policies is not None:
            return self.policies
        places = [at / SHIPPED for at in (Path.cwd(), *Path(__file__).resolve().parents)]
        return next((at for at in [*places, INSTALLED] if at.is_dir()), SHIPPED)


@dataclass(frozen=True, slots=True)
class Rulebook:
    """What ``uow.council`` is in this service."""

    council: Council
    policies: tuple[Policy, ...]

    @property
    def sha256(self) -> str:
        """The hash of the reference file, as every service reports it."""
        return self.council.sha256

    def policy_on(self, day: date) -> Policy | None:
        """The policy that holds on a day, if there is one."""
        return next((policy for policy in self.policies if policy.is_valid_on(day)), None)

    def policy_for(self, day: date, pointer: str = "/occurred_on") -> Policy:
        """The policy that holds on a day; ``Unprocessable`` where there is none."""
        found = self.policy_on(day)
        if found is None:
            raise Unprocessable(f"No funding policy holds on {in_words(day)}.", pointer=pointer)
        return found

    def policy_to_come_in_under(self, day: date, today: date) -> tuple[Policy, date]:
        """The policy under which something comes in that cannot be refused, and on which day.

        The day's own policy; where none held then, today's; and where none holds today either, the
        first that has yet to begin, else the last that there was.
        """
        found = self.policy_on(day)
        if found is not None:
            return found, day
        coming = (policy for policy in self.policies if policy.valid_from > today)
        return self.policy_on(today) or next(coming, self.policies[-1]), today

    def policy(self, code: str) -> Policy:
        """The policy of a code that was stored; ``LookupError`` where its file was taken away."""
        for policy in self.policies:
            if policy.code == code:
                return policy
        raise LookupError(f"the file of policy {code} is missing")

    def ward(self, code: str, pointer: str = "/ward") -> Ward:
        """The ward of a code that was sent; ``Unprocessable`` where no ward has it."""
        try:
            return self.council.ward(code)
        except civic_reference.UnknownWard as error:
            raise Unprocessable(str(error), pointer=pointer) from error

    def ward_name(self, code: str) -> str:
        """A ward's name for a page."""
        return self.council.ward(code).name

    def predecessors(self, code: str) -> frozenset[str]:
        """The wards whose area, or part of it, a ward took over."""
        return frozenset(ward.code for ward in self.council.wards if code in ward.successors)


def rulebook_of(holder: UnitOfWork | ReadingTransaction) -> Rulebook:
    """The rulebook of a transaction, under its own type."""
    book: Rulebook = holder.council
    return book


def read_rulebook(reference: Path) -> Rulebook:
    """The rulebook of one process: the reference file and the folder that settings name.

    Raises ``InvalidReference``, ``InvalidPolicy`` or ``OSError``.
    """
    folder = PolicySettings().folder()
    files = sorted(folder.glob("*.json"))
    if not files:
        raise InvalidPolicy(f"there is no policy file in {folder}")
    return together(civic_reference.load(reference), [read_policy(file) for file in files])


def together(council: Council, policies: Iterable[Policy]) -> Rulebook:
    """Policies in the order of time; raises :class:`InvalidPolicy` where they do not fit."""
    ordered = sorted(policies, key=lambda policy: policy.valid_from)
    for earlier, later in pairwise(ordered):
        if earlier.valid_until is None or earlier.valid_until >= later.valid_from:
            raise InvalidPolicy(f"{earlier.code} and {later.code} hold at the same time")
        if earlier.code == later.code:
            raise InvalidPolicy(f"two policies are called {later.code}")
    for policy in ordered:
        _fits(council, policy)
    return Rulebook(council, tuple(ordered))


def _fits(council: Council, policy: Policy) -> None:
    number = len(council.wards_on(policy.wards_on))
    if number != policy.wards_number:
        raise InvalidPolicy(
            f"{policy.code}: wards.number is {policy.wards_number}, and {council.name} "
            f"has {number} wards on {policy.wards_on}"
        )
    if unknown := set(policy.criteria) - council.criteria.keys():
        raise InvalidPolicy(f"{policy.code}: criteria names {', '.join(sorted(unknown))}, unknown")
