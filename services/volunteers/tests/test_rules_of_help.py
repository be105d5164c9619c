"""The rules of help, without a database: checks, dates, days, hours, pledges, needs."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from volunteers.checks import domain as checks
from volunteers.chronology import BeforeWhatItFollows, comes_after
from volunteers.hours import domain as hours
from volunteers.opportunities import domain as opportunities
from volunteers.placements import domain as placements
from volunteers.spaces import domain as spaces
from volunteers.urgent_needs import domain as needs

DAYS = st.dates(date(2009, 1, 1), date(2030, 12, 31))
LEVELS = st.sampled_from(checks.LEVELS)
MONDAY = date(2010, 1, 4)


@st.composite
def recorded(draw: st.DrawFn) -> checks.Check:
    issued = draw(DAYS)
    return checks.Check(draw(LEVELS), issued, issued + timedelta(days=draw(st.integers(0, 1500))))


@given(LEVELS, st.lists(recorded(), max_size=6), DAYS)
def test_only_a_check_in_force_of_the_level_or_above_opens_a_place(
    needed: str, held: list[checks.Check], day: date
) -> None:
    enough = needed == "none" or any(
        check.issued_on <= day <= check.expires_on
        and checks.LEVELS.index(check.level) >= checks.LEVELS.index(needed)
        for check in held
    )
    try:
        checks.is_checked_well_enough(needed, held, day)
    except (checks.CheckHasRunOut, checks.CheckLevelIsTooLow):
        assert not enough
    else:
        assert enough


def test_a_check_holds_on_its_last_day_and_not_the_day_after() -> None:
    check = checks.Check("enhanced", MONDAY, date(2013, 1, 3))
    checks.is_checked_well_enough("standard", [check], date(2013, 1, 3))
    with pytest.raises(checks.CheckHasRunOut, match="2013-01-03"):
        checks.is_checked_well_enough("standard", [check], date(2013, 1, 4))
    with pytest.raises(checks.CheckLevelIsTooLow, match="has enhanced"):
        checks.is_checked_well_enough("enhanced-barred", [check], date(2013, 1, 3))


def test_a_level_that_is_not_known_is_the_highest() -> None:
    assert checks.rank("advanced") == checks.rank("enhanced-barred")


@given(
    st.lists(
        st.builds(
            opportunities.RoleWanted,
            st.sampled_from(["steward", "cook"]),
            st.just("A role"),
            st.integers(0, 50),
        ),
        max_size=5,
    ),
    st.integers(0, 200),
)
def test_an_awards_roles_offer_at_least_its_places_and_nothing_empty(
    roles: list[opportunities.RoleWanted], places: int
) -> None:
    opened = opportunities.roles_of_an_award(roles, places, "A choir")
    assert sum(role.places for role in opened) == max(places, sum(role.places for role in roles))
    assert all(role.places > 0 for role in opened)


@given(DAYS, st.integers(0, 365))
def test_every_day_takes_up_each_day_once(start: date, more: int) -> None:
    days = opportunities.days_taken_up("every-day", start, start + timedelta(days=more))
    assert len(set(days)) == len(days) == more + 1
    assert (days[0], days[-1]) == (start, start + timedelta(days=more))


def test_by_arrangement_and_without_an_end_nothing_is_booked() -> None:
    assert opportunities.days_taken_up("by-arrangement", MONDAY, MONDAY) == []
    assert opportunities.days_taken_up("every-day", MONDAY, None) == []
    with pytest.raises(opportunities.EveryDayIsTooLong):
        opportunities.days_taken_up("every-day", MONDAY, MONDAY + timedelta(days=366))


@given(*(st.none() | DAYS for _ in range(4)), DAYS)
def test_a_placement_lies_within_its_opportunity(
    first: date | None, last: date | None, start: date | None, end: date | None, day: date
) -> None:
    try:
        begins, ends = placements.dates_within((first, last), (start, end), day)
    except placements.DatesAreOutsideTheOpportunity:
        return
    assert begins is None or first is None or begins >= first
    assert ends is None or last is None or ends <= last
    assert begins is None or ends is None or begins <= ends
    assert begins == start or begins is None or begins >= day


@given(st.lists(st.integers(-1440, 1440), max_size=40))
def test_no_day_gets_longer_than_24_hours(changes: list[int]) -> None:
    total = 0
    for change in changes:
        try:
            total = hours.within_one_day(total, change)
        except hours.ADayHasTwentyFourHours:
            assert total + change > 1440
        assert total <= 1440


def test_volunteers_enter_their_own_time_for_92_days() -> None:
    today = date(2010, 7, 1)
    assert hours.may_still_be_told_by_the_volunteer(today - timedelta(days=92), today)
    assert not hours.may_still_be_told_by_the_volunteer(today - timedelta(days=93), today)
    assert not hours.may_still_be_told_by_the_volunteer(today + timedelta(days=1), today)


def test_the_pledge_is_the_documents() -> None:
    assert spaces.PLEDGED_MINUTES_A_YEAR == 104 * 60
    assert spaces.TARGET_MINUTES_A_YEAR == 2080 * 60
    june = date(2010, 6, 1)
    assert spaces.weekly_pledge(120, june, None) == 104 * 60
    with pytest.raises(spaces.PledgeIsTwoHoursAWeek):
        spaces.weekly_pledge(119, june, None)
    assert spaces.weekly_pledge(1440, june, june) == 1440 * 52
    with pytest.raises(spaces.APledgeFitsIntoItsPeriod):
        spaces.weekly_pledge(1441, june, june)


MAY, JULY = date(2010, 5, 1), date(2010, 7, 31)


@pytest.mark.parametrize(
    ("pledge", "available", "days"),
    [
        ((MONDAY, None), (None, None), (MONDAY, None)),
        ((MAY, None), (MAY, JULY), (MAY, JULY)),
        ((MAY, JULY), (MAY, JULY), (MAY, JULY)),
        ((JULY, None), (MAY, None), (JULY, None)),
    ],
)
def test_a_pledge_lasts_as_long_as_the_offer_at_most(
    pledge: Any, available: Any, days: tuple[date, date | None]
) -> None:
    assert spaces.days_of_a_pledge(pledge, available) == days


@pytest.mark.parametrize(
    ("pledge", "available"),
    [
        ((MAY - timedelta(days=1), None), (MAY, None)),
        ((JULY + timedelta(days=1), None), (None, JULY)),
        ((MAY, JULY + timedelta(days=1)), (MAY, JULY)),
    ],
)
def test_a_pledge_outside_the_offer_is_refused(pledge: Any, available: Any) -> None:
    with pytest.raises(spaces.APledgeLiesWithinTheOffer):
        spaces.days_of_a_pledge(pledge, available)


def test_a_use_counts_between_the_days_of_its_pledge() -> None:
    for day in (MAY, JULY):
        spaces.use_lies_within_the_pledge(day, MAY, JULY)
    for day in (MAY - timedelta(days=1), JULY + timedelta(days=1)):
        with pytest.raises(spaces.UseIsOutsideThePledge):
            spaces.use_lies_within_the_pledge(day, MAY, JULY)


def test_a_space_is_used_24_hours_a_day_at_most() -> None:
    spaces.used_within_one_day(1320, 120)
    with pytest.raises(spaces.ASpaceHasTwentyFourHoursADay):
        spaces.used_within_one_day(1320, 121)


def test_a_step_comes_on_or_after_the_days_of_those_before() -> None:
    comes_after(MAY, {"was offered": MAY, "was released": None})
    with pytest.raises(BeforeWhatItFollows, match="It was offered on 2010-07-31"):
        comes_after(MAY, {"was offered": JULY})


def test_a_concentrated_pledge_is_as_long_and_fits_into_its_period() -> None:
    june, august = date(2010, 6, 1), date(2010, 8, 31)
    assert spaces.concentrated_pledge(6240, june, august) == 120
    with pytest.raises(spaces.PledgeIsTwoHoursAWeek):
        spaces.concentrated_pledge(6239, june, august)
    with pytest.raises(spaces.APledgeFitsIntoItsPeriod):
        spaces.concentrated_pledge(6240, june, june + timedelta(days=3))


def wanted(*facilities: str) -> needs.Wanted:
    return needs.Wanted("W1", "Harrow Road", facilities, MONDAY, MONDAY + timedelta(days=2))


def offered(**more: object) -> needs.Offered:
    values = {
        "ward": "W1",
        "ward_name": "Harrow Road",
        "facilities": ("kitchen",),
        "available_from": None,
        "available_until": None,
        **more,
    }
    return needs.Offered(**values)  # type: ignore[arg-type]  # values of a test


def against(space: needs.Offered, *facilities: str) -> list[str]:
    reasons = needs.reasons_for(wanted(*facilities), space)
    assert needs.fits(reasons) == all(reason.speaks_for for reason in reasons)
    return [reason.sentence for reason in reasons if not reason.speaks_for]


def test_a_space_that_fits_says_why() -> None:
    reasons = needs.reasons_for(wanted("kitchen"), offered())
    assert needs.fits(reasons)
    assert [reason.sentence for reason in reasons] == [
        "It is in Harrow Road.",
        "It has: kitchen.",
        "It is free now.",
        "No other urgent need has it.",
    ]


def test_a_space_that_does_not_fit_says_why_not() -> None:
    assert against(offered(ward="W2", ward_name="Warwick")) == [
        "It is in Warwick, not in Harrow Road."
    ]
    assert against(offered(), "kitchen", "step-free") == ["It does not have: step free."]
    later = MONDAY + timedelta(days=3)
    assert against(offered(available_from=later)) == ["It is free only from 7 January 2010."]
    assert against(offered(available_until=MONDAY)) == ["It is free only until 4 January 2010."]
    gone = MONDAY - timedelta(days=1)
    assert against(offered(available_until=gone)) == ["It was free only until 3 January 2010."]
    assert against(offered(taken=True)) == ["It is given to an urgent need already."]
    assert against(offered(available_from=MONDAY + timedelta(days=1))) == []
