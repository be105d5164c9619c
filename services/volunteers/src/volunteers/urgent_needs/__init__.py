"""What a community needs at once, and the spaces that would do."""
