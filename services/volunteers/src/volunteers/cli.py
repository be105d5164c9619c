"""``civic-volunteers``: what an operator does with the service from a shell."""

from servicekit.operations.command_line import command_line

from volunteers.app import SERVICE

main = command_line(SERVICE)
