"""Who is to be reminded of their steps, and when: some days before, once, of what nobody has said to be done.

The plan that was signed keeps its dates; another date comes with the plan of the next meeting of the case, and then
nobody is reminded of this one any more.
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from . import commands as c
from . import events as e
from .afterwards import after_closing, open_steps
from .checks import free_id, known_language
from .comments import AT_NIGHT
from .events import Events
from .mail import MOST_MAILS, Mail, Matter
from .model import Meeting, Seat, Step
from .policy import at_home
from .refusals import Reason, Refused

DAYS = 3
"""Before a step is due its owner is reminded, if nobody says otherwise."""
MOST_DAYS = 30
IN_THE_MORNING = time(6, 0, tzinfo=AT_NIGHT.tzinfo)
"""When somebody is reminded who is to be reminded on a day."""


def waiting(meeting: Meeting, seat: Seat) -> Sequence[Step]:
    """Somebody's steps with a day that are not finished, the earliest first."""
    mine = (step for step in open_steps(meeting, date.max) if meeting.seat_of(step.owner or "") == seat)
    return tuple(mine) if at_home(seat) else ()


def to_remind_of(meeting: Meeting, seat: Seat, now: datetime) -> Sequence[Step]:
    """Of which steps somebody is to be reminded now, by mail or otherwise: once a day, and of each once."""
    return tuple(step for step, at in _planned(meeting, seat) if at <= now < _over(step))


def reminded_next(meeting: Meeting) -> Sequence[datetime]:
    """When somebody with an address will be reminded of steps."""
    return [at for seat in meeting.seats.values() if seat.email for _, at in _planned(meeting, seat)]


def is_to_be_told(meeting: Meeting, seat_id: str, step_id: str) -> bool:
    """Is somebody still to be reminded of this step, now or later?"""
    seat = meeting.seat_of(seat_id)
    return seat is not None and any(step.id == step_id for step, _ in _planned(meeting, seat))


def still_of_use(meeting: Meeting, mail: Mail, now: datetime) -> bool:
    """Is there still one of the steps that a mail reminds of?"""
    return bool(meeting.step_reminding) and any(now < _over(step) for step in spoken_of(meeting, mail.seat, mail.steps))


def spoken_of(meeting: Meeting, seat_id: str, steps: Sequence[str]) -> Sequence[Step]:
    """Those of the steps that somebody still waits for."""
    seat = meeting.seat_of(seat_id)
    return [step for step in waiting(meeting, seat) if step.id in steps] if seat else ()


# Deciding -----------------------------------------------------------------------------------------------------------


def set_step_reminding(meeting: Meeting, command: c.SetStepReminding) -> Events:
    if command.language:
        after_closing(meeting)
        known_language(command.language)
    if not 1 <= command.days <= MOST_DAYS:
        raise Refused(Reason.BAD_DAYS, most=str(MOST_DAYS))
    return (e.StepRemindingSet(command.language, command.days),)


def ask_step_reminder(meeting: Meeting, command: c.AskStepReminder) -> Events:
    free_id(command.mail, meeting.mails, MOST_MAILS, len(meeting.mails))
    seat = meeting.seat_of(command.seat)
    steps = tuple(step.id for step, _ in _planned(meeting, seat) if step.id in command.steps) if seat else ()
    if seat is None or not steps:
        return ()
    return (e.MailAsked(command.mail, Matter.STEPS, seat.id, meeting.step_reminding, "", False, steps),)


def end_step_reminding(meeting: Meeting) -> Events:
    return (e.StepRemindingSet("", meeting.step_reminding_days),) if meeting.step_reminding else ()


# --------------------------------------------------------------------------------------------------------------------


def _planned(meeting: Meeting, seat: Seat) -> Sequence[tuple[Step, datetime]]:
    """Each step that somebody is still to be reminded of, and from when."""
    if not meeting.step_reminding:
        return ()
    mails = [mail for mail in meeting.mails.values() if mail.matter is Matter.STEPS and mail.seat == seat.id]
    told = [told for told in meeting.told if told.matter is Matter.STEPS and told.seat == seat.id and not told.mail]
    lately = max((mail.asked for mail in mails), default=None)
    # One mail a day: what is added the same day waits for the next morning.
    not_before = datetime.combine(lately.date() + timedelta(days=1), IN_THE_MORNING) if lately else None
    found = []
    for step in waiting(meeting, seat):
        at = _from(meeting, step)
        if any(step.id in mail.steps for mail in mails) or any(each.at >= at for each in told):
            continue
        found.append((step, max(at, not_before) if not_before else at))
    return found


def _from(meeting: Meeting, step: Step) -> datetime:
    assert step.due is not None
    return datetime.combine(step.due - timedelta(days=meeting.step_reminding_days), IN_THE_MORNING)


def _over(step: Step) -> datetime:
    """From when a reminder of a step comes too late."""
    assert step.due is not None
    return datetime.combine(step.due + timedelta(days=1), AT_NIGHT)
