"""What a service's web side tells Prometheus."""

from __future__ import annotations

from prometheus_client import Counter, Histogram

REQUEST_SECONDS = Histogram(
    "civic_request_seconds", "Time to answer a request", ["method", "route", "status"]
)

REFUSALS = Counter("civic_refusals_total", "Requests refused for who asked", ["code", "signed_in"])
