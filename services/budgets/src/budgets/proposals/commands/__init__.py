"""One file per use case of a proposal's life before the decision."""
