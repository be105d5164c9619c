"""``civic-reporting serve|migrate|…``."""

from servicekit.operations.command_line import command_line

from reporting.app import SERVICE

main = command_line(SERVICE)
