"""Real files by the rules they declare, and the reasons given where they differ."""

import small

from civic_counting import Greedy, count, parse_rule, read_pb
from civic_counting.explain import explain
from civic_counting.pb.declared import declared_rule
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


def test_a_withdrawn_project_neither_wins_nor_stops_the_count(tmp_path):
    text = small.SMALL.replace("rule;greedy", "rule;greedy-no-skip")
    text = text.replace("a1;600;", "a1;999999999;").replace("space;1", "space;0")
    assert not judged(tmp_path, text.replace("999999999", "999999998")).reproduced
    assert judged(tmp_path, text.replace(";roads;0", ";roads;1")).reproduced
    told = explained(tmp_path, text, 0)
    assert told.text() == "It is not funded. It got 4 votes, but it was withdrawn."
    for rule in ("equal-shares", "phragmen", "greedy-top-up-80"):
        assert 0 not in count(read_pb(tmp_path / "file.pb").election, parse_rule(rule)).winners


def explained(tmp_path, text, project):
    path = tmp_path / "file.pb"
    path.write_text(text)
    election = read_pb(path).election
    return explain(election, Greedy(), count(election, Greedy()), project)


def test_what_cities_call_their_rules(tmp_path):
    def declared(rule, unit="Posen"):
        path = tmp_path / "file.pb"
        path.write_text(small.SMALL.replace("rule;greedy", f"rule;{rule}\nunit;{unit}"))
        rule = declared_rule(read_pb(path))
        return rule and rule.code

    assert declared("Greedy-Threshold") == "greedy"
    assert declared("equalshares") == "equal-shares/cost/none"
    assert declared("equalshares/add1-comparison") == "equal-shares/cost/add-one-compare"
    assert declared("greedy-custom", "Poznań") == "greedy-top-up-80"
    assert declared("greedy-custom") is None
    assert declared("unanimity") is None


def test_real_files(pabulib):
    files = sorted(pabulib.glob("*.pb"))
    verdicts = [against_published(read_pb(path, forgiving=True)) for path in files]
    reproduced = sum(verdict.reproduced for verdict in verdicts)
    assert reproduced >= 0.985 * len(files)
    assert all(verdict.reason for verdict in verdicts if not verdict.reproduced)
