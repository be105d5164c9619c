"""``civic-ideas serve|migrate|…``."""

from servicekit.operations.command_line import command_line

from ideas.app import SERVICE

main = command_line(SERVICE)
