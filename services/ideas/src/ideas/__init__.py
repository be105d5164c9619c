"""Intake: ideas, answering, barriers, urgent need and the public thread."""
