"""The one Jinja environment of a service's pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from functools import partial
from gettext import NullTranslations
from pathlib import Path
from typing import Any, cast

from jinja2 import (
    ChainableUndefined,
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PackageLoader,
    PrefixLoader,
    Template,
    pass_context,
)
from jinja2.runtime import Context

from pagekit import languages, measures
from pagekit.assets import asset_address
from pagekit.branding import Branding, read_branding
from pagekit.catalogues import OWN, catalogues
from pagekit.errors import errors_shown
from pagekit.languages import LANGUAGES, Rendering, rendered_as
from pagekit.layout import SECTIONS, section, with_query, work_links
from pagekit.marks import with_elements
from pagekit.wording import FILTERS


class PageTemplate(Template):
    """A template that is rendered in the language its ``page`` asks for."""

    def render(self, *args: Any, **kwargs: Any) -> str:
        """As Jinja does, in the language ``page.language``; English without one."""
        page = dict(*args, **kwargs).get("page")
        code = page.get("language") if isinstance(page, Mapping) else getattr(page, "language", "")
        known = cast(PageEnvironment, self.environment).catalogues
        language = str(code) if code in known else "en"
        with rendered_as(Rendering(language, known[language])):
            return with_elements(super().render(*args, **kwargs))


class PageEnvironment(Environment):
    """A Jinja environment with the message catalogues of its templates."""

    template_class = PageTemplate
    catalogues: Mapping[str, NullTranslations]

    def speaking(self, code: str) -> AbstractContextManager[None]:
        """What Python code says inside is in this language, as a page rendered in it."""
        language = code if code in self.catalogues else "en"
        return rendered_as(Rendering(language, self.catalogues[language]))


def environment(
    templates: list[Path], *, service: str, branding: Branding | None = None
) -> PageEnvironment:
    """The templates of a service, together with pagekit's and govuk-frontend-jinja's.

    `templates` are the service's own folders, looked through in this order; the folder `locales`
    beside each holds its message catalogues. `service` is its code (ideas, budgets, volunteers,
    reporting). Without a `branding` it is the one the operator has set (`read_branding`).
    Everything is escaped unless marked safe. Raises LookupError for an unknown service and
    FileNotFoundError for a missing folder.
    """
    for folder in templates:
        if not folder.is_dir():
            raise FileNotFoundError(folder)
    made = PageEnvironment(
        loader=_loader(templates),
        autoescape=True,
        # govuk-frontend-jinja asks for parameters that nobody passed, several levels deep.
        undefined=ChainableUndefined,
        extensions=["jinja2.ext.do", "jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.catalogues = catalogues([*(one.parent / "locales" for one in templates), OWN])
    _speak(made)
    made.filters.update(
        {name: _each_time(one) for name, one in (FILTERS | measures.FILTERS).items()},
        with_query=with_query,
        work_links=work_links,
    )
    council = branding or read_branding()
    made.globals.update(
        branding=council,
        languages=[LANGUAGES[code] for code in council.languages],
        service=section(service),
        sections=SECTIONS,
        asset=partial(asset_address, service),
        errors_shown=errors_shown,
        marked=languages.marked,
    )
    return made


def _each_time(function: Callable[..., Any]) -> Callable[..., Any]:
    """A filter that Jinja does not work out beforehand: its answer depends on the language."""

    @pass_context
    def filtered(_: Context, *args: Any, **kwargs: Any) -> Any:
        return function(*args, **kwargs)

    return filtered


def _loader(templates: list[Path]) -> ChoiceLoader:
    return ChoiceLoader(
        [
            FileSystemLoader(templates),
            PackageLoader("pagekit"),
            PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}),
        ]
    )


def _speak(made: Environment) -> None:
    """Has ``_()`` and ``{% trans %}`` speak the language of the rendering under way."""
    made.policies["ext.i18n.trimmed"] = True
    made.install_gettext_callables(  # type: ignore[attr-defined]  # the i18n extension adds it
        languages.gettext, languages.ngettext, newstyle=True
    )
