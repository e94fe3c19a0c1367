"""Amálka's whole story: her own meeting with her wish book, a month later how it came out, in August an extraordinary
one that is called off and held after all, in October the closing. She has a sheet of paper for a link, and her
grandmother has no phone.
"""

from collections.abc import Mapping, Sequence

from server.demo import amalka as first
from server.demo.amalka import ALENA, AMALKA, DANA, IVO, JITKA, LUCIE, MARKETA, PETR, SIMONA, VERA
from server.demo.pen import drawn
from server.meeting.mail import Matter
from tests.stories.acts import (
    Act,
    Comes,
    Deed,
    Desk,
    Does,
    Erased,
    GivesLinks,
    Held,
    Home,
    On,
    Opens,
    OpensFromRecord,
    Reads,
    Reminded,
    RemindedOfSteps,
    Sends,
    Sheets,
    Summarises,
    Takes,
    Writes,
    told_by,
)

EMAILS: Mapping[str, str] = {
    DANA: "dana.kovarova@example.cz",
    MARKETA: "marketa.vlkova@example.cz",
    LUCIE: "lucie.horakova@example.cz",
    PETR: "petr.horak@example.cz",
    JITKA: "jitka.bartova@example.cz",
    ALENA: "alena.souckova@example.cz",
    IVO: "ivo.danek@example.cz",
    SIMONA: "simona.kubova@example.cz",
}
PEOPLE = (DANA, AMALKA, MARKETA, LUCIE, PETR, JITKA, ALENA, IVO, SIMONA, VERA)
BY_MAIL = tuple(EMAILS)
LATER = (DANA, AMALKA, MARKETA, LUCIE, PETR, JITKA, ALENA)
"""Who is there at the later meetings."""
GROWN_UPS = tuple(who for who in LATER if who != AMALKA)

SETKANI, VYHODNOCENI, MIMORADNE, ZAVER = "setkání", "vyhodnocení", "mimořádné", "závěr"


def met() -> list[Deed]:
    """The first meeting, as the demo tells it, and the letter at its end."""
    told = [deed for stage, said in told_by(first.STORY) if stage != "book" for deed in said]
    letter = {"words": first.LETTER, "page": "mikina"}
    return [
        *(seen_by_dana(deed.who) if isinstance(deed, Comes) else deed for deed in told),
        Does(DANA, "close-meeting"),
        Does(DANA, "write-letter", letter),
        Does(MARKETA, "give-letter"),
    ]


def seen_by_dana(who: str) -> Deed:
    """Who has a phone comes by opening their page; the child and whoever has none are seen by whoever leads."""
    return Does(DANA, "arrive", {"seat": f"@{who}"}) if who in (AMALKA, VERA) else Comes(who)


def followed(
    outcomes: Sequence[tuple[str, str, str, str]],
    helps: Sequence[tuple[str, str, str]],
    absent: Sequence[str],
    topic: tuple[str, str],
    step: tuple[str, str, str] | None,
    starts: str,
    recommended: str = "",
) -> list[Deed]:
    """A later meeting of hers: how the steps came out and whether they helped, one topic that she chooses, perhaps a
    new step for it, what the family carries, the next date, the plan that is signed."""
    card, words = topic
    deeds: list[Deed] = [
        *(seen_by_dana(who) for who in LATER),
        Does(DANA, "begin-meeting"),
        *(Does(who, "acknowledge-confidentiality") for who in LATER),
        Does(DANA, "advance-stage", {"leaving": "uvodni-cast"}),
        *(Does(who, "evaluate-step", {"step": s, "outcome": o, "note": note}) for who, s, o, note in outcomes),
        *(Does(DANA, "evaluate-absent", {"step": s, "outcome": "done", "note": "Vzkázali."}) for s in absent),
        *(Does(who, "say-help", {"step": s, "help": help}) for who, s, help in helps),
        Does(AMALKA, "add-card", {"card": card, "board": "topics"}),
        Writes(AMALKA, f"card:{card}", words),
        Does(DANA, "advance-stage", {"leaving": "sber-temat", "despite": "Co si kdo myslí, jsme si řekli."}),
        Does(AMALKA, "choose-topic", {"topic": card}),
        Does(DANA, "advance-stage", {"leaving": "urceni-poradi"}),
    ]
    if step:
        owner, what, due = step
        deeds += [
            Does(owner, "add-step", {"step": f"{card}-1", "goal": card}),
            Writes(owner, f"step:{card}-1:what", what),
            Does(owner, "give-step", {"step": f"{card}-1", "owner": f"@{owner}"}),
            Does(owner, "set-due", {"step": f"{card}-1", "due": due}),
            Does(owner, "accept-step", {"step": f"{card}-1"}),
        ]
    if recommended:
        deeds.append(Writes(MARKETA, "part:doporuceni", recommended))
    return [
        *deeds,
        *(
            Does(by, "set-load", {"seat": f"@{seat}", "meetings": "1", "tasks": "1"})
            for by, seat in ((MARKETA, AMALKA), (LUCIE, LUCIE), (PETR, PETR))
        ),
        Does(DANA, "advance-stage", {"leaving": "navrhy-a-plan", "despite": "Víc toho teď není potřeba."}),
        Writes(AMALKA, f"reflection:{AMALKA}", "Dobrý."),
        *([Does(DANA, "set-next-meeting", {"starts": starts, "place": "školní klub"})] if starts else []),
        Does(DANA, "freeze-plan", {"despite": "Víc toho teď není potřeba."}),
        *(Does(who, "approve", {"verdict": "agree"}) for who in GROWN_UPS),
        *(Does(who, "sign", {"strokes": str([list(stroke) for stroke in drawn(who)])}) for who in GROWN_UPS),
        Does(DANA, "close-meeting", {"despite": "Ostatní přečtou zápis."}),
    ]


EVALUATED = followed(
    (
        (MARKETA, "doprovod", "done", "Poslední týden šla sama."),
        (LUCIE, "lekarka", "partly", "Paní doktorka chce ještě jednu kontrolu."),
        (AMALKA, "mobil-do-kuchyne", "partly", ""),
        (ALENA, "sverit", "done", ""),
        (AMALKA, "navrhy", "done", ""),
        (PETR, "vikend", "done", "Byly jsme na kole."),
        (JITKA, "oba-rodice", "done", ""),
    ),
    ((AMALKA, "doprovod", "much"), (AMALKA, "vikend", "unsure"), (LUCIE, "lekarka", "much")),
    ("u-dveri", "obed"),
    ("prazdniny", "Prázdniny u táty, ale ne celé"),
    (PETR, "Napsat s Amálkou, který týden v červenci u mě bude", "2027-06-22"),
    "2027-09-14T15:00",
)
EXTRAORDINARY = followed(
    ((PETR, "prazdniny-1", "not", "Změnil jsem práci."),),
    ((AMALKA, "prazdniny-1", "not"),),
    (),
    ("stehovani", "Co bude, když se táta přestěhuje"),
    (PETR, "Volat Amálce každou neděli v šest", "2027-09-05"),
    "2027-10-12T15:00",
)
RECOMMENDED = "Když ráno zase bolí břicho, říct to hned Markétě. Mikiny prodávat dál."
CLOSED = followed(
    ((PETR, "stehovani-1", "done", "Voláme si i ve středu."),),
    ((AMALKA, "stehovani-1", "much"),),
    (),
    ("mikiny-dal", "Mikiny chci kreslit i příští rok"),
    None,
    "",
    RECOMMENDED,
)

COURSE: Sequence[Act] = (
    # April and May: the invitations, and the wish book at home.
    On("26. 4. 2027 9.00"),
    Opens(SETKANI, first.STORY.file, more={"starts": "2027-05-11T15:00"}),
    Desk(SETKANI, "name-concerned", {"seats": [f"@{AMALKA}", f"@{LUCIE}", f"@{PETR}"]}),
    Sends(SETKANI, Matter.INVITATION, BY_MAIL),
    Sheets(SETKANI, "print", (AMALKA, VERA)),
    Held(SETKANI, [deed for stage, said in told_by(first.STORY) if stage == "book" for deed in said]),
    Home(LUCIE, SETKANI, "answer-invitation", {"answer": "yes"}),
    Home(PETR, SETKANI, "answer-invitation", {"answer": "no", "words": "Nevím, jestli mě pustí z práce."}),
    Home(PETR, SETKANI, "answer-invitation", {"answer": "yes"}),
    Desk(SETKANI, "note-answer", {"seat": f"@{VERA}", "answer": "yes"}),
    Home(LUCIE, SETKANI, "say-consent", {"agreed": "1", "subjects": ["health"], "sides": ["ZŠ Na Vyhlídce"]}),
    Desk(SETKANI, "set-reminding", {"language": "cs"}),
    On("10. 5. 2027 16.00"),
    Reminded(SETKANI, BY_MAIL),
    On("11. 5. 2027 14.50"),
    Held(SETKANI, met()),
    Desk(SETKANI, "list-recipient", {"seat": f"@{ALENA}", "how": "mail"}),
    Desk(SETKANI, "list-recipient", {"seat": f"@{LUCIE}", "how": "mail"}),
    Sends(SETKANI, Matter.RECORD, (ALENA, LUCIE)),
    Takes(LUCIE, SETKANI),
    # She says with faces how it was; the others in numbers.
    Home(AMALKA, SETKANI, "rate", {"heard": "10", "safe": "8", "trust": "5"}, page="child/{seat}/rating"),
    Home(PETR, SETKANI, "rate", {"heard": "7", "safe": "6", "trust": "6"}),
    Home(PETR, SETKANI, "add-comment", {"words": "Střídání po týdnu jsem navrhl já a v zápisu to chybí."}),
    Desk(SETKANI, "set-step-reminding", {"days": "3"}),
    RemindedOfSteps(SETKANI, (SIMONA, ALENA)),
    On("18. 5. 2027 9.00"),
    RemindedOfSteps(SETKANI, (LUCIE, PETR)),
    Home(PETR, SETKANI, "mark-step", {"step": "vikend", "outcome": "done", "words": "Těšíme se na další."}),
    Desk(SETKANI, "set-step-reminding", {}),
    # June: how it came out. Opened from the record and nothing else.
    On("28. 5. 2027 9.00"),
    Reads(PETR, SETKANI, ("Lhůta pro připomínky skončila",)),
    OpensFromRecord(VYHODNOCENI, SETKANI, "evaluation"),
    Sends(VYHODNOCENI, Matter.INVITATION, (LUCIE, PETR, JITKA, ALENA, MARKETA)),
    Sheets(VYHODNOCENI, "print", (AMALKA,)),
    GivesLinks(VYHODNOCENI, (DANA,)),
    On("8. 6. 2027 14.50"),
    Held(VYHODNOCENI, EVALUATED),
    Desk(VYHODNOCENI, "list-recipient", {"seat": f"@{LUCIE}", "how": "mail"}),
    Sends(VYHODNOCENI, Matter.RECORD, (LUCIE,)),
    # July: her father moves away. Those hear of it who should; the meeting is called, called off, and held after all.
    On("19. 7. 2027 9.00"),
    Desk(
        VYHODNOCENI,
        "tell-news",
        {"words": "Tatínek se v srpnu stěhuje do Brna.", "seats": [f"@{LUCIE}", f"@{MARKETA}", f"@{JITKA}"]},
        DANA,
    ),
    Reads(JITKA, VYHODNOCENI, ("se v srpnu stěhuje",)),
    Reads(ALENA, VYHODNOCENI, (), ("se v srpnu stěhuje",)),
    OpensFromRecord(MIMORADNE, VYHODNOCENI, "extraordinary", "2027-08-03T15:00"),
    Sends(MIMORADNE, Matter.INVITATION, (LUCIE, PETR, JITKA, ALENA, MARKETA)),
    Desk(MIMORADNE, "cancel-meeting", {"why": "Amálka má neštovice."}),
    Sends(MIMORADNE, Matter.CANCELLATION, (LUCIE, PETR, JITKA, ALENA, MARKETA)),
    Desk(MIMORADNE, "revive-meeting"),
    Desk(MIMORADNE, "convene-meeting", {"starts": "2027-08-17T15:00"}),
    Sends(MIMORADNE, Matter.CHANGE, (LUCIE, PETR, JITKA, ALENA, MARKETA)),
    Sheets(MIMORADNE, "print", (AMALKA,)),
    GivesLinks(MIMORADNE, (DANA,)),
    On("17. 8. 2027 14.50"),
    Held(MIMORADNE, EXTRAORDINARY),
    Desk(MIMORADNE, "list-recipient", {"seat": f"@{LUCIE}", "how": "mail"}),
    Sends(MIMORADNE, Matter.RECORD, (LUCIE,)),
    # October: the end, with recommendations; and by January all is forgotten but the records.
    On("4. 10. 2027 9.00"),
    OpensFromRecord(ZAVER, MIMORADNE, "closing"),
    Sends(ZAVER, Matter.INVITATION, (LUCIE, PETR, JITKA, ALENA, MARKETA)),
    Sheets(ZAVER, "print", (AMALKA,)),
    GivesLinks(ZAVER, (DANA,)),
    On("12. 10. 2027 14.50"),
    Held(ZAVER, CLOSED),
    Desk(ZAVER, "list-recipient", {"seat": f"@{LUCIE}", "how": "mail"}),
    Sends(ZAVER, Matter.RECORD, (LUCIE,)),
    Summarises(ZAVER, ("Aby mě ráno nebolelo břicho", "Změnil jsem práci.", RECOMMENDED)),
    On("10. 1. 2028 9.00"),
    Erased((SETKANI, VYHODNOCENI, MIMORADNE, ZAVER)),
)

CALENDARS: Mapping[str, Sequence[tuple[str, str, str]]] = {
    PETR: (
        ("Amálčino setkání", "2027-05-11T13:00:00.000Z", "CONFIRMED"),
        ("Amálčino setkání", "2027-06-08T13:00:00.000Z", "CONFIRMED"),
        ("Amálčino setkání", "2027-08-17T13:00:00.000Z", "CONFIRMED"),
        ("Amálčino setkání", "2027-10-12T13:00:00.000Z", "CONFIRMED"),
    ),
    IVO: (("Amálčino setkání", "2027-05-11T13:00:00.000Z", "CONFIRMED"),),
}
SUMMARY = ("Aby mě ráno nebolelo břicho", "Změnil jsem práci.", RECOMMENDED)
