"""What became of funded projects."""
