"""Who acts: a person, a machine client, the service itself, or nobody in particular."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Role(StrEnum):
    """The role codes that policies know; an issuer's claim with any other code is ignored."""

    RESIDENT = "resident"
    GROUP = "group"
    FACILITATOR = "facilitator"
    NEIGHBOURHOOD_OFFICER = "neighbourhood-officer"
    COUNCILLOR = "councillor"
    FINANCE = "finance"
    LEGAL = "legal"
    VOLUNTEER_COORDINATOR = "volunteer-coordinator"
    MODERATOR = "moderator"
    AUDITOR = "auditor"
    OPERATOR = "operator"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts in a request, a handler or a job.

    `person_key` is None for machines and for visitors who have not signed in. `name` is for
    display in the person's own session, and for a machine it is the client id; it is never
    stored with what the actor did. `wards` and `departments` limit a role where they are given.
    """

    person_key: str | None
    roles: frozenset[str]
    name: str | None
    wards: frozenset[str] = frozenset()
    departments: frozenset[str] = frozenset()
    is_machine: bool = False

    @property
    def is_signed_in(self) -> bool:
        """True for a person or a machine that has proved who it is."""
        return self.person_key is not None or self.is_machine

    @property
    def is_system(self) -> bool:
        """True for a service acting by itself (an event handler, a job)."""
        return Role.SYSTEM in self.roles

    @property
    def holds_office(self) -> bool:
        """True for whoever may do more than a resident or a group; what they do is audited."""
        return not self.roles <= {Role.RESIDENT, Role.GROUP}

    @property
    def identifier(self) -> str:
        """A stable code for audit rows and idempotency: person key, `machine:…` or `anonymous`."""
        if self.person_key is not None:
            return self.person_key
        return f"machine:{self.name}" if self.is_machine else "anonymous"

    def covers_ward(self, *wards: str) -> bool:
        """True if the actor's roles hold in one of the wards: everywhere, where none is named."""
        return not self.wards or not self.wards.isdisjoint(wards)

    def covers_department(self, department: str) -> bool:
        """True if the actor's roles hold for a department: for all, where none is named."""
        return not self.departments or department in self.departments

    def has(self, *roles: str) -> bool:
        """True if the actor holds at least one of the roles."""
        return not self.roles.isdisjoint(roles)


ANONYMOUS: Final = Actor(person_key=None, roles=frozenset(), name=None)


def system(service: str) -> Actor:
    """Return the actor of what a service does by itself: handlers and jobs."""
    return Actor(
        person_key=None, roles=frozenset({Role.SYSTEM}), name=f"civic-{service}", is_machine=True
    )
