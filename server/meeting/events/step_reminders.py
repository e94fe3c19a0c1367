"""What has happened: reminders of steps before they are due."""

from ..value import value


@value
class StepRemindingSet:
    language: str
    days: int


Event = StepRemindingSet
