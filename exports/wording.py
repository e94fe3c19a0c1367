"""How the record says days, times, people and roles, in the language of the meeting."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, tzinfo
from gettext import NullTranslations

from server import days
from server.meeting.model import AT_THE_DOOR, Meeting, Seat


@dataclass(frozen=True, slots=True)
class Led:
    """Somebody led the meeting. since, until: None for its beginning and its end."""

    seat: str
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Wording:
    """The catalogue of the meeting's language, the zone of its times, and its people.

    extract_for: the name of whoever gets an extract; "" where the whole record is told.
    """

    meeting: Meeting
    translations: NullTranslations
    zone: tzinfo
    extract_for: str = ""

    @property
    def gettext(self) -> Callable[[str], str]:
        return self.translations.gettext

    def ngettext(self, one: str, many: str, number: int) -> str:
        """The form of a sentence that goes with a number."""
        return self.translations.ngettext(one, many, number)

    def day(self, value: date) -> str:
        """12. 3. 2027 | 12.03.2027 | 12 March 2027"""
        return days.day(value, self.meeting.language)

    def iso_day(self, value: str) -> str:
        """The same from an ISO date; "" stays ""."""
        return self.day(date.fromisoformat(value)) if value else ""

    def clock(self, value: datetime) -> str:
        """14.52 | 14:52. A time without a zone is already local."""
        return days.clock(self._local(value), self.meeting.language)

    def moment(self, value: datetime) -> str:
        """12. 3. 2027 v 14.00 | 12.03.2027 о 14:00 | 12 March 2027 at 14:00"""
        return days.moment(self._local(value), self.meeting.language)

    def iso_moment(self, value: str) -> str:
        """The same from an ISO date and time; "" stays ""."""
        return self.moment(datetime.fromisoformat(value)) if value else ""

    def time_on(self, value: datetime, day: date | None) -> str:
        """The clock alone for that day, the whole moment for any other."""
        return self.clock(value) if self._local(value).date() == day else self.moment(value)

    def time_at(self, value: datetime) -> str:
        """The clock alone on the day the meeting began, the whole moment on any other."""
        began = self.meeting.began
        return self.time_on(value, self.day_of(began) if began else None)

    def day_of(self, value: datetime) -> date:
        """The day it was there."""
        return self._local(value).date()

    def _local(self, value: datetime) -> datetime:
        return value.astimezone(self.zone) if value.tzinfo else value

    def name(self, seat_id: str) -> str:
        """The name somebody has now; their seat's id where nobody of that id is left."""
        seat = self.meeting.seat_of(seat_id)
        return seat.name if seat else seat_id

    @property
    def known(self) -> tuple[Seat, ...]:
        """Everyone of the meeting, without those at the door."""
        return tuple(seat for seat in self.meeting.seats.values() if seat.presence not in AT_THE_DOOR)

    @property
    def led(self) -> tuple[Led, ...]:
        """Who led the meeting, in the order in which they did."""
        leads, handovers = self.meeting.format.leads, self.meeting.handovers
        at_first = [seat.id for seat in self.known if leads in seat.roles]
        for handover in reversed(handovers):
            at_first = [seat for seat in at_first if seat != handover.taker]
            if handover.giver not in at_first:
                at_first.append(handover.giver)
        turns = [Led(seat) for seat in at_first]
        for handover in handovers:
            turns = [
                replace(turn, until=handover.at) if (turn.seat, turn.until) == (handover.giver, None) else turn
                for turn in turns
            ]
            turns.append(Led(handover.taker, handover.at))
        return tuple(turns)

    def leaders(self, at: datetime) -> str:
        """The names of whoever led the meeting then: only they can decide to go on without something."""
        names = []
        for turn in self.led:
            seat = self.meeting.seat_of(turn.seat)
            then = (turn.since is None or turn.since <= at) and (turn.until is None or at < turn.until)
            # Whoever was only to lead and never came has decided nothing.
            if seat and then and (seat.arrived or seat.earlier):
                names.append(seat.name)
        return ", ".join(names)

    def roles(self, seat: Seat) -> str:
        """Role names in the order of the format, joined by commas; that of everyone only where there is no other."""
        format = self.meeting.format
        held = seat.roles - {format.default_role} or seat.roles
        return ", ".join(self.gettext(role.name) for role in format.roles if role.id in held)

    def belongs(self, seat: Seat) -> str:
        """Who somebody is in the case and where from: "class teacher, ZŠ Komenského"."""
        return ", ".join(part for part in (seat.position, seat.organisation) if part)

    def known_as(self, seat: Seat) -> str:
        """The name with who they are: "Jana Nováková (class teacher)"."""
        told = seat.position or seat.organisation
        return f"{seat.name} ({told})" if told else seat.name

    def stage(self, stage_id: str) -> str:
        """The name of a stage."""
        return self.gettext(self.meeting.format.stage(stage_id).name)
