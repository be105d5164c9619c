"""Page layout, components, forms and accessible charts for the pages of all four services."""

from pagekit.assets import asset_address, assets_path
from pagekit.branding import Branding, BrandingError, Colours, read_branding
from pagekit.environment import environment
from pagekit.forms import FormState, field_of
from pagekit.languages import LANGUAGES, Language, marked
from pagekit.layout import SECTIONS, Notice, PageContext, Section
from pagekit.statements import Accessibility, Privacy
from pagekit.timeline import Entry, Measure

__all__ = [
    "LANGUAGES",
    "SECTIONS",
    "Accessibility",
    "Branding",
    "BrandingError",
    "Colours",
    "Entry",
    "FormState",
    "Language",
    "Measure",
    "Notice",
    "PageContext",
    "Privacy",
    "Section",
    "asset_address",
    "assets_path",
    "environment",
    "field_of",
    "marked",
    "read_branding",
]
