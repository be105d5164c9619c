"""Second persons who approve as well, where the policy says so."""
