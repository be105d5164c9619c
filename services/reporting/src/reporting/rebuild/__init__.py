"""The read models made anew from the log, compared with the live ones, and put in their place."""
