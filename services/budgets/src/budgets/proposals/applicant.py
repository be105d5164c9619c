"""Who applies: one value, which another takes the place of as a whole."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Applicant:
    """A kind of applicant with a name and what it is registered as.

    With a ``group_id`` the name and the numbers are those of the register of groups.
    """

    applicant_kind: str
    organisation: str | None = None
    charity_number: str | None = None
    company_number: str | None = None
    group_id: UUID | None = None

    @classmethod
    def of(cls, proposal: Any) -> Applicant:
        """Who a stored proposal is by."""
        return cls(
            applicant_kind=proposal.applicant_kind,
            organisation=proposal.organisation,
            charity_number=proposal.charity_number,
            company_number=proposal.company_number,
            group_id=proposal.group_id,
        )

    def replaced_by(self, named: Applicant) -> Applicant:
        """Whoever is named now, with nothing left of who was known before.

        A form says again what it was given: a registered group's own name is still that group. And
        where nobody is named, what is said is said of who was known.
        """
        if self.group_id is not None and named.organisation in {None, self.organisation}:
            return replace(self, applicant_kind=named.applicant_kind)
        if named.organisation is None:
            return replace(
                self,
                applicant_kind=named.applicant_kind,
                charity_number=named.charity_number or self.charity_number,
                company_number=named.company_number or self.company_number,
            )
        return named
