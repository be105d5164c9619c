"""Reading .pb files: what real files hold is read rightly, and what is malformed refused."""

import pytest
import small

from civic_counting import BallotKind, PbError, read_pb


@pytest.fixture
def read(tmp_path):
    def reading(text, forgiving=False):
        path = tmp_path / "file.pb"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_pb(path, forgiving)

    return reading


def change(old, new, text=small.SMALL):
    assert text.count(old) >= 1
    return text.replace(old, new, 1)


def test_a_plain_file_is_read_as_it_stands(read):
    file = read(small.SMALL)
    assert small.reading_of(file) == small.independent_reading(small.SMALL.encode())
    election = file.election
    assert election.budget == 100050
    assert election.projects[1].cost == 50025
    assert election.projects[1].name == 'Bridge; with "rails"'
    assert election.projects[0].categories == ("green", "public space")
    assert file.published == {0: 1, 1: 0, 2: 1}
    assert file.rule == "greedy"
    assert election.box.voters == 5


@pytest.mark.parametrize(
    "text",
    [
        "\ufeff" + small.SMALL,
        small.SMALL.replace("\n", "\r\n"),
        small.SMALL.replace("\n", "\r"),
        change("500.25", "500,25"),
        change("1000.50", '"1000,50"'),
        small.SMALL.replace(";", "; ").replace('; "', ';"').replace('"; ', '";'),
        change("META\n", "META;;;\n"),
        change("PROJECTS\n", "\nPROJECTS\n\n"),
        small.SMALL.rstrip("\n"),
        change("v1;a1,a2;30;F", "v1;a1, a2;30;F;;"),
        change("v1;a1,a2;30;F", "v1;a1,a2"),
        change("project_id;cost;votes;name", "Project_ID;Cost;votes;name"),
        change("currency;PLN\n", ""),
        change("META\n", "meta\n"),
    ],
)
def test_quirks_of_real_files_change_nothing(read, text):
    assert small.reading_of(read(text)) == small.reading_of(read(small.SMALL))


def test_optional_columns_may_be_missing(read):
    text = (
        "META\nkey;value\nnum_projects;1\nnum_votes;1\nbudget;5\nvote_type;choose-1\n"
        "PROJECTS\nproject_id;cost\np;5\nVOTES\nvote;voter_id\np;1\n"
    )
    file = read(text)
    assert file.election.box.kind is BallotKind.CHOOSE_ONE
    assert file.published == {}
    assert file.rule == ""


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("", 0, "empty"),
        ("PK\x03\x04 not a pb file", 1, "no .pb file"),
        (small.SMALL.encode("utf-16"), 1, "UTF-16"),
        (small.SMALL.encode("cp1250", "replace"), 16, "not UTF-8"),
        (small.SMALL.replace("Park", "Pa\0rk"), 14, "NUL"),
        (change("budget;1000.50", "budget;0"), 6, "zero"),
        (change("budget;1000.50", "budget;-3"), 6, "negative"),
        (change("budget;1000.50", "budget;1e9"), 6, "not a plain number"),
        (change("budget;1000.50\n", ""), 0, "no budget"),
        (change("budget;1000.50", "budget;9" + "0" * 25), 6, "too large"),
        (change("budget;1000.50", "budget;92233720368547758.08"), 6, "too large"),
        (change("budget;1000.50", "budget;1,000"), 6, "thousands or decimals"),
        (change("budget;1000.50", "budget;10\nbudget;20"), 7, "twice"),
        (change(";600;", ";0;"), 14, "zero"),
        (change(";600;", ";-600;"), 14, "negative"),
        (change(";600;", ";600.1234567;"), 14, "decimal places"),
        (change(";600;", ";;"), 14, "not a plain number"),
        (change("a3;400", "a1;400"), 16, "already"),
        (change("a3;400", ";400"), 16, "no project_id"),
        (change("a3;400", '"a,3";400'), 16, "comma"),
        (change("v3;a2,a3", "v3;a2,zz"), 21, "'zz'"),
        (change("v3;a2,a3", "v3;a2,a2"), 21, "twice"),
        (change("v3;a2,a3", "v3;a2,,a3"), 21, "empty place"),
        (change("v3;a2,a3", "v3;a2,a3,a1"), 21, "more than the 2"),
        (change("v3;a2,a3", "v3;"), 21, "fewer than the 1"),
        (change("v3;", "v1;"), 21, "has a ballot already"),
        (change("v3;", ";"), 21, "no voter_id"),
        (change("v3;a2,a3;32;F", "v3"), 21, "no vote"),
        (change("v3;a2,a3;32;F", "v3;a2,a3;32;F;x"), 21, "columns"),
        (change("v5;a1,a2;34;F\n", ""), 5, "num_votes"),
        (change("a3;400;2;Łąka;;1\n", ""), 4, "num_projects"),
        (change("a1;600;4", "a1;600;5"), 14, "5 votes are published, 4 are cast"),
        (change("VOTES\n", ""), 17, "not a plain number"),
        (change("currency;PLN", "currency"), 11, "with no value"),
        (small.SMALL[: small.SMALL.index("VOTES")], 16, "ends inside PROJECTS"),
        (change("VOTES\n", "META\n"), 17, "META where VOTES"),
        (change("PROJECTS\n", "VOTES\n"), 12, "VOTES where PROJECTS"),
        (change("vote_type;approval", "vote_type;dots"), 7, "'dots'"),
        (change("vote_type;approval\n", ""), 0, "no vote_type"),
        (change("project_id;cost", "project_id;price"), 13, "no column cost"),
        (change("age;sex", "age;age"), 18, "twice"),
        (change('"Bridge', '"Bri"dge'), 15, "cannot be read"),
        (change("v1;", '"v1;'), 0, ""),
        (change("max_length;2", "max_length;two"), 10, "max_length"),
        (change("currency;PLN", "exclusive_groups;a1,zz"), 11, "'zz'"),
        (change("currency;PLN", "exclusive_groups;a1,a2|a2,a3"), 0, "overlap"),
        (change("currency;PLN", "exclusive_groups;a1"), 0, "at least two"),
        (change("currency;PLN", "max_length_per_category;1"), 11, "does not count by it"),
        (change("3,2\n", "3\n", small.POINTS), 14, "2 projects but 1"),
        (change("3,2\n", "3,-2\n", small.POINTS), 14, "negative"),
        (change("3,2\n", "3,3\n", small.POINTS), 14, "more than the 5000"),
        (change("x;5;6", "x;5;7", small.POINTS), 10, "score of 7"),
        (change(";points\n", ";dots\n", small.POINTS), 13, "no column points"),
    ],
)
def test_malformed_files_are_refused_with_line_and_reason(read, text, line, reason):
    with pytest.raises(PbError) as refused:
        read(text)
    assert reason in refused.value.reason
    if line:
        assert refused.value.line == line


def test_a_file_cut_anywhere_is_refused_or_read_whole(read):
    data = small.SMALL.encode()
    whole = small.reading_of(read(data))
    refused = 0
    for end in range(len(data)):
        try:
            assert small.reading_of(read(data[:end])) == whole
        except PbError:
            refused += 1
    # Only the last voter's age and sex and the last line end may be lost without notice.
    assert refused >= len(data) - 3


def test_a_cut_ballot_is_noticed_without_totals(read):
    text = small.POINTS.replace(";score", "").replace("x;5;6", "x;5").replace("y;6;3", "y;6")
    read(text)
    with pytest.raises(PbError, match="cut short"):
        read(text.rstrip("\n"))


def test_too_many_projects_are_refused(read):
    rows = "\n".join(f"p{n};1" for n in range(20_001))
    with pytest.raises(PbError, match="20000"):
        read(f"META\nkey;value\nvote_type;approval\nPROJECTS\nproject_id;cost\n{rows}\n")


def test_published_records_can_be_read_as_they_are(read):
    text = change("v3;a2,a3", "v3;a2,a2,a3").replace("a1;600;4", "a1;600;9")
    file = read(text, forgiving=True)
    assert small.reading_of(file) == small.reading_of(read(small.SMALL))
    assert [notice.line for notice in file.notices] == [21, 14]


def test_an_empty_place_can_be_read_over(read):
    text = change("v3;a2,a3", "v3;a2,,a3").replace("v2;a1;", "v2;a1,;")
    with pytest.raises(PbError, match="empty place"):
        read(text)
    file = read(text, forgiving=True)
    assert small.reading_of(file) == small.reading_of(read(small.SMALL))
    assert [notice.line for notice in file.notices] == [20, 21]
    with pytest.raises(PbError, match="no project"):
        read(change("v3;a2,a3", "v3;,"), forgiving=True)


def test_ranked_ballots_take_their_points_from_places_or_from_the_file(read):
    text = (
        "META\nkey;value\nnum_projects;3\nnum_votes;1\nbudget;5\nvote_type;ordinal\n"
        "max_length;{most}\nPROJECTS\nproject_id;cost\na;1\nb;1\nc;1\nVOTES\n{votes}\n"
    )
    by_place = read(text.format(most=2, votes="voter_id;vote\n1;c,a"))
    assert by_place.election.box.choices == ((2, 0),)
    assert by_place.election.box.points == ((2, 1),)
    given = read(text.format(most=2, votes="voter_id;vote;points\n1;c,a;7,3"))
    assert given.election.box.points == ((7, 3),)
    with pytest.raises(PbError, match="lower place"):
        read(text.format(most=2, votes="voter_id;vote;points\n1;c,a;3,7"))


def test_decimal_points_are_exact(read):
    text = change("3,2\n", "2.5,1.125\n", small.POINTS).replace("x;5;6", "x;5;5.5")
    text = text.replace("y;6;3", "y;6;2.125")
    box = read(text).election.box
    assert box.points_unit == 1000
    assert set(box.points) == {(2500, 1125), (3000, 1000)}
