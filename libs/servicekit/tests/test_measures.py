"""Every metric is documented, and what is documented is measured."""

import re
from pathlib import Path
from uuid import uuid4

from prometheus_client import REGISTRY
from servicekit.messaging import measures
from servicekit.operations import measures as web_measures
from servicekit.process import Process
from test_inbox import delivery, process  # noqa: F401  (the fixture)

PAGE = (Path(__file__).parents[3] / "docs" / "architecture.md").read_text()


def measured() -> set[str]:
    """The names of the kit's metrics, as Prometheus shows them."""
    assert measures.LAG
    assert web_measures.REQUEST_SECONDS
    families = [one for one in REGISTRY.collect() if one.name.startswith("civic_")]
    return {one.name + ("_total" if one.type == "counter" else "") for one in families}


def test_the_architecture_names_every_metric_and_no_other() -> None:
    named = set(re.findall(r"`(civic_[a-z_]+)`", PAGE)) - {"civic_contracts", "civic_reference"}
    assert named == measured()


async def test_the_lag_of_a_batch_is_observed(process: Process) -> None:  # noqa: F811
    before = REGISTRY.get_sample_value("civic_inbox_lag_seconds_count") or 0
    await process.subscriber.inbox.take([delivery(uuid4(), 1)])
    assert REGISTRY.get_sample_value("civic_inbox_lag_seconds_count") == before + 1
