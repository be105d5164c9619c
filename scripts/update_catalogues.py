#!/usr/bin/env python3
"""Bring the message catalogues into line with the templates and the code.

Each part with pages has `locales/<language>.po` beside its templates: new messages are added
there without a translation, those that are gone are removed, translations stay. What pagekit's
catalogue has, the services' leave out. `--check` changes nothing and fails where something would.
"""

import sys
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po
from pagekit import LANGUAGES, environment
from pagekit.catalogues import read_catalogue
from pagekit.extraction import Message, code_messages, template_messages

ROOT = Path(__file__).resolve().parent.parent
PAGEKIT = ROOT / "libs/pagekit/src/pagekit"
SERVICES = {
    name: ROOT / "services" / name / "src" / name
    for name in ("ideas", "budgets", "volunteers", "reporting")
}
ENGLISH = "en"


def main() -> int:
    """Write every catalogue, or check them; 1 where one was out of line."""
    check, behind = "--check" in sys.argv[1:], []
    for path, text in wanted_files().items():
        if path.is_file() and path.read_bytes() == text:
            continue
        behind.append(path)
        if not check:
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(text)
    for path in behind:
        sys.stdout.write(f"{'behind' if check else 'written'}: {path.relative_to(ROOT)}\n")
    return 1 if check and behind else 0


def wanted_files() -> dict[Path, bytes]:
    """Every catalogue as it should be, by its path."""
    common = messages_of(PAGEKIT)
    parts = {PAGEKIT: common}
    parts |= {folder: messages_of(folder) - common for folder in SERVICES.values()}
    return {
        folder / "locales" / f"{code}.po": catalogue_text(folder, code, messages)
        for folder, messages in parts.items()
        for code in LANGUAGES
        if code != ENGLISH
    }


def messages_of(folder: Path) -> set[Message]:
    """The messages of a part's templates and code."""
    pages = environment([], service="ideas")
    found: set[Message] = set()
    for path in sorted((folder / "templates").rglob("*.html")):
        found.update(template_messages(path.read_text("utf-8"), pages))
    for path in sorted(folder.rglob("*.py")):
        found.update(code_messages(path))
    return found


def catalogue_text(folder: Path, code: str, messages: set[Message]) -> bytes:
    """A catalogue with these messages and the translations there are."""
    path = folder / "locales" / f"{code}.po"
    known = read_catalogue(path) if path.is_file() else Catalog(locale=code)
    made = Catalog(locale=code)
    for message in messages:
        before = known.get(message if isinstance(message, str) else message[0])
        if before is not None and isinstance(before.id, str) == isinstance(message, str):
            made.add(message, before.string)
        else:
            made.add(message)
    written = BytesIO()
    write_po(written, made, width=100, sort_output=True, omit_header=True)
    facts = {
        "Language": code,
        "Content-Type": "text/plain; charset=utf-8",
        "Plural-Forms": made.plural_forms,
    }
    lines = [f'"{name}: {value}\\n"\n' for name, value in facts.items()]
    head = HEADER + 'msgid ""\nmsgstr ""\n' + "".join(lines) + "\n"
    return head.encode() + written.getvalue()


HEADER = """# Messages of the pages in this language; `make catalogues` keeps them in line with the
# templates. A message without a translation is shown in English.
"""


if __name__ == "__main__":
    sys.exit(main())
