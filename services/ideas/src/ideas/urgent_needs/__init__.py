"""The crisis lane: needs with a clock of hours."""
