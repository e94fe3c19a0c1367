"""The meeting as an entry of a calendar (RFC 5545), so that a phone reminds people and knows of changes.

The entry says when, where and whom to call, and nothing of why one meets: calendars are shared in families and shown at
work. The personal link is not in it for the same reason.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from server.meeting.mails import start_of
from server.meeting.model import Meeting

if TYPE_CHECKING:
    from icalendar import vCalAddress

REQUEST, CANCEL, PUBLISH = "REQUEST", "CANCEL", "PUBLISH"
"""What is done with the entry (RFC 5546): somebody is asked, it is called off, it is there for whoever wants it."""
UNKNOWN = timedelta(hours=2)
"""How long a meeting takes whose stages do not say it."""


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    address: str


def entry(
    meeting: Meeting,
    method: str,
    at: datetime,
    zone: ZoneInfo,
    organiser: Person | None = None,
    invited: Person | None = None,
) -> str:
    """The calendar file of one meeting, made at a moment. Its id stays, its number goes up with every change of time or
    place, so that a calendar changes the entry it has. ValueError where there is no time yet."""
    from icalendar import Calendar, Event, Timezone, vText  # read when needed: DECISIONS, "Back within seconds"

    starts = start_of(meeting)
    if starts is None:
        raise ValueError("a meeting without a time has no place in a calendar")
    starts = starts.astimezone(zone)
    minutes = sum(stage.minutes for stage in meeting.course)
    event = Event()
    event.add("uid", f"{meeting.id}@setkani")
    event.add("dtstamp", at)
    event.add("sequence", meeting.moves)
    event.add("dtstart", starts)
    event.add("dtend", starts + (timedelta(minutes=minutes) if minutes else UNKNOWN))
    event.add("summary", meeting.title)
    event.add("status", "CANCELLED" if method == CANCEL else "CONFIRMED")
    event.add("class", "PRIVATE")
    event.add("transp", "OPAQUE")
    if meeting.place:
        event.add("location", meeting.place)
    if words := "\n\n".join(filter(None, (meeting.bring.strip(), meeting.contact.strip()))):
        event.add("description", words)
    if organiser:
        event.add("organizer", _person(organiser))
    if invited:
        attendee = _person(invited)
        attendee.params["ROLE"] = vText("REQ-PARTICIPANT")
        attendee.params["PARTSTAT"] = vText("NEEDS-ACTION")
        # People answer at their link; an answer of a calendar would lie unread in a mailbox.
        attendee.params["RSVP"] = vText("FALSE")
        event.add("attendee", attendee)
    calendar = Calendar()
    calendar.add("prodid", "-//Setkani//Setkani//CS")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    around = timedelta(days=366)
    calendar.add_component(Timezone.from_tzinfo(zone, None, starts.date() - around, starts.date() + around))
    calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written.decode("utf-8")


def _person(person: Person) -> "vCalAddress":
    from icalendar import vCalAddress, vText

    address = vCalAddress(f"mailto:{person.address}")
    # Not everybody's calendar knows how quotation marks are written there.
    address.params["CN"] = vText(person.name.replace('"', "'"))
    return address
