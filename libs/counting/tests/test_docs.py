"""The examples in the documentation are executed."""

import doctest
from pathlib import Path

import pytest

import civic_counting

HERE = Path(__file__).parents[1]
PAGES = [HERE / "README.md", *sorted((HERE / "docs").glob("*.md"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_examples(page):
    done = doctest.testfile(str(page), module_relative=False)
    assert done.failed == 0
    assert done.attempted or page.name in ("bundles.md", "measured.md")


def test_the_package_itself():
    assert doctest.testmod(civic_counting).failed == 0


def test_every_rule_has_a_page():
    text = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    for code in ("greedy-no-skip", "greedy-top-up-80", "equal-shares/cost/add-one", "phragmen"):
        assert civic_counting.parse_rule(code).code == code
        assert f"`{code}`" in text
