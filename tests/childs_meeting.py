"""A child's own meeting to try screens on: Amálka, her guide, both parents, and what each stage is filled with."""

from server.formats import formats
from server.meeting import commands as c
from server.meeting.commands import OpenMeeting, Person
from server.meeting.decide import open_meeting
from server.meeting.events import HOUSE
from server.meeting.model import Board, Hearing, Sharing
from tests.meeting.table import Table

FORMAT = "interaktivni-konference"
AMALKA, EVA, LENKA, MAMA, TATA, ALENA = "amalka", "eva", "lenka", "mama", "tata", "alena"
PEOPLE = (
    Person(LENKA, "Lenka Svobodová", frozenset({"facilitator"}), "Centrum Most"),
    Person(AMALKA, "Amálka", frozenset({"dite"})),
    Person(EVA, "Eva Malá", frozenset({"pruvodce", "klicovy-pracovnik"}), "SAS"),
    Person(MAMA, "Jitka Veselá", frozenset({"rodic"}), position="máma"),
    Person(TATA, "Radek Veselý", frozenset({"rodic"}), position="táta"),
    Person(ALENA, "Alena Krátká", frozenset({"ucastnik"}), "ZŠ Komenského", "třídní učitelka"),
    Person("dana", "Dana Nováková", frozenset({"svolavatel"}), "OSPOD"),
    Person("ivo", "Ivo Beran", frozenset({"ucastnik"}), "ZŠ Komenského", "výchovný poradce"),
    Person("ruzena", "Růžena Horká", frozenset({"zapisovatel", "koordinator"}), "SAS"),
)
GROWN_UPS = tuple(person.seat for person in PEOPLE if person.seat not in (AMALKA, LENKA))

WISH = "Přeju si, aby se máma s tátou nehádali."
SAID = "Bojím se chodit do školy, protože mám hodně zameškáno."
SECRET = "Tohle je jen pro Evu."
ALONE = "Tohle neuvidí nikdo."
DANGER = "Když přijde strejda, tak mě bije."
PRAISE = {MAMA: "Amálka krásně kreslí.", TATA: "Má kamarádky.", ALENA: "Grafika na mikiny se jí povedla."}
WORRY = {MAMA: "Že zůstane sama.", TATA: "Že ztratíme kontakt.", ALENA: "Že propadne."}
TOPICS = {
    "rana": (AMALKA, "Ranní vstávání"),
    "tata": (AMALKA, "Být víc u táty, ale bez křiku"),
    "zameskano": (ALENA, "Co dohnat ve škole"),
    "mobil": (TATA, "Mobil v noci"),
    "mikiny": ("ivo", "Mikiny pro deváťáky"),
    "krouzek": (MAMA, "Výtvarný kroužek"),
}


class Amalka(Table):
    """Her people are at the table and the meeting has begun; each method is something that happens in it."""

    def __init__(self, begun: bool = True) -> None:
        super().__init__()
        opening = OpenMeeting("setkani", "Amálčino setkání", PEOPLE, place="Dům dětí")
        self.happened(open_meeting(opening, formats()[FORMAT]), HOUSE)
        self.book()
        for person in PEOPLE:
            self.ask(HOUSE, c.Arrive(person.seat))
        if begun:
            self.ask(LENKA, c.BeginMeeting())

    def book(self) -> None:
        """What she has made at home: a page for all, one to be said, one for her guide, one for nobody."""
        self.page("preju-si", "preju-si", WISH, Sharing.ALL)
        self.ask(AMALKA, c.SetFace("preju-si", 4))
        self.ask(AMALKA, c.SetStickers("preju-si", ("sun", "heart", "cat", "rainbow")))
        for number, points in enumerate(HOUSE_DRAWN):
            self.ask(AMALKA, c.AddLine("preju-si", f"l{number}", *points))
        self.page("lide", "proc", "Babička je nejhodnější.", Sharing.ALL)
        for number, (name, ring) in enumerate(AROUND):
            self.ask(AMALKA, c.PlaceFigure("lide", f"f{number}", name, ring))
        self.page("pomohlo-by", "pomohlo-by", SAID, Sharing.SAY)
        self.page("kdo-se-mnou", "opora", SECRET, Sharing.GUIDE)
        self.page("umim", "mam-rad", ALONE, Sharing.MINE)

    def page(self, page: str, field: str, words: str, sharing: Sharing) -> None:
        self.write(AMALKA, f"wish:{page}:{field}", words)
        self.ask(AMALKA, c.SharePage(page, sharing))

    def danger(self) -> None:
        self.write(AMALKA, "wish:bojim-se:starost", DANGER)

    def to(self, stage: str) -> None:
        while self.meeting.stage_id != stage:
            self.ask(LENKA, c.AdvanceStage(self.meeting.stage_id, "Jdeme dál."))

    def topics(self) -> None:
        self.to("sber-temat")
        for topic, (seat, words) in TOPICS.items():
            self.ask(seat, c.AddCard(topic, Board.TOPICS))
            self.write(seat, f"card:{topic}", words)

    def views(self, shown: bool = True) -> None:
        for seat in PRAISE:
            self.write(seat, f"praise:{seat}", PRAISE[seat])
            self.write(seat, f"view:{seat}", WORRY[seat])
        if shown:
            self.ask(LENKA, c.ShowViews())

    def hears(self, hearing: Hearing, *order: str) -> None:
        self.ask(AMALKA, c.HearViews(hearing, order))

    def chooses(self, *topics: str, hand: str = "") -> None:
        self.to("urceni-poradi")
        for topic in topics:
            self.ask(AMALKA, c.ChooseTopic(topic), hand)

    def plans(self) -> None:
        self.to("navrhy-a-plan")
        goals = {goal.topic: goal.id for goal in self.meeting.goals}
        for step, topic, owner, words in (
            ("budik", "rana", MAMA, "Vzbudit Amálku v šest a dát jí snídani"),
            ("telefon", "rana", TATA, "Zavolat jí ráno v sedm"),
            ("doucovani", "zameskano", ALENA, "Doučovat ve čtvrtek po obědě"),
        ):
            if topic in goals:
                self.ask(owner, c.AddStep(step, goals[topic]))
                self.write(owner, f"step:{step}:what", words)
                self.ask(owner, c.GiveStep(step, owner))
                self.accept(owner, step)
        self.ask(LENKA, c.AddGoal("klid"))
        self.write(LENKA, "goal:klid:title", "Rodiče spolu mluví v klidu")
        self.ask(LENKA, c.SetLoad(MAMA, 2, 1, 3, 1, 1))
        self.ask(LENKA, c.SetLoad(TATA, 1, 0, 2, 0, 1))
        self.ask(LENKA, c.SetLoad(AMALKA, 1, 1, 1, 0, 0))


AROUND = (
    ("Máma", 1), ("Táta", 1), ("pes Bady", 1), ("Babička Jarmila", 1), ("Verča", 2), ("Klára ze třídy", 2),
    ("paní učitelka", 2), ("Eva", 2), ("strejda", 3), ("děda", 3),
)  # fmt: skip
HOUSE_DRAWN = (
    ("brown", (250, 850, 250, 480, 700, 480, 700, 850, 250, 850)),
    ("red", (200, 490, 470, 250, 750, 490)),
    ("blue", (330, 560, 430, 560, 430, 660, 330, 660, 330, 560)),
    ("brown", (530, 850, 530, 640, 630, 640, 630, 850)),
    ("green", (80, 870, 200, 850, 400, 880, 600, 860, 800, 880, 940, 860)),
    ("orange", (820, 150, 860, 130, 900, 150, 910, 200, 880, 240, 830, 240, 800, 200, 820, 150)),
    ("pink", (150, 700)),
    ("purple", (140, 720, 140, 860)),
)
"""A house with a sun and a flower, as lines."""
