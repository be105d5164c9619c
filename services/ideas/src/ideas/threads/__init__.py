"""The public thread of one idea."""
