"""What is true after the record was written or handed over, or it was said how long the data are kept."""

from dataclasses import replace
from typing import assert_never

from .. import events as e
from ..model import Meeting, Record, Said


def after(meeting: Meeting, event: e.keeping.Event, entry: e.Entry) -> Meeting:
    match event:
        case e.RecordHandedOver():
            return replace(meeting, handed_over=Said(entry.by, entry.at, event.how))
        case e.ErasingSet():
            erasing = Said(entry.by, entry.at, event.why, event.day) if event.day else None
            return replace(meeting, erasing=erasing)
        case e.ErasingHeld():
            return replace(meeting, held=Said(entry.by, entry.at, event.why))
        case e.ErasingReleased():
            return replace(meeting, held=None)
        case e.RecordWritten():
            return replace(meeting, record=Record(event.file, event.sha256, entry.at, event.seal))
        case _:
            assert_never(event)
