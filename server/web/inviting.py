"""Asking people to come: at the desk who was asked how and what they said, at home the invitation and the answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from exports import calendar

from ..live.room import Room
from ..meeting.mail import Answer, Hitch, Invitation, Mail, MailState, Matter, Told, Way
from ..meeting.mails import addressee, over, reminder_at, state_of, to_remind, tried_next
from ..meeting.model import Meeting, Presence, Seat
from ..meeting.pages import is_child, is_guide
from ..meeting.policy import at_home
from ..meeting.refusals import Refused
from .drawing import View, new_id
from .errors import Sorry, stranger
from .mails import knows_when, near, wording_of
from .records import attached
from .site import Site, site_of
from .words import ANSWERS, HITCHES, MAIL_STATES, MATTERS, N_, WAYS

NO_TIME = N_("The meeting has no time yet, so there is nothing for a calendar.")


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody at the desk. told: what they have been told of the meeting, newest last; new_seat: an id for whoever may
    come instead; instead: may somebody else come for them at all."""

    seat: Seat
    invitation: Invitation | None
    told: tuple[Told, ...]
    knows_when: bool
    new_seat: str
    instead: bool


@dataclass(frozen=True, slots=True)
class Posted:
    """A mail at the desk, and how it stands with it. why: a sentence, or ""; said: the server's own words."""

    mail: Mail
    name: str
    state: MailState
    word: str
    matter: str
    why: str
    said: str
    again: datetime | None
    at: datetime
    renewable: bool
    """Does it help to send the very same once more?"""


async def at_the_desk(site: Site, room: Room, view: View) -> Mapping[str, object] | None:
    """Inviting, until the meeting begins."""
    meeting = room.told
    if meeting.began or meeting.closed:
        return None
    people = [_asked(meeting, seat) for seat in meeting.seats.values() if at_home(seat)]
    invited = [each for each in people if each.invitation]
    answers = [each.invitation.answer for each in invited if each.invitation]
    return {
        "people": people,
        "counted": {
            "yes": answers.count(Answer.YES),
            "no": answers.count(Answer.NO) + answers.count(Answer.INSTEAD),
            "open": answers.count(None),
            "not_asked": len(people) - len(invited),
        },
        "behind": [
            each for each in invited if each.told and not each.knows_when and each.seat.presence is Presence.INVITED
        ],
        "deputies": [each for each in invited if _open_deputy(each.invitation)],
        "to_call": [seat for seat in to_remind(meeting) if not seat.email],
        "reminder_at": reminder_at(meeting),
        "answer_words": {answer: view.tongue._(word) for answer, word in ANSWERS.items()},
        "way_words": {way: view.tongue._(word) for way, word in WAYS.items()},
        "matter_words": {matter: view.tongue._(word) for matter, word in MATTERS.items()},
        "ways": (Way.SPOKEN, Way.PHONE, Way.PRINT, Way.SMS, Way.MAIL),
        "near": near(site),
        "base_url": site.base_url,
        "post": bool(site.settings.mail_server),
    }


async def calls(request: Request) -> Response:
    """/meetings/{id}/calls: on paper, whom to call the day before, because no mail reaches them."""
    site = site_of(request)
    room = await site.room(request.path_params["meeting"])
    visitor = site.at_desk(request, room)
    if visitor is None or over(room.told):
        raise stranger()
    view = await site.view(request, room, visitor.seat, "console")
    called = [seat for seat in to_remind(room.told) if not seat.email]
    answers = {answer: view.tongue._(word) for answer, word in ANSWERS.items()}
    return HTMLResponse(view.draw("calls.html", called=called, answer_words=answers))


def _open_deputy(invitation: Invitation | None) -> bool:
    return bool(
        invitation and invitation.answer is Answer.INSTEAD and not invitation.deputy and not invitation.unwanted
    )


def _asked(meeting: Meeting, seat: Seat) -> Asked:
    return Asked(
        seat,
        meeting.invitations.get(seat.id),
        tuple(told for told in meeting.told if told.seat == seat.id and told.matter is not Matter.RECORD),
        knows_when(meeting, seat),
        new_id(),
        not (is_child(meeting, seat) or is_guide(meeting, seat)),
    )


async def mails_at_the_desk(site: Site, room: Room, view: View) -> Mapping[str, object] | None:
    """What has become of every mail, the newest first."""
    meeting = room.told
    if not meeting.mails:
        return None
    now = site.clock.now()
    return {"posted": [_posted(meeting, mail, now, view) for mail in reversed([*meeting.mails.values()])]}


def _posted(meeting: Meeting, mail: Mail, now: datetime, view: View) -> Posted:
    state = state_of(meeting, mail, now)
    last = mail.attempts[-1] if mail.attempts else None
    why = ""
    if state is MailState.UNCLEAR and (last is None or last.hitch is None):
        why = view.tongue._(DIED)
    elif last and last.hitch and state is not MailState.SENT:
        why = view.tongue._(HITCHES[last.hitch])
    return Posted(
        mail,
        _name(meeting, mail),
        state,
        view.tongue._(MAIL_STATES[state]),
        view.tongue._(MATTERS[mail.matter]),
        why,
        last.said if last and state is not MailState.SENT else "",
        tried_next(mail) if state is MailState.AGAIN else None,
        mail.sent or (last.began if last else mail.asked),
        state in _RENEWABLE and not (last and last.hitch is Hitch.CHANGED),
    )


def _name(meeting: Meeting, mail: Mail) -> str:
    """To whom it went; "–" for somebody who was taken off the list since."""
    try:
        return addressee(meeting, mail.seat, mail.matter).name
    except Refused:
        return "–"


_RENEWABLE = frozenset({MailState.FAILED, MailState.UNCLEAR, MailState.WITHDRAWN, MailState.AGAIN})
DIED = N_("The program ended while the mail was being sent: it may have arrived or not.")


# At home --------------------------------------------------------------------------------------------------------------


async def at_home_page(site: Site, room: Room, view: View) -> Mapping[str, object] | None:
    """The invitation on somebody's own page, and what they answer."""
    meeting, seat = room.told, view.me
    assert seat is not None
    if meeting.closed or meeting.began or meeting.starts is None:
        return None
    return {
        "invitation": meeting.invitations.get(seat.id),
        "open": not over(meeting) and seat.presence in (Presence.INVITED, Presence.EXCUSED),
        "instead": not (is_child(meeting, seat) or is_guide(meeting, seat)),
        "parts": wording_of(site, meeting, seat, view.tongue.language).told_at_home(),
    }


async def calendar_file(request: Request) -> Response:
    """/meetings/{id}/home/{seat}/calendar.ics: the meeting for one's own calendar."""
    site = site_of(request)
    room = await site.room(request.path_params["meeting"])
    meeting = room.told
    visitor = site.visitor(request, room, request.path_params["seat"])
    seat = meeting.seat_of(visitor.seat) if visitor and not visitor.hand else None
    if seat is None or not at_home(seat):
        raise stranger()
    if meeting.starts is None:
        raise Sorry(409, NO_TIME, "no-time")
    method = calendar.CANCEL if meeting.cancelled else calendar.PUBLISH
    made = calendar.entry(meeting, method, site.clock.now(), site.settings.zone)
    return attached(made.encode(), "setkani.ics", "text/calendar; charset=utf-8")
