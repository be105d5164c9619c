"""The real cases and the busy year, played through the public API."""
