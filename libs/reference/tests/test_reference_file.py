"""The file that ships: Westminster's wards, days and words."""

from datetime import date
from pathlib import Path

import pytest
from civic_reference import Council, NotCovered, UnknownWard, load
from civic_reference.bank_holidays import bank_holidays, easter_sunday, main

FILE = Path(__file__).parents[3] / "deploy" / "reference" / "westminster.json"


@pytest.fixture(scope="module")
def council() -> Council:
    return load(FILE)


def test_twenty_wards_until_may_2022_and_eighteen_since(council: Council) -> None:
    assert len(council.wards_on(date(2002, 5, 1))) == 0
    assert len(council.wards_on(date(2002, 5, 2))) == 20
    assert len(council.wards_on(date(2022, 5, 4))) == 20
    assert len(council.wards_on(date(2022, 5, 5))) == 18


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("E05000630", "Abbey Road"),
        ("E05000634", "Church Street"),
        ("E05000635", "Harrow Road"),
        ("E05000647", "Warwick"),
        ("E05000649", "West End"),
        ("E05013792", "Abbey Road"),
        ("E05013809", "Westbourne"),
    ],
)
def test_a_ward_is_found_by_its_code(council: Council, code: str, name: str) -> None:
    assert council.ward(code).name == name


def test_an_unknown_ward_says_so(council: Council) -> None:
    with pytest.raises(UnknownWard, match="E05000999"):
        council.ward("E05000999")


def test_every_ended_ward_has_successors_that_live(council: Council) -> None:
    ended = [ward for ward in council.wards if ward.valid_until]
    assert len(ended) == 20
    followers = {code for ward in ended for code in ward.successors}
    assert followers == {ward.code for ward in council.wards_on(date(2022, 5, 5))}


@pytest.mark.parametrize(
    ("kind", "how_many"),
    [("themes", 7), ("areas", 8), ("principles", 10), ("test_questions", 6), ("criteria", 6)],
)
def test_the_document_s_lists_are_whole(council: Council, kind: str, how_many: int) -> None:
    assert len(getattr(council, kind)) == how_many


def test_the_departments_of_the_cases_are_there(council: Council) -> None:
    wanted = {
        "finance", "housing", "libraries", "parks", "neighbourhoods", "communications",
        "public-health", "childrens-services", "youth-offending-team",
    }  # fmt: skip
    assert wanted <= council.departments.keys()
    assert len(council.departments) >= 12


def test_the_hash_is_that_of_the_file(council: Council) -> None:
    import hashlib

    assert council.sha256 == hashlib.sha256(FILE.read_bytes()).hexdigest()


def test_the_file_s_bank_holidays_are_those_of_the_law(council: Council) -> None:
    years = range(2008, 2031)
    assert dict(council.bank_holidays) == {
        day: name for year in years for day, name in bank_holidays(year).items()
    }


@pytest.mark.parametrize(
    ("year", "days"),
    [
        # As published on GOV.UK for England and Wales.
        (2009, "01-01 04-10 04-13 05-04 05-25 08-31 12-25 12-28"),
        (2010, "01-01 04-02 04-05 05-03 05-31 08-30 12-27 12-28"),
        (2011, "01-03 04-22 04-25 04-29 05-02 05-30 08-29 12-26 12-27"),
        (2012, "01-02 04-06 04-09 05-07 06-04 06-05 08-27 12-25 12-26"),
        (2020, "01-01 04-10 04-13 05-08 05-25 08-31 12-25 12-28"),
        (2021, "01-01 04-02 04-05 05-03 05-31 08-30 12-27 12-28"),
        (2022, "01-03 04-15 04-18 05-02 06-02 06-03 08-29 09-19 12-26 12-27"),
        (2023, "01-02 04-07 04-10 05-01 05-08 05-29 08-28 12-25 12-26"),
        (2026, "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28"),
        (2027, "01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28"),
    ],
)
def test_the_bank_holidays_of_a_year(year: int, days: str) -> None:
    assert [f"{day:%m-%d}" for day in bank_holidays(year)] == days.split()


@pytest.mark.parametrize(
    ("year", "month", "day"),
    [(2008, 3, 23), (2010, 4, 4), (2011, 4, 24), (2019, 4, 21), (2024, 3, 31), (2027, 3, 28)],
)
def test_easter(year: int, month: int, day: int) -> None:
    assert easter_sunday(year) == date(year, month, day)


@pytest.mark.parametrize(
    ("start", "n", "end"),
    [
        (date(2009, 9, 4), 0, date(2009, 9, 4)),
        (date(2009, 9, 4), 1, date(2009, 9, 7)),
        (date(2009, 9, 5), 2, date(2009, 9, 8)),
        (date(2009, 12, 23), 2, date(2009, 12, 29)),
        (date(2010, 3, 31), 2, date(2010, 4, 6)),
        (date(2022, 9, 16), 1, date(2022, 9, 20)),
        (date(2024, 5, 1), 20, date(2024, 5, 31)),
    ],
)
def test_working_days_pass_over_weekends_and_bank_holidays(
    council: Council, start: date, n: int, end: date
) -> None:
    assert council.working_days_after(start, n) == end
    assert council.working_days_between(start, end) == n


def test_working_days_are_not_guessed_where_the_holidays_are_unknown(council: Council) -> None:
    with pytest.raises(NotCovered, match="2031"):
        council.working_days_after(date(2030, 12, 30), 5)
    with pytest.raises(ValueError, match="forwards"):
        council.working_days_after(date(2010, 1, 1), -1)


def test_entries_for_another_year_are_printed_as_the_file_has_them(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["2009", "2010"]) == 0
    printed = capsys.readouterr().out.splitlines()
    assert len(printed) == 16
    text = FILE.read_text(encoding="utf-8")
    assert all(line.removesuffix(",") in text for line in printed)
    assert main([]) == main(["next year"]) == 2
