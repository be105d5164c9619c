"""One file per use case of an agreement."""
