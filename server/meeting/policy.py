"""The one gate: who may do what, when. `decide` asks it to refuse, pages ask it whether to show a button, sockets ask
it whether a cell is written or only read."""

from collections.abc import Iterable

from . import commands as c
from .cells import KINDS, OWN, UNOPENED, all_cells, kind_of, owner_of, wishes_of
from .commands import Arrive, AskToEnter, Command, InvitePerson, NoteRecord, name_of
from .confidences import thing_of, withheld
from .events import HOUSE
from .format import granted
from .holes import may_worry
from .model import AT_THE_DOOR, TABLET, Board, Hearing, Meeting, Presence, Seat
from .model import PROJECTOR as PROJECTOR
from .pages import OF_THE_BOOK, guide_sees, is_child, is_guide, is_open, made_alone, sees_page
from .refusals import Reason

RESERVED = frozenset({HOUSE, PROJECTOR, TABLET})
"""Names that no seat may have."""

OF_THE_POST: frozenset[type] = frozenset({c.AskReminder, c.BeginMail, c.NoteMail})
"""What the program does with mails that somebody has asked for."""

OF_COMMENTS: frozenset[type] = frozenset({c.LockComments, c.NoteAppendix})
"""What the program does with comments when their time is over."""

OF_STEPS: frozenset[type] = frozenset({c.AskStepReminder, c.EndStepReminding})
"""What the program does so that somebody is reminded of their steps."""

HOUSE_MAY: frozenset[type] = (
    frozenset({AskToEnter, Arrive, InvitePerson, NoteRecord}) | OF_THE_POST | OF_COMMENTS | OF_STEPS
)
"""What happens without anybody at the table: the door, the organiser before the meeting, the program itself."""

AFTER_CLOSING: frozenset[type] = (
    frozenset({NoteRecord, c.WriteLetter, c.GiveLetter}) | OF_THE_POST | OF_COMMENTS | OF_STEPS
)

OF_THE_LETTER: frozenset[type] = frozenset({c.WriteLetter, c.GiveLetter})
"""What is done for the child when the plan stands, also by somebody who has left the table."""

WHILE_CANCELLED: frozenset[type] = OF_THE_POST | OF_THE_BOOK
"""What is done in a meeting that has been called off: its child keeps the book."""

AT_THE_DESK: frozenset[type] = frozenset(
    {
        c.LabelCase,
        c.AskToPrepare,
        c.SetAgenda,
        c.ReferToReport,
        c.DropReport,
        c.OfferTimes,
        c.NotePoll,
        c.SettleTime,
        c.NoteContribution,
        c.DropContribution,
        c.ConveneMeeting,
        c.CancelMeeting,
        c.ReviveMeeting,
        c.SetAddress,
        c.AskMail,
        c.AskMailAgain,
        c.WithdrawMail,
        c.NoteTold,
        c.NoteAnswer,
        c.WelcomeDeputy,
        c.DeclineDeputy,
        c.SetReminding,
        c.SetStepReminding,
        c.SetComments,
        c.NoteComment,
        c.NoteHandedOver,
        c.SetErasing,
        c.HoldErasing,
        c.ReleaseErasing,
        c.NameConcerned,
        c.MarkConfidential,
        c.LiftConfidence,
        c.SayConsent,
        c.WithdrawConsent,
        c.NoteGround,
        c.DropGround,
        c.SayBound,
        c.ListRecipient,
        c.UnlistRecipient,
        c.NoteDelivered,
    }
)
"""What whoever leads, or sends the record, does before and after the meeting, sitting at the table or not. The same in
every kind of meeting; whether its time has come is decided with each of them."""

FROM_HOME: frozenset[type] = frozenset(
    {
        c.AnswerInvitation,
        c.AnswerPoll,
        c.Contribute,
        c.TakeBackContribution,
        c.MarkConfidential,
        c.LiftConfidence,
        c.SayConsent,
        c.WithdrawConsent,
        c.MarkStep,
        c.AskChange,
        c.AnswerChange,
        c.TellNews,
        c.AddComment,
    }
)
"""What everybody of the meeting does on their own page, before and after it."""

WHILE_BROKEN_OFF: frozenset[type] = frozenset(
    {
        *HOUSE_MAY,
        *OF_THE_BOOK,
        c.ContinueMeeting,
        c.AmendMeeting,
        c.AmendPerson,
        c.Admit,
        c.TurnAway,
        c.Depart,
        c.Excuse,
        c.HandOver,
        c.AidPerson,
    }
)
"""People and dates may be put in order between two days; nothing is written and nothing signed."""


def lends(meeting: Meeting, who: str, hand: str) -> bool:
    """May this hand (a seat, or TABLET) do things for somebody who has no phone?"""
    seat = meeting.seat_of(who)
    if seat is None:
        return False
    helper = meeting.seat_of(hand)
    here = helper is not None and helper.presence is Presence.PRESENT
    if is_child(meeting, seat):
        # For the child nobody's hand but the guide's, also where the child has a phone; before the meeting, too.
        return here and helper is not None and is_guide(meeting, helper)
    if not seat.aided or meeting.format.leads in seat.roles:
        return False
    if hand == TABLET:
        return True
    if helper is None or not here:
        return False
    return seat.hand == helper.id or meeting.format.leads in helper.roles


def among(command: type, kinds: frozenset[type]) -> bool:
    """Is it one of these? A question without types: the type checker would hold every kind against every other."""
    return command in kinds


def may(meeting: Meeting, who: str, command: type[Command]) -> bool:
    """May this person do this kind of thing now?"""
    return gate(meeting, who, command) is None


def gate(meeting: Meeting, who: str, command: type[Command]) -> Reason | None:
    """Why this person may not do this kind of thing now, or None if they may."""
    if among(command, AT_THE_DESK) or among(command, FROM_HOME):
        return _away_from_the_table(meeting, meeting.seat_of(who), command)
    if meeting.closed and not among(command, AFTER_CLOSING):
        return Reason.CLOSED
    if meeting.broken_off and not among(command, WHILE_BROKEN_OFF):
        return Reason.BROKEN_OFF
    if meeting.cancelled and not among(command, WHILE_CANCELLED):
        return Reason.CANCELLED
    if who == HOUSE:
        return None if among(command, HOUSE_MAY) else Reason.NOT_YOUR_ROLE
    seat = meeting.seat_of(who)
    from_elsewhere = seat is not None and (
        (among(command, OF_THE_BOOK) and at_home(seat)) or (among(command, OF_THE_LETTER) and reads(seat))
    )
    if seat is None or not (seat.presence is Presence.PRESENT or from_elsewhere):
        return Reason.NOT_SEATED
    name = name_of(command)
    here = granted(meeting.format.may, seat.roles) | granted(meeting.stage.may, seat.roles)
    if name not in here:
        elsewhere = any(name in granted(stage.may, seat.roles) for stage in meeting.format.stages)
        return Reason.NOT_THIS_STAGE if elsewhere else Reason.NOT_YOUR_ROLE
    if meeting.freeze and name in meeting.format.frozen:
        return Reason.FROZEN
    return None


def never_theirs(meeting: Meeting, who: str, command: type[Command]) -> bool:
    """Is this not for this person to ask, whatever the time? Then whether it is so already is not for them either."""
    if among(command, AT_THE_DESK) or among(command, FROM_HOME):
        return _away_from_the_table(meeting, meeting.seat_of(who), command) is not None
    if who == HOUSE:
        return not among(command, HOUSE_MAY)
    seat = meeting.seat_of(who)
    if seat is None or not (seat.presence is Presence.PRESENT or (among(command, OF_THE_BOOK) and at_home(seat))):
        return True
    asked = (meeting.format.may, *(stage.may for stage in meeting.format.stages))
    return not any(name_of(command) in granted(may, seat.roles) for may in asked)


def _away_from_the_table(meeting: Meeting, seat: Seat | None, command: type[Command]) -> Reason | None:
    if seat is None or not at_home(seat):
        return Reason.NOT_SEATED
    return None if among(command, FROM_HOME) or at_desk(meeting, seat) else Reason.NOT_YOUR_ROLE


def at_desk(meeting: Meeting, seat: Seat) -> bool:
    """Somebody who sees to the meeting before and after it: who leads it, or sends its record."""
    return at_home(seat) and bool({meeting.format.leads, meeting.format.sends} & seat.roles)


def at_home(seat: Seat) -> bool:
    """Not at the table, and yet of this meeting: somebody who may have their wish book before them."""
    return seat.presence not in AT_THE_DOOR | {Presence.TAKEN_OUT}


def may_write(meeting: Meeting, who: str, cell_id: str) -> bool:
    """May this person write in this cell now?"""
    return write_gate(meeting, who, cell_id) is None


def write_gate(meeting: Meeting, who: str, cell_id: str) -> Reason | None:
    """Why this person may not write in this cell now, or None if they may. Whether they see it at all: sight.py."""
    if meeting.closed:
        return Reason.CLOSED
    seat = meeting.seat_of(who)
    kind = kind_of(meeting, cell_id)
    if kind == "wish":
        if seat is None or not at_home(seat):
            return Reason.NOT_SEATED
        return None if owner_of(meeting, cell_id) == seat.id else Reason.NOT_YOUR_CELL
    if seat is None or seat.presence is not Presence.PRESENT:
        return Reason.NOT_SEATED
    if meeting.cancelled:
        return Reason.CANCELLED
    if kind is None:
        return Reason.NO_SUCH_CELL
    if kind in OWN and owner_of(meeting, cell_id) != seat.id:
        return Reason.NOT_YOUR_CELL
    if reason := _kind_gate(meeting, seat, kind):
        return reason
    if kind == "card" and _chosen(meeting, cell_id) and not is_child(meeting, seat):
        return Reason.CHOSEN
    if kind == "view" and meeting.format.child and not meeting.text(f"praise:{seat.id}").strip():
        return Reason.PRAISE_FIRST
    return Reason.STRENGTHS_FIRST if _a_worry(cell_id) and not may_worry(meeting) else None


def _a_worry(cell_id: str) -> bool:
    return cell_id.startswith("goal:") and cell_id.endswith(":worries")


def _chosen(meeting: Meeting, cell_id: str) -> bool:
    """Is this a topic that the child has chosen? Its words are not to be turned any more."""
    card = meeting.card(cell_id.partition(":")[2])
    return card is not None and card.board is Board.TOPICS and card.id in meeting.chosen


def _kind_gate(meeting: Meeting, seat: Seat, kind: str) -> Reason | None:
    if meeting.closed:
        return Reason.CLOSED
    if meeting.broken_off:
        return Reason.BROKEN_OFF
    if kind not in granted(meeting.stage.write, seat.roles):
        elsewhere = any(kind in granted(stage.write, seat.roles) for stage in meeting.format.stages)
        return Reason.NOT_THIS_STAGE if elsewhere else Reason.NOT_YOUR_CELL
    if meeting.freeze and kind in meeting.format.frozen:
        return Reason.FROZEN
    return None


def cells_for(meeting: Meeting, who: str, hand: str = "") -> dict[str, str]:
    """Every cell this person may see now -> "write" | "read". Nothing for somebody who is not admitted.

    hand: who looks in their stead, if they do not look themselves.
    """
    return lent(meeting, cells_by_seat(meeting, {who})[who], hand)


def lent(meeting: Meeting, cells: dict[str, str], hand: str) -> dict[str, str]:
    """What a hand sees of the cells of the one it writes for: not what they have written for themselves alone."""
    if not hand:
        return cells
    helper = meeting.seat_of(hand)
    hidden = withheld(meeting, hand) if helper else frozenset[str]()
    seen = {
        cell_id: right
        for cell_id, right in cells.items()
        if not theirs_alone(meeting, cell_id) and thing_of(cell_id) not in hidden
    }
    if not (helper and is_guide(meeting, helper)):
        # Whoever writes for a guide without a phone has no eyes for what the child shows to the guide.
        private = {cell for page in meeting.pages if not is_open(meeting, page) for cell in wishes_of(meeting, page.id)}
        seen = {cell_id: right for cell_id, right in seen.items() if cell_id not in private}
    for page in meeting.pages:
        for cell_id in wishes_of(meeting, page.id):
            if cell_id in seen and made_alone(meeting, page):
                seen[cell_id] = "read"
    return seen


def theirs_alone(meeting: Meeting, cell_id: str) -> bool:
    """Is this something that somebody wrote with their own hand, for nobody else's eyes yet?"""
    if cell_id.startswith(UNOPENED):
        # Of words that cannot be read any more it is not known whose hand they were in.
        alone = cell_id in meeting.hurt or (cell_id not in meeting.hands and bool(meeting.text(cell_id).strip()))
        return meeting.views_shown is None and alone
    if cell_id.startswith("wish:"):
        page = meeting.page(cell_id.split(":")[1])
        return (
            page is not None and made_alone(meeting, page) and not (guide_sees(meeting, page) or is_open(meeting, page))
        )
    return False


def views_open(meeting: Meeting, seat: Seat | None) -> bool:
    """Are the views of all open to this viewer (None: the wall)? A child hears them as the child wants to."""
    if meeting.views_shown is None:
        return False
    spared = seat is None or is_child(meeting, seat)
    return not meeting.format.child or not spared or meeting.hearing is Hearing.ALL


def cells_by_seat(meeting: Meeting, seats: Iterable[str]) -> dict[str, dict[str, str]]:
    """`cells_for` of several viewers at once.

    People with the same roles have the same rights in all cells but their own words, so the table is made once for
    each set of roles: sixty phones hear of a new stage at the price of a few. Views are nobody's but their author's
    until they are opened to all; the wish book has rules of its own (pages.py), and so has what is confidential
    (confidences.py).
    """
    # What the meeting has need not be looked for in it once more: the kind is how the cell begins.
    every = tuple((cell_id, cell_id.partition(":")[0], owner_of(meeting, cell_id)) for cell_id in all_cells(meeting))
    wall = {f"wish:{meeting.page_open}:" for page in meeting.pages if is_open(meeting, page)}
    common = tuple(
        (cell_id, kind)
        for cell_id, kind, _ in every
        if not cell_id.startswith((*UNOPENED, "wish:")) or (wall and cell_id.startswith(tuple(wall)))
    )
    views = tuple((cell_id, kind) for cell_id, kind, _ in every if cell_id.startswith(UNOPENED))
    own: dict[str, list[str]] = {}
    for cell_id, _, owner in every:
        if owner is not None:
            own.setdefault(owner, []).append(cell_id)
    tables: dict[frozenset[str], dict[str, str]] = {}
    found: dict[str, dict[str, str]] = {}
    for who in seats:
        seat = meeting.seat_of(who)
        cells = (*common, *views) if views_open(meeting, seat) else common
        if who == PROJECTOR:
            found[who] = {cell_id: "read" for cell_id, _ in cells}
        elif seat is None or not reads(seat):
            found[who] = {}
        elif seat.presence is not Presence.PRESENT:
            found[who] = {cell_id: "read" for cell_id, _ in cells} | dict.fromkeys(own.get(seat.id, ()), "read")
        else:
            if seat.roles not in tables:
                writes = {kind for kind in KINDS if kind not in OWN and _kind_gate(meeting, seat, kind) is None}
                worry = may_worry(meeting)
                tables[seat.roles] = {
                    cell_id: "write" if kind in writes and (worry or not _a_worry(cell_id)) else "read"
                    for cell_id, kind in cells
                }
            mine = {
                cell_id: "write" if may_write(meeting, who, cell_id) else "read" for cell_id in own.get(seat.id, ())
            }
            found[who] = {**tables[seat.roles], **mine} if mine else tables[seat.roles]
        if seat is not None and meeting.pages and at_home(seat):
            found[who] = {**found[who], **_pages_of(meeting, seat)}
        if hidden := withheld(meeting, who):
            found[who] = {cell_id: right for cell_id, right in found[who].items() if thing_of(cell_id) not in hidden}
    return found


def _pages_of(meeting: Meeting, seat: Seat) -> dict[str, str]:
    """The cells of the wish book that somebody has, on the wall or not: the child all, the guide what is theirs."""
    child = is_child(meeting, seat)
    if not child and not (is_guide(meeting, seat) and reads(seat)):
        return {}
    right = "write" if child and meeting.closed is None else "read"
    seen = (page for page in meeting.pages if sees_page(meeting, seat.id, page))
    return {cell_id: right for page in seen for cell_id in wishes_of(meeting, page.id)}


def sees_wall(meeting: Meeting, held: Iterable[str]) -> bool:
    """May somebody who holds these seats (and perhaps the key of the wall itself) look at the screen on the wall?

    Whoever leads the meeting or has led it may: the screen is often a window of their laptop, and must not go dark when
    they hand the lead over. Who was taken out may not, whatever else they hold.
    """
    held = tuple(held)
    led = {handover.giver for handover in meeting.handovers}
    seats = [seat for seat in map(meeting.seat_of, held) if seat]
    if any(reads(seat) and (meeting.format.leads in seat.roles or seat.id in led) for seat in seats):
        return True
    return PROJECTOR in held and not any(seat.presence is Presence.TAKEN_OUT for seat in seats)


def reads(seat: Seat) -> bool:
    """May this person read the meeting: they are at the table, or were until they left."""
    return seat.presence in (Presence.PRESENT, Presence.LEFT)
