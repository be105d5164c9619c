"""Everything that was published, kept: what all figures of this service are made from."""
