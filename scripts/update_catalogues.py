#!/usr/bin/env python3
"""Bring the message catalogues into line with the templates and the code.

Each part with pages has `locales/<language>.po` beside its templates: new messages are added
there without a translation, those that are gone are removed, translations stay. What pagekit's
catalogue has, the services' leave out; it also has what the kit says on every service's pages,
and the names of themes, criteria and questions in the reference data that is delivered.
`--check` changes nothing and fails where something would.
"""

import json
import sys
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po
from civic_contracts.topology import SERVICES
from pagekit import LANGUAGES, environment
from pagekit.catalogues import read_catalogue
from pagekit.code_texts import built_messages
from pagekit.extraction import Message, code_messages, template_messages
from pagekit.retelling import BUILT

ROOT = Path(__file__).resolve().parent.parent
PAGEKIT = ROOT / "libs/pagekit/src/pagekit"
FOLDERS = [ROOT / "services" / name / "src" / name for name in SERVICES]
ENGLISH = "en"
REFERENCE = ROOT / "deploy/reference/westminster.json"
LABELLED = ("departments", "themes", "areas", "test_questions", "criteria")
# The kit's words for those who look at a page: refusals, and what a field must be.
KIT = ROOT / "libs/servicekit/src/servicekit"
KIT_FILES = (
    *("errors.py", "identity/errors.py", "identity/identity.py", "identity/oidc.py"),
    *("identity/sign_ins.py", "web/*.py"),
)
SILENT_KIT_FILES = frozenset({"health.py", "standing_pages.py", "route_guard.py"})
# What a service's files of these names and folders say is for machines and operators.
SILENT_FILES = frozenset(
    {
        *("settings.py", "cli.py", "testing.py", "tables.py", "schema.py"),
        *("reading.py", "rulebook.py", "facts.py", "searching.py", "live.py"),
    }
)
SILENT_FOLDERS = frozenset({"migrations", "rebuild", "outside", "projections"})


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
    for folder in FOLDERS:
        own = messages_of(folder)
        parts[folder] = {one: built for one, built in own.items() if one not in common}
    return {
        folder / "locales" / f"{code}.po": catalogue_text(folder, code, messages)
        for folder, messages in parts.items()
        for code in LANGUAGES
        if code != ENGLISH
    }


def messages_of(folder: Path) -> dict[Message, bool]:
    """The messages of a part's templates and code, and whether code builds each."""
    pages = environment([], service="ideas")
    found: dict[Message, bool] = {}
    for path in sorted((folder / "templates").rglob("*.html")):
        found |= dict.fromkeys(template_messages(path.read_text("utf-8"), pages), False)
    for path in sorted(folder.rglob("*.py")):
        found |= dict.fromkeys(code_messages(path), False)
    if folder == PAGEKIT:
        found |= dict.fromkeys([*reference_labels(), *code_words()], False)
    return {**found, **dict.fromkeys(built_messages(speaking_files(folder)), True)}


def reference_labels() -> list[str]:
    """What the delivered reference data calls its departments, themes, questions and criteria."""
    data = json.loads(REFERENCE.read_text("utf-8"))
    return [one["label"] for kind in LABELLED for one in data[kind]]


def code_words() -> list[str]:
    """Codes as people read them: lines of words between bars; a line that begins with # is a
    heading."""
    lines = (PAGEKIT / "locales/code-words.txt").read_text("utf-8").splitlines()
    return [word.strip() for line in lines if line[:1] != "#" for word in line.split("|")]


def speaking_files(folder: Path) -> list[Path]:
    """The files of a part whose texts people read without their being marked one by one."""
    if folder == PAGEKIT:
        files = {path for pattern in KIT_FILES for path in KIT.glob(pattern)}
        return sorted(path for path in files if path.name not in SILENT_KIT_FILES)
    inside = ((path, path.relative_to(folder)) for path in sorted(folder.rglob("*.py")))
    return [
        path
        for path, local in inside
        if local.name not in SILENT_FILES and not SILENT_FOLDERS & set(local.parts)
    ]


def catalogue_text(folder: Path, code: str, messages: dict[Message, bool]) -> bytes:
    """A catalogue with these messages and the translations there are."""
    path = folder / "locales" / f"{code}.po"
    known = read_catalogue(path) if path.is_file() else Catalog(locale=code)
    made = Catalog(locale=code)
    for message, built in messages.items():
        before = known.get(message if isinstance(message, str) else message[0])
        same = before is not None and isinstance(before.id, str) == isinstance(message, str)
        notes = [BUILT] if built else []
        made.add(message, before.string if before and same else None, auto_comments=notes)
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
# templates and the code. A message without a translation is shown in English.
"""


if __name__ == "__main__":
    sys.exit(main())
