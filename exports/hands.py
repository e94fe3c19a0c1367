"""Whose hand did something for somebody without a phone, and whether they said that it is right.

Only of the plan as it stands: earlier versions do not know whose hand it was.
"""

from server.meeting.agreement import confirmed
from server.meeting.model import TABLET, Board, Meeting, Seat

from .wording import Wording


def by_hand(wording: Wording, seat_id: str, thing: str) -> str:
    """ "written by Jana Nováková, confirmed"; "" for what somebody did themselves.

    thing: as in Meeting.hands, something that people confirm (see agreement.written_for).
    """
    noted = noted_by(wording, thing)
    if not noted:
        return ""
    _ = wording.gettext
    return f"{noted}, {_('confirmed') if _confirmed_by(wording, seat_id) else _('not confirmed')}"


def in_full(wording: Wording, seat_id: str, thing: str) -> str:
    """ "Written by Jana Nováková, confirmed by Marie Horáková on the same device (14.52)." for a line of its own."""
    noted, seat = noted_by(wording, thing), _confirmed_by(wording, seat_id)
    if not noted or seat is None or seat.confirmed_at is None:
        return sentence(by_hand(wording, seat_id, thing))
    _ = wording.gettext
    match seat.confirmed_hand:
        case "":
            said = _("confirmed by {name} ({time})")
        case hand if hand == wording.meeting.hands[thing]:
            said = _("confirmed by {name} on the same device ({time})")
        case hand if hand == TABLET:
            said = _("confirmed by {name} on the shared tablet ({time})")
        case _hand:
            said = _("confirmed by {name} on somebody else's device: {hand} ({time})")
    time, hand = wording.time_at(seat.confirmed_at), wording.name(seat.confirmed_hand)
    return sentence(f"{noted}, {said.format(name=seat.name, time=time, hand=hand)}")


def noted_by(wording: Wording, thing: str) -> str:
    """ "written by Jana Nováková" alone, for what need not be confirmed; "" for what somebody did themselves."""
    _ = wording.gettext
    match wording.meeting.hands.get(thing, ""):
        case "":
            return ""
        case hand if hand == TABLET:
            return _("written on the shared tablet")
        case hand:
            return _("written by {hand}").format(hand=wording.name(hand))


def drawn_on(wording: Wording, thing: str) -> str:
    """On whose device somebody signed, in a sentence; "" for their own."""
    _ = wording.gettext
    match wording.meeting.hands.get(thing, ""):
        case "":
            return ""
        case hand if hand == TABLET:
            return sentence(_("drawn on the shared tablet"))
        case hand:
            return sentence(_("drawn on somebody else's device: {hand}").format(hand=wording.name(hand)))


def sentence(phrase: str) -> str:
    """A phrase on a line of its own. It may end with somebody's title, "DiS.", which has its full stop."""
    return f"{phrase[0].upper()}{phrase[1:].removesuffix('.')}." if phrase else ""


def beside(words: str, phrase: str) -> str:
    """Words with a phrase in brackets behind them, if there is one."""
    return f"{words} ({phrase})" if phrase else words


def card_thing(meeting: Meeting, board: Board, seat_id: str, words: str) -> str:
    """The name in Meeting.hands of the card on which somebody wrote these words."""
    for card in meeting.cards_on(board):
        if card.seat == seat_id and meeting.text(f"card:{card.id}") == words:
            return f"card:{card.id}"
    return ""


def _confirmed_by(wording: Wording, seat_id: str) -> Seat | None:
    """The person, if they have said that all that was written for them is right."""
    meeting = wording.meeting
    seat = meeting.seat_of(seat_id)
    return seat if seat and seat.confirmed_at and confirmed(meeting, seat) else None
