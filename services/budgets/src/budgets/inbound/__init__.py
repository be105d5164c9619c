"""What is heard of other services, translated into this service's own doings."""
