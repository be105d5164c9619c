"""What makes the pages a particular council's: its name, its colours, whom to ask."""

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from pagekit.contrast import contrast
from pagekit.languages import LANGUAGES
from pagekit.logo import Logo
from pagekit.statements import Accessibility, Privacy

_HEX = re.compile(r"#[0-9a-f]{6}")
_TEXT_ON_WHITE = 4.5  # WCAG 2.2, 1.4.3
_SHAPE_ON_WHITE = 3.0  # WCAG 2.2, 1.4.11
# Nobody reads it: where it stands, no contact was set.
STANDING_CONTACT = "civic-community@example.org"


class BrandingError(ValueError):
    """A council's branding that would not be legible, or is not written as it must be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Colours:
    """A council's colours, each written #rrggbb in lower case.

    `brand` lies behind white text and is itself text on white (contrast 4.5 or more);
    `accent` marks where one is, on white (3 or more); `tint` lies behind black text (7 or more).
    """

    brand: str = "#17495c"
    accent: str = "#b4532a"
    tint: str = "#eef4f5"

    def __post_init__(self) -> None:
        for one in fields(self):
            if not _HEX.fullmatch(str(getattr(self, one.name))):
                raise BrandingError(f"colour {one.name} must be written #rrggbb in lower case")
        if contrast(self.brand, "#ffffff") < _TEXT_ON_WHITE:
            raise BrandingError(f"white text on {self.brand} has a contrast below 4.5")
        if contrast(self.accent, "#ffffff") < _SHAPE_ON_WHITE:
            raise BrandingError(f"{self.accent} on white has a contrast below 3")
        if contrast(self.tint, "#0b0c0c") < 7:
            raise BrandingError(f"black text on {self.tint} has a contrast below 7")


@dataclass(frozen=True, slots=True, kw_only=True)
class Branding:
    """A council's branding.

    `contact` is shown as the mail address for questions; `logo` is a picture that each service
    serves itself (the pages' content security policy allows no other), and `logo_alt` its text
    alternative, without which a logo is refused. `languages` are offered on
    every page, the first where a reader has asked for none. `privacy` and `accessibility` are
    the council's own part of the two statements.
    """

    council: str
    contact: str
    product: str = "Civic Community"
    colours: Colours = Colours()
    logo: Logo | None = None
    logo_alt: str = ""
    telephone: str = ""
    languages: tuple[str, ...] = ("en", "cy")
    privacy: Privacy = field(default_factory=Privacy)
    accessibility: Accessibility = field(default_factory=Accessibility)

    def __post_init__(self) -> None:
        for name in ("council", "contact", "product"):
            value = getattr(self, name)
            if not isinstance(value, str) or not value.strip():
                raise BrandingError(f"{name} must not be empty")
        if "@" not in self.contact:
            raise BrandingError("contact must be a mail address")
        if self.logo is not None and not self.logo_alt.strip():
            raise BrandingError("a logo needs its text alternative, logo_alt")
        unknown = [code for code in self.languages if code not in LANGUAGES]
        if unknown or not self.languages:
            raise BrandingError(f"languages must be some of {', '.join(LANGUAGES)}")

    @property
    def needs_stylesheet(self) -> bool:
        """Whether the colours differ from those of civic.css."""
        return self.colours != Colours()

    @property
    def has_own_contact(self) -> bool:
        """Whether somebody reads what is sent to `contact`."""
        return self.contact != STANDING_CONTACT


def read_branding(environ: Mapping[str, str] = os.environ) -> Branding:
    """The branding an operator has set: the file that `CIVIC_BRANDING` names, in TOML.

    Without a file the demonstration's: Westminster's name and the standard colours;
    `CIVIC_COUNCIL_NAME` and `CIVIC_CONTACT` then change name and address alone. Raises
    BrandingError, which names the file and what is wrong with it.
    """
    named = environ.get("CIVIC_BRANDING")
    standing = {
        "council": environ.get("CIVIC_COUNCIL_NAME", "Westminster City Council"),
        "contact": environ.get("CIVIC_CONTACT", STANDING_CONTACT),
    }
    if not named:
        return _branding(dict(standing))
    try:
        own = tomllib.loads(Path(named).read_text("utf-8"))
        if "logo" in own:
            own["logo"] = Logo.read(Path(named).parent / str(own["logo"]))
        return _branding({**standing, **own})
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, ValueError) as wrong:
        raise BrandingError(f"{named}: {wrong}") from wrong


def _branding(given: dict[str, Any]) -> Branding:
    languages = given.pop("languages", ("en", "cy"))
    try:
        about = {**given.pop("accessibility", {})}
        if isinstance(about.get("problems"), list):
            about["problems"] = tuple(about["problems"])
        return Branding(
            colours=Colours(**given.pop("colours", {})),
            privacy=Privacy(**given.pop("privacy", {})),
            accessibility=Accessibility(**about),
            languages=tuple(languages),
            **given,
        )
    except TypeError as wrong:
        raise BrandingError(f"an unknown or wrongly written setting: {wrong}") from wrong
