"""A meeting to try things on: a cast with known roles, a log, and the meeting it makes."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from functools import cache

import pytest

from server.formats import formats
from server.meeting import commands as c
from server.meeting import text
from server.meeting.agreement import promise_digest
from server.meeting.commands import Command, OpenMeeting, Person
from server.meeting.decide import decide, open_meeting
from server.meeting.events import HOUSE, Entry, Event
from server.meeting.evolve import evolve, replay
from server.meeting.model import Meeting, Strokes, Verdict
from server.meeting.previous import LastGoal, LastStep, Previous
from server.meeting.refusals import Reason, Refused

CONFERENCE = "pripadova-konference"
FIRST = datetime(2027, 3, 12, 13, 0, tzinfo=UTC)
DUE = date(2027, 4, 30)
NEXT = datetime(2027, 4, 16, 14, 0)
DRAWN: Strokes = ((100, 200, 300, 100, 600, 300), (620, 200, 700, 210))
SCRIBBLE: Strokes = ((10, 10, 900, 390),)
DESPITE = "We go on, the rest is for the next time."

# Who is who. Vera leads; Olga called the meeting; Jana is the mother and owns a step; Tomas is present and owns none.
# Alena and Filip are invited and have not come. Nobody called Cizi is known here.
LEADS = "vera"
CAST: Mapping[str, tuple[str, str]] = {
    "vera": ("Věra Malá", "facilitator"),
    "olga": ("Olga Hladká", "svolavatel"),
    "karel": ("Karel Beneš", "koordinator"),
    "zdena": ("Zdena Šípková", "zapisovatel"),
    "jana": ("Jana Nováková", "ucastnik"),
    "tomas": ("Tomáš Říha", "ucastnik"),
    "alena": ("Alena Krátká", "ucastnik"),
    "filip": ("Filip Krátký", "ucastnik"),
}
ABSENT = frozenset({"alena", "filip"})


LAST = Previous(
    "minule",
    "Jakubovo setkání",
    date(2027, 1, 15),
    "c" * 64,
    number=1,
    digest="d" * 64,
    goals=(
        LastGoal(
            "skola",
            "Jakub chodí do školy",
            "school",
            indicator="Za měsíc nemá žádnou neomluvenou hodinu.",
            scale={"jana": 3, "tomas": 6},
            steps=(
                LastStep(
                    "dopis",
                    "1.1",
                    "Napsat škole",
                    "Dopisem.",
                    "jana",
                    "Jana Nováková",
                    "Tomáš",
                    date(2027, 2, 1),
                    "Máme odpověď.",
                    "informing",
                    first_due=date(2026, 12, 1),
                    carried=1,
                ),
                LastStep(
                    "kolo",
                    "1.2",
                    "Opravit kolo",
                    owner="alena",
                    name="Alena Krátká",
                    due=date(2027, 9, 1),
                    after=("dopis",),
                ),
                LastStep("nikdo", "1.3", "Zeptat se na kroužek"),
            ),
        ),
        LastGoal(
            "doma", "Doma je klid", steps=(LastStep("ticho", "2.1", "Nekřičet", owner="tomas", name="Tomáš Říha"),)
        ),
    ),
    names={"jana": "Jana Nováková", "tomas": "Tomáš Říha", "stryc": "Strýc"},
)
"""The last plan of the case: Jana and Tomáš are here and had a step each, Alena is not here, one step had nobody."""


class Table:
    """A log and what follows from it. `ask` decides and writes down, as a room does; time goes on by a second."""

    def __init__(self, log: tuple[Entry, ...] = ()) -> None:
        self.log = list(log)
        self._meeting = replay(self.log)

    @property
    def meeting(self) -> Meeting:
        assert self._meeting is not None
        return self._meeting

    def happened(self, events: tuple[Event, ...], by: str, hand: str = "") -> None:
        for event in events:
            entry = Entry(len(self.log) + 1, FIRST + timedelta(seconds=len(self.log)), by, event, hand)
            self.log.append(entry)
            self._meeting = evolve(self._meeting, entry)

    def ask(self, by: str, command: Command, hand: str = "") -> tuple[Event, ...]:
        events = decide(self.meeting, command, by, hand)
        seat = self.meeting.seat_of(by)
        self.happened(events, seat.id if seat else by, hand)
        return events

    def refuses(self, by: str, command: Command, reason: Reason, hand: str = "") -> Refused:
        """The meeting says no for this reason, and nothing has changed by it."""
        before = repr(self.meeting)
        with pytest.raises(Refused) as no:
            decide(self.meeting, command, by, hand)
        assert no.value.reason is reason, str(no.value)
        assert "{" not in str(no.value), "every gap of the sentence is filled in"
        assert repr(self.meeting) == before
        assert replay(self.log) == self.meeting
        return no.value

    def ignores(self, by: str, command: Command, hand: str = "") -> None:
        """It is so already: nothing happens, and nobody is told off."""
        assert decide(self.meeting, command, by, hand) == ()

    def write(self, by: str, cell: str, words: str, hand: str = "") -> tuple[Event, ...]:
        return self.ask(by, self.writing(cell, words), hand)

    def writing(self, cell: str, words: str) -> c.EditText:
        """The change somebody's page would send to make a cell say `words`."""
        now = self.meeting.cells.get(cell, text.Cell())
        return c.EditText(cell, now.version, f"tab{len(self.log)}", 1, text.replacing(now, words))

    def go_to(self, stage: str) -> None:
        """The facilitator steps on or back, whatever is missing."""
        position = self.meeting.format.position
        while position(self.meeting.stage_id) < position(stage):
            self.ask(LEADS, c.AdvanceStage(self.meeting.stage_id, DESPITE))
        while position(self.meeting.stage_id) > position(stage):
            self.ask(LEADS, c.StepBack(self.meeting.stage_id))

    def promise(self, step: str) -> str:
        found = self.meeting.step(step)
        assert found is not None
        return promise_digest(self.meeting, found)

    def accept(self, by: str, step: str) -> tuple[Event, ...]:
        return self.ask(by, c.AcceptStep(step, self.promise(step)))

    @property
    def digest(self) -> str:
        assert self.meeting.freeze is not None
        return self.meeting.freeze.digest

    def sign(self, by: str, verdict: Verdict = Verdict.AGREE, words: str = "") -> None:
        self.ask(by, c.Approve(self.digest, verdict, words))
        self.ask(by, c.Sign(self.digest, DRAWN))


def person(seat: str, roles: frozenset[str] | None = None) -> Person:
    name, role = CAST[seat]
    return Person(seat, name, roles or frozenset({role}))


def invited(previous: Previous | None = None, occasion: str = "first") -> Table:
    """Everybody invited, nobody here."""
    table = Table()
    people = tuple(person(seat) for seat in CAST)
    opening = OpenMeeting(
        "jakub", "Jakubovo setkání", people, place="ZŠ Komenského", previous=previous, occasion=occasion
    )
    table.happened(open_meeting(opening, formats()[CONFERENCE]), HOUSE)
    return table


def seated() -> Table:
    """Six at the table, two invited and not here."""
    table = invited()
    for seat in CAST:
        if seat not in ABSENT:
            table.ask(HOUSE, c.Arrive(seat))
    return table


def evaluating(stage: str = "prace-na-cilech", occasion: str = "evaluation") -> Table:
    """A meeting with the last plan before it, in `stage`; everybody of the six is there."""
    table = invited(LAST, occasion)
    for seat in CAST:
        if seat not in ABSENT:
            table.ask(HOUSE, c.Arrive(seat))
    table.go_to(stage)
    return table


def planned(stage: str = "prace-na-cilech") -> Table:
    """One goal with one whole step, given to Jana and accepted by her; the meeting is in `stage`."""
    table = Table(_planned())
    table.go_to(stage)
    return table


def frozen() -> Table:
    """The last stage, nothing missing, version 1 to be signed."""
    table = planned("ukonceni")
    table.ask(LEADS, c.SetNextMeeting(NEXT, "ZŠ Komenského"))
    table.ask(LEADS, c.FreezePlan())
    return table


def closed() -> Table:
    """Everybody signed; closed."""
    table = frozen()
    for seat in table.meeting.present:
        table.sign(seat.id)
    table.ask(LEADS, c.CloseMeeting())
    return table


@cache
def _planned() -> tuple[Entry, ...]:
    table = seated()
    for seat in table.meeting.present:
        table.ask(seat.id, c.AcknowledgeConfidentiality())
    table.ask(LEADS, c.AdvanceStage("uvod"))
    table.write("olga", "reason", "Jakub je ve škole úzkostný.")
    table.write("olga", "aim", "Aby na to nebyl sám.")
    table.ask(LEADS, c.AdvanceStage("sdeleni-svolavatele"))
    table.ask("jana", c.AddGoal("g1"))
    table.write("jana", "goal:g1:title", "Jakub zvládne celý týden ve škole")
    table.ask("jana", c.AddStep("s1", "g1"))
    table.write("tomas", "step:s1:what", "Objednat Jakuba k psychiatrovi")
    table.ask("karel", c.GiveStep("s1", "jana"))
    table.ask("karel", c.SetDue("s1", DUE))
    table.accept("jana", "s1")
    return tuple(table.log)


def outsiders(table: Table) -> list[str]:
    """Adds to a meeting one of each who may do nothing in it, and names them."""
    for guest in ("ceka", "odmitnuty"):
        table.ask(HOUSE, c.AskToEnter(guest, f"Host {guest}"))
    table.ask(LEADS, c.TurnAway("odmitnuty"))
    table.ask(LEADS, c.Excuse("filip"))
    table.ask(LEADS, c.Depart("tomas"))
    here = {seat.id for seat in table.meeting.present}
    return [seat for seat in ("alena", "filip", "tomas", "ceka", "odmitnuty", "cizi", "") if seat not in here]
