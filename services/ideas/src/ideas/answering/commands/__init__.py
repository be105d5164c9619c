"""What officers do for an idea, one file per use case."""
