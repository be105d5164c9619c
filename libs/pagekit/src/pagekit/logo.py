"""A council's logo: a small picture that can only be looked at.

It is read once, when the service starts, from the file that the branding names; what it is must
show in its bytes, whatever its name says. An SVG is a document and could hold scripts, forms or
the addresses of others, so it is read and refused where it does; those who serve it also put it
into a sandbox (`Logo.policy`).
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

LARGEST = 200 * 1024  # bytes: every first page of every visitor carries it
_SVG = "http://www.w3.org/2000/svg"
# Media type and how such a file begins; a picture of any other kind is refused.
_KINDS = {
    ".png": ("image/png", re.compile(rb"\x89PNG\r\n\x1a\n")),
    ".jpg": ("image/jpeg", re.compile(rb"\xff\xd8\xff")),
    ".jpeg": ("image/jpeg", re.compile(rb"\xff\xd8\xff")),
    ".webp": ("image/webp", re.compile(rb"RIFF.{4}WEBP", re.DOTALL)),
    ".svg": ("image/svg+xml", re.compile(rb"\xef\xbb\xbf|\s*<")),
}
_LIVELY = frozenset({"script", "foreignobject", "iframe", "object", "embed", "a", "image"})
_LIVELY |= {"animate", "set", "animatetransform", "animatemotion", "handler", "listener"}
_REACHES_OUT = re.compile(r"url\(\s*['\"]?(?!#)|@import|javascript:|expression\(", re.IGNORECASE)


class LogoError(ValueError):
    """A file that cannot be a logo."""


@dataclass(frozen=True, slots=True)
class Logo:
    """A picture as it is served: its bytes, what they are, and a name that changes with them."""

    content: bytes
    media_type: str
    name: str

    @property
    def policy(self) -> str:
        """The content security policy it is served with: nothing in it may run or load."""
        return "default-src 'none'; style-src 'unsafe-inline'; sandbox"

    def address(self, service: str) -> str:
        """Where a service serves it; browsers may keep it for good."""
        return f"/{service}/branding/{self.name}"

    @classmethod
    def read(cls, path: Path) -> Logo:
        """The picture in a file; raises LogoError, and OSError where there is none."""
        kind = _KINDS.get(path.suffix.lower())
        if kind is None:
            raise LogoError(f"a logo is one of {', '.join(_KINDS)}, not {path.suffix or path.name}")
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
        if len(content) > LARGEST:
            raise LogoError(f"the logo is larger than {LARGEST // 1024} kB")
        media_type, beginning = kind
        if not beginning.match(content):
            raise LogoError(f"the logo's content is no {media_type}")
        if path.suffix.lower() == ".svg":
            _only_drawn(content)
        digest = hashlib.sha256(content).hexdigest()[:16]
        return cls(content, media_type, f"logo-{digest}{path.suffix.lower()}")


def _only_drawn(content: bytes) -> None:
    """Raises LogoError for an SVG in which anything could run, load or lead elsewhere."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise LogoError("the logo's SVG is not UTF-8") from wrong
    # Before it is parsed: entities could grow without end.
    if re.search(r"<!(DOCTYPE|ENTITY)|<\?xml-stylesheet", text, re.IGNORECASE):
        raise LogoError("the logo's SVG may not declare a document type or a style sheet")
    try:
        root = ElementTree.fromstring(text)  # noqa: S314 - the operator's own file, without entities
    except ElementTree.ParseError as wrong:
        raise LogoError(f"the logo's SVG is not well-formed: {wrong}") from wrong
    if root.tag != f"{{{_SVG}}}svg":
        raise LogoError("the logo's SVG does not begin with an svg element")
    for element in root.iter():
        _drawn(element)


def _drawn(element: ElementTree.Element) -> None:
    name = str(element.tag).rpartition("}")[2].lower()
    if name in _LIVELY:
        raise LogoError(f"the logo's SVG may not have the element {name}")
    for attribute, value in element.attrib.items():
        local = attribute.rpartition("}")[2].lower()
        elsewhere = local in {"href", "src"} and not value.startswith("#")
        if local.startswith("on") or elsewhere or _REACHES_OUT.search(value):
            raise LogoError(f"the logo's SVG may not have the attribute {local} of {name}")
    if name == "style" and _REACHES_OUT.search(element.text or ""):
        raise LogoError("the style of the logo's SVG may not load anything")
