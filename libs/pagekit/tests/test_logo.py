"""A council's logo: what may be one, and how it stands on a page."""

from pathlib import Path

import pytest
from pagekit import Branding, BrandingError, PageContext, environment, read_branding
from pagekit.logo import LARGEST, Logo, LogoError

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 4">{}</svg>'
PNG = b"\x89PNG\r\n\x1a\n" + b"rest"
PAGE = "{% extends 'pagekit/page.html' %}{% set title = 'T' %}"


def read(folder: Path, name: str, content: bytes) -> Logo:
    (folder / name).write_bytes(content)
    return Logo.read(folder / name)


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("arms.png", PNG, "image/png"),
        ("arms.JPG", b"\xff\xd8\xff\xe0rest", "image/jpeg"),
        ("arms.webp", b"RIFF\x01\x02\x03\x04WEBPrest", "image/webp"),
        ("arms.svg", SVG.format('<path d="M0 0h4v4z" fill="url(#g)"/>').encode(), "image/svg+xml"),
    ],
)
def test_a_picture_is_served_as_what_it_is(
    tmp_path: Path, name: str, content: bytes, media_type: str
) -> None:
    logo = read(tmp_path, name, content)
    assert (logo.content, logo.media_type) == (content, media_type)
    assert logo.address("ideas").startswith("/ideas/branding/logo-")
    assert read(tmp_path, name, content + b" ").name != logo.name
    assert "sandbox" in logo.policy
    assert "script-src" not in logo.policy


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("arms.html", b"<p>"),
        ("arms.svgz", b"\x1f\x8b"),
        ("arms", PNG),
        ("arms.png", b"<svg/>"),
        ("arms.jpg", PNG),
        ("arms.png", PNG + b"x" * LARGEST),
        ("arms.svg", PNG),
        ("arms.svg", b"<svg>"),
        ("arms.svg", b"<html xmlns='http://www.w3.org/1999/xhtml'/>"),
        ("arms.svg", b"<svg/>"),
        ("arms.svg", b"\xff\xfe<\x00s\x00"),
    ],
)
def test_what_is_no_picture_of_its_kind_is_refused(
    tmp_path: Path, name: str, content: bytes
) -> None:
    with pytest.raises(LogoError):
        read(tmp_path, name, content)


@pytest.mark.parametrize(
    "lively",
    [
        "<script>alert(1)</script>",
        '<SCRIPT href="data:,alert(1)"/>',
        '<rect onload="alert(1)"/>',
        '<g OnClick="alert(1)"/>',
        "<foreignObject><body xmlns='http://www.w3.org/1999/xhtml'/></foreignObject>",
        '<a href="https://elsewhere.example"><path/></a>',
        '<image href="https://elsewhere.example/seen.png"/>',
        '<use xmlns:x="http://www.w3.org/1999/xlink" x:href="https://elsewhere.example#a"/>',
        '<path style="fill: url(https://elsewhere.example)"/>',
        "<style>@import url(https://elsewhere.example)</style>",
        '<set attributeName="onclick" to="alert(1)"/>',
    ],
)
def test_an_svg_in_which_anything_could_run_or_load_is_refused(tmp_path: Path, lively: str) -> None:
    with pytest.raises(LogoError):
        read(tmp_path, "arms.svg", SVG.format(lively).encode())


def test_an_svg_that_would_grow_without_end_is_refused(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>' + SVG.format("&b;")
    with pytest.raises(LogoError, match="document type"):
        read(tmp_path, "arms.svg", bomb.encode())


def test_the_operators_file_names_its_logo_beside_it(tmp_path: Path) -> None:
    (tmp_path / "arms.png").write_bytes(PNG)
    file = tmp_path / "branding.toml"
    file.write_text(
        'council = "C"\ncontact = "c@example.org"\nlogo = "arms.png"\nlogo_alt = "Arms of C"\n'
    )
    branding = read_branding({"CIVIC_BRANDING": str(file)})
    assert branding.logo is not None
    pages = environment([], service="budgets", branding=branding)
    html = pages.from_string(PAGE).render(page=PageContext(path="/budgets/"))
    assert f'src="{branding.logo.address("budgets")}" alt="Arms of C"' in html


@pytest.mark.parametrize("logo", ["arms.gif", "absent.png", "loud.svg", "/static/arms.svg"])
def test_an_operator_is_told_what_is_wrong_with_the_logo(tmp_path: Path, logo: str) -> None:
    (tmp_path / "arms.gif").write_bytes(b"GIF89a")
    (tmp_path / "loud.svg").write_text(SVG.format("<script/>"))
    file = tmp_path / "branding.toml"
    file.write_text(f'council = "C"\ncontact = "c@example.org"\nlogo = "{logo}"\nlogo_alt = "A"\n')
    with pytest.raises(BrandingError, match=r"branding\.toml"):
        read_branding({"CIVIC_BRANDING": str(file)})


def test_a_logo_without_its_words_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BrandingError, match="logo_alt"):
        Branding(council="C", contact="c@example.org", logo=read(tmp_path, "a.png", PNG))
