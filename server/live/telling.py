"""What everyone has to hear of an event: which panels to fetch again, and whether anybody's rights in cells moved."""

from ..meeting import events as e
from ..meeting.agreement import acceptance_of
from ..meeting.model import Board, Meeting

_PEOPLE = frozenset(
    {
        "people",
        "door",
        "stage",
        "signing",
        "confidentiality",
        "plan",
        "previous",
        "overview",
        "me",
        "reflections",
        "strengths",
        "views",
        "offers",
        "alerts",
        "parking",
        "lane",
        "floor",
        "hands",
        "topics",
        "choice",
        "load",
        "book",
        "child",
        "guide",
    }
)
_PLAN = frozenset({"plan", "offers", "stage", "me", "overview", "load", "child", "previous"})
_WHOLE = frozenset({"stage", "work", "minutes", "people", "me", "door", "code", "floor", "lane", "child", "guide"})
_BOARDS = frozenset({board.value for board in Board})
_FLOOR = frozenset({"floor", "lane"})
MARKED = _BOARDS | {"views"}
"""Panels that say of words whether another hand wrote them, and whether they have been confirmed."""

WORDS = (
    _PLAN | _BOARDS | {"views", "alerts", "reflections", "reason", "parts", "minutes", "choice", "opened", "signing"}
)
"""Panels that may show something confidential: whoever may see more or less than before fetches them again."""

_CHOICE = frozenset({"topics", "choice", "child", "stage"})
_BOOK = frozenset({"book", "child", "guide"})

OF_PAGES: frozenset[type[e.Event]] = frozenset(
    {
        e.PageAdded,
        e.PageRemoved,
        e.FaceSet,
        e.StickersSet,
        e.LineAdded,
        e.LineRemoved,
        e.DrawingCleared,
        e.FigurePlaced,
        e.FigureRemoved,
        e.PhotoPut,
        e.PageShared,
        e.PageHeeded,
    }
)
"""What is told only to those who may see the page, before or after: that a child is drawing is nobody's business."""

PANELS: dict[type[e.Event], frozenset[str]] = {
    e.MeetingOpened: _WHOLE,
    e.ClockMoved: frozenset(),
    e.DamageFound: WORDS | _BOOK | {"lane", "me"},
    e.Lost: _WHOLE | WORDS | _BOOK,
    e.PlanBrought: _WHOLE,
    e.PersonInvited: _PEOPLE,
    e.PersonAmended: _PEOPLE,
    e.MeetingAmended: _WHOLE,
    e.StageRenamed: _WHOLE,
    e.StageSkipped: _WHOLE,
    e.StageRestored: _WHOLE,
    e.StageMoved: _WHOLE,
    e.GuestAsked: frozenset({"door"}),
    e.GuestAdmitted: _PEOPLE,
    e.GuestMatched: _PEOPLE,
    e.GuestTurnedAway: frozenset({"door"}),
    e.PersonArrived: _PEOPLE,
    e.PersonDeparted: _PEOPLE | _FLOOR | {"opened"},
    e.PersonExcused: _PEOPLE,
    e.PersonTakenOut: _PEOPLE | _FLOOR,
    e.LeadHandedOver: _PEOPLE | _WHOLE,
    e.PersonAided: _PEOPLE,
    e.WordsConfirmed: frozenset({"me", "people", "stage", "child"}) | MARKED,
    e.PageAdded: _BOOK,
    e.PageRemoved: _BOOK | {"opened"},
    e.PageShared: _BOOK | {"opened"},
    e.FaceSet: _BOOK | {"opened"},
    e.StickersSet: _BOOK | {"opened"},
    e.LineAdded: _BOOK | {"opened"},
    e.LineRemoved: _BOOK | {"opened"},
    e.DrawingCleared: _BOOK | {"opened"},
    e.FigurePlaced: _BOOK | {"opened"},
    e.FigureRemoved: _BOOK | {"opened"},
    e.PhotoPut: _BOOK | {"opened"},
    e.PageHeeded: _BOOK,
    e.PageOpened: _BOOK | {"opened"},
    e.PageClosed: _BOOK | {"opened"},
    e.MeetingNamed: _WHOLE | {"book"},
    e.GuideNamed: _PEOPLE,
    e.TopicChosen: _CHOICE | _PLAN,
    e.TopicDropped: _CHOICE | _PLAN,
    e.TopicMoved: _CHOICE | _PLAN,
    e.HearingChosen: frozenset({"views", "child", "guide"}),
    e.LoadSet: frozenset({"load", "stage"}),
    e.LetterWritten: frozenset({"work", "stage"}),
    e.LetterGiven: frozenset({"work", "stage", "child"}),
    e.MeetingBegan: _WHOLE,
    e.StageAdvanced: _WHOLE,
    e.StageReturned: _WHOLE,
    e.TurnedTo: frozenset({"work", "stage", "child"}),
    e.MeetingPaused: frozenset({"stage", "work", "floor", "lane", "child"}),
    e.MeetingResumed: frozenset({"stage", "work", "floor", "lane", "child"}),
    e.FloorAsked: _FLOOR,
    e.FloorGiven: _FLOOR,
    e.FloorLeft: _FLOOR,
    e.ConfidentialityAcknowledged: frozenset({"confidentiality", "people", "stage", "child"}),
    e.CardAdded: _BOARDS | {"lane", "choice", "child"},
    e.CardRemoved: _BOARDS | {"stage", "choice", "child"},
    e.OfferTakenUp: _PLAN,
    e.WorriesOpened: frozenset({"plan", "strengths", "stage"}),
    e.ViewsShown: frozenset({"views", "stage", "me", "child", "guide"}),
    e.ScaleAnswered: frozenset({"plan", "me", "lane"}),
    e.ScaleShown: frozenset({"plan"}),
    e.AreaSet: frozenset({"plan", "overview"}),
    e.AlertAdded: frozenset({"alerts"}),
    e.AlertRemoved: frozenset({"alerts"}),
    e.AlertSet: frozenset({"alerts"}),
    e.HubNamed: frozenset({"alerts", "people", "stage"}),
    e.GoalAdded: _PLAN,
    e.GoalRemoved: _PLAN,
    e.GoalMoved: frozenset({"plan", "overview"}),
    e.StepAdded: _PLAN,
    e.StepRemoved: _PLAN,
    e.StepMoved: frozenset({"plan", "overview"}),
    e.StepGiven: _PLAN,
    e.DueSet: _PLAN,
    e.KindSet: frozenset({"plan", "overview"}),
    e.AfterSet: _PLAN,
    e.StepAccepted: _PLAN,
    e.StepDeclined: _PLAN,
    e.TextChanged: frozenset(),
    e.NextMeetingSet: frozenset({"next", "stage", "overview", "load", "child"}),
    e.PreparationAsked: frozenset(),
    e.AgendaSet: frozenset({"work"}),
    e.ReportReferredTo: frozenset(),
    e.ReportDropped: frozenset(),
    e.TimesOffered: frozenset(),
    e.PollAnswered: frozenset(),
    e.TimeSettled: frozenset(),
    e.ContributionWritten: frozenset({"views"}),
    e.ContributionTakenBack: frozenset({"views"}),
    e.MeetingCalled: frozenset({"calling", "overview", "stage"}),
    e.CaseLabelled: frozenset(),
    e.ConcernedNamed: frozenset(),
    e.MarkedConfidential: WORDS,
    e.ConfidenceLifted: WORDS,
    e.ConsentSaid: frozenset({"child"}),
    e.ConsentWithdrawn: frozenset({"child"}),
    e.GroundNoted: frozenset(),
    e.GroundDropped: frozenset(),
    e.BoundSaid: frozenset(),
    e.RecipientListed: frozenset(),
    e.RecipientUnlisted: frozenset(),
    e.CopyDelivered: frozenset(),
    e.StepEvaluated: frozenset({"previous", "stage", "child", "lane"}),
    e.HelpSaid: frozenset({"previous", "child", "lane"}),
    e.PastAnswered: frozenset({"previous", "lane"}),
    e.PastShown: frozenset({"previous", "plan"}),
    e.PlanFrozen: _WHOLE,
    e.PlanReopened: _WHOLE,
    e.PlanApproved: frozenset({"signing"}),
    e.PlanSigned: frozenset({"signing", "stage", "child"}),
    e.PlanSignedOnPaper: frozenset({"signing", "stage"}),
    e.SigningRefused: frozenset({"signing", "stage"}),
    e.MeetingBrokenOff: _WHOLE | _PEOPLE | {"opened"},
    e.MeetingContinued: _WHOLE | _PEOPLE,
    e.MeetingClosed: _WHOLE | {"book", "opened"},
    e.StepMarked: frozenset({"child"}),
    e.ChangeAsked: frozenset(),
    e.ChangeAnswered: frozenset(),
    e.NewsTold: frozenset(),
    e.CommentsSet: frozenset(),
    e.CommentAdded: frozenset(),
    e.CommentsLocked: frozenset(),
    e.AppendixWritten: frozenset(),
    e.RecordHandedOver: frozenset(),
    e.ErasingSet: frozenset(),
    e.ErasingHeld: frozenset(),
    e.ErasingReleased: frozenset(),
    e.RecordWritten: frozenset({"stage", "work"}),
    e.InvitationWorded: frozenset(),
    e.MeetingCancelled: _WHOLE,
    e.MeetingRevived: _WHOLE,
    e.AddressSet: frozenset(),
    e.MailAsked: frozenset(),
    e.MailAskedAgain: frozenset(),
    e.MailWithdrawn: frozenset(),
    e.MailBegun: frozenset(),
    e.MailSent: frozenset(),
    e.MailFailed: frozenset(),
    e.PersonTold: frozenset(),
    e.InvitationAnswered: _PEOPLE,
    e.DeputyWelcomed: frozenset(),
    e.DeputyDeclined: frozenset(),
    e.RemindingSet: frozenset(),
    e.StepRemindingSet: frozenset(),
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
        e.PersonTakenOut,
        e.LeadHandedOver,
        e.PersonAided,
        e.PageAdded,
        e.PageRemoved,
        e.PageShared,
        e.PageOpened,
        e.PageClosed,
        e.FigurePlaced,
        e.FigureRemoved,
        e.GuideNamed,
        e.TopicChosen,
        e.TopicDropped,
        e.HearingChosen,
        e.CardAdded,
        e.CardRemoved,
        e.OfferTakenUp,
        e.WorriesOpened,
        e.ViewsShown,
        e.AlertAdded,
        e.AlertRemoved,
        e.MeetingBrokenOff,
        e.MeetingContinued,
        e.MeetingCancelled,
        e.MeetingRevived,
        e.StageRenamed,
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
    """The panels that a letter moves: none, unless a hole opened or closed or a promise lost its words.

    The wish book is told of on a road of its own (Room).
    """
    if cell_id.startswith("wish:"):
        return frozenset()
    lane = frozenset({"lane"}) if before.wrote is not after.wrote else frozenset[str]()
    if bool(before.text(cell_id).strip()) != bool(after.text(cell_id).strip()):
        return lane | _panels_of_hole(after, cell_id)
    step_id = step_of(cell_id)
    new = after.step(step_id) if step_id else None
    if new is not None and new.promised:
        old = before.step(new.id)
        if old is not None and acceptance_of(before, old) is not acceptance_of(after, new):
            return lane | _PLAN
    return lane


def _panels_of_hole(meeting: Meeting, cell_id: str) -> frozenset[str]:
    """Where it is seen that a field is no longer empty, or is so again."""
    match cell_id.partition(":")[0]:
        case "reason" | "aim":
            return _PLAN | {"reason"}
        case "view":
            return frozenset({"views", "me", "lane"})
        case "praise":
            return frozenset({"views", "me", "lane"})
        case "card":
            card = meeting.card(cell_id.partition(":")[2])
            return frozenset({card.board.value, "plan", "stage", "me", "choice", "child"}) if card else frozenset()
        case "part":
            return frozenset({"stage"})
        case _:
            return _PLAN


def step_of(cell_id: str) -> str | None:
    """The step a cell belongs to, or None."""
    head, _, rest = cell_id.partition(":")
    return rest.partition(":")[0] if head == "step" else None
