"""The commands civic-count and civic-recount."""
