"""What waits for officers, by what each proposal waits for."""
