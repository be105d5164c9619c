"""Community groups, committees of groups, and how many members they have."""
