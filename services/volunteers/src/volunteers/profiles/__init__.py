"""A volunteer's own profile: what somebody can give, with their consent, under a person key."""
