"""The people of the demo: those of the cases by name, the many of the busy year by number."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

CHURCH_STREET: Final = "E05000634"
HARROW_ROAD: Final = "E05000635"
WARWICK: Final = "E05000647"
HARROW_ROAD_2022: Final = "E05013795"

# As people say them: of two wards that have one name, the one that has ended says so.
_WARDS: Final = {
    CHURCH_STREET: "Church Street (until 2022)",
    HARROW_ROAD: "Harrow Road (until 2022)",
    WARWICK: "Warwick (until 2022)",
    HARROW_ROAD_2022: "Harrow Road (since 2022)",
}


@dataclass(frozen=True, slots=True)
class Persona:
    """Somebody to sign in as; `id` is also the subject in tokens."""

    id: str
    name: str
    about: str
    roles: tuple[str, ...]
    wards: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()


def _resident(persona: str, name: str, about: str, *wards: str) -> Persona:
    return Persona(persona, name, about, ("resident",), wards)


def _group(persona: str, name: str, about: str) -> Persona:
    return Persona(persona, name, about, ("group",))


def _staff(persona: str, name: str, about: str, role: str, *departments: str) -> Persona:
    return Persona(persona, name, about, (role,), departments=departments)


def _officer(number: int, name: str) -> Persona:
    role = "neighbourhood-officer"
    return _staff(f"{role}-{number}", name, "Neighbourhood officer", role, "neighbourhoods")


_NAMED: Final = (
    _resident("garden-founder", "Rosa Marsh", "Began Let's Go, Let's Grow", CHURCH_STREET),
    _resident("planters-resident", "Edwin Achebe", "Lives at Glastonbury House", WARWICK),
    _resident("choir-member", "Leila Haddad", "Wants a choir in Harrow Road", HARROW_ROAD),
    _resident("happy-hub-resident", "Grace Oyelaran", "Speaks for the food bank's users"),
    _group("wigmore-hall", "Tobias Lindqvist", "Acts for Wigmore Hall"),
    _group("open-age", "Margaret Finch", "Acts for Open Age"),
    _group("hub-charity", "Samira Begum", "Acts for the charity that manages the hub"),
    Persona("facilitator", "Noor Rahman", "Change Makers facilitator", ("facilitator",)),
    _officer(1, "Helen Carver"),
    _officer(2, "Daniel Okafor"),
    _officer(3, "Priya Nair"),
    _staff("finance", "Colin Whitmore", "Finance department", "finance", "finance"),
    _staff("legal", "Isobel Grant", "Legal department", "legal", "legal"),
    _staff(
        "volunteer-coordinator",
        "Marta Kowalska",
        "Brings volunteers and places together",
        "volunteer-coordinator",
        "neighbourhoods",
    ),
    _staff("moderator", "James Adeyemi", "Approves public texts", "moderator", "communications"),
    _staff("auditor", "Ruth Pemberton", "Reads everything, changes nothing", "auditor"),
    _staff("operator", "Anton Petrov", "Keeps the services running", "operator"),
)

_GIVEN: Final = (
    *("Amina", "Ben", "Chloe", "Dev", "Elif", "Femi", "Gita", "Hugo", "Ines", "Jamal", "Karin"),
    *("Luca", "Maya", "Nils", "Olga", "Paul", "Quynh", "Rafi", "Sofia", "Tariq", "Uma", "Victor"),
)
_FAMILY: Final = (
    *("Abbott", "Bose", "Cohen", "Dias", "Evans", "Farah", "Gupta", "Hughes", "Ibrahim", "Jones"),
    *("Khan", "Lewis", "Mensah", "Novak", "Owens", "Patel", "Quinn", "Reyes", "Shah", "Turner"),
    *("Udoh", "Varga", "Walsh"),
)


def _name_of(number: int) -> str:
    return f"{_GIVEN[number % len(_GIVEN)]} {_FAMILY[number % len(_FAMILY)]}"


def _generated_resident(match: re.Match[str]) -> Persona:
    return _resident(match[0], _name_of(int(match[1])), "One of many residents")


def _generated_volunteer(match: re.Match[str]) -> Persona:
    return _resident(match[0], _name_of(int(match[1]) + 7), "One of many volunteers")


def _generated_councillor(match: re.Match[str]) -> Persona:
    # No ward: who holds a seat is in the register of terms, never in a token.
    name = f"Councillor {_name_of(int(match[1][1:]) * 3 + int(match[2]))}"
    return Persona(match[0], name, f"Sits for {_WARDS.get(match[1], match[1])}", ("councillor",))


_PATTERNS: Final[tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Persona]], ...]] = (
    (re.compile(r"resident-(?!0000)([0-9]{4})"), _generated_resident),
    (re.compile(r"volunteer-(?!0000)([0-9]{4})"), _generated_volunteer),
    (re.compile(r"councillor-([A-Z][0-9]{8})-([1-3])"), _generated_councillor),
)


def persona(wanted: str) -> Persona | None:
    """Return the persona of an id: a named one, or one that its number describes."""
    for named in _NAMED:
        if named.id == wanted:
            return named
    for pattern, make in _PATTERNS:
        if match := pattern.fullmatch(wanted):
            return make(match)
    return None


# Who to begin with, and what each can do that the others cannot.
TO_BEGIN_WITH: Final = {
    "choir-member": "say an idea, support one, offer to help",
    "moderator": "read the ideas that wait, publish or hide them",
    "neighbourhood-officer-1": "acknowledge, answer and refer ideas, research proposals",
    f"councillor-{HARROW_ROAD_2022}-1": "vote on a proposal for Harrow Road's money",
    "finance": "approve and pay what was awarded",
}

# Who sits today first; those whose wards have ended last, for what happened in their time.
_OFFERED_BY_NUMBER: Final = (
    *(f"councillor-{HARROW_ROAD_2022}-{seat}" for seat in (1, 2, 3)),
    "volunteer-0001",
    *(f"councillor-{HARROW_ROAD}-{seat}" for seat in (1, 2, 3)),
    *(f"councillor-{CHURCH_STREET}-{seat}" for seat in (1, 2, 3)),
)


def offered() -> tuple[Persona, ...]:
    """Return the personas that the sign-in page lists; the others are asked for by id.

    First those of whom it says what to try.
    """
    first = [persona(wanted) for wanted in TO_BEGIN_WITH]
    rest = [*_NAMED, *(persona(wanted) for wanted in _OFFERED_BY_NUMBER)]
    return tuple(dict.fromkeys(found for found in (*first, *rest) if found is not None))
