"""The accessibility statement and the privacy notice: what the law has a council say in them."""

import re
from pathlib import Path

import pytest
from pagekit import BrandingError, PageContext, environment, read_branding

WHOLE = """
council = "Elsewhere Council"
contact = "us@elsewhere.example"
telephone = "020 7946 0000"
[privacy]
officer = "Data Protection Officer, Town Hall, Elsewhere"
officer_contact = "dpo@elsewhere.example"
payments_years = 7
[accessibility]
compliance = "partial"
problems = ["Charts have no sound of their own."]
tested = 2026-04-20
tested_by = "An Auditor Ltd"
prepared = 2026-05-01
reviewed = 2026-06-01
answer_days = 10
"""


def text_of(name: str, told: str, folder: Path, **context: object) -> str:
    """A statement's words, as a council with this branding has it."""
    file = folder / "branding.toml"
    file.write_text(told)
    pages = environment([], branding=read_branding({"CIVIC_BRANDING": str(file)}), service="ideas")
    page = PageContext(path=f"/ideas/{name}")
    html = pages.get_template(f"pagekit/{name}.html").render(page=page, **context)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html))


def test_the_accessibility_statement_is_the_model_one(tmp_path: Path) -> None:
    text = text_of("accessibility", WHOLE, tmp_path)
    for said in (
        *("partially compliant", "Charts have no sound of their own.", "within 10 days"),
        *("20 April 2026", "An Auditor Ltd", "1 May 2026", "1 June 2026"),
        *("Equality Advisory and Support Service", "Equality and Human Rights Commission"),
        *("assistive technology", "The Welsh pages are a draft", "us@elsewhere.example. Or"),
        "020 7946 0000. You can also",
    ):
        assert said in text, said
    assert "filled this in" not in text


def test_without_a_telephone_the_sentences_stand_apart(tmp_path: Path) -> None:
    said = 'council = "C"\ncontact = "us@c.example"\n'
    assert "us@c.example. You can also" in text_of("accessibility", said, tmp_path)


def test_what_a_council_has_not_filled_in_is_said(tmp_path: Path) -> None:
    said = 'council = "Elsewhere Council"\ncontact = "us@elsewhere.example"\n'
    statement = text_of("accessibility", said, tmp_path)
    assert "Not determined. Elsewhere Council has not yet had these pages audited" in statement
    assert statement.count("Elsewhere Council has not filled this in yet") == 4
    notice = text_of("privacy", said, tmp_path)
    assert "has not named its data protection officer here yet" in notice
    assert "has not said here yet how many years that is" in notice


def test_the_privacy_notice_says_what_articles_13_and_14_ask_for(tmp_path: Path) -> None:
    kept = {"idle": 45, "absolute": 600, "outbox_months": 24}
    text = text_of("privacy", WHOLE, tmp_path, kept=kept)
    for said in (
        *("the data controller", "Data Protection Officer, Town Hall", "dpo@elsewhere.example"),
        *("article 6(1)(e)", "article 6(1)(a)", "article 6(1)(c)", "take back your consent"),
        *("45 minutes without use, at most 10 hours", "24 months", "30 days", "7 years"),
        *("Information Commissioner’s Office", "made by a machine alone", "nothing abroad"),
    ):
        assert said in text, said


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ('[accessibility]\ncompliance = "mostly"', "compliance must be full, partial or none"),
        ('[accessibility]\ncompliance = "partial"\ntested = 2026-04-20', "problems must say why"),
        ('[accessibility]\nproblems = ["One."]\ncompliance = "full"', "but there are problems"),
        ('[accessibility]\ncompliance = "full"', "tested must say when"),
        ('[accessibility]\nreviewed = "soon"', "reviewed must be a day"),
        ("[accessibility]\nproblems = [3]", "problems must be a list of sentences"),
        ("[accessibility]\ntested_by = 3", "tested_by must be a text"),
        ('accessibility = "yes"', "unknown or wrongly written"),
        ('[privacy]\nofficer_contact = "nobody"', "officer_contact must be a mail address"),
        ("[privacy]\npayments_years = -1", "payments_years must be a whole number"),
        ('[privacy]\ndpo = "A"', "dpo"),
    ],
)
def test_a_wrong_statement_is_refused_by_file_and_setting(
    tmp_path: Path, wrong: str, why: str
) -> None:
    file = tmp_path / "branding.toml"
    file.write_text(wrong)
    with pytest.raises(BrandingError, match=re.escape(why)) as refused:
        read_branding({"CIVIC_BRANDING": str(file)})
    assert str(file) in str(refused.value)


@pytest.mark.parametrize("document", ["libs/pagekit/README.md", "docs/runbooks/deploy.md"])
def test_the_examples_of_branding_hold(tmp_path: Path, document: str) -> None:
    text = (Path(__file__).parents[3] / document).read_text("utf-8")
    [example] = re.findall(r"```toml\n(council = .*?)```", text, re.DOTALL)
    (tmp_path / "arms.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')
    (tmp_path / "branding.toml").write_text(example)
    own = read_branding({"CIVIC_BRANDING": str(tmp_path / "branding.toml")})
    assert own.privacy.officer_contact == "dpo@elsewhere.example"
