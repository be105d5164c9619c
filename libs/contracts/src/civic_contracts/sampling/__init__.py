"""Golden samples: one plausible envelope per event, from the real cases."""

from civic_contracts.sampling.building import sample_of

__all__ = ["sample_of"]
