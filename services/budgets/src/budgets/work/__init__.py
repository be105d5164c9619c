"""What waits for officers and second persons, by what each proposal waits for."""
