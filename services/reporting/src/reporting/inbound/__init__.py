"""What arrives, translated into the log and the read models."""
