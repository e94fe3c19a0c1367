"""What is true after something was made ready for the meeting."""

from dataclasses import replace
from typing import assert_never

from .. import events as e
from ..model import Meeting


def after(meeting: Meeting, event: e.preparation.Event, entry: e.Entry) -> Meeting:
    match event:
        case e.PreparationAsked():
            each = {**meeting.preparation, event.seat: event.words}
            return replace(meeting, preparation={seat: words for seat, words in each.items() if words})
        case e.AgendaSet():
            return replace(meeting, agenda=event.words)
        case e.ReportReferredTo():
            known = {report.id: report for report in meeting.reports} | {event.report.id: event.report}
            return replace(meeting, reports=tuple(known.values()))
        case e.ReportDropped():
            return replace(meeting, reports=tuple(each for each in meeting.reports if each.id != event.report))
        case _:
            assert_never(event)
