"""What everybody may see: figures of the city, its wards and themes, as JSON and as pages."""
