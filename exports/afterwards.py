"""What holds after today: what to do when something changes, with whom information converges, when they meet again,
who sends the record out."""

from collections.abc import Iterator
from datetime import date

from server.meeting.agreed import Agreed, AgreedAlert

from .consents import confidential
from .paper import Block, Cell, Column, Heading, Labelled, Paragraph, Table
from .wording import Wording


def changes(wording: Wording, agreed: Agreed) -> Iterator[Block]:
    """The agreement for changes and the person everything reaches; nothing where neither was agreed."""
    _ = wording.gettext
    alerts = written(agreed.alerts)
    if alerts:
        yield Heading(1, _("When something changes"))
        yield Table(
            caption=_("When something changes"),
            about=_("One row for each thing that may happen: what happens, what is done, who calls, whom."),
            columns=(
                Column(_("When this happens"), 32),
                Column(_("We do this"), 32),
                Column(_("Who calls"), 18),
                Column(_("Whom they call"), 18),
            ),
            rows=tuple(
                (
                    Cell(confidential(wording, f"alert:{alert.id}"), bold=alert.when),
                    Cell(alert.what),
                    Cell(alert.caller or "–"),
                    Cell(alert.called or "–"),
                )
                for alert in alerts
            ),
        )
    if agreed.hub:
        yield Heading(1, _("With whom information converges"))
        yield Paragraph(agreed.hub)


def written(alerts: tuple[AgreedAlert, ...]) -> tuple[AgreedAlert, ...]:
    """Those that say anything at all."""
    return tuple(alert for alert in alerts if alert.when.strip() or alert.what.strip() or alert.caller or alert.called)


def alert_words(alert: AgreedAlert) -> str:
    """The same in one line."""
    call = " → ".join(part for part in (alert.caller, alert.called) if part)
    return " · ".join(part for part in (alert.when.strip(), alert.what.strip(), call) if part)


def next_time(wording: Wording, agreed: Agreed) -> Iterator[Block]:
    """When they meet again, and how often from then on."""
    yield Heading(1, wording.gettext("Next meeting"))
    yield Paragraph(next_meeting(wording, agreed))
    if agreed.next_weeks:
        yield Paragraph(interval(wording, agreed))


def called(wording: Wording, agreed: Agreed) -> Iterator[Block]:
    """Another meeting that was decided on, who sees to it and by when; nothing where there is none."""
    if not agreed.called:
        return
    _ = wording.gettext
    kind, name, until = agreed.called
    known = next((word.name for word in wording.meeting.format.calls if word.id == kind), kind)
    yield Heading(1, _("Another meeting"))
    yield Labelled(_("We decided on"), _(known))
    yield Labelled(_("Seen to by"), name or _("nobody yet"))
    if until:
        yield Labelled(_("By when"), wording.day(date.fromisoformat(until)))


def next_meeting(wording: Wording, agreed: Agreed) -> str:
    """When and where the next meeting is, in one line."""
    if not agreed.next_starts:
        return wording.gettext("Not agreed.")
    return ", ".join(part for part in (wording.iso_moment(agreed.next_starts), agreed.next_place) if part)


def interval(wording: Wording, agreed: Agreed) -> str:
    """How often they want to meet, in a sentence; "" where nothing was agreed."""
    if not agreed.next_weeks:
        return ""
    said = wording.ngettext("We meet every week.", "We meet every {weeks} weeks.", agreed.next_weeks)
    return said.format(weeks=agreed.next_weeks)


def sent_by(wording: Wording) -> Iterator[Block]:
    """Who sees to it that everyone gets the record."""
    meeting, _ = wording.meeting, wording.gettext
    role = next((role for role in meeting.format.roles if role.id == meeting.format.sends), None)
    if role is None:
        return
    holders = [wording.known_as(seat) for seat in wording.known if role.id in seat.roles]
    yield Heading(1, _("Who sends this record to everyone"))
    yield Labelled(_(role.name), "\n".join(holders) or _("Nobody at this meeting has this role."))
