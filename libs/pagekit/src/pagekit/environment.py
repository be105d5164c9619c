"""The one Jinja environment of a service's pages."""

from functools import partial
from pathlib import Path

from jinja2 import (
    ChainableUndefined,
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PackageLoader,
    PrefixLoader,
)

from pagekit.assets import asset_address
from pagekit.branding import Branding
from pagekit.layout import SECTIONS, section
from pagekit.wording import FILTERS


def environment(templates: list[Path], *, branding: Branding, service: str) -> Environment:
    """The templates of a service, together with pagekit's and govuk-frontend-jinja's.

    `templates` are the service's own folders, looked through in this order; `service` is its
    code (ideas, budgets, volunteers, reporting). Everything is escaped unless marked safe.
    Raises LookupError for an unknown service and FileNotFoundError for a missing folder.
    """
    for folder in templates:
        if not folder.is_dir():
            raise FileNotFoundError(folder)
    made = Environment(
        loader=ChoiceLoader(
            [
                FileSystemLoader(templates),
                PackageLoader("pagekit"),
                PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}),
            ]
        ),
        autoescape=True,
        # govuk-frontend-jinja asks for parameters that nobody passed, several levels deep.
        undefined=ChainableUndefined,
        extensions=["jinja2.ext.do"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(FILTERS)
    made.globals.update(
        branding=branding,
        service=section(service),
        sections=SECTIONS,
        asset=partial(asset_address, service),
    )
    return made
