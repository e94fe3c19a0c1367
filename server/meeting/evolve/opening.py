"""What is true after a meeting was opened."""

from dataclasses import replace
from typing import assert_never

from .. import events as e
from ..bringing import kept
from ..model import Meeting, Page


def opened(event: e.MeetingOpened) -> Meeting:
    return Meeting(
        id=event.meeting,
        version=0,
        format=event.format,
        title=event.title,
        purpose=event.purpose,
        place=event.place,
        starts=event.starts,
        language=event.language,
        initials=event.initials,
        case_number=event.case_number,
        stage_id=event.format.stages[0].id,
        record_kind=event.record_kind,
        case=event.case,
        occasion=event.occasion,
        keeping=event.keeping,
        office=event.office,
        planned=event.format.stages,
        pages=tuple(Page(page.id) for page in event.format.book),
    )


def after(meeting: Meeting, event: e.opening.Event, entry: e.Entry) -> Meeting:
    match event:
        case e.MeetingOpened():
            return meeting
        case e.PlanBrought():
            return replace(
                meeting, previous=event.previous, confidences={**meeting.confidences, **kept(event.previous)}
            )
        case _:
            assert_never(event)
