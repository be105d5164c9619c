"""What stands in the way of ideas."""
