"""What can be done with ideas as they are taken in, one file per use case."""
