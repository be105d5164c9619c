"""What a person can do something about: the commands tell it in words, without a trace."""

from civic_stack.environments import WrongBranding
from civic_stack.one_shot import CommandFailed
from civic_stack.ports import NoFreePorts
from civic_stack.postgres_binaries import PostgresMissing
from civic_stack.privileges import CannotDropPrivileges
from civic_stack.processes import NotReady
from civic_stack.rabbitmq_binaries import RabbitMissing
from civic_stack.run_folder import AlreadyRunning, StillInUse
from civic_stack.stack import AnotherAddress, PortTaken

EXPECTED = (
    *(AlreadyRunning, StillInUse, AnotherAddress, PortTaken, NoFreePorts, NotReady, CommandFailed),
    *(PostgresMissing, RabbitMissing, CannotDropPrivileges, WrongBranding),
)
