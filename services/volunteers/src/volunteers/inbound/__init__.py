"""What arrives from the other services, one file per subject kind."""
