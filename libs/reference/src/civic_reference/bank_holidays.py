"""The bank holidays of England and Wales by rule and proclamation.

Banking and Financial Dealings Act 1971, schedule 1; the exceptions as published on GOV.UK. Used
to write the reference file and to check it; services read the file alone.
"""

import sys
from collections.abc import Iterator
from datetime import date, timedelta

_MONDAY = 0
_SATURDAY = 5

_MOVED = {
    (2012, "Spring bank holiday"): date(2012, 6, 4),
    (2020, "Early May bank holiday"): date(2020, 5, 8),
    (2022, "Spring bank holiday"): date(2022, 6, 2),
}
_PROCLAIMED = {
    date(2011, 4, 29): "Royal wedding",
    date(2012, 6, 5): "Queen's Diamond Jubilee",
    date(2022, 6, 3): "Queen's Platinum Jubilee",
    date(2022, 9, 19): "State Funeral of Queen Elizabeth II",
    date(2023, 5, 8): "Coronation of King Charles III",
}


def easter_sunday(year: int) -> date:
    """Easter of the Gregorian calendar (the anonymous algorithm printed in Nature, 1876)."""
    golden = year % 19
    century, in_century = divmod(year, 100)
    leap_centuries, of_four = divmod(century, 4)
    correction = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leap_centuries - correction + 15) % 30
    leaps, of_leap = divmod(in_century, 4)
    weekday = (32 + 2 * of_four + 2 * leaps - epact - of_leap) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def bank_holidays(year: int) -> dict[date, str]:
    """Return the bank holidays of a year by date, for 1978 and after."""
    found = {_MOVED.get((year, name), day): name for day, name in _by_rule(year)}
    found |= {day: name for day, name in _PROCLAIMED.items() if day.year == year}
    return dict(sorted(found.items()))


def _by_rule(year: int) -> Iterator[tuple[date, str]]:
    easter = easter_sunday(year)
    yield _weekday_from(date(year, 1, 1)), "New Year's Day"
    yield easter - timedelta(days=2), "Good Friday"
    yield easter + timedelta(days=1), "Easter Monday"
    yield _monday_from(date(year, 5, 1)), "Early May bank holiday"
    yield _monday_from(date(year, 5, 25)), "Spring bank holiday"
    yield _monday_from(date(year, 8, 25)), "Summer bank holiday"
    christmas, boxing = date(year, 12, 25), date(year, 12, 26)
    # A day at the weekend is made up for on the next working day that is not the other's.
    if christmas.weekday() >= _SATURDAY:
        yield date(year, 12, 27), "Christmas Day (substitute day)"
    else:
        yield christmas, "Christmas Day"
    if boxing.weekday() >= _SATURDAY:
        yield date(year, 12, 28), "Boxing Day (substitute day)"
    else:
        yield boxing, "Boxing Day"


def _weekday_from(day: date) -> date:
    while day.weekday() >= _SATURDAY:
        day += timedelta(days=1)
    return day


def _monday_from(day: date) -> date:
    while day.weekday() != _MONDAY:
        day += timedelta(days=1)
    return day


def main(arguments: list[str]) -> int:
    """Print entries of the reference file for the years given; 2 where none is."""
    if not arguments or not all(year.isdecimal() for year in arguments):
        sys.stderr.write("usage: python -m civic_reference.bank_holidays YEAR…\n")
        return 2
    for year in map(int, arguments):
        for day, name in bank_holidays(year).items():
            sys.stdout.write(f'    {{"on": "{day}", "name": "{name}"}},\n')
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
