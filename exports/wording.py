"""How the record says days, times, people and roles, in the language of the meeting."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from gettext import NullTranslations

from server import days
from server.meeting.format import Stage
from server.meeting.model import Meeting, Seat


@dataclass(frozen=True, slots=True)
class Wording:
    """The catalogue of the meeting's language, the zone of its times, and its people."""

    meeting: Meeting
    translations: NullTranslations
    zone: tzinfo

    @property
    def gettext(self) -> Callable[[str], str]:
        return self.translations.gettext

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
    def leaders(self) -> str:
        """The names of whoever leads the meeting: only they can decide to go on without something."""
        leads = self.meeting.format.leads
        return ", ".join(
            seat.name for seat in self.meeting.seats.values() if leads in seat.roles and seat.arrived is not None
        )

    def roles(self, seat: Seat) -> str:
        """Role names in the order of the format, joined by commas."""
        return ", ".join(self.gettext(role.name) for role in self.meeting.format.roles if role.id in seat.roles)

    def belongs(self, seat: Seat) -> str:
        """Who somebody is in the case and where from: "class teacher, ZŠ Komenského"."""
        return ", ".join(part for part in (seat.position, seat.organisation) if part)

    def known_as(self, seat: Seat) -> str:
        """The name with who they are: "Jana Nováková (class teacher)"."""
        told = seat.position or seat.organisation
        return f"{seat.name} ({told})" if told else seat.name

    def stage(self, stage_id: str) -> str:
        """The name of a stage."""
        stage: Stage = self.meeting.format.stage(stage_id)
        return self.gettext(stage.name)
