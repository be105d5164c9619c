"""The commands as people run them."""

import json

import pytest
import small

from civic_counting.cli.count import main
from civic_counting.cli.screen import safe


@pytest.fixture
def path(tmp_path):
    file = tmp_path / "file.pb"
    file.write_text(small.SMALL)
    return str(file)


def test_count(path, capsys):
    assert main([path]) == 0
    out = capsys.readouterr().out
    for line in (
        "rule: greedy: Most votes",
        "tie-break: more votes",
        "winners: 2",
        "  a1  600 PLN  Park",
        "spent: 1,000 PLN; left: 0.50 PLN",
        "time: ",
    ):
        assert line in out


def test_count_as_json(path, capsys):
    assert main([path, "--rule", "equal-shares/cost/none", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["rule"] == "equal-shares/cost/none"
    assert told["winners"] == ["a1"]
    assert told["budget"] == 100050
    assert set(told["fates"]) == {"a1", "a2", "a3"}


def test_compare(path, capsys):
    assert main(["compare", path]) == 0
    out = capsys.readouterr().out
    assert "voters with nothing" in out
    assert "spent on green" in out
    assert "a1 Park" in out
    assert "left out" not in out


def test_compare_says_which_rule_it_leaves_out(tmp_path, capsys):
    points = tmp_path / "points.pb"
    points.write_text(small.POINTS)
    assert main(["compare", str(points)]) == 0
    assert "left out, because it cannot be counted on these ballots: phragmen" in (
        capsys.readouterr().out
    )


def test_explain(path, capsys):
    assert main(["explain", path, "a2"]) == 0
    assert "It is not funded. It got 3 votes." in capsys.readouterr().out
    assert main(["explain", path, "all"]) == 0
    assert main(["explain", path, "zz"]) == 1


def test_bundle(path, tmp_path, capsys):
    assert main(["bundle", path, str(tmp_path / "b")]) == 1
    assert "auditor" in capsys.readouterr().err
    assert main(["bundle", path, str(tmp_path / "b"), "--auditor"]) == 0


def test_all_against_published(path, tmp_path, capsys):
    (tmp_path / "broken.pb").write_text("META\n")
    assert main(["--all", str(tmp_path), "--against-published", "--jobs", "1"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("broken.pb: refused: line 1:")
    assert lines[-1].startswith("count: 2 files, 1 reproduced, ")
    assert lines[-1].endswith(" MB")


@pytest.mark.parametrize(
    "words",
    [["nothing.pb"], ["--rule", "dice", "FILE"], ["--tie-break", "coin", "FILE"]],
)
def test_mistakes_end_in_one_sentence(words, path, capsys):
    assert main([path if word == "FILE" else word for word in words]) == 1
    told = capsys.readouterr().err
    assert told.startswith("civic-count: ")
    assert "Traceback" not in told


def test_faults_are_read_over_only_on_request(path, tmp_path, capsys):
    file = tmp_path / "over.pb"
    file.write_text(small.SMALL.replace("max_length;2", "max_length;1"))
    assert main([str(file)]) == 1
    assert main([str(file), "--as-recorded"]) == 0
    assert "counted as recorded" in capsys.readouterr().err


def test_nothing_in_a_file_steers_the_terminal():
    assert safe("a\x1b[31mb\u202ec\nd") == "a [31mb c d"
