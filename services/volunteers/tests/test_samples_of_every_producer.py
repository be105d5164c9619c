"""Every producer's golden samples are read here: handled, ignored or parked, never refused."""

import civic_contracts
import pytest
from servicekit.sample_reading import verdict, verdicts
from volunteers.app import SERVICE

SAMPLES = civic_contracts.golden_samples()
VERDICTS = verdicts(SERVICE, SAMPLES.values())


@pytest.mark.parametrize("name", VERDICTS)
def test_a_sample_is_never_refused(name: str) -> None:
    expected = {"parked"} if name.endswith(" next") else {"handled", "ignored"}
    assert VERDICTS[name] in expected


def test_every_handler_hears_a_sample() -> None:
    handled = {name for name, told in VERDICTS.items() if told == "handled"}
    missed = {kind.event_type for kind in SERVICE.all_handlers().one_by_one} - handled
    assert missed == set()


def test_a_sample_that_is_broken_is_refused() -> None:
    award = SAMPLES["civic.budgets.award.made.v1"]
    broken = award.replace(b'"amount": ', b'"amount": "x", "was": ')
    assert broken != award
    assert verdict(SERVICE, broken).startswith("refused: invalid-payload")
