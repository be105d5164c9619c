"""HTTP: routes with policies, commands once under a key, forms, problem details."""

from servicekit.web.command import Command
from servicekit.web.declared_forms import Form
from servicekit.web.done import Each, Silent
from servicekit.web.execution import Execute
from servicekit.web.forms import FormView
from servicekit.web.pages import ExecuteForm, Page
from servicekit.web.problems import Problem
from servicekit.web.routing import Api, Pages
from servicekit.web.runtime import CurrentActor, CurrentRuntime, Reading

__all__ = [
    "Api",
    "Command",
    "CurrentActor",
    "CurrentRuntime",
    "Each",
    "Execute",
    "ExecuteForm",
    "Form",
    "FormView",
    "Page",
    "Pages",
    "Problem",
    "Reading",
    "Silent",
]
