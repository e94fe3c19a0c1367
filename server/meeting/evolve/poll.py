"""What is true after times were offered, answered, or one of them was settled."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import assert_never

from .. import events as e
from ..model import Can, Meeting, Poll


def after(meeting: Meeting, event: e.poll.Event, entry: e.Entry) -> Meeting:
    return replace(meeting, poll=_polled(meeting.poll, event, entry))


def _polled(poll: Poll | None, event: e.poll.Event, entry: e.Entry) -> Poll | None:
    match event:
        case e.TimesOffered(times=()):
            return None
        case e.TimesOffered():
            said = poll.answers if poll else {}
            kept = {seat: {time: can for time, can in of.items() if time in event.times} for seat, of in said.items()}
            answers: dict[str, Mapping[datetime, Can]] = {seat: of for seat, of in kept.items() if of}
            noted = {seat: by for seat, by in (poll.noted if poll else {}).items() if seat in answers}
            return Poll(event.times, answers, noted)
        case e.PollAnswered():
            if poll is None:
                return None
            answers = {**poll.answers, event.seat: {**poll.answers.get(event.seat, {}), **dict(event.said)}}
            by = "" if entry.by == event.seat else entry.by
            return replace(poll, answers=answers, noted={**poll.noted, event.seat: by})
        case e.TimeSettled():
            return replace(poll, settled=event.starts) if poll else None
        case _:
            assert_never(event)
