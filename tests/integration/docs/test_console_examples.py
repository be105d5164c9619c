"""Every command with a prompt in the documentation is run, and prints what the page prints."""

import asyncio
import time
from collections.abc import Iterator

import pytest
from house import House
from markdown_pages import ROOT, blocks, name_of, pages
from transcripts import Example, NoCheck, Typed, examples

WITH_EXAMPLES = {
    name_of(page): text for page in pages() if "```console" in (text := page.read_text())
}
NOT_RUN = "not run here: "
# Every command there needs a Docker engine and the whole deployment.
NEEDS_DOCKER = "docs/runbooks/deploy.md"


@pytest.mark.stack
@pytest.mark.parametrize("page", WITH_EXAMPLES)
async def test_the_console_examples_do_what_they_show(page: str, house: House) -> None:
    await house.mend()
    for example in examples(WITH_EXAMPLES[page]):
        if example.given is not None:
            await house.states[example.given]()
        for typed in example.typed:
            await try_it(house, example, typed)


@pytest.fixture(autouse=True)
def nothing_ends_by_itself(request: pytest.FixtureRequest) -> Iterator[None]:
    """Also after a page that failed: then the end of the service's log says more."""
    yield
    if "house" in request.fixturenames:
        house: House = request.getfixturevalue("house")
        assert [told for one in house.services if (told := one.has_ended())] == []


async def try_it(house: House, example: Example, typed: Typed) -> None:
    """Runs a command until it prints what it should, as long as the page allows."""
    until = time.monotonic() + example.within
    while not typed.fits(output := await house.type(typed.command)):
        if time.monotonic() >= until:
            pytest.fail(f"{example.name}: $ {typed.command}\n{output}")
        await asyncio.sleep(0.25)


def test_every_block_of_a_runbook_is_run_or_says_why_not() -> None:
    unexplained = [
        f"{name_of(page)}: {block.body}"
        for page in sorted((ROOT / "docs" / "runbooks").glob("*.md"))
        if name_of(page) != NEEDS_DOCKER
        for block in blocks(page.read_text())
        if block.kind != "console" and not block.comment.startswith(NOT_RUN)
    ]
    assert unexplained == []


def test_every_check_has_a_name_of_its_own() -> None:
    for page, text in WITH_EXAMPLES.items():
        names = [example.name for example in examples(text)]
        assert len(names) == len(set(names)), page


def test_a_block_that_names_no_check_is_found() -> None:
    with pytest.raises(NoCheck):
        list(examples("```console\n$ true\n```\n"))


@pytest.mark.parametrize(
    ("printed", "output", "fits"),
    [
        (["held 1"], "held 1\n", True),
        (["held 1"], "held 2\n", False),
        (["held 1"], "held 1\nheld 2\n", False),
        (["{…}"], '{"a":1}\n', True),
        (["a…z"], "a\nz\n", False),
        (["first", "…", "last"], "first\nlast\n", True),
        (["first", "…", "last"], "first\nmore\nand more\nlast\n", True),
        ([], "", True),
        ([], "something\n", False),
    ],
)
def test_what_differs_is_seen(printed: list[str], output: str, fits: bool) -> None:
    assert Typed("", printed).fits(output) is fits
