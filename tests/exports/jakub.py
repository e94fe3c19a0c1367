"""Jakub's meeting, led through the heart as it would be in the room, for the tests of the record to write down."""

import math
import random
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from server.formats import formats
from server.meeting import commands as c
from server.meeting import text
from server.meeting.agreement import promise_digest
from server.meeting.decide import decide, open_meeting
from server.meeting.events import HOUSE, Entry
from server.meeting.evolve import evolve, replay
from server.meeting.model import Meeting, Strokes, Verdict

PRAGUE = ZoneInfo("Europe/Prague")
BEGINS = datetime(2027, 3, 12, 13, 0, tzinfo=UTC)
"""14.00 in Prague."""

PEOPLE = (
    c.Person("petr", "Bc. Petr Svoboda", frozenset({"facilitator"}), "Pomáháme společně", "case manager", "petr@x.cz"),
    c.Person(
        "jana", "Mgr. Jana Nováková", frozenset({"svolavatel"}), "OSPOD Kolín", "sociální pracovnice", "jana@x.cz"
    ),
    c.Person("olga", "Olga Malá, DiS.", frozenset({"koordinator"}), "SAS Ke schodům", "klíčová pracovnice"),
    c.Person("ivan", "Ivan Beneš", frozenset({"zapisovatel"}), "Pomáháme společně", "sociální pracovník"),
    c.Person("jakub", "Jakub Horák", frozenset({"ucastnik"}), position="žák 9. B"),
    c.Person("petra", "Petra Horáková", frozenset({"ucastnik"}), position="matka", email="petra@x.cz"),
    c.Person("alena", "Mgr. Alena Dostálová", frozenset({"ucastnik"}), "ZŠ Komenského", "třídní učitelka"),
    c.Person("hana", "PhDr. Hana Říhová", frozenset({"ucastnik"}), "ZŠ Komenského", "výchovná poradkyně"),
    c.Person("lucie", "Mgr. Lucie Šťastná", frozenset({"ucastnik"}), "soukromá praxe", "terapeutka"),
    c.Person(
        "vera", "MUDr. Věra Žáková", frozenset({"ucastnik"}), "Ambulance dětské psychiatrie", "dětská psychiatrička"
    ),
    c.Person("karel", "Karel Horák", frozenset({"ucastnik"}), position="otec"),
)


class Table:
    """A meeting and a clock; whoever does something takes half a minute."""

    def __init__(
        self, people: tuple[c.Person, ...] = PEOPLE, kind: str = "pripadova-konference", **about: object
    ) -> None:
        meeting_id, title = about.pop("meeting", "jakub-1"), about.pop("title", "Jakubovo setkání")
        opening = c.OpenMeeting(meeting_id, title, people, **about)  # type: ignore[arg-type]
        self.at = BEGINS - timedelta(minutes=12)
        self._edits = 0
        self.log = [
            Entry(number, self.at, HOUSE, event)
            for number, event in enumerate(open_meeting(opening, formats()[kind]), 1)
        ]
        meeting = replay(self.log)
        assert meeting is not None
        self.meeting: Meeting = meeting

    def does(self, who: str, *asked: c.Command, hand: str = "") -> "Table":
        """hand: whose device it is done on, if not on their own."""
        for command in asked:
            self.at += timedelta(seconds=30)
            for event in decide(self.meeting, command, who, hand):
                self.log.append(Entry(self.meeting.version + 1, self.at, who, event, hand))
                self.meeting = evolve(self.meeting, self.log[-1])
        return self

    def writes(self, who: str, cell: str, words: str, hand: str = "") -> "Table":
        before = self.meeting.cells.get(cell, text.Cell())
        self._edits += 1
        change = text.replacing(before, words)
        return self.does(who, c.EditText(cell, before.version, "tab", self._edits, change), hand=hand)

    def comes(self, *people: str) -> "Table":
        for person in people:
            self.does(HOUSE, c.Arrive(person))
        return self

    def advances(self, who: str, despite: str = "") -> "Table":
        return self.does(who, c.AdvanceStage(self.meeting.stage_id, despite))

    def promises(self, who: str, step: str, hand: str = "") -> "Table":
        known = self.meeting.step(step)
        assert known is not None
        return self.does(who, c.AcceptStep(step, promise_digest(self.meeting, known)), hand=hand)

    def approves(self, who: str, verdict: Verdict = Verdict.AGREE, words: str = "", hand: str = "") -> "Table":
        return self.does(who, c.Approve(self.shown, verdict, words), hand=hand)

    def signs(self, *people: str) -> "Table":
        for person in people:
            if self.meeting.freeze and person not in self.meeting.freeze.approvals:
                self.approves(person)
            self.does(person, c.Sign(self.shown, hand(person)))
        return self

    @property
    def shown(self) -> str:
        assert self.meeting.freeze is not None
        return self.meeting.freeze.digest


def hand(person: str) -> Strokes:
    """A signature like handwriting, another one for everybody: loops that go to the right, and a line under them."""
    chance = random.Random(person)
    loops, height, lean = chance.uniform(6, 11), chance.uniform(60, 120), chance.uniform(10, 40)
    word = []
    for number in range(140):
        part = number / 139
        turn = part * loops * math.tau
        tall = height * (1.5 if part < 0.15 else 0.5 + 0.4 * math.sin(part * 9 + lean))
        word += [
            round(110 + 760 * part + lean * math.sin(turn + 1)),
            round(200 + tall * 0.9 * math.sin(turn) * math.cos(part * 3)),
        ]
    line = [point for x in range(90, 900, 30) for point in (x, round(330 - x / 20 + 12 * math.sin(x / 70)))]
    dot = [chance.randint(300, 700), 60]
    limits = (999, 399)
    return tuple(
        tuple(max(0, min(limits[place % 2], value)) for place, value in enumerate(stroke))
        for stroke in (word, line, [*dot, dot[0] + 3, dot[1] + 3])
    )


GOALS = {
    "klid": (
        "Jakub se ve škole a doma cítí bezpečně",
        "Jakub chodí k terapeutce rád a sám říká, kdy je toho na něj moc. Paní učitelka si všimla panické ataky hned "
        "a zavolala mamince.",
        "Panické ataky přicházejí bez varování. Doma se o nich nemluví, každý se snaží sám.",
        "Za měsíc bude Jakub vědět, za kým ve škole jít, a doma se o těžkých dnech bude dát mluvit.",
    ),
    "skola": (
        "Jakub si vybere střední školu, která mu sedí",
        "Jde mu technika a kreslení, opravuje kola celé ulici.",
        "Po zhoršení prospěchu má strach, že ho nikam nevezmou. Přihláška se podává už za tři týdny.",
        "Přihláška je podaná včas a Jakub umí říct, proč právě tam.",
    ),
}
STEPS = {
    "terapie": (
        "klid", "Terapie pro Jakuba přímo ve škole", "Každé úterý od 13.15 v malé pracovně u knihovny. Škola místnost "
        "odemkne a zajistí, že tam nikdo nebude chodit.", "lucie", "Jakub, paní Říhová", date(2027, 3, 16),
        "Jakub byl aspoň na třech setkáních.",
    ),
    "psychiatr": (
        "klid", "Doprovod k dětské psychiatričce", "Paní Malá objedná termín, sejde se s Jakubem a maminkou půl hodiny "
        "předem a půjde s nimi až do ordinace, pokud budou chtít.", "olga", "Jakub a maminka", date(2027, 3, 26),
        "Maminka ví, jak brát léky a na koho se obrátit.",
    ),
    "ataka": (
        "klid", "Vzájemně si dát vědět o panické atace", "Kdo je u toho, volá mamince a pošle zprávu panu Svobodovi. "
        "Ten dá ještě týž den vědět terapeutce a paní Malé. Do skupiny rodičů se nepíše nic.", "alena",
        "všichni u stolu", date(2027, 3, 15), "Po každé atace vědí do večera všichni totéž.",
    ),
    "doma": (
        "klid", "Zkusit rodinnou terapii", "Domluvit první schůzku v poradně, jen na zkoušku.", "petra", "paní Malá",
        date(2027, 4, 9), "Proběhla první schůzka.",
    ),
    "prihlaska": (
        "skola", "Podat přihlášku na střední školu", "Dvě kariérní konzultace s paní Říhovou, potom společně vyplnit "
        "přihlášku a zkontrolovat přílohy.\nPodpis obou rodičů zařídí maminka.", "hana", "Jakub, maminka",
        date(2027, 3, 19), "Máme potvrzení o podání.",
    ),
    "silne": (
        "skola", "Zmapovat, v čem je Jakub dobrý", "Na terapii projít, co mu jde a co ho baví; výsledek si Jakub sám "
        "přinese na konzultaci.", "jakub", "paní Šťastná", None, "",
    ),
}  # fmt: skip


def jakubs_meeting(closed: bool = True) -> Meeting:
    """The whole afternoon, see jakubs_table."""
    return jakubs_table(closed).meeting


def jakubs_table(closed: bool = True) -> Table:
    """The whole afternoon: a version reopened, a hole left open, a reservation, a refusal, one late, one gone early."""
    table = Table(
        purpose="Domluvit společnou podporu Jakuba ve škole a doma před přijímacím řízením.",
        place="ZŠ Komenského, sborovna",
        starts=BEGINS,
        case_number="MUKOLIN/SV/1234/2027",
    )
    table.comes("petr", "jana", "olga", "ivan", "jakub", "petra", "alena", "lucie")
    table.does("petr", c.Excuse("vera"), c.BeginMeeting())
    table.writes(
        "olga",
        "rules",
        "Mluví vždycky jen jeden.\nKaždý mluví sám za sebe.\nPřestávku si může říct kdokoli a nemusí vysvětlovat proč.",
    )
    for person in ("petr", "jana", "olga", "ivan", "jakub", "petra", "alena"):
        table.does(person, c.AcknowledgeConfidentiality())
    table.writes(
        "ivan",
        "minutes:uvod",
        "Všichni se představili a řekli, v čem Jakuba znají. Jakub si k sobě posadil paní Malou.",
    )
    table.advances("petr", "Paní Šťastná poučení zná ze své profese, potvrdí ho po přestávce.")
    table.comes("hana")
    table.writes(
        "jana",
        "reason",
        "Jakub měl ve škole panickou ataku, zhoršil se mu prospěch a doma přibývá hádek. Za tři týdny se podává "
        "přihláška na střední školu. Každý z nás ví jen kousek.",
    )
    table.writes(
        "jana",
        "aim",
        "Aby Jakub odcházel s tím, že na to není sám, a každý z nás věděl, co udělá a komu dá vědět.",
    )
    table.writes(
        "ivan",
        "minutes:sdeleni-svolavatele",
        "Paní Nováková vysvětlila, proč setkání svolala, a že nejde o kontrolu rodiny. Maminka souhlasí, aby škola "
        "věděla o diagnóze ADHD a o lécích. Jakub souhlasí také; nechce, aby se o tom mluvilo před třídou.",
    )
    table.advances("petr")
    table.does("petr", c.OpenWorries("Co se daří, jsme si řekli při představování."))
    for goal, words in GOALS.items():
        table.does("petr", c.AddGoal(goal))
        for part, said in zip(("title", "strengths", "worries", "indicator"), words, strict=True):
            table.writes("jana", f"goal:{goal}:{part}", said)
    for step, (goal, what, how, owner, company, day, signal) in STEPS.items():
        table.does("petr", c.AddStep(step, goal), c.GiveStep(step, owner))
        for part, said in (("what", what), ("how", how), ("with", company), ("signal", signal)):
            if said:
                table.writes("ivan", f"step:{step}:{part}", said)
        if day:
            table.does("petr", c.SetDue(step, day))
    for step in ("terapie", "psychiatr", "ataka", "prihlaska"):
        table.promises(STEPS[step][3], step)
    table.does("petra", c.DeclineStep("doma", "Musím se nejdřív domluvit s manželem."))
    table.writes(
        "ivan",
        "minutes:prace-na-cilech",
        "Nejdřív mluvil Jakub: nejhorší je pro něj, když se o něm mluví bez něj.\nŠkola nabídla místnost pro "
        "terapii.\n\nDomluvili jsme se, že informace se sbíhají u pana Svobody.",
    )
    table.advances("petr", "Rodinná terapie zatím není slíbená, vrátíme se k ní příště.")
    table.does("petr", c.SetNextMeeting(datetime(2027, 4, 16, 12, 0, tzinfo=UTC), "ZŠ Komenského, sborovna"))
    despite = "Rodinnou terapii maminka nemůže slíbit bez pana Horáka; termín mapování si určí Jakub s terapeutkou."
    table.does("petr", c.FreezePlan(despite))
    table.signs("petr", "jana", "alena")
    table.approves("petra", Verdict.RESERVATION, "Chci, aby se nejdřív zavolalo mně.")
    table.does("petr", c.ReopenPlan(1, "Maminka chce, aby se o atace volalo nejdřív jí, ne až do skupiny."))
    table.writes(
        "ivan",
        "step:ataka:how",
        "Kdo je u toho, volá nejdřív mamince. Ona rozhodne, komu dalšímu se dá vědět hned; panu Svobodovi se pošle "
        "zpráva do večera. Do skupiny rodičů se nepíše nic.",
    )
    table.promises("alena", "ataka")
    table.writes("jakub", "reflection:jakub", "Že na to nejsem sám. A že můžu říct dost.")
    table.writes("petra", "reflection:petra", "Ulevilo se mi. Bála jsem se, že budu před komisí.")
    table.writes("alena", "reflection:alena", "Vím, komu zavolat, a že to nemusím řešit sama.")
    table.does("ivan", c.Depart("ivan"))
    table.does("petr", c.FreezePlan(despite))
    if not closed:
        return table.signs("jakub")
    table.comes("karel")
    table.signs("jakub", "petr")
    table.approves(
        "petra",
        Verdict.RESERVATION,
        "Souhlasím s celým plánem. Nechci ale, aby se o rodinné terapii psalo jako o mém úkolu, je to na nás obou.",
    )
    table.signs("petra", "jana", "olga", "alena")
    table.approves("hana", Verdict.AGREE, "Přihlášku stihneme.")
    table.approves("lucie", Verdict.DISAGREE, "Termín bez data u kroku 6 je pro mě málo závazný.")
    table.does("lucie", c.RefuseToSign(table.shown, "Jako soukromá praxe nepodepisuji plány jiných organizací."))
    table.does("petr", c.CloseMeeting("Paní Říhová musela k telefonu, se zněním souhlasí a podepíše se na papír."))
    return table
