"""Every producer's golden samples by every consumer: handled, ignored or parked, never refused."""

from __future__ import annotations

import budgets.app
import civic_contracts
import ideas.app
import pytest
import reporting.app
import volunteers.app
from servicekit import Service
from servicekit.sample_reading import verdict, verdicts

CONSUMERS = {
    service.name: service
    for service in (
        ideas.app.SERVICE,
        budgets.app.SERVICE,
        volunteers.app.SERVICE,
        reporting.app.SERVICE,
    )
}
SAMPLES = civic_contracts.golden_samples()
VERDICTS = {
    (name, sample): told
    for name, service in CONSUMERS.items()
    for sample, told in verdicts(service, SAMPLES.values()).items()
}

each_consumer = pytest.mark.parametrize("consumer", CONSUMERS.values(), ids=CONSUMERS)


@pytest.mark.parametrize(("consumer", "sample"), VERDICTS)
def test_a_sample_is_never_refused(consumer: str, sample: str) -> None:
    expected = {"parked"} if sample.endswith(" next") else {"handled", "ignored"}
    assert VERDICTS[consumer, sample] in expected


@each_consumer
def test_every_handler_hears_a_sample(consumer: Service) -> None:
    handled = {
        sample
        for (name, sample), told in VERDICTS.items()
        if name == consumer.name and told == "handled"
    }
    missed = {kind.event_type for kind in consumer.all_handlers().one_by_one} - handled
    assert missed == set()


@each_consumer
def test_a_sample_that_is_broken_is_refused(consumer: Service) -> None:
    award = SAMPLES["civic.budgets.award.made.v1"]
    broken = award.replace(b'"amount": ', b'"amount": "x", "was": ')
    assert broken != award
    assert verdict(consumer, broken).startswith("refused: invalid-payload")
