"""Deciding about the course of a meeting: its head, its stages, breaking off."""

from . import commands as c
from . import events as e
from .checks import clean_title, clean_words, known_record_kind, refusal, sensible_start
from .choice import goals_of_choice
from .events import Events
from .format import Stage
from .holes import unmet
from .model import Meeting
from .refusals import Reason, Refused


def place_of(meeting: Meeting, stage_id: str) -> int:
    try:
        return meeting.format.position(stage_id)
    except KeyError:
        raise refusal(meeting, Reason.OTHER_STAGE) from None


def amend_meeting(meeting: Meeting, command: c.AmendMeeting) -> Events:
    sensible_start(command.starts)
    amended = e.MeetingAmended(
        clean_title(command.title),
        clean_words(command.purpose),
        clean_words(command.place, 200),
        command.starts,
        clean_words(command.case_number, 80),
        command.initials,
        known_record_kind(command.record_kind),
    )
    if meeting.format.child and amended.title != meeting.title:
        raise Refused(Reason.THE_CHILDS)
    before = e.MeetingAmended(
        meeting.title,
        meeting.purpose,
        meeting.place,
        meeting.starts,
        meeting.case_number,
        meeting.initials,
        meeting.record_kind,
    )
    return () if amended == before else (amended,)


def advance(meeting: Meeting, command: c.AdvanceStage) -> Events:
    if command.leaving != meeting.stage_id:
        raise refusal(meeting, Reason.OTHER_STAGE)
    here = meeting.course.index(meeting.stage)
    if here + 1 == len(meeting.course):
        raise Refused(Reason.LAST_STAGE)
    despite = words_despite(meeting, meeting.stage.needs, command.despite)
    following = meeting.course[here + 1].id
    advanced = (e.StageAdvanced(following, despite), *goals_of_choice(meeting, following))
    return advanced if meeting.began else (e.MeetingBegan(), *advanced)


def step_back(meeting: Meeting, command: c.StepBack) -> Events:
    if command.leaving != meeting.stage_id:
        raise refusal(meeting, Reason.OTHER_STAGE)
    here = meeting.course.index(meeting.stage)
    if here == 0:
        raise Refused(Reason.FIRST_STAGE)
    returned = e.StageReturned(meeting.course[here - 1].id)
    return (e.PlanReopened(meeting.freeze.number, ""), returned) if meeting.freeze else (returned,)


def words_despite(meeting: Meeting, needs: tuple[str, ...], despite: str) -> str:
    """The words of a decision to go on although something is missing; "" where nothing is."""
    holes = unmet(meeting, needs)
    if not holes:
        return ""
    words = clean_words(despite, 500)
    if not words:
        raise Refused(Reason.MISSING, holes, count=str(len(holes)))
    return words


def known_stage(meeting: Meeting, stage_id: str) -> Stage:
    try:
        return meeting.format.stage(stage_id)
    except KeyError:
        raise Refused(Reason.NO_SUCH_STAGE) from None


def still_to_come(meeting: Meeting, stage_id: str) -> int:
    """Where a stage stands that nobody has been in yet; never the last, where the meeting is signed and closed."""
    place = meeting.format.position(known_stage(meeting, stage_id).id)
    if not meeting.format.position(meeting.stage_id) < place < len(meeting.format.stages) - 1:
        raise Refused(Reason.STAGE_BEHIND)
    if stage_id in meeting.stage_began:
        # One has been there and stepped back: what was done there stays in its place.
        raise Refused(Reason.STAGE_BEHIND)
    return place


def move_stage(meeting: Meeting, command: c.MoveStage) -> Events:
    still_to_come(meeting, command.stage)
    first = meeting.format.position(meeting.stage_id) + 1
    while meeting.format.stages[first].id in meeting.stage_began:
        first += 1
    place = max(first, min(command.place, len(meeting.format.stages) - 2))
    return () if meeting.format.position(command.stage) == place else (e.StageMoved(command.stage, place),)


def has_begun(meeting: Meeting) -> None:
    if meeting.began is None:
        raise Refused(Reason.NOT_BEGUN)


def break_off(meeting: Meeting, command: c.BreakOff) -> Events:
    has_begun(meeting)
    sensible_start(command.starts)
    why = clean_words(command.why, 500)
    if not why:
        raise Refused(Reason.NO_WORDS)
    return (e.MeetingBrokenOff(why, command.starts),)
