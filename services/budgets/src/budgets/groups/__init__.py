"""Groups that the volunteers service made known: possible applicants."""
