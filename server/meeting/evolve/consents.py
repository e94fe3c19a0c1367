"""What is true after somebody has said what is confidential, and who may know."""

from dataclasses import replace
from typing import assert_never

from .. import events as e
from ..model import Confidence, Consent, Ground, Meeting


def after(meeting: Meeting, event: e.consents.Event, entry: e.Entry) -> Meeting:
    match event:
        case e.ConcernedNamed():
            return replace(meeting, concerned=event.seats)
        case e.MarkedConfidential():
            mark = Confidence(event.subject, event.about, entry.by)
            return replace(meeting, confidences={**meeting.confidences, event.thing: mark})
        case e.ConfidenceLifted():
            marks = {thing: mark for thing, mark in meeting.confidences.items() if thing != event.thing}
            return replace(meeting, confidences=marks)
        case e.ConsentSaid():
            return replace(meeting, consents=(*meeting.consents, _consent(event, entry)))
        case e.ConsentWithdrawn():
            consents = tuple(
                replace(consent, withdrawn=entry.at) if consent.id == event.consent else consent
                for consent in meeting.consents
            )
            return replace(meeting, consents=consents)
        case e.GroundNoted():
            ground = Ground(
                event.ground, event.law, event.words, event.subjects, event.seats, event.sides, entry.by, entry.at
            )
            return replace(meeting, grounds=(*meeting.grounds, ground))
        case e.GroundDropped():
            return replace(meeting, grounds=tuple(each for each in meeting.grounds if each.id != event.ground))
        case e.BoundSaid():
            bound = meeting.bound | {event.seat} if event.bound else meeting.bound - {event.seat}
            return replace(meeting, bound=bound)
        case _:
            assert_never(event)


def _consent(event: e.ConsentSaid, entry: e.Entry) -> Consent:
    return Consent(
        event.consent,
        event.giver,
        event.name,
        event.own,
        event.subjects,
        event.seats,
        event.sides,
        event.agreed,
        event.written,
        entry.by,
        entry.at,
    )
