"""What happens in a story, one act after another. An act is a sentence about people; how it is done is below it.

Seats are called as in the story's data, by the name of who sits there; in what a form or a command says they stand
with @ before them.
"""

import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any, Protocol

from docx import Document
from docx.oxml.ns import qn

from exports.portable.part import enclosed
from server.demo.story import Story
from server.formats.slug import seat_id
from server.meeting import commands as c
from server.meeting.commands import name_of
from server.meeting.events import Event
from server.meeting.mail import Matter
from tests.demo.told import Told
from tests.meeting.table import Table
from tests.stories.forms import Given, form, words_of
from tests.stories.teller import ORGANISER, PRAGUE, Teller, as_form, body_of, links_in

SUBJECTS = {
    Matter.INVITATION: "Pozvánka: ",
    Matter.CHANGE: "Změna: ",
    Matter.CANCELLATION: "Nekoná se: ",
    Matter.REMINDER: "Připomínka: ",
    Matter.RECORD: "Zápis ze setkání: ",
    Matter.STEPS: "Připomenutí z plánu: ",
}
DONE = (200, 204, 303)


class Act(Protocol):
    async def happen(self, teller: Teller) -> None: ...


@dataclass(frozen=True)
class On:
    """It is this day and hour in Prague: "8. 2. 2027 9.00"."""

    moment: str

    async def happen(self, teller: Teller) -> None:
        teller.puts_clock(datetime.strptime(self.moment, "%d. %m. %Y %H.%M").replace(tzinfo=PRAGUE))


@dataclass(frozen=True)
class Opens:
    """The organiser opens a meeting with the people of a meeting file. after: the meeting it comes of, "" for none;
    more: what else the form says."""

    meeting: str
    file: Path
    after: str = ""
    besides: Sequence[Mapping[str, str]] = ()
    more: Given = field(default_factory=dict)

    async def happen(self, teller: Teller) -> None:
        raw = tomllib.loads(self.file.read_text("utf-8"))
        rows = [
            {
                "name": person["name"],
                "role": role,
                "organisation": person.get("organisation", ""),
                "position": person.get("position", ""),
                "email": teller.emails.get(_short(person["name"]), ""),
                "phone": "yes" if person.get("phone", True) else "no",
            }
            for person in (*raw["people"], *self.besides)
            for role in person.get("roles", [person.get("role")])
        ]
        given = {key: [row[key] for row in rows] for key in rows[0]}
        given |= {"title": raw["title"], "purpose": raw["purpose"].strip(), "place": raw["place"], "starts": ""}
        page = f"/new?format={raw['format']}" + (f"&from={teller.meetings[self.after]}" if self.after else "")
        await _opened(teller, self.meeting, page, "/new", {**given, **self.more})


@dataclass(frozen=True)
class OpensFromRecord:
    """The organiser brings the sealed record of the last meeting, and the next one is opened from it."""

    meeting: str
    before: str
    occasion: str
    starts: str = ""

    async def happen(self, teller: Teller) -> None:
        record = await teller.get(ORGANISER, f"/meetings/{teller.meetings[self.before]}/record.docx")
        file = {"record": ("zapis.docx", record.content)}
        given = {"occasion": self.occasion, "starts": self.starts}
        await _opened(teller, self.meeting, "/new/from-record", "/new/from-record", given, files=file)


async def _opened(teller: Teller, name: str, page: str, action: str, given: Given, **more: Any) -> None:
    """Asked for until it is there: whose page went away while it was being opened looks at the list first."""
    before = teller.ids()
    while not teller.ids() - before:
        seen = await teller.get(ORGANISER, page)
        assert seen.status_code == 200, seen.text
        sent = form(seen.text, action, {}).filled({}) | {
            key: [words] if isinstance(words, str) else list(words) for key, words in given.items()
        }
        answer = await teller.tries(ORGANISER, action, data=sent, **more)
        assert answer is None or answer.status_code in DONE, words_of(answer.text)
    (teller.meetings[name],) = teller.ids() - before


def _short(name: str) -> str:
    return seat_id(name, ())


@dataclass(frozen=True)
class Desk:
    """Somebody does something at the desk, by the form that is there."""

    meeting: str
    command: str
    given: Given = field(default_factory=dict)
    who: str = ORGANISER

    async def happen(self, teller: Teller) -> None:
        if self.who != ORGANISER:
            await teller.opens(self.who, self.meeting)
        desk = f"/meetings/{teller.meetings[self.meeting]}/desk"
        answer = await teller.post_form(self.who, desk, f"/{self.command}", seated(teller, self.meeting, self.given))
        assert answer.status_code in DONE, f"{self}: {words_of(answer.text)}"


@dataclass(frozen=True)
class Home:
    """Somebody does something on their own page, by the form that is there; behind the link they have."""

    who: str
    meeting: str
    command: str
    given: Given = field(default_factory=dict)
    page: str = "home/{seat}"

    async def happen(self, teller: Teller) -> None:
        page = await teller.opens(self.who, self.meeting)
        assert page.status_code == 200, f"{self.who} does not get in: {words_of(page.text)}"
        own = self.page.format(seat=teller.seat(self.meeting, self.who))
        home = f"/meetings/{teller.meetings[self.meeting]}/{own}"
        given = seated(teller, self.meeting, self.given)
        answer = await teller.post_form(self.who, home, f"/{self.command}", given)
        assert answer.status_code in DONE, f"{self}: {words_of(answer.text)}"


@dataclass(frozen=True)
class Reads:
    """Somebody opens their link, or looks at the desk (the organiser), and finds these words, and not those."""

    who: str
    meeting: str
    there: Sequence[str]
    not_there: Sequence[str] = ()

    async def happen(self, teller: Teller) -> None:
        if self.who == ORGANISER:
            page = await teller.get(ORGANISER, f"/meetings/{teller.meetings[self.meeting]}/desk")
        else:
            page = await teller.opens(self.who, self.meeting)
        said = words_of(page.text)
        assert all(words in said for words in self.there), (self.who, self.there, said)
        assert not any(words in said for words in self.not_there), (self.who, self.not_there)


@dataclass(frozen=True)
class GivesLinks:
    """The organiser makes links for everybody and passes theirs to these people, in a message of their own."""

    meeting: str
    people: Sequence[str]

    async def happen(self, teller: Teller) -> None:
        page = f"/meetings/{teller.meetings[self.meeting]}/links"
        made = await teller.post_form(ORGANISER, page, "/links", {})
        named = re.findall(r"<h2>([^<]+)</h2>.*?href=\"([^\"]+/k#[^\"]+)\"", made.text, re.S)
        links = {_short(name): link for name, link in named}
        for who in self.people:
            teller.somebody(who).links[self.meeting] = links[who]


@dataclass(frozen=True)
class Sends:
    """The organiser looks at the mails about a matter and sends them to these people, and they come."""

    meeting: str
    matter: Matter
    people: Sequence[str]

    async def happen(self, teller: Teller) -> None:
        id = teller.meetings[self.meeting]
        title = teller.meeting(self.meeting).title
        seats = [_listed(teller, self.meeting, who) for who in self.people]
        known = set(teller.meeting(self.meeting).mails)
        while missing := [seat for seat in seats if seat not in self._asked(teller, known)]:
            page = await teller.get(ORGANISER, f"/meetings/{id}/mails?matter={self.matter}")
            assert page.status_code == 200, page.text
            filled = form(page.text, "/mails", {"seat": missing}).filled({"seat": missing})
            answer = await teller.tries(ORGANISER, f"/meetings/{id}/mails", data=filled)
            assert answer is None or answer.status_code in DONE, words_of(answer.text)
        await teller.delivered(self.meeting)
        for who in self.people:
            teller.expects(who, SUBJECTS[self.matter] + title)
            mail = next(m for m in reversed(teller.mailbox(who)) if str(m["Subject"]).startswith(SUBJECTS[self.matter]))
            for link in links_in(body_of(mail)):
                teller.somebody(who).links[self.meeting] = link

    def _asked(self, teller: Teller, known: set[str]) -> set[str]:
        mails = teller.meeting(self.meeting).mails.values()
        return {mail.seat for mail in mails if mail.id not in known and mail.matter is self.matter}


@dataclass(frozen=True)
class Reminded:
    """By itself, the day before, these people hear of it by mail, and nobody else."""

    meeting: str
    people: Sequence[str]

    async def happen(self, teller: Teller) -> None:
        seats = {teller.seat(self.meeting, who) for who in self.people}

        def asked() -> set[str]:
            mails = teller.meeting(self.meeting).mails.values()
            starts = teller.meeting(self.meeting).starts
            return {mail.seat for mail in mails if mail.matter is Matter.REMINDER and mail.starts == starts}

        await teller.until(lambda: asked() >= seats)
        await teller.delivered(self.meeting)
        assert asked() == seats
        for who in self.people:
            teller.expects(who, SUBJECTS[Matter.REMINDER] + teller.meeting(self.meeting).title)
            teller.somebody(who).links[self.meeting] = links_in(body_of(teller.mailbox(who)[-1]))[0]


@dataclass(frozen=True)
class RemindedOfSteps:
    """By itself, some days before, these people hear today of what they still have in the plan."""

    meeting: str
    people: Sequence[str]

    async def happen(self, teller: Teller) -> None:
        seats = {teller.seat(self.meeting, who) for who in self.people}

        def asked() -> set[str]:
            mails = [mail for mail in teller.meeting(self.meeting).mails.values() if mail.matter is Matter.STEPS]
            return {mail.seat for mail in mails if mail.asked.astimezone(PRAGUE).date() == teller.today()}

        await teller.until(lambda: asked() >= seats)
        await teller.delivered(self.meeting)
        assert asked() == seats
        for who in self.people:
            teller.expects(who, SUBJECTS[Matter.STEPS] + teller.meeting(self.meeting).title)
            teller.somebody(who).links[self.meeting] = links_in(body_of(teller.mailbox(who)[-1]))[0]


@dataclass(frozen=True)
class Sheets:
    """The organiser makes sheets with personal links, hands them over or copies the SMS, and notes how."""

    meeting: str
    way: str
    people: Sequence[str]

    async def happen(self, teller: Teller) -> None:
        seats = [teller.seat(self.meeting, who) for who in self.people]
        page = f"/meetings/{teller.meetings[self.meeting]}/invitations"
        made = await teller.post_form(ORGANISER, page, "/invitations", {"seat": seats, "language": "cs"})
        articles = re.findall(r"<article.*?</article>", made.text, re.S)
        assert len(articles) == len(seats)
        for who in self.people:
            name = teller.meeting(self.meeting).seats[teller.seat(self.meeting, who)].name
            (sheet,) = [article for article in articles if f">{name}</h2>" in article]
            teller.somebody(who).links[self.meeting] = links_in(sheet)[0]
        filled = form(made.text, "/told", {"seat": seats, "way": self.way}).filled({"seat": seats, "way": self.way})
        told = f"/meetings/{teller.meetings[self.meeting]}/told"
        answer = await teller.tries(ORGANISER, told, data=filled)
        assert answer is None or answer.status_code in DONE


@dataclass(frozen=True)
class Takes:
    """Somebody takes the record out of the last mail they got, or from behind its link: whole, or an extract."""

    who: str
    meeting: str
    whole: bool = True

    async def happen(self, teller: Teller) -> None:
        mail = teller.mailbox(self.who)[-1]
        assert str(mail["Subject"]).startswith(SUBJECTS[Matter.RECORD]), mail["Subject"]
        files = [part.get_content() for part in mail.iter_attachments()]
        if not files:
            seat = teller.seat(self.meeting, self.who)
            await teller.opens(self.who, self.meeting)
            record = f"/meetings/{teller.meetings[self.meeting]}/record.docx?seat={seat}"
            files = [(await teller.get(self.who, record)).content]
        (file,) = files
        machines = json.loads(enclosed(file) or b"{}")
        assert machines["extract"] is not self.whole, self
        teller.files[f"{self.meeting}: {self.who}"] = file


@dataclass(frozen=True)
class Summarises:
    """The organiser takes the summary of the whole case, made of its records alone, and reads these words in it."""

    meeting: str
    there: Sequence[str]

    async def happen(self, teller: Teller) -> None:
        case = teller.meeting(self.meeting).case_id
        summary = await teller.get(ORGANISER, f"/cases/{case}/summary.docx")
        assert summary.status_code == 200, words_of(summary.text)
        said = text_of(summary.content)
        assert all(words in said for words in self.there), (self.there, said)


@dataclass(frozen=True)
class Erased:
    """By the rule these meetings have died, and nothing of them is left but a line and their records."""

    meetings: Sequence[str]

    async def happen(self, teller: Teller) -> None:
        ids = {teller.meetings[name] for name in self.meetings}
        await teller.until(lambda: ids <= teller.erased())
        assert not ids & teller.ids()


def text_of(file: bytes) -> str:
    """All that a Word file says, in one line."""
    document = Document(BytesIO(file))
    words = [text.text or "" for text in document.element.body.iter(qn("w:t"))]
    return " ".join("".join(words).replace("\N{NO-BREAK SPACE}", " ").split())


# At the table ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Does:
    who: str
    command: str
    given: Given = field(default_factory=dict)
    hand: str = ""


@dataclass(frozen=True)
class Writes:
    who: str
    cell: str
    words: str
    hand: str = ""


@dataclass(frozen=True)
class Comes:
    who: str
    hand: str = ""


Deed = Does | Writes | Comes


@dataclass(frozen=True)
class Held:
    """The meeting itself, one deed after another; the server dies in between."""

    meeting: str
    deeds: Sequence[Deed]

    async def happen(self, teller: Teller) -> None:
        for deed in self.deeds:
            match deed:
                case Comes():
                    await teller.comes(self.meeting, deed.who, deed.hand)
                case Writes():
                    cell = ":".join(_seat_if(teller, self.meeting, part) for part in deed.cell.split(":"))
                    await teller.writes(self.meeting, deed.who, cell, deed.words, deed.hand)
                case Does():
                    given = seated(teller, self.meeting, deed.given)
                    await teller.asks(self.meeting, deed.who, deed.command, deed.hand, given)
            await teller.between_deeds()
        await teller.hang_up()
        if teller.meeting(self.meeting).closed:
            await teller.until(lambda: teller.meeting(self.meeting).record)


class Script(Table):
    """A table at which everything that is done is written down as deeds."""

    def __init__(self) -> None:
        super().__init__()
        self.deeds: list[Deed] = []

    def ask(self, by: str, command: c.Command, hand: str = "") -> tuple[Event, ...]:
        events = super().ask(by, command, hand)
        match command:
            case c.Arrive():
                self.deeds.append(Comes(command.seat))
            case c.EditText():
                self.deeds.append(Writes(by, command.cell, self.meeting.text(command.cell), hand))
            case _:
                given = {key: _marked(words, self.meeting.seats) for key, words in as_form(command).items()}
                self.deeds.append(Does(by, name_of(type(command)), given, hand))
        return events


def _marked(words: str | list[str], seats: Mapping[str, object]) -> str | list[str]:
    if isinstance(words, list):
        return [f"@{word}" if word in seats else word for word in words]
    return f"@{words}" if words in seats else words


def told_by(story: Story) -> Iterator[tuple[str, list[Deed]]]:
    """A story of the demo as deeds, stage after stage, up to its last; "book" for what a child does at home before."""
    telling = Told(story, table=Script())
    script = telling.table
    assert isinstance(script, Script)

    def deeds() -> list[Deed]:
        done, script.deeds = script.deeds, []
        return done

    yield "book", deeds()
    telling.arrive()
    for stage in story.lines:
        telling.work()
        if stage != [*story.lines][-1]:
            telling.advance()
        yield stage, deeds()
    telling.freeze()
    for seat in story.people:
        telling.answer(seat)
    yield "end", deeds()


def seated(teller: Teller, meeting: str, given: Given) -> dict[str, str | list[str]]:
    """With the seats of that meeting in place of @names."""

    def put(word: str) -> str:
        return teller.seat(meeting, word[1:]) if word.startswith("@") else word

    return {
        key: put(words) if isinstance(words, str) else [put(word) for word in words] for key, words in given.items()
    }


def _seat_if(teller: Teller, meeting: str, part: str) -> str:
    return teller.seat(meeting, part) if part in teller.people_of_story else part


def _listed(teller: Teller, meeting: str, who: str) -> str:
    """The seat, or the id of a recipient who has none."""
    recipients = {each.id for each in teller.meeting(meeting).recipients if not each.seat}
    return who if who in recipients else teller.seat(meeting, who)
