"""Rooms, halls and empty buildings: offered, pledged, used, released."""
