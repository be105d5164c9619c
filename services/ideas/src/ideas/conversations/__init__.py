"""Rounds of listening, their meetings and their table sheets."""
