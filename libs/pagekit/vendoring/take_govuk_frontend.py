"""Take govuk-frontend's stylesheet and script from its npm package, without fonts and crown.

    npm pack govuk-frontend@6.3.0 && tar xzf govuk-frontend-6.3.0.tgz
    python vendoring/take_govuk_frontend.py package src/pagekit/assets

A service that is not on GOV.UK may use the components, but neither the typeface GDS Transport
(its licence covers GOV.UK alone) nor the crown and the royal arms (Crown property).
"""

import re
import sys
from pathlib import Path

SYSTEM_FONTS = 'system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif'
FONT_FACES = re.compile(r"/\*![^*]*Margaret Calvert[^*]*\*/|@font-face\{[^}]*\}")
CREST = re.compile(r"[^{};]*:[^;{}]*govuk-crest\.svg[^;{}]*;?")
SOURCE_MAP = re.compile(r"(/\*|//)# sourceMappingURL=[^\s*]+(\s*\*/)?")


def without_fonts_and_crown(stylesheet: str) -> str:
    """The stylesheet with a system font stack and no reference to a file it does not carry."""
    kept = CREST.sub("", FONT_FACES.sub("", stylesheet))
    return SOURCE_MAP.sub("", kept.replace("GDS Transport,arial,sans-serif", SYSTEM_FONTS))


def take(package: Path, assets: Path) -> None:
    """Write the two vendored files from an unpacked npm package into the assets folder."""
    source = package / "dist" / "govuk"
    css = (source / "govuk-frontend.min.css").read_text(encoding="utf-8")
    script = (source / "govuk-frontend.min.js").read_text(encoding="utf-8")
    (assets / "govuk-frontend.min.css").write_text(without_fonts_and_crown(css), encoding="utf-8")
    (assets / "govuk-frontend.min.js").write_text(SOURCE_MAP.sub("", script), encoding="utf-8")


if __name__ == "__main__":
    take(Path(sys.argv[1]), Path(sys.argv[2]))
