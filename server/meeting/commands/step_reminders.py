"""What somebody asks for: reminders of steps before they are due."""

from ..value import value


@value
class SetStepReminding:
    """Remind everyone of their steps so many days before they are due, in a language; "" for nobody."""

    language: str = ""
    days: int = 3


@value
class AskStepReminder:
    """The program itself: it is time to remind somebody of these steps."""

    mail: str
    seat: str
    steps: frozenset[str]


@value
class EndStepReminding:
    """The program itself: the next meeting of the case has made another plan."""


Command = SetStepReminding | AskStepReminder | EndStepReminding
