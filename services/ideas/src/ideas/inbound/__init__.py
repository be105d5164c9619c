"""What the other services tell, one file per subject kind."""
