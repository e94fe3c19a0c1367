"""What everyone has to hear of an event: which panels to fetch again, and whether anybody's rights in cells moved."""

from ..meeting import events as e
from ..meeting.agreement import acceptance_of
from ..meeting.model import Meeting

_PEOPLE = frozenset({"people", "door", "stage", "signing", "confidentiality", "plan", "me", "reflections"})
_PLAN = frozenset({"plan", "stage", "me"})
_WHOLE = frozenset({"stage", "work", "minutes", "people", "me", "door", "code"})

PANELS: dict[type[e.Event], frozenset[str]] = {
    e.MeetingOpened: _WHOLE,
    e.PersonInvited: _PEOPLE,
    e.PersonAmended: _PEOPLE,
    e.MeetingAmended: _WHOLE,
    e.GuestAsked: frozenset({"door"}),
    e.GuestAdmitted: _PEOPLE,
    e.GuestMatched: _PEOPLE,
    e.GuestTurnedAway: frozenset({"door"}),
    e.PersonArrived: _PEOPLE,
    e.PersonDeparted: _PEOPLE,
    e.PersonExcused: _PEOPLE,
    e.MeetingBegan: _WHOLE,
    e.StageAdvanced: _WHOLE,
    e.StageReturned: _WHOLE,
    e.ConfidentialityAcknowledged: frozenset({"confidentiality", "people", "stage"}),
    e.GoalAdded: _PLAN,
    e.GoalRemoved: _PLAN,
    e.GoalMoved: frozenset({"plan"}),
    e.StepAdded: _PLAN,
    e.StepRemoved: _PLAN,
    e.StepMoved: frozenset({"plan"}),
    e.StepGiven: _PLAN,
    e.DueSet: _PLAN,
    e.StepAccepted: _PLAN,
    e.StepDeclined: _PLAN,
    e.TextChanged: frozenset(),
    e.NextMeetingSet: frozenset({"next", "stage"}),
    e.PlanFrozen: _WHOLE,
    e.PlanReopened: _WHOLE,
    e.PlanApproved: frozenset({"signing"}),
    e.PlanSigned: frozenset({"signing", "stage"}),
    e.SigningRefused: frozenset({"signing", "stage"}),
    e.MeetingClosed: _WHOLE,
    e.RecordWritten: frozenset({"stage", "work"}),
}
"""Event -> names of panels that show it."""

MOVES_RIGHTS: frozenset[type[e.Event]] = frozenset(
    {
        e.PersonInvited,
        e.PersonAmended,
        e.GuestAdmitted,
        e.GuestMatched,
        e.PersonArrived,
        e.PersonDeparted,
        e.StageAdvanced,
        e.StageReturned,
        e.GoalAdded,
        e.GoalRemoved,
        e.StepAdded,
        e.StepRemoved,
        e.PlanFrozen,
        e.PlanReopened,
        e.MeetingClosed,
    }
)
"""Events after which somebody may see or write other cells than before."""


def panels_of_text(before: Meeting, after: Meeting, cell_id: str) -> frozenset[str]:
    """The panels that a letter moves: none, unless a hole opened or closed or a promise lost its words."""
    if bool(before.text(cell_id).strip()) != bool(after.text(cell_id).strip()):
        return _PLAN | {"reason"} if cell_id in ("reason", "aim") else _PLAN
    step_id = step_of(cell_id)
    new = after.step(step_id) if step_id else None
    if new is not None and new.promised:
        old = before.step(new.id)
        if old is not None and acceptance_of(before, old) is not acceptance_of(after, new):
            return _PLAN
    return frozenset()


def step_of(cell_id: str) -> str | None:
    """The step a cell belongs to, or None."""
    head, _, rest = cell_id.partition(":")
    return rest.partition(":")[0] if head == "step" else None
