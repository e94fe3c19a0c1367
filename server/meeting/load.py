"""How much the family carries: meetings, visits and tasks in a week, before the plan and after it."""

from datetime import date

from .model import Load, Meeting, Seat

MOST_THINGS = 40
"""Of one sort in a week; more is a slip of the finger."""


def family(meeting: Meeting) -> tuple[Seat, ...]:
    """Those whose load is counted, in the order of their seats."""
    return tuple(seat for seat in meeting.seats.values() if seat.roles & set(meeting.format.family))


def before(load: Load) -> int:
    """Things in a week without the plan."""
    return load.meetings + load.visits + load.tasks


def after(meeting: Meeting, seat: Seat) -> int:
    """Things in a week with the plan: what there was, what the plan adds, and the person's own steps."""
    load = meeting.loads.get(seat.id, Load())
    return before(load) + load.more_meetings + load.more_visits + tasks_a_week(meeting, seat)


def tasks_a_week(meeting: Meeting, seat: Seat) -> int:
    """The steps of a person, spread over the weeks until the next meeting, rounded up."""
    steps = sum(step.owner == seat.id for step in meeting.steps)
    return -(-steps // _weeks(meeting))


def too_much(meeting: Meeting) -> tuple[Seat, ...]:
    """Those of the family who would have more in a week than one should ask of anybody."""
    most = meeting.format.most_load
    return tuple(seat for seat in family(meeting) if most and after(meeting, seat) > most)


def _weeks(meeting: Meeting) -> int:
    """Whole weeks from this meeting to the next one, or to the last date in the plan; at least one."""
    begins = meeting.sat_down or meeting.began
    ends: date | None = max((step.due for step in meeting.steps if step.due), default=None)
    if meeting.next_starts is not None:
        ends = meeting.next_starts.date()
    if begins is None or ends is None:
        return 1
    return max(1, (ends - begins.date()).days // 7)
