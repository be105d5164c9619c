"""Ward councillors decide, each ward for its share."""
