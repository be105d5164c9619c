"""The examples of the README, executed from top to bottom as one."""

import re
from pathlib import Path

import pytest

README = Path(__file__).parent.parent / "README.md"


def blocks(language: str) -> list[str]:
    text = README.read_text(encoding="utf-8")
    return re.findall(rf"```{language}\n(.*?)```", text, flags=re.DOTALL)


def test_examples_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "templates").mkdir()
    page, form, live = blocks("jinja")
    (tmp_path / "templates" / "idea.html").write_text(page, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    known: dict[str, object] = {}
    for block in blocks("python"):
        exec(compile(block, str(README), "exec"), known)  # noqa: S102 - our own README
    pages = known["pages"]
    assert 'name="began-day"' in pages.from_string(form).render(form={}, page={})  # type: ignore[attr-defined]  # from exec
    assert "data-live-region" in pages.from_string(live).render()  # type: ignore[attr-defined]  # from exec
