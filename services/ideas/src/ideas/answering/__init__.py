"""Who answers for an idea, and by when."""
