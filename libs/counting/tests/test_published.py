"""Real files by the rules they declare, and the reasons given where they differ."""

import small

from civic_counting import read_pb
from civic_counting.published import against_published


def judged(tmp_path, text):
    path = tmp_path / "file.pb"
    path.write_text(text)
    return against_published(read_pb(path, forgiving=True))


def test_the_published_winners_are_found(tmp_path):
    assert judged(tmp_path, small.SMALL).reproduced


def test_projects_funded_outside_the_rule_are_left_out(tmp_path):
    verdict = judged(tmp_path, small.SMALL.replace(";roads;0", ";roads;2"))
    assert verdict.reproduced
    assert "1 funded outside the rule" in verdict.reason


def test_reasons(tmp_path):
    wrong = small.SMALL.replace(";roads;0", ";roads;1").replace("space;1", "space;0")
    tie = small.SMALL.replace("v5;a1,a2", "v5;a1").replace("500.25;3", "500.25;2")
    tie = tie.replace("budget;1000.50", "budget;1150")
    tie = tie.replace(";roads;0", ";roads;1").replace(";;1\n", ";;0\n")
    assert "a tie at 2: " in judged(tmp_path, tie).reason
    unknown = wrong.replace("rule;greedy", "rule;unknown")
    assert "no rule is declared" in judged(tmp_path, unknown).reason
    strange = wrong.replace("rule;greedy", "rule;by-dice")
    assert "'by-dice' is not known" in judged(tmp_path, strange).reason
    groups = wrong.replace("rule;greedy", "rule;greedy-exclusive")
    assert "does not list them" in judged(tmp_path, groups).reason
    stops = small.SMALL.replace("rule;greedy", "rule;greedy-no-skip")
    assert "follow from 'greedy'" in judged(tmp_path, stops).reason


def test_real_files(pabulib):
    files = sorted(pabulib.glob("*.pb"))
    verdicts = [against_published(read_pb(path, forgiving=True)) for path in files]
    reproduced = sum(verdict.reproduced for verdict in verdicts)
    assert reproduced >= 0.985 * len(files)
    assert all(verdict.reason for verdict in verdicts if not verdict.reproduced)
