"""The one gate: who may do what, when. `decide` asks it to refuse, pages ask it whether to show a button, sockets ask
it whether a cell is written or only read."""

from collections.abc import Iterable

from . import commands as c
from .cells import KINDS, OWN, all_cells, kind_of, owner_of
from .commands import Arrive, AskToEnter, Command, InvitePerson, NoteRecord, name_of
from .events import HOUSE
from .format import granted
from .holes import may_worry
from .model import TABLET, Meeting, Presence, Seat
from .refusals import Reason

PROJECTOR = "projector"
"""The screen everyone looks at: a viewer without a seat, who reads and does nothing."""

RESERVED = frozenset({HOUSE, PROJECTOR, TABLET})
"""Names that no seat may have."""

HOUSE_MAY: frozenset[type[Command]] = frozenset({AskToEnter, Arrive, InvitePerson, NoteRecord})
"""What happens without anybody at the table: the door, the organiser before the meeting, the program itself."""

AFTER_CLOSING: frozenset[type[Command]] = frozenset({NoteRecord})

WHILE_BROKEN_OFF: frozenset[type[Command]] = frozenset(
    {
        *HOUSE_MAY,
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
    if seat is None or not seat.aided or meeting.format.leads in seat.roles:
        return False
    if hand == TABLET:
        return True
    helper = meeting.seat_of(hand)
    if helper is None or helper.presence is not Presence.PRESENT:
        return False
    return seat.hand == helper.id or meeting.format.leads in helper.roles


def may(meeting: Meeting, who: str, command: type[Command]) -> bool:
    """May this person do this kind of thing now?"""
    return gate(meeting, who, command) is None


def gate(meeting: Meeting, who: str, command: type[Command]) -> Reason | None:
    """Why this person may not do this kind of thing now, or None if they may."""
    if meeting.closed and command not in AFTER_CLOSING:
        return Reason.CLOSED
    if meeting.broken_off and command not in WHILE_BROKEN_OFF:
        return Reason.BROKEN_OFF
    if who == HOUSE:
        return None if command in HOUSE_MAY else Reason.NOT_YOUR_ROLE
    seat = meeting.seat_of(who)
    if seat is None or seat.presence is not Presence.PRESENT:
        return Reason.NOT_SEATED
    name = name_of(command)
    here = granted(meeting.format.may, seat.roles) | granted(meeting.stage.may, seat.roles)
    if name not in here:
        elsewhere = any(name in granted(stage.may, seat.roles) for stage in meeting.format.stages)
        return Reason.NOT_THIS_STAGE if elsewhere else Reason.NOT_YOUR_ROLE
    if meeting.freeze and name in meeting.format.frozen:
        return Reason.FROZEN
    return None


def may_write(meeting: Meeting, who: str, cell_id: str) -> bool:
    """May this person write in this cell now?"""
    return write_gate(meeting, who, cell_id) is None


def write_gate(meeting: Meeting, who: str, cell_id: str) -> Reason | None:
    """Why this person may not write in this cell now, or None if they may."""
    if meeting.closed:
        return Reason.CLOSED
    seat = meeting.seat_of(who)
    if seat is None or seat.presence is not Presence.PRESENT:
        return Reason.NOT_SEATED
    kind = kind_of(meeting, cell_id)
    if kind is None:
        return Reason.NO_SUCH_CELL
    if kind in OWN and owner_of(meeting, cell_id) != seat.id:
        return Reason.NOT_YOUR_CELL
    if reason := _kind_gate(meeting, seat, kind):
        return reason
    return Reason.STRENGTHS_FIRST if _a_worry(cell_id) and not may_worry(meeting) else None


def _a_worry(cell_id: str) -> bool:
    return cell_id.startswith("goal:") and cell_id.endswith(":worries")


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
    """What a hand sees of the cells of the one it writes for: not the view they have written themselves."""
    hidden = [cell_id for cell_id in cells if theirs_alone(meeting, cell_id)] if hand else []
    return {cell_id: right for cell_id, right in cells.items() if cell_id not in hidden} if hidden else cells


def theirs_alone(meeting: Meeting, cell_id: str) -> bool:
    """Is this a view that somebody wrote with their own hand, and that has not been opened to all?"""
    own = cell_id.startswith("view:") and meeting.views_shown is None and cell_id not in meeting.hands
    return own and bool(meeting.text(cell_id).strip())


def cells_by_seat(meeting: Meeting, seats: Iterable[str]) -> dict[str, dict[str, str]]:
    """`cells_for` of several viewers at once.

    People with the same roles have the same rights in all cells but their own words, so the table is made once for
    each set of roles: sixty phones hear of a new stage at the price of a few. Views are nobody's but their author's
    until they are opened to all.
    """
    every = tuple((cell_id, kind_of(meeting, cell_id), owner_of(meeting, cell_id)) for cell_id in all_cells(meeting))
    cells = tuple((cell_id, kind) for cell_id, kind, _ in every if kind != "view" or meeting.views_shown)
    own: dict[str, list[str]] = {}
    for cell_id, _, owner in every:
        if owner is not None:
            own.setdefault(owner, []).append(cell_id)
    tables: dict[frozenset[str], dict[str, str]] = {}
    found: dict[str, dict[str, str]] = {}
    for who in seats:
        seat = meeting.seat_of(who)
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
    return found


def reads(seat: Seat) -> bool:
    """May this person read the meeting: they are at the table, or were until they left."""
    return seat.presence in (Presence.PRESENT, Presence.LEFT)
