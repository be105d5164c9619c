"""Time that the council's departments give to a project or an area."""
