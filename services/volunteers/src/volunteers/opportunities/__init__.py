"""Places to help, opened by a funded project, an urgent need or a coordinator."""
