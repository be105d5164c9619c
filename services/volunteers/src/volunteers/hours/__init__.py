"""Minutes that volunteers gave, day by day, and corrections to them."""
