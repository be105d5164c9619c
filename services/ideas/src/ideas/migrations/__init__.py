"""The steps by which this service's tables came to be."""
