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
from pagekit.marks import EnglishMarked
from pagekit.retelling import BUILT, Teller, patterns

OWN = Path(__file__).with_name("locales")


class CatalogueTranslations(GNUTranslations):
    """A language's messages, and what it takes to say sentences again that code has built."""

    teller: Teller = Teller("en")


def read_catalogue(path: Path) -> Catalog:
    """A .po file; raises ``PoFileError`` where it is not well-formed."""
    with path.open("rb") as file:
        return read_po(file, locale=path.stem, abort_invalid=True)


def catalogues(folders: Iterable[Path]) -> Mapping[str, NullTranslations]:
    """For each language its messages in all ``folders``, the first folder's before the others'.

    A folder holds ``<language>.po``; one that is missing, or has no such file, adds nothing.
    English needs no catalogue: its messages stand in the templates. What another language does
    not have stays in English and is marked so.
    """
    known = list(folders)
    return {code: _together(code, known) for code in LANGUAGES}


def _together(code: str, folders: Iterable[Path]) -> NullTranslations:
    read = [read_catalogue(path) for path in _files(code, folders)]
    if not read:
        return NullTranslations() if code == "en" else EnglishMarked()
    first, *others = map(_translations, read)
    for one in (*others, EnglishMarked()):
        first.add_fallback(one)
    first.teller = _teller(code, read)
    return first


def _files(code: str, folders: Iterable[Path]) -> list[Path]:
    return [path for path in (folder / f"{code}.po" for folder in folders) if path.is_file()]


def _teller(code: str, read: Iterable[Catalog]) -> Teller:
    known: dict[str, str] = {}
    built: list[str] = []
    for catalogue in read:
        for one in catalogue:
            if isinstance(one.id, str) and one.id and isinstance(one.string, str) and one.string:
                known.setdefault(one.id, one.string)
                built += [one.id] * (BUILT in one.auto_comments)
    return Teller(code, known, patterns(built))


def _translations(catalogue: Catalog) -> CatalogueTranslations:
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return CatalogueTranslations(compiled)
