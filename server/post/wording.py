"""What a mail, or a sheet of paper in its place, says: plain words, in the order in which somebody at home needs them.

Made from the meeting alone, and the same whether it is looked at, printed or sent; the link is put in when it goes.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from gettext import NullTranslations
from hashlib import sha256

from babel.dates import format_date

from .. import days
from ..meeting.confidences import said_concerned
from ..meeting.mail import Matter, Told
from ..meeting.model import Meeting, Presence, Seat, Step
from ..meeting.pages import is_child, released
from ..names import without_titles

WISHES = ("jidlo", "hudba")
"""What of a child's page about the meeting is told to those who are invited, if the child shows it to all."""


@dataclass(frozen=True, slots=True)
class Part:
    """A few paragraphs under a title, or a list."""

    title: str
    lines: tuple[str, ...]
    listed: bool = False

    @property
    def text(self) -> str:
        lines = "\n".join(f"– {line}" for line in self.lines) if self.listed else "\n\n".join(self.lines)
        return f"{self.title}\n{lines}" if self.title else lines


@dataclass(frozen=True, slots=True)
class Said:
    """What is said to one person about one matter."""

    subject: str
    parts: tuple[Part, ...]

    @property
    def text(self) -> str:
        return "\n\n".join(part.text for part in self.parts) + "\n"


def digest(mail: str, said: Said) -> str:
    """Names what somebody has looked at before it was sent. The id of the mail is in it, so that nobody can tell from
    two digests whether two people got the same."""
    return sha256(f"{mail}\n{said.subject}\n{said.text}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Wording:
    """How somebody is written to. link: their own way in, or what stands in its place; days: how long it opens the
    record; attached: does the record come with the mail; steps: of which it reminds."""

    meeting: Meeting
    seat: Seat
    translations: NullTranslations
    language: str
    zone: tzinfo
    office: str
    link: str
    days: int = 0
    attached: bool = False
    steps: tuple[Step, ...] = ()

    def said(self, matter: Matter) -> Said:
        """All of it."""
        if is_child(self.meeting, self.seat) and matter is Matter.INVITATION:
            return Said(
                self._("{title}: your invitation").format(title=self.meeting.title), tuple(self._to_the_child())
            )
        subject, parts = _MATTERS[matter]
        if is_child(self.meeting, self.seat) and matter in _TO_A_CHILD:
            hello = Part("", (self._("Hello,"),))
            return Said(subject(self), (hello, *_TO_A_CHILD[matter](self), *self._signed()))
        return Said(subject(self), (self._hello(), *parts(self), *self._signed()))

    def told_at_home(self) -> tuple[Part, ...]:
        """The same as the invitation says, on somebody's own page: without greeting and link."""
        return (
            self._when_and_where(),
            *self._why(),
            self._who(),
            *self._wishes(),
            self._how(),
            self._free(),
            *self._bring(),
            *self._contact(),
        )

    def on_paper(self) -> tuple[Part, ...]:
        """The invitation on a sheet of its own; the link stands beside it, for a phone to read."""
        if is_child(self.meeting, self.seat):
            return tuple(part for part in self._to_the_child() if self.link not in part.lines)
        invited = self._("we would like to invite you to a meeting: {title}.").format(title=self.title)
        return (self._hello(), Part("", (invited,)), *self.told_at_home(), *self._prepare(), *self._signed())

    # Pieces -----------------------------------------------------------------------------------------------------------

    @property
    def _(self) -> Callable[[str], str]:
        return self.translations.gettext

    @property
    def title(self) -> str:
        return self.meeting.title

    @property
    def when(self) -> str:
        """pátek 12. 3. 2027 v 14.00"""
        return self.moment(self.meeting.starts)

    def moment(self, value: datetime | None) -> str:
        if value is None:
            return "…"
        local = value.astimezone(self.zone)
        return f"{format_date(local, 'EEEE', locale=self.language)} {days.moment(local, self.language)}"

    @property
    def ends(self) -> datetime | None:
        """When it will be over, as its stages are planned."""
        minutes = sum(stage.minutes for stage in self.meeting.course)
        return self.meeting.starts + timedelta(minutes=minutes) if self.meeting.starts else None

    def _hello(self) -> Part:
        return Part("", (self._("Good day,"),))

    def _signed(self) -> Iterator[Part]:
        leads = [seat.name for seat in self.meeting.seats.values() if self.meeting.format.leads in seat.roles][:1]
        if names := [*leads, *filter(None, [self.office])]:
            yield Part("", ("\n".join(names),))

    def _when_and_where(self) -> Part:
        _ = self._
        ends = self.ends
        until = (
            _("until about {time}").format(time=days.clock(ends.astimezone(self.zone), self.language)) if ends else ""
        )
        lines = [_("When: {when}").format(when=", ".join(filter(None, (self.when, until))))]
        if self.meeting.place:
            lines.append(_("Where: {place}").format(place=self.meeting.place))
        return Part("", ("\n".join(lines),))

    def _why(self) -> Iterator[Part]:
        if about := said_concerned(self.meeting):
            names = ", ".join(seat.name for seat in about)
            yield Part(self._("Whom the meeting is about"), (names,))
        if purpose := self.meeting.purpose.strip():
            yield Part(self._("Why we meet"), tuple(_sentences(purpose)))

    def _who(self) -> Part:
        expected = [seat for seat in self.meeting.seats.values() if seat.presence in _EXPECTED]
        return Part(self._("Who is invited"), tuple(self._named(seat) for seat in expected), listed=True)

    def _named(self, seat: Seat) -> str:
        roles = [self._(role.name) for role in self.meeting.format.roles if role.id in seat.roles]
        as_what = seat.position or ", ".join(role[0].lower() + role[1:] for role in roles)
        return ", ".join(filter(None, (seat.name, as_what, seat.organisation)))

    def _how(self) -> Part:
        _ = self._
        stages = tuple(f"{_(stage.name)}: {_(stage.lead)}" for stage in self.meeting.course)
        return Part(_("How such a meeting goes"), stages, listed=True)

    def _free(self) -> Part:
        _ = self._
        return Part(
            "",
            (_("You may ask for a break at any time. You need not promise anything, and you need not sign anything."),),
        )

    def _bring(self) -> Iterator[Part]:
        if bring := self.meeting.bring.strip():
            yield Part(self._("What to bring"), (bring,))
        if not self.seat.organisation:
            yield Part("", (self._("You may bring somebody you trust. Please let us know beforehand."),))

    def _prepare(self) -> Iterator[Part]:
        """What this person alone is asked to prepare, and what all will go through."""
        if mine := self.meeting.preparation.get(self.seat.id, "").strip():
            yield Part(self._("We ask you to prepare this"), (mine,))
        if agenda := self.meeting.agenda.strip():
            lines = tuple(filter(None, map(str.strip, agenda.split("\n"))))
            yield Part(self._("What we will go through"), lines, listed=True)

    def _wishes(self) -> Iterator[Part]:
        """Of what the child wishes for the meeting, what the child shows to everyone."""
        meeting, child = self.meeting, self.meeting.child
        shown = {page.id for page in released(meeting)}
        lines = []
        for page in meeting.format.book:
            for field in page.fields if page.id in shown else ():
                if field.id in WISHES and (words := " ".join(meeting.text(f"wish:{page.id}:{field.id}").split())):
                    lines.append(f"{self._(field.name)}: {words}")
        if child and lines:
            title = self._("What {name} wishes for").format(name=without_titles(child.name))
            yield Part(title, tuple(lines), listed=True)

    def _own_link(self) -> Part:
        _ = self._
        return Part(
            _("Will you come?"),
            (
                _("Please answer here: yes, no, or who comes instead of you. You need no account and no app."),
                self.link,
                _("This link is yours alone: whoever opens it sits down as you. Please pass it on to nobody."),
            ),
        )

    def _contact(self) -> Iterator[Part]:
        if contact := self.meeting.contact.strip():
            yield Part(self._("Whom you can call"), (contact,))

    # Matters ----------------------------------------------------------------------------------------------------------

    def invitation(self) -> Iterator[Part]:
        yield Part("", (self._("we would like to invite you to a meeting: {title}.").format(title=self.title),))
        yield self._when_and_where()
        yield from self._why()
        yield self._who()
        yield from self._wishes()
        yield self._how()
        yield self._free()
        yield from self._bring()
        yield from self._prepare()
        yield self._own_link()
        yield from self._contact()

    def change(self) -> Iterator[Part]:
        _ = self._
        yield Part(
            "", (_("something has changed about the meeting you are invited to: {title}.").format(title=self.title),)
        )
        yield self._when_and_where()
        if (before := self.told_before()) and before.starts:
            yield Part("", (_("This no longer holds: {when}").format(when=self._before(before)),))
        yield self._own_link()
        yield from self._contact()

    def told_before(self) -> Told | None:
        """What this person was told last about another time or place than the present."""
        now = (self.meeting.starts, self.meeting.place)
        before = [told for told in self.meeting.told if told.seat == self.seat.id and told.matter in _OF_TIME]
        return next((told for told in reversed(before) if (told.starts, told.place) != now), None)

    def _before(self, told: Told) -> str:
        return ", ".join(filter(None, (self.moment(told.starts), told.place)))

    def cancellation(self) -> Iterator[Part]:
        _ = self._
        yield Part("", (_("the meeting will not be held: {title}, {when}.").format(title=self.title, when=self.when),))
        if why := self.meeting.cancelled_why.strip():
            yield Part("", (why,))
        yield from self._contact()

    def reminder(self) -> Iterator[Part]:
        _ = self._
        yield Part("", (_("this is to remind you of the meeting: {title}.").format(title=self.title),))
        yield self._when_and_where()
        yield from self._bring()
        yield Part("", (_("If something has come up, please let us know here:"), self.link))
        yield from self._contact()

    def record(self) -> Iterator[Part]:
        _ = self._
        ngettext = self.translations.ngettext
        day = self.meeting.began or self.meeting.starts
        said = _("we are sending you the record of the meeting: {title}, {day}.")
        on = days.day(day.astimezone(self.zone).date(), self.language) if day else "…"
        yield Part("", (said.format(title=self.title, day=on),))
        if self.attached:
            yield Part("", (_("It comes with this mail, as a Word file."),))
        else:
            how_long = ngettext("The link works for {n} day:", "The link works for {n} days:", self.days)
            yield Part("", (_("You can download it here.") + " " + how_long.format(n=self.days), self.link))
        yield Part(
            "", (_("It says personal things about several people. Please keep it safe, and pass it on to nobody."),)
        )
        yield from self._contact()

    def reminder_of_steps(self) -> Iterator[Part]:
        _ = self._
        day = self.meeting.began or self.meeting.starts
        on = days.day(day.astimezone(self.zone).date(), self.language) if day else "…"
        said = _("this is to remind you of what you have in the plan of the meeting: {title}, {day}.")
        yield Part("", (said.format(title=self.title, day=on),))
        yield self._my_steps()
        yield Part(
            "",
            (
                _("Is it done, or will it not work out? Please say so here. There you can also ask for a change:"),
                self.link,
                self._how_long(),
            ),
        )
        if teller := self._who_holds_together():
            tell = _("If you cannot do it, nothing is lost. You can also simply tell: {name}.")
            yield Part("", (tell.format(name=teller),))
        yield from self._contact()

    def _childs_change(self) -> Iterator[Part]:
        _ = self._
        yield Part("", (_("something about your meeting has changed. Now it is like this:"),))
        yield self._when_and_where()
        if (before := self.told_before()) and before.starts:
            yield Part("", (_("This no longer holds: {when}").format(when=self._before(before)),))
        yield from self._told_to_the_guide()

    def _childs_reminder(self) -> Iterator[Part]:
        _ = self._
        yield Part("", (_("your meeting will be soon:"),))
        yield self._when_and_where()
        yield Part("", (_("You can have a break whenever you want. You need not say anything and sign anything."),))
        yield from self._told_to_the_guide()
        yield Part(_("Your wish book"), (_("You can write and draw in it before the meeting:"), self.link))

    def _childs_cancellation(self) -> Iterator[Part]:
        _ = self._
        yield Part("", (_("your meeting will not be held now: {when}.").format(when=self.when),))
        if why := self.meeting.cancelled_why.strip():
            yield Part("", (why,))
        if guide := self._guide():
            yield Part("", (_("What comes next you will hear from: {name}.").format(name=guide),))

    def _told_to_the_guide(self) -> Iterator[Part]:
        if guide := self._guide():
            yield Part("", (self._("If that does not suit you, you can tell: {name}.").format(name=guide),))

    def _guide(self) -> str:
        return next((guide.name for guide in self.meeting.guides), "")

    def _childs_steps(self) -> Iterator[Part]:
        _ = self._
        yield Part("", (_("this is what you have in the plan of your meeting:"),))
        yield self._my_steps()
        yield Part("", (_("Here you can say how it is going:"), self.link))
        if guide := self._guide():
            yield Part("", (_("If you cannot do it, nothing bad happens. You can tell: {name}.").format(name=guide),))

    def _my_steps(self) -> Part:
        return Part("", tuple(map(self._step, self.steps)), listed=True)

    def _step(self, step: Step) -> str:
        """By when, what, how. A mailbox is read by more eyes than a page of one's own."""
        meeting = self.meeting
        what, how = (" ".join(meeting.text(f"step:{step.id}:{field}").split()) for field in ("what", "how"))
        if {f"step:{step.id}", f"goal:{step.goal}"} & meeting.confidences.keys():
            what, how = self._("something confidential; it stands on the page that the link opens"), ""
        by_when = self._("by {day}").format(day=days.day(step.due, self.language)) if step.due else ""
        return ": ".join(filter(None, (by_when, " – ".join(filter(None, (what, how))))))

    def _how_long(self) -> str:
        said = self.translations.ngettext(
            "The link is yours alone and works for {n} day.",
            "The link is yours alone and works for {n} days.",
            self.days,
        )
        return said.format(n=self.days)

    def _who_holds_together(self) -> str:
        """The person whom everything reaches after the meeting, else who leads; nobody for themselves."""
        leads = (seat for seat in self.meeting.seats.values() if self.meeting.format.leads in seat.roles)
        hub = self.meeting.seat_of(self.meeting.hub) if self.meeting.hub else None
        return next((seat.name for seat in (hub, *leads) if seat and seat.id != self.seat.id), "")

    def _to_the_child(self) -> Iterator[Part]:
        """To whom the meeting belongs, one speaks otherwise."""
        _ = self._
        yield Part("", (_("Hello,"),))
        yield Part("", (_("this is an invitation to your meeting. It is there because of you."),))
        yield self._when_and_where()
        yield self._who()
        stages = tuple(_(stage.child) for stage in self.meeting.course if stage.child)
        yield Part(_("What will happen there"), stages, listed=True)
        yield Part("", (_("You can have a break whenever you want. You need not say anything and sign anything."),))
        yield Part(_("Your wish book"), (_("You can write and draw in it before the meeting:"), self.link))
        yield from self._signed()


_EXPECTED = frozenset({Presence.INVITED, Presence.PRESENT})
_OF_TIME = frozenset({Matter.INVITATION, Matter.CHANGE, Matter.REMINDER})

_MATTERS: dict[Matter, tuple[Callable[[Wording], str], Callable[[Wording], Iterator[Part]]]] = {
    Matter.INVITATION: (
        lambda w: w._("Invitation: {title}, {when}").format(title=w.title, when=w.when),
        Wording.invitation,
    ),
    Matter.CHANGE: (
        lambda w: w._("Changed: {title}, {when}").format(title=w.title, when=w.when),
        Wording.change,
    ),
    Matter.CANCELLATION: (
        lambda w: w._("Not held: {title}, {when}").format(title=w.title, when=w.when),
        Wording.cancellation,
    ),
    Matter.REMINDER: (
        lambda w: w._("Reminder: {title}, {when}").format(title=w.title, when=w.when),
        Wording.reminder,
    ),
    Matter.RECORD: (
        lambda w: w._("Record of the meeting: {title}").format(title=w.title),
        Wording.record,
    ),
    Matter.STEPS: (
        lambda w: w._("Reminder of the plan: {title}").format(title=w.title),
        Wording.reminder_of_steps,
    ),
}


def _sentences(written: str) -> Iterator[str]:
    """What somebody wrote, a paragraph for each line; one that goes on with a small letter was only too wide."""
    before = ""
    for line in filter(None, map(str.strip, written.split("\n"))):
        if before and not line[0].islower():
            yield before
            before = ""
        before = f"{before} {line}" if before else line
    yield before


_TO_A_CHILD: dict[Matter, Callable[[Wording], Iterator[Part]]] = {
    Matter.CHANGE: Wording._childs_change,
    Matter.CANCELLATION: Wording._childs_cancellation,
    Matter.REMINDER: Wording._childs_reminder,
    Matter.STEPS: Wording._childs_steps,
}
"""What is said to a child as one speaks to a child."""
