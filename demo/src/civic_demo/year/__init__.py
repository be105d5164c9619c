"""A busy year: some 2,000 ideas over 20 wards, from October 2010 to September 2011."""

from civic_demo.year.calendar import year_case

__all__ = ["year_case"]
