"""Page layout, components, forms and accessible charts for the pages of all four services."""

from pagekit.assets import asset_address, assets_path
from pagekit.branding import Branding, BrandingError, Colours, branding_stylesheet
from pagekit.environment import environment
from pagekit.forms import FormState, field_of
from pagekit.layout import SECTIONS, Notice, PageContext, Section
from pagekit.timeline import Entry, Measure

__all__ = [
    "SECTIONS",
    "Branding",
    "BrandingError",
    "Colours",
    "Entry",
    "FormState",
    "Measure",
    "Notice",
    "PageContext",
    "Section",
    "asset_address",
    "assets_path",
    "branding_stylesheet",
    "environment",
    "field_of",
]
