"""What the layout needs to know about one page, and the four services it leads to."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal
from urllib.parse import parse_qsl, urlencode

from pagekit.languages import marked


@dataclass(frozen=True, slots=True)
class Section:
    """One service in the navigation: its code, what it is called on screen, what it is for."""

    code: str
    name: str
    purpose: str

    @property
    def address(self) -> str:
        """Where its pages begin."""
        return f"/{self.code}/"


SECTIONS: tuple[Section, ...] = (
    Section(
        "ideas",
        marked("Ideas"),
        marked("Say what would make your area better, and see what became of it"),
    ),
    Section("budgets", marked("Budgets"), marked("How each ward's money is decided and spent")),
    Section("volunteers", marked("Volunteering"), marked("Give time, a skill or a space")),
    Section("reporting", marked("What happened"), marked("Figures, milestones and open data")),
)


@dataclass(frozen=True, slots=True)
class WorkPlace:
    """A page where work waits for whoever has one of the roles.

    Which are those that the page's own policy lets in; tests/integration/journeys holds the two
    against each other for every persona.
    """

    name: str
    address: str
    roles: frozenset[str]


_OFFICER = frozenset({"neighbourhood-officer", "operator"})
# Anyone in the public sector may offer an idea what it needs.
_STAFF = _OFFICER | {"facilitator", "finance", "legal", "volunteer-coordinator", "moderator"}
WORK_PLACES: tuple[WorkPlace, ...] = (
    WorkPlace(marked("Ideas that want an answer"), "/ideas/work", _STAFF),
    WorkPlace(marked("Ideas to read"), "/ideas/moderation", frozenset({"moderator", "operator"})),
    WorkPlace(
        marked("Proposals to work on"),
        "/budgets/work",
        _OFFICER | {"legal", "finance", "moderator"},
    ),
    WorkPlace(
        marked("Proposals to decide"),
        "/budgets/proposals?state=deciding",
        frozenset({"councillor"}),
    ),
    WorkPlace(marked("Payments"), "/budgets/payments", _OFFICER | {"finance", "auditor"}),
    WorkPlace(
        marked("Coordination"),
        "/volunteers/coordination",
        frozenset({"volunteer-coordinator", "moderator"}),
    ),
    WorkPlace(
        marked("Requests to be forgotten"),
        "/reporting/erasures",
        frozenset({"operator", "auditor"}),
    ),
)


def work_links(roles: Collection[str]) -> list[WorkPlace]:
    """Where work waits for somebody with these roles (their codes), in the order of the journey."""
    return [one for one in WORK_PLACES if one.roles.intersection(roles)]


def with_query(address: str, name: str, value: str) -> str:
    """An address of this site with one parameter set, or taken away where the value is ""."""
    path, _, query = address.partition("?")
    kept = [(key, old) for key, old in parse_qsl(query, keep_blank_values=True) if key != name]
    wanted = urlencode([*kept, (name, value)] if value else kept)
    return f"{path}?{wanted}" if wanted else path


def section(code: str) -> Section:
    """The service of this code; raises LookupError for any other word."""
    for one in SECTIONS:
        if one.code == code:
            return one
    raise LookupError(f"no service is called {code!r}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What has just happened, or what everybody should know, at the top of a page."""

    text: str
    kind: Literal["success", "important"] = "success"
    link_text: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageContext:
    """What `pagekit/page.html` reads as `page`: who looks at which page, and what to tell them.

    `path` is the address of the page itself, as a path from /; after signing in one is led back
    to it. `csrf` goes into the sign-out form. `signed_in_as` is the person's own name, never
    shown to anybody else; `role` is in words ("Neighbourhood officer"), `roles` are the codes
    behind it. `language` is a BCP 47 tag. `demo` shows the demonstration banner, `large_print`
    the variant in large print; after a form was sent (`form_sent`) the links to the page's variants
    lead to `form_at`, the address of the page that the form stands on, where that is known.
    """

    path: str
    csrf: str = ""
    signed_in_as: str | None = None
    role: str = ""
    notice: Notice | None = None
    demo: bool = False
    language: str = "en"
    roles: frozenset[str] = frozenset()
    large_print: bool = False
    form_sent: bool = False
    form_at: str = ""
