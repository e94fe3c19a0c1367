"""Amálka's meeting, a child's own: her wish book, her choice and her guide's hand, for the tests of both papers."""

from datetime import UTC, date, datetime
from io import BytesIO
from math import cos, sin, tau

from PIL import Image, ImageDraw

from server.meeting import commands as c
from server.meeting.model import Board, Hearing, Meeting, Sharing
from tests.exports.jakub import BEGINS, Table, hand

PEOPLE = (
    c.Person("vera", "Mgr. Věra Malá", frozenset({"facilitator"}), "Centrum pro rodinu", "facilitátorka"),
    c.Person("amalka", "Amálka Dvořáková", frozenset({"dite"})),
    c.Person("lenka", "Bc. Lenka Tichá", frozenset({"pruvodce"}), "SAS Most", "klíčová pracovnice"),
    c.Person("mama", "Klára Dvořáková", frozenset({"rodic"}), position="máma"),
    c.Person("tata", "Petr Dvořák", frozenset({"rodic"}), position="táta"),
    c.Person("ucitelka", "Mgr. Jana Veselá", frozenset({"ucastnik"}), "ZŠ Komenského", "třídní učitelka"),
    c.Person("ospod", "Ing. Olga Hladká, DiS.", frozenset({"svolavatel"}), "OSPOD", "sociální pracovnice"),
)
GROWN_UP = tuple(person.seat for person in PEOPLE if person.seat != "amalka")

MISTAKES = "Přeju si aby se máma a táta neháďali,\n a abych spala u obou .. 🐱"
"""As a child writes it; nobody mends it."""
SECRET = "TAJNE-KANAREK"
"""On a page that the child has shown and taken back, and on its map."""
FOR_THE_GUIDE = "PRUVODKYNI-KANAREK"
DANGER = "Táta mě bije. NEBEZPECI-KANAREK"
"""On a page that the child has shown to all, and the guide has not read yet."""
PARKED = "STARA-HADKA-KANAREK"
UNOPENED = "POHLED-KANAREK"
CANARIES = (SECRET, FOR_THE_GUIDE, "NEBEZPECI-KANAREK", PARKED)
PAPER = "0123456789abcdef0123456789abcdef"
"""The photo of what Amálka made on paper."""
TOPICS = {"spat": "Abych spala u mámy i u táty", "skola": "Abych se ve škole nebála", "pes": "Abychom měli psa"}


def ring(x: int, y: int, radius: int, part: float = 1) -> tuple[int, ...]:
    turns = [part * tau * step / 36 for step in range(37)]
    return tuple(round(place) for turn in turns for place in (x + radius * cos(turn), y + radius * sin(turn)))


HOUSE = (
    ("brown", (250, 850, 250, 500, 750, 500, 750, 850, 250, 850)),
    ("red", (220, 500, 500, 260, 780, 500)),
    ("orange", ring(860, 140, 80)),
    ("green", (60, 870, 940, 870)),
    ("pink", ring(500, 640, 60, 0.5)),
)


def photo() -> bytes:
    """A drawing on paper, as the room keeps it."""
    paper = Image.new("RGB", (1200, 900), (250, 246, 236))
    ImageDraw.Draw(paper).ellipse((300, 150, 900, 750), outline=(40, 90, 160), width=18)
    written = BytesIO()
    paper.save(written, "JPEG", quality=80)
    return written.getvalue()


def reads(asked: str) -> bytes | None:
    return photo() if asked == PAPER else None


class Amalka(Table):
    """The meeting from the book to the closing, part by part, so that a test may go another way."""

    def __init__(self, language: str = "cs", meeting: str = "amalka") -> None:
        super().__init__(
            PEOPLE,
            "interaktivni-konference",
            meeting=meeting,
            title="Amálčino setkání",
            purpose="Aby se Amálce dobře chodilo do školy.",
            place="Centrum pro rodinu",
            starts=BEGINS,
            language=language,
        )

    def book(self) -> "Amalka":
        """At home, over several evenings, some of it with Lenka."""
        self.writes("amalka", "wish:preju-si:preju-si", MISTAKES)
        self.does("amalka", c.SetFace("preju-si", 2), c.SetStickers("preju-si", ("cat", "heart")))
        for number, (colour, points) in enumerate(HOUSE):
            self.does("amalka", c.AddLine("preju-si", f"l{number}", colour, points))
        for figure, name, circle in (("f1", "Máma", 1), ("f2", "Rek (pes)", 1), ("f3", "Táta", 2)):
            self.does("amalka", c.PlaceFigure("lide", figure, name, circle))
        self.does("amalka", c.PutPhoto("umim", PAPER))
        self.comes("vera", "lenka")
        self.writes("amalka", "wish:pomohlo-by:pomohlo-by", "kdyby paní učitelka nekřičela", hand="lenka")
        self.writes("amalka", "wish:bojim-se:strach", SECRET)
        self.does(
            "amalka", c.PlaceFigure("bojim-se", "f9", SECRET, 1), c.AddLine("bojim-se", "l1", "red", (1, 1, 9, 9))
        )
        self.writes("amalka", "wish:kdo-se-mnou:opora", FOR_THE_GUIDE)
        self.does("amalka", c.AddPage("moje")).writes("amalka", "wish:moje:words", DANGER)
        for page in ("preju-si", "lide", "umim", "pomohlo-by", "bojim-se", "moje"):
            self.does("amalka", c.SharePage(page, Sharing.ALL))
        self.does("amalka", c.SharePage("kdo-se-mnou", Sharing.GUIDE))
        return self

    def takes_back(self) -> "Amalka":
        self.does("amalka", c.SharePage("bojim-se", Sharing.MINE))
        return self

    def gathers(self, *, views: bool = True) -> "Amalka":
        """They sit down; everyone says for themselves; topics from all sides."""
        self.comes("amalka", *GROWN_UP).does("vera", c.BeginMeeting())
        for seat in GROWN_UP:
            self.does(seat, c.AcknowledgeConfidentiality())
        self.advances("vera")
        for topic, words in TOPICS.items():
            by = "mama" if topic == "skola" else "amalka"
            self.does(by, c.AddCard(topic, Board.TOPICS)).writes(by, f"card:{topic}", words)
        self.does("tata", c.AddCard("stare", Board.PARKING)).writes("tata", "card:stare", PARKED)
        self.writes("tata", "praise:tata", "Je statečná.").writes("tata", "view:tata", "nevím")
        self.writes("mama", "praise:mama", "Krásně kreslí." if views else UNOPENED)
        self.writes("mama", "view:mama", "Že je na to sama." if views else UNOPENED)
        if views:
            self.does("vera", c.ShowViews()).does("amalka", c.HearViews(Hearing.ALL))
        return self

    def chooses(self, *topics: str, by_hand: bool = False) -> "Amalka":
        self.advances("vera")
        for topic in topics:
            self.does("amalka", c.ChooseTopic(topic), hand="lenka" if by_hand else "")
        return self

    def plans(self) -> "Amalka":
        """A goal of each topic with one step, and one goal that the grown-ups add."""
        self.advances("vera", "" if self.meeting.chosen else "Nechceme na ni tlačit.")
        self.does("vera", c.AddGoal("dalsi")).writes("vera", "goal:dalsi:title", "Škola a rodiče o sobě vědí")
        owners = ("mama", "ucitelka", "tata")
        steps = (
            ("Domluví se s tátou, kdy kdo Amálku vyzvedne", date(2027, 3, 26)),
            ("Ráno počká u dveří třídy", date(2027, 3, 15)),
            ("Jednou týdně zavolá paní učitelce", date(2027, 4, 2)),
        )
        for number, goal in enumerate(self.meeting.goals):
            step, owner, (what, due) = f"k{number}", owners[number % 3], steps[number % 3]
            self.does("vera", c.AddStep(step, goal.id)).writes("vera", f"step:{step}:what", what)
            self.does("vera", c.GiveStep(step, owner), c.SetDue(step, due)).promises(owner, step)
        self.does("mama", c.SetLoad("mama", 2, 1, 1, 1, 0)).does("vera", c.NameHub("lenka"))
        return self

    def freezes(self) -> "Amalka":
        self.advances("vera")
        self.does("vera", c.SetNextMeeting(datetime(2027, 4, 16, 14, 0, tzinfo=UTC), "Centrum pro rodinu"))
        self.does("vera", c.FreezePlan())
        return self

    def closes(self, *, child_signs: bool = False) -> "Amalka":
        self.signs(*GROWN_UP)
        if child_signs:
            self.does("amalka", c.Sign(self.shown, hand("amalka")))
        self.does("vera", c.CloseMeeting())
        return self


def amalkas_meeting(language: str = "cs", *, by_hand: bool = False, child_signs: bool = False) -> Meeting:
    """The whole afternoon: a page taken back, two topics chosen, all grown-ups sign, and she draws or does not."""
    table = Amalka(language).book().gathers().chooses("spat", "skola", by_hand=by_hand).takes_back().plans()
    return table.freezes().closes(child_signs=child_signs).meeting
