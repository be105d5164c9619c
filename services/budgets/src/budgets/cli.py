"""``civic-budgets``: what an operator does with this service from a shell."""

from servicekit.operations.command_line import command_line

from budgets.app import SERVICE

main = command_line(SERVICE)
