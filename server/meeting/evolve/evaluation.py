"""What is true after somebody has said how the last plan came out."""

from dataclasses import replace
from typing import assert_never

from .. import events as e
from ..model import Evaluated, Meeting, Now
from .hands import by_hand, did


def after(meeting: Meeting, event: e.evaluation.Event, entry: e.Entry) -> Meeting:
    return did(_evaluate(meeting, event, entry), entry)


def _evaluate(meeting: Meeting, event: e.evaluation.Event, entry: e.Entry) -> Meeting:
    match event:
        case e.StepEvaluated():
            said = Evaluated(event.outcome, event.note, event.seat, event.absent)
            evaluated = replace(meeting, evaluated={**meeting.evaluated, event.step: said})
            return by_hand(evaluated, f"outcome:{event.step}", entry)
        case e.HelpSaid():
            helped = {**meeting.helped.get(event.step, {}), event.seat: event.help}
            told = replace(meeting, helped={**meeting.helped, event.step: helped})
            return by_hand(told, f"help:{event.step}:{event.seat}", entry)
        case e.PastAnswered():
            now = meeting.nearer.get(event.goal, Now())
            now = replace(now, scale={**now.scale, event.seat: event.value})
            answered = replace(meeting, nearer={**meeting.nearer, event.goal: now})
            return by_hand(answered, f"nearer:{event.goal}:{event.seat}", entry)
        case e.PastShown():
            shown = replace(meeting.nearer.get(event.goal, Now()), shown=True)
            return replace(meeting, nearer={**meeting.nearer, event.goal: shown})
        case _:
            assert_never(event)
