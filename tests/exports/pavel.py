"""Mr Pavel's conference, a grown man's: nine at the table, three of them without a phone, on two days, with everything
that can come in between, for the tests of the record to write down."""

from datetime import UTC, date, datetime, timedelta
from io import BytesIO

from PIL import Image, ImageDraw

from server.meeting import commands as c
from server.meeting.agreed import words_digest
from server.meeting.agreement import written_for
from server.meeting.model import TABLET, Board, Meeting, Verdict
from tests.exports.jakub import BEGINS, Table, hand

PEOPLE = (
    c.Person("irena", "Mgr. Irena Dušková", frozenset({"facilitator"}), "Centrum sociálních služeb", "facilitátorka"),
    c.Person("eva", "Bc. Eva Marešová", frozenset({"svolavatel"}), "Městský úřad Lhota", "sociální pracovnice"),
    c.Person(
        "tomas", "Tomáš Bílý, DiS.", frozenset({"koordinator", "zapisovatel"}), "Terénní služba Most", "case manager"
    ),
    c.Person("pavel", "Pavel Hruška", frozenset({"ucastnik"}), position="ten, o koho jde", aided=True),
    c.Person("anna", "Anna Vítková", frozenset({"ucastnik"}), position="sousedka", aided=True),
    c.Person("josef", "Josef Kolář", frozenset({"ucastnik"}), position="pronajímatel bytu", aided=True),
    c.Person("lekar", "MUDr. Jan Král", frozenset({"ucastnik"}), "Ordinace Lhota", "praktický lékař"),
    c.Person("urad", "Ing. Dana Malá", frozenset({"ucastnik"}), "Úřad práce", "referentka"),
    c.Person("dcera", "Lenka Hrušková", frozenset({"ucastnik"}), position="dcera"),
    c.Person("syn", "Petr Hruška", frozenset({"ucastnik"}), position="syn"),
    c.Person("vnuk", "Michal Hruška", frozenset({"ucastnik"}), position="vnuk"),
    c.Person("pes", "Radek Zlý", frozenset({"ucastnik"}), position="známý"),
)

STRENGTHS = {
    "pavel": "V tom bytě umím všechno poslepu.\nA karty mi pořád jdou.",
    "anna": "Pan Pavel mi loni spravil zámek a nic za to nechtěl.",
    "josef": "Třicet let platil vždycky včas.",
    "eva": "Sám požádal o pomoc s dopisem.",
    "lekar": "Na prohlídku přišel sám a včas.",
    "tomas": "Ví, co chce: zůstat doma.",
    "urad": "Má všechny papíry pohromadě v jedné krabici.",
    "irena": "U stolu sedí devět lidí, kterým na něm záleží.",
}
VIEWS = {
    "pavel": "Nejvíc mi jde o to, abych nemusel z bytu. Bojím se, že o mně rozhodnete beze mě.",
    "anna": "Když v noci bouchá na dveře, bojím se o něj i o sebe. Nechci, aby šel pryč.",
    "lekar": "Zmatenost v noci může být z nedostatku tekutin. Potřebuju krev a změnu léků.",
    "eva": "Chci, aby nájem nebyl dluh, který roste.",
}
PARKED = "Co jsme si řekli před dvaceti lety kvůli autu."
UNSHOWN_SCALE_GOAL = "Aby bylo na co se těšit"
WITHDRAWN = "Půjčím mu na nájem."


def photo() -> bytes:
    """A picture of a signature on paper, as the room keeps it."""
    paper = Image.new("RGB", (1200, 1600), (236, 232, 222))
    drawing = ImageDraw.Draw(paper)
    for line in range(200, 1100, 60):
        drawing.line((120, line, 1080, line), fill=(150, 150, 150), width=3)
    for stroke in hand("josef"):
        points = [(120 + x, 1080 + y) for x, y in zip(stroke[::2], stroke[1::2], strict=False)]
        drawing.line(points, fill=(20, 30, 110), width=7)
    written = BytesIO()
    paper.save(written, "JPEG", quality=80)
    return written.getvalue()


PHOTO = "0123456789abcdef0123456789abcdef"


def confirms(table: Table, seat: str, lent: str) -> None:
    """Somebody without a phone says that it is right as it is written for them."""
    table.does(seat, c.ConfirmWords(words_digest(written_for(table.meeting, table.meeting.seats[seat]))), hand=lent)


def pavels_meeting(language: str = "cs", *, until: str = "closed") -> Meeting:
    """until: "views" before anybody's view is shown, "broken off" at the end of the first day, "signing" before anybody
    has signed, or "closed".
    """
    table = Table(
        PEOPLE,
        title="Setkání u pana Pavla",
        purpose="Domluvit, jak může pan Pavel zůstat doma.",
        place="Městský úřad Lhota, zasedačka",
        starts=BEGINS,
        case_number="MULH/SOC/77/2027",
        language=language,
    )
    table.comes("irena")
    for stage, name in (("sdeleni-svolavatele", "Proč jsme tady"), ("prace-na-cilech", "Na čem se domluvíme")):
        table.does("irena", c.RenameStage(stage, name))
    table.comes("eva", "tomas", "lekar", "urad", "pes")
    for seat in ("pavel", "anna", "josef"):
        table.does("irena", c.Arrive(seat))
    table.does("irena", c.AidPerson("pavel", True, "tomas"), c.AidPerson("anna", True, "eva"))
    table.does("irena", c.Excuse("syn"), c.BeginMeeting())
    table.writes("irena", "rules", "Mluví vždycky jen jeden.\nO panu Pavlovi se mluví s ním, ne o něm.")
    for seat in ("irena", "eva", "tomas", "lekar", "urad"):
        table.does(seat, c.AcknowledgeConfidentiality())
    for seat, lent in (("pavel", "tomas"), ("anna", "eva"), ("josef", TABLET)):
        table.does(seat, c.AcknowledgeConfidentiality(), hand=lent)
    table.does("irena", c.TakeOut("pes"))
    table.does("irena", c.SkipStage("sdeleni-svolavatele", "Důvod všichni znají z pozvánky."))
    table.advances("irena")
    for seat, words in STRENGTHS.items():
        table.does(seat, c.AddCard(f"s-{seat}", Board.STRENGTHS), hand=_lent(seat))
        table.writes(seat, f"card:s-{seat}", words, hand=_lent(seat))
    for seat, words in VIEWS.items():
        table.writes(seat, f"view:{seat}", words, hand=_lent(seat))
    table.does("anna", c.AddCard("p1", Board.PARKING), hand="eva").writes("anna", "card:p1", PARKED, hand="eva")
    if until == "views":
        return table.meeting
    table.does("irena", c.ShowViews())
    table.does("irena", c.HandOver("eva"))
    _goals(table)
    table.writes(
        "tomas",
        "minutes:prace-na-cilech",
        "Nejdřív mluvil pan Pavel. Doktor vysvětlil, co se dá zkusit.\n\nPaní Vítková řekla, kdy je jí v noci úzko.",
    )
    again = datetime(2027, 3, 19, 8, 0, tzinfo=UTC)
    table.does("eva", c.BreakOff("Pan Pavel je unavený, dál nechceme jednat bez něj.", again))
    if until == "broken off":
        return table.meeting
    table.at = again + timedelta(minutes=2)
    table.does("eva", c.ContinueMeeting())
    table.comes("irena", "tomas", "lekar", "urad")
    for seat in ("pavel", "anna", "josef"):
        table.does("eva", c.Arrive(seat))
    table.comes("vnuk")
    table.does("eva", c.HandOver("irena"))
    for seat, step in (("pavel", "krev"), ("anna", "klic"), ("josef", "splatky")):
        table.promises(seat, step, hand=_lent(seat))
    table.promises("eva", "prispevek").promises("tomas", "obedy")
    table.does("urad", c.DeclineStep("davka", "O dávce nerozhoduji já."))
    for seat in ("pavel", "anna"):
        confirms(table, seat, _lent(seat))
    table.advances("irena", "O dávce rozhodne úřad, krok necháváme otevřený.")
    table.writes("pavel", "reflection:pavel", "Že zůstanu doma.", hand="tomas")
    table.writes("lekar", "reflection:lekar", "Vím, komu volat.")
    confirms(table, "pavel", "tomas")
    table.does("irena", c.SetNextMeeting(datetime(2027, 4, 30, 12, 0, tzinfo=UTC), "u pana Pavla doma", 6))
    table.does("irena", c.FreezePlan("O dávce nerozhoduje nikdo od stolu; pan Kolář potvrdí podpisem."))
    if until == "signing":
        return table.meeting
    table.comes("dcera")
    table.does("vnuk", c.Depart("vnuk"))
    table.signs("irena", "eva", "tomas")
    table.approves("pavel", Verdict.RESERVATION, "Klíč dám sousedce až po Velikonocích.", hand="tomas")
    table.does("pavel", c.Sign(table.shown, hand("pavel")), hand="tomas")
    table.approves("anna", hand=TABLET).does("anna", c.Sign(table.shown, hand("anna")), hand=TABLET)
    table.approves("josef", words="Tak platí.", hand="irena")
    table.does("josef", c.SignOnPaper(table.shown, PHOTO), hand="irena")
    table.approves("urad", Verdict.DISAGREE, "Termín dávky nemůžu slíbit za celý úřad.")
    table.does("urad", c.RefuseToSign(table.shown, "Plán, který slibuje dávku, podepsat nesmím."))
    table.approves("lekar").does("lekar", c.Depart("lekar"))
    table.does("irena", c.CloseMeeting())
    return table.meeting


def _lent(seat: str) -> str:
    return {"pavel": "tomas", "anna": "eva", "josef": TABLET}.get(seat, "")


def _goals(table: Table) -> None:
    table.does("eva", c.AddGoal("byt"), c.SetArea("byt", "housing"))
    table.writes("eva", "goal:byt:title", "Pan Pavel bydlí dál ve svém bytě")
    table.writes("eva", "goal:byt:strengths", "Byt zná, dům ho zná.")
    table.writes("eva", "goal:byt:worries", "Dluží tři nájmy. V noci si plete dveře.")
    table.writes("eva", "goal:byt:indicator", "V červnu není na nájmu žádný nový dluh.")
    table.does("eva", c.AddGoal("zdravi"), c.SetArea("zdravi", "health"))
    table.writes("eva", "goal:zdravi:title", "V noci se vyspí a ve dne jí")
    table.does("eva", c.AddGoal("radost"))
    table.writes("eva", "goal:radost:title", UNSHOWN_SCALE_GOAL)
    for seat, value in (("pavel", 4), ("anna", 2), ("eva", 4), ("lekar", 7), ("urad", 10)):
        table.does(seat, c.AnswerScale("byt", value), hand=_lent(seat))
        table.does(seat, c.AnswerScale("radost", 9), hand=_lent(seat))
    table.does("eva", c.ShowScale("byt"))
    for step, goal, what, owner, day, kind, after in (
        ("splatky", "byt", "Sepsat splátky za tři nájmy", "josef", date(2027, 3, 31), "application", ()),
        ("prispevek", "byt", "Požádat o příspěvek na bydlení", "eva", date(2027, 4, 9), "application", ("splatky",)),
        ("davka", "byt", "Vyřídit dávku přednostně", "urad", date(2027, 4, 30), "", ("splatky", "prispevek")),
        ("klic", "byt", "Mít u sebe náhradní klíč", "anna", date(2027, 3, 29), "", ()),
        ("krev", "zdravi", "Dojít na odběr krve", "pavel", date(2027, 3, 24), "accompaniment", ()),
    ):
        table.does("eva", c.AddStep(step, goal), c.GiveStep(step, owner), c.SetDue(step, day), c.SetKind(step, kind))
        table.writes("tomas", f"step:{step}:what", what)
        if after:
            table.does("eva", c.SetAfter(step, frozenset(after)))
    table.writes("tomas", "step:krev:how", "Nalačno, v 7.30. Tomáš Bílý přijede autem.")
    table.writes("tomas", "step:krev:with", "pan Bílý")
    table.writes("tomas", "step:krev:signal", "Doktor má výsledky.")
    table.does("tomas", c.AddCard("o1", Board.OFFERS)).writes("tomas", "card:o1", "Objednám obědy do domu")
    table.does("eva", c.TakeUpOffer("o1", "obedy", "zdravi"), c.SetDue("obedy", date(2027, 3, 22)))
    table.does("anna", c.AddCard("o2", Board.OFFERS), hand="eva")
    table.writes("anna", "card:o2", "Můžu mu v neděli přinést polévku.", hand="eva")
    table.does("josef", c.AddCard("o3", Board.OFFERS), hand=TABLET)
    table.writes("josef", "card:o3", WITHDRAWN, hand=TABLET)
    table.does("josef", c.RemoveCard("o3"), hand=TABLET)
    table.does("eva", c.AddAlert("noc"), c.SetAlert("noc", "anna", "tomas"), c.NameHub("tomas"))
    table.writes("eva", "alert:noc:when", "pan Pavel bude v noci bloudit po domě")
    table.writes("eva", "alert:noc:what", "paní Vítková ho zavede domů a počká s ním")


def meeting_about_pavel() -> Meeting:
    """A meeting about a case: professionals without the people they speak of."""
    people = (
        c.Person("irena", "Mgr. Irena Dušková", frozenset({"facilitator"}), "Centrum sociálních služeb"),
        c.Person("tomas", "Tomáš Bílý, DiS.", frozenset({"case-manager"}), "Terénní služba Most", "case manager"),
        c.Person("eva", "Bc. Eva Marešová", frozenset({"svolavatel"}), "Městský úřad Lhota", "sociální pracovnice"),
        c.Person("lekar", "MUDr. Jan Král", frozenset({"odbornik"}), "Ordinace Lhota", "praktický lékař"),
    )
    table = Table(people, title="Nad podporou pana Pavla", kind="setkani-nad-pripadem")
    table.comes("irena", "tomas", "eva", "lekar")
    for seat in ("irena", "tomas", "eva", "lekar"):
        table.does(seat, c.AcknowledgeConfidentiality())
    table.writes("eva", "reason", "Tři služby chodí k panu Pavlovi a nevědí o sobě.")
    table.advances("irena")
    table.writes("tomas", "part:map", "Sousedka, praktický lékař, úřad práce, pronajímatel. Chybí dcera.")
    table.advances("irena")
    table.writes("tomas", "part:common-view", "Všichni chceme, aby zůstal doma. Lišíme se v tom, jak rychle jednat.")
    table.advances("irena")
    table.writes("tomas", "part:informing", "Panu Pavlovi to řekne Tomáš Bílý, zítra, u něj doma.")
    table.does("tomas", c.AddGoal("g"), c.AddStep("s", "g"), c.GiveStep("s", "tomas"), c.SetDue("s", date(2027, 3, 15)))
    table.writes("tomas", "goal:g:title", "Víme o sobě").writes("tomas", "step:s:what", "Zajít za panem Pavlem")
    table.does("tomas", c.SetKind("s", "informing"), c.NameHub("tomas")).promises("tomas", "s")
    table.advances("irena")
    table.does("tomas", c.SetNextMeeting(datetime(2027, 4, 9, 12, 0, tzinfo=UTC), "Lhota", 4))
    table.does("eva", c.CallMeeting("pripadova-konference", "eva", date(2027, 4, 2)))
    table.does("irena", c.FreezePlan())
    table.signs("irena", "tomas", "eva", "lekar")
    return table.does("irena", c.CloseMeeting()).meeting
