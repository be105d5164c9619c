"""Message catalogues: gettext's .po files, one for each part and language, read as they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from pagekit.languages import LANGUAGES

OWN = Path(__file__).with_name("locales")


def read_catalogue(path: Path) -> Catalog:
    """A .po file; raises ``PoFileError`` where it is not well-formed."""
    with path.open("rb") as file:
        return read_po(file, locale=path.stem, abort_invalid=True)


def catalogues(folders: Iterable[Path]) -> Mapping[str, NullTranslations]:
    """For each language its messages in all ``folders``, the first folder's before the others'.

    A folder holds ``<language>.po``; one that is missing, or has no such file, adds nothing.
    English needs no catalogue: its messages stand in the templates.
    """
    known = list(folders)
    return {code: _together(code, known) for code in LANGUAGES}


def _together(code: str, folders: Iterable[Path]) -> NullTranslations:
    found: NullTranslations | None = None
    for path in (folder / f"{code}.po" for folder in folders):
        if not path.is_file():
            continue
        one = _translations(read_catalogue(path))
        if found is None:
            found = one
        else:
            found.add_fallback(one)
    return found or NullTranslations()


def _translations(catalogue: Catalog) -> GNUTranslations:
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return GNUTranslations(compiled)
