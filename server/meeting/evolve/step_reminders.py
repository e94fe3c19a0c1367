"""What is true after it was said whether people are reminded of their steps."""

from dataclasses import replace

from .. import events as e
from ..model import Meeting


def after(meeting: Meeting, event: e.step_reminders.Event, entry: e.Entry) -> Meeting:
    return replace(meeting, step_reminding=event.language, step_reminding_days=event.days)
