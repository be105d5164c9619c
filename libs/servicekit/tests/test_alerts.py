"""What Prometheus is asked for exists: metrics, and the runbooks that alerts name."""

import re
from collections.abc import Iterable
from pathlib import Path

# Importing what a service imports registers its metrics.
import servicekit.messaging.measures
import servicekit.operations.measures  # noqa: F401
from prometheus_client import REGISTRY

ROOT = Path(__file__).parents[3]
RULES = (ROOT / "deploy" / "prometheus" / "alerts.yml").read_text()
RUNBOOKS = ROOT / "docs" / "runbooks"
_METRIC = re.compile(r"\bcivic_[a-z_]+\b")
# In pages for people: a setting or a package is called civic_ too.
_NO_METRICS = {"civic_database_url", "civic_contracts"}


def metrics() -> dict[str, set[str]]:
    """Every metric of the kit, with the names of its series."""
    found = {}
    for one in REGISTRY.collect():
        series = {one.name, f"{one.name}_total"} if one.type == "counter" else {one.name}
        if one.type == "histogram":
            series |= {f"{one.name}_{part}" for part in ("bucket", "count", "sum")}
        if one.name.startswith("civic_"):
            found[one.name] = series
    return found


def unknown_metrics(text: str) -> set[str]:
    """Names of ours that no service tells."""
    return {*_METRIC.findall(text)} - set[str]().union(*metrics().values())


def without_a_page(rules: str) -> list[str]:
    """Alerts whose runbook is missing or is no page."""
    alerts = re.split(r"- alert: ", rules)[1:]
    named = ((alert.split()[0], re.search(r"runbook: (\S+)", alert)) for alert in alerts)
    return [name for name, page in named if page is None or not (RUNBOOKS / page[1]).is_file()]


def untold(names: Iterable[str], page: str) -> list[str]:
    """Metrics that a page does not explain."""
    told = {*_METRIC.findall(page)}
    return [name for name in names if not metrics()[name] & told]


def test_every_metric_in_the_rules_exists() -> None:
    assert _METRIC.findall(RULES)
    assert unknown_metrics(RULES) == set()


def test_every_metric_in_the_runbooks_exists() -> None:
    pages = {
        page.name: unknown_metrics(page.read_text()) - _NO_METRICS for page in RUNBOOKS.glob("*.md")
    }
    assert {name: unknown for name, unknown in pages.items() if unknown} == {}


def test_every_alert_names_a_runbook() -> None:
    assert without_a_page(RULES) == []


def test_every_metric_is_explained() -> None:
    assert untold(metrics(), (RUNBOOKS / "metrics.md").read_text()) == []


def test_what_is_wrong_is_found() -> None:
    assert unknown_metrics("max(civic_inbox_poisson) > 0") == {"civic_inbox_poisson"}
    assert unknown_metrics("rate(civic_request_seconds_count[5m])") == set()
    assert without_a_page("- alert: A\n runbook: jobs.md\n- alert: B\n runbook: no.md\n") == ["B"]
    assert without_a_page("- alert: C\n expr: up\n") == ["C"]
    assert untold(["civic_jobs_due"], "`civic_jobs_poison`") == ["civic_jobs_due"]
