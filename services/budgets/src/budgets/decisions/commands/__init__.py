"""Opening a decision, voting, and closing it."""
