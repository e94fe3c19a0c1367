"""Jakub's case over three meetings: the first, the evaluation, the closing; each opened from the sealed record of the
last, for the tests of the report and of whatever goes on from meeting to meeting."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache

from exports import word
from exports.seal.sign import seal
from server.following import Wishes, accepted, following
from server.meeting import commands as c
from server.meeting.decide import open_meeting
from server.meeting.events import HOUSE, Entry
from server.meeting.evolve import replay
from server.meeting.model import Verdict
from server.meeting.previous import Help, Outcome
from server.store.memory import MemoryStore
from server.web.language import translations
from tests.exports.jakub import PRAGUE, Table, jakubs_table
from tests.exports.seal.certified import issued, root

HERE = ("petr", "jana", "olga", "ivan", "jakub", "petra", "alena", "hana")
RECOMMENDED = "Když se panika vrátí, zavolat nejdřív paní Malé. V září se ozvat třídní učitelce."


@dataclass(frozen=True)
class Held:
    """A meeting that was held, and its sealed record as a file."""

    table: Table
    file: bytes
    name: str


class Next(Table):
    """The next meeting, opened from the record of the last one and nothing else."""

    def __init__(self, last: bytes, at: datetime, occasion: str) -> None:
        found = following(accepted(last, (root(),), MemoryStore()), Wishes(occasion=occasion))
        self.at = at - timedelta(minutes=12)
        self._edits = 0
        events = open_meeting(found.command, found.format)
        self.log = [Entry(number, self.at, HOUSE, event) for number, event in enumerate(events, 1)]
        meeting = replay(self.log)
        assert meeting is not None
        self.meeting = meeting


def held(table: Table, name: str) -> Held:
    at = table.at + timedelta(minutes=1)
    return Held(table, seal(word.record(table.meeting, translations("cs"), at, PRAGUE), issued(), at), name)


@cache
def first() -> Held:
    return held(jakubs_table(), "prvni.docx")


@cache
def evaluation() -> Held:
    """Two steps are fulfilled, one partly, one not; three go on; one view differs."""
    table = Next(first().file, datetime(2027, 4, 16, 12, 0, tzinfo=UTC), "evaluation")
    table.comes(*HERE).does("petr", c.BeginMeeting())
    for seat in HERE:
        table.does(seat, c.AcknowledgeConfidentiality())
    table.advances("petr")
    table.writes("jana", "reason", "Sešli jsme se podívat, co se povedlo.")
    table.writes("jana", "aim", "Aby Jakub došel do konce roku s oporou.")
    table.advances("petr")
    table.does("petr", c.OpenWorries("Co se daří, říká vyhodnocení."))
    table.does("olga", c.EvaluateStep("psychiatr", Outcome.DONE, "Byly jsme tam dvakrát, maminka ví, jak brát léky."))
    table.does("alena", c.EvaluateStep("ataka", Outcome.PARTLY, "Jednou jsem zavolala pozdě."))
    table.does("petr", c.EvaluateAbsent("terapie", Outcome.DONE, "Paní Šťastná vzkázala, že chodí."))
    table.does("petra", c.EvaluateStep("doma", Outcome.NOT, "Muž zatím nechce."))
    table.does("hana", c.EvaluateStep("prihlaska", Outcome.DONE))
    table.does("jakub", c.EvaluateStep("silne", Outcome.PARTLY))
    table.does("jakub", c.SayHelp("terapie", Help.MUCH), c.SayHelp("ataka", Help.LITTLE))
    table.does("petra", c.SayHelp("terapie", Help.MUCH), c.SayHelp("doma", Help.UNSURE))
    for goal, answers in (("klid", {"jakub": 5, "petra": 4, "alena": 7}), ("skola", {"jakub": 8, "hana": 9})):
        for seat, value in answers.items():
            table.does(seat, c.AnswerPast(goal, value))
        table.does("petr", c.ShowPast(goal))
    for step in ("ataka", "doma", "silne"):
        table.does("alena", c.CarryStep(step))
        table.does("petr", c.SetDue(step, date(2027, 6, 4)))
        owner = table.meeting.step(step)
        assert owner and owner.owner
        table.promises(owner.owner, step)
    table.does("petra", c.AddStep("prazdniny", "klid")).writes("petra", "step:prazdniny:what", "Domluvit tábor")
    table.does("petra", c.GiveStep("prazdniny", "petra"), c.SetDue("prazdniny", date(2027, 5, 14)))
    table.promises("petra", "prazdniny").advances("petr")
    table.does("petr", c.SetNextMeeting(datetime(2027, 6, 11, 12, 0, tzinfo=UTC), "ZŠ Komenského, sborovna"))
    table.does("petr", c.FreezePlan())
    table.approves("petra", Verdict.RESERVATION, "Rodinnou terapii neslibuji za oba.")
    table.signs(*HERE).does("petr", c.CloseMeeting())
    return held(table, "vyhodnoceni.docx")


@cache
def closing() -> Held:
    """Everything is fulfilled or holds no more; recommendations to the family, and no next date."""
    table = Next(evaluation().file, datetime(2027, 6, 11, 12, 0, tzinfo=UTC), "closing")
    table.comes(*HERE).does("petr", c.BeginMeeting())
    for seat in HERE:
        table.does(seat, c.AcknowledgeConfidentiality())
    table.advances("petr").writes("jana", "reason", "Loučíme se.").writes("jana", "aim", "Vědět, co dál.")
    table.advances("petr").does("petr", c.OpenWorries("Už jsme u konce."))
    for seat, step, outcome in (
        ("alena", "ataka", Outcome.DONE),
        ("petra", "doma", Outcome.VOID),
        ("jakub", "silne", Outcome.DONE),
        ("petra", "prazdniny", Outcome.DONE),
    ):
        table.does(seat, c.EvaluateStep(step, outcome))
    table.does("jakub", c.SayHelp("ataka", Help.MUCH))
    for seat, value in {"jakub": 8, "petra": 7}.items():
        table.does(seat, c.AnswerPast("klid", value))
    table.does("petr", c.ShowPast("klid")).writes("jakub", "part:doporuceni", RECOMMENDED)
    table.advances("petr", "Nový plán už nepotřebujeme.")
    table.does("petr", c.FreezePlan("Nový plán už nepotřebujeme."))
    table.signs(*HERE).does("petr", c.CloseMeeting())
    return held(table, "zaver.docx")
