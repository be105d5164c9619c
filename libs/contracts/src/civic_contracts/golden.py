"""The golden samples that are part of the package: one valid message for each event."""

from pathlib import Path

SAMPLES = Path(__file__).with_name("samples")


def golden_samples() -> dict[str, bytes]:
    """Every event's type with the body of its golden sample; for a consumer's own tests."""
    return {path.stem: path.read_bytes() for path in sorted(SAMPLES.glob("*.json"))}
