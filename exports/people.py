"""Who was there and when, on every day of the meeting, and who led it."""

from collections.abc import Iterator
from datetime import datetime

from server.meeting.model import Presence, Seat
from server.meeting.pages import is_child

from .paper import Block, Cell, Column, Heading, Labelled, Paragraph, Table
from .wording import Wording


def attendance(wording: Wording) -> Iterator[Block]:
    """One row for everyone who came, with or without a phone, then who did not."""
    meeting, _ = wording.meeting, wording.gettext
    yield Heading(1, _("Who was there"))
    present = came(wording)
    days = bool(meeting.sittings)
    if present:
        yield Table(
            caption=_("Attendance"),
            about=_("One row for each person: who they are, their role, when they were there, confidentiality."),
            columns=(
                Column(_("Name"), 21),
                Column(_("Who they are"), 25 if days else 28),
                Column(_("Role at the meeting"), 19 if days else 21, least=33),
                Column(_("When they were there"), 24 if days else 19),
                Column(_("Confidentiality acknowledged"), 15, least=26),
            ),
            rows=tuple(
                (
                    Cell(bold=seat.name),
                    Cell(wording.belongs(seat)),
                    Cell(wording.roles(seat)),
                    Cell(_when(wording, seat)),
                    Cell(_acknowledged(wording, seat)),
                )
                for seat in present
            ),
        )
    else:
        yield Paragraph(_("Nobody has come yet."))
    yield from _absent(wording, _("Sent word that they are not coming"), Presence.EXCUSED)
    wrote = [seat for seat in wording.known if seat.id in meeting.contributions and not spans(wording, seat)]
    if wrote:
        yield Labelled(_("Not there, sent their word in writing"), "\n".join(_in_one_line(wording, s) for s in wrote))
    missed = _("Invited, were not there") if meeting.closed else _("Invited, have not come yet")
    yield from _absent(wording, missed, Presence.INVITED)


def _acknowledged(wording: Wording, seat: Seat) -> str:
    if seat.acknowledged:
        return wording.time_at(seat.acknowledged)
    return "–" if is_child(wording.meeting, seat) else wording.gettext("not confirmed")


def came(wording: Wording) -> tuple[Seat, ...]:
    """Everyone who was at the table on some day, in the order of their seats."""
    return tuple(seat for seat in wording.known if spans(wording, seat))


def last_there(seat: Seat) -> datetime | None:
    """When somebody who is gone was last at the table; None for those who are there or never were."""
    if seat.presence is Presence.PRESENT:
        return None
    if seat.left is not None:
        return seat.left
    return seat.earlier[-1][1] if seat.earlier else None


def spans(wording: Wording, seat: Seat) -> tuple[tuple[datetime, datetime | None], ...]:
    """From when to when somebody was there, day by day; None: still there, or until the end."""
    began = wording.meeting.began
    if seat.arrived is None or seat.presence in (Presence.INVITED, Presence.EXCUSED):
        return seat.earlier
    if seat.presence is Presence.PRESENT:
        return (*seat.earlier, (seat.arrived, None))
    if seat.left is None or (began and seat.left < began):
        # Gone before it began: was not there.
        return seat.earlier
    return (*seat.earlier, (seat.arrived, seat.left))


def _absent(wording: Wording, label: str, presence: Presence) -> Iterator[Block]:
    absent = [seat for seat in wording.known if seat.presence is presence and not spans(wording, seat)]
    if absent:
        yield Labelled(label, "\n".join(_in_one_line(wording, seat) for seat in absent))


def _in_one_line(wording: Wording, seat: Seat) -> str:
    return ", ".join(part for part in (seat.name, wording.belongs(seat)) if part)


# When they were there -----------------------------------------------------------------------------------------------


def sittings(wording: Wording) -> tuple[tuple[datetime, datetime | None], ...]:
    """From when to when each part of the meeting lasted; None: it still does."""
    meeting = wording.meeting
    past = tuple((sitting.began, sitting.ended) for sitting in meeting.sittings)
    if meeting.broken_off or meeting.sat_down is None:
        return past
    return (*past, (meeting.sat_down, meeting.closed))


def _when(wording: Wording, seat: Seat) -> str:
    several = len(sittings(wording)) > 1
    stay = _hours if several else _stay
    return "\n".join(stay(wording, seat, arrived, left) for arrived, left in spans(wording, seat))


def _stay(wording: Wording, seat: Seat, arrived: datetime, left: datetime | None) -> str:
    """How long somebody stayed, in words: "the whole time", "from 14.10", "until 15.00"."""
    _ = wording.gettext
    began, ended = _sitting(wording, arrived)
    on_time = bool(began and arrived <= began)
    if left is not None and (ended is None or left < ended):
        sentence = _("until {left}") if on_time else _("from {arrived} until {left}")
        return sentence.format(arrived=wording.time_at(arrived), left=wording.time_at(left))
    if on_time:
        return _("the whole time") if ended else _("from the beginning")
    sentence = _("from {arrived}, after the plan was frozen") if _late(seat, arrived) else _("from {arrived}")
    return sentence.format(arrived=wording.time_at(arrived))


def _hours(wording: Wording, seat: Seat, arrived: datetime, left: datetime | None) -> str:
    """The same on one of several days, in figures: whoever comes back to a meeting that goes on again opens their page
    a minute after it did, and is not late by that.
    """
    _ = wording.gettext
    began, ended = _sitting(wording, arrived)
    since, until = max(arrived, began or arrived), left or ended
    day, arrived_at = wording.day(wording.day_of(since)), wording.clock(since)
    if _late(seat, arrived):
        return f"{day}, {_('from {arrived}, after the plan was frozen').format(arrived=arrived_at)}"
    if until is None:
        return f"{day}, {_('from {arrived}').format(arrived=arrived_at)}"
    return f"{day}, {arrived_at}–{wording.clock(until)}"


def _sitting(wording: Wording, arrived: datetime) -> tuple[datetime | None, datetime | None]:
    """From when to when the part of the meeting lasted that somebody came to."""
    held = sittings(wording)
    return next((each for each in held if each[1] is None or arrived < each[1]), (None, None))


def _late(seat: Seat, arrived: datetime) -> bool:
    return seat.late and arrived == seat.arrived


# Who led ------------------------------------------------------------------------------------------------------------


def leading(wording: Wording) -> str:
    """Everyone who led, one under the other, with times where the lead was handed over."""
    _ = wording.gettext
    lines = []
    for lead in wording.led:
        seat = wording.meeting.seat_of(lead.seat)
        if seat is None:
            continue
        since, until = (wording.time_at(each) if each else "" for each in (lead.since, lead.until))
        match bool(since), bool(until):
            case True, True:
                when = _("from {arrived} until {left}")
            case True, False:
                when = _("from {arrived}")
            case False, True:
                when = _("until {left}")
            case _:
                when = ""
        lines.append(
            ", ".join(part for part in (wording.known_as(seat), when.format(arrived=since, left=until)) if part)
        )
    return "\n".join(lines)
