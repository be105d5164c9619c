"""Ideas: taken in, moderated, supported, withdrawn."""
