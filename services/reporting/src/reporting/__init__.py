"""Dashboards and open data from the event stream alone."""
