"""What the layout needs to know about one page, and the four services it leads to."""

from dataclasses import dataclass
from typing import Literal


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
    Section("ideas", "Ideas", "Say what would make your area better, and see what became of it"),
    Section("budgets", "Budgets", "How each ward's money is decided and spent"),
    Section("volunteers", "Volunteering", "Give time, a skill or a space"),
    Section("reporting", "What happened", "Figures, milestones and open data"),
)


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
    shown to anybody else; `role` is in words ("Neighbourhood officer"). `language` is a BCP 47
    tag. `demo` shows the demonstration banner.
    """

    path: str
    csrf: str = ""
    signed_in_as: str | None = None
    role: str = ""
    notice: Notice | None = None
    demo: bool = False
    language: str = "en"
