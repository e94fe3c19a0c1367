"""What has happened: reminders of steps before they are due."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StepRemindingSet:
    language: str
    days: int


Event = StepRemindingSet
