"""Jakub's whole story: the professionals meet over his case and decide to call a conference; the conference; a month
later its evaluation; in June the closing. From the first date that is looked for to the day on which all is erased.
"""

from collections.abc import Mapping, Sequence

from server.demo import jakub as conference
from server.demo import novakovi as over_the_case
from server.demo.jakub import EVA, HANA, IVANA, JAKUB, JANA, KLARA, LENKA, TEREZA
from server.demo.novakovi import JIRI, OLGA, RADKA
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

NOVOTNY, SOUD = "jan-novotny", "soud"
EMAILS: Mapping[str, str] = {
    RADKA: "radka.tomanova@example.cz",
    LENKA: "lenka.dvorakova@example.cz",
    TEREZA: "tereza.vlckova@example.cz",
    HANA: "hana.kucerova@example.cz",
    IVANA: "ivana.prochazkova@example.cz",
    KLARA: "klara.benesova@example.cz",
    EVA: "eva.simova@example.cz",
    OLGA: "olga.zemanova@example.cz",
    JIRI: "jiri.hruby@example.cz",
    NOVOTNY: "jan.novotny@example.cz",
}
"""Jakub and his mother have no address: he gets a sheet of paper, she a text message."""
PEOPLE = (RADKA, LENKA, TEREZA, HANA, IVANA, KLARA, EVA, OLGA, JIRI, JAKUB, JANA, NOVOTNY)

PORADA, KONFERENCE, VYHODNOCENI, ZAVER = "porada", "konference", "vyhodnocení", "závěr"
PROFESSIONALS = (RADKA, LENKA, TEREZA, HANA, IVANA, KLARA, EVA, OLGA, JIRI)
AT_THE_TABLE = (LENKA, HANA, TEREZA, IVANA, JAKUB, JANA, KLARA, EVA)
BY_MAIL = (LENKA, HANA, TEREZA, IVANA, KLARA, EVA)


def talked_over() -> list[Deed]:
    """The meeting about the case; at its end they decide on a conference."""
    stages = dict(told_by(over_the_case.STORY))
    deeds: list[Deed] = [deed for stage, said in stages.items() if stage != "end" for deed in said]
    end = stages["end"]
    called = Does(LENKA, "call-meeting", {"format": "pripadova-konference", "seat": f"@{HANA}", "until": "2027-03-05"})
    at = next(n for n, deed in enumerate(end) if isinstance(deed, Does) and deed.command == "freeze-plan")
    return [*deeds, *end[:at], called, *end[at:], Does(RADKA, "close-meeting")]


def conferred() -> list[Deed]:
    return [deed for _, said in told_by(conference.STORY) for deed in said] + [Does(LENKA, "close-meeting")]


def evaluated() -> list[Deed]:
    """How it came out: some fulfilled, some in part, one not; what the boy and his mother say of it; what goes on."""
    outcomes = (
        (EVA, "terapie", "done", "Šest setkání, Jakub nechyběl."),
        (KLARA, "dat-vedet", "partly", "Jednou jsem zavolala až večer."),
        (TEREZA, "psychiatr", "done", "Byli jsme tam všichni tři."),
        (JAKUB, "co-pomaha", "done", "List mám."),
        (IVANA, "prihlaska", "done", "Přihláška odešla 12. dubna."),
        (JANA, "rodinna-terapie", "not", "Manžel zatím nechce."),
    )
    helps = ((JAKUB, "terapie", "much"), (JAKUB, "dat-vedet", "little"), (JANA, "terapie", "much"))
    return [
        *opened("Sešli jsme se podívat, co z plánu pomohlo.", "Aby Jakub došel do konce školního roku s oporou."),
        Does(LENKA, "open-worries", {"despite": "Co se daří, říká vyhodnocení."}),
        *(Does(who, "evaluate-step", {"step": s, "outcome": o, "note": note}) for who, s, o, note in outcomes),
        *(Does(who, "say-help", {"step": step, "help": help}) for who, step, help in helps),
        Does(JAKUB, "answer-past", {"goal": "klid", "value": "7"}),
        Does(JANA, "answer-past", {"goal": "klid", "value": "5"}),
        Does(LENKA, "show-past", {"goal": "klid"}),
        *carried("dat-vedet", KLARA, "2027-06-04"),
        *carried("rodinna-terapie", JANA, "2027-06-04"),
        Does(TEREZA, "add-step", {"step": "tabor", "goal": "klid"}),
        Writes(TEREZA, "step:tabor:what", "Domluvit letní tábor s vedoucím, který ví o atakách"),
        Does(TEREZA, "give-step", {"step": "tabor", "owner": f"@{TEREZA}"}),
        Does(TEREZA, "set-due", {"step": "tabor", "due": "2027-05-14"}),
        Does(TEREZA, "accept-step", {"step": "tabor"}),
        Does(LENKA, "advance-stage", {"leaving": "prace-na-cilech"}),
        *ended("2027-06-11T14:00", {JANA: ("reservation", "Za tatínka to pořád slíbit nemůžu.")}),
    ]


def closed() -> list[Deed]:
    """Nothing is left open; what the family is recommended stands in its own words."""
    outcomes = ((KLARA, "dat-vedet", "done", ""), (JANA, "rodinna-terapie", "void", "Nechceme."))
    return [
        *opened("Loučíme se s plánem, ne s Jakubem.", "Vědět, na koho se obrátit, kdyby se to vrátilo."),
        Does(LENKA, "open-worries", {"despite": "Už jsme u konce."}),
        *(Does(who, "evaluate-step", {"step": s, "outcome": o, "note": note}) for who, s, o, note in outcomes),
        Does(TEREZA, "evaluate-step", {"step": "tabor", "outcome": "done", "note": "Jede v červenci."}),
        Does(JAKUB, "say-help", {"step": "dat-vedet", "help": "much"}),
        Does(JAKUB, "answer-past", {"goal": "klid", "value": "9"}),
        Does(LENKA, "show-past", {"goal": "klid"}),
        Writes(TEREZA, "part:doporuceni", RECOMMENDED),
        Does(LENKA, "advance-stage", {"leaving": "prace-na-cilech", "despite": "Nový plán už nepotřebujeme."}),
        *ended("", {}, "Nový plán už nepotřebujeme."),
    ]


RECOMMENDED = "Když se panika vrátí, zavolat nejdřív paní Vlčkové. V září se ozvat nové třídní učitelce."


def opened(reason: str, aim: str) -> list[Deed]:
    """Everybody comes; why they meet, and what for; up to the work on the goals."""
    return [
        *(Comes(who) for who in AT_THE_TABLE),
        Does(LENKA, "begin-meeting"),
        *(Does(who, "acknowledge-confidentiality") for who in AT_THE_TABLE),
        Does(LENKA, "advance-stage", {"leaving": "uvod"}),
        Writes(HANA, "reason", reason),
        Writes(HANA, "aim", aim),
        Does(LENKA, "advance-stage", {"leaving": "sdeleni-svolavatele"}),
    ]


def carried(step: str, owner: str, due: str) -> list[Deed]:
    return [
        Does(IVANA, "carry-step", {"step": step}),
        Does(IVANA, "set-due", {"step": step, "due": due}),
        Does(owner, "accept-step", {"step": step}),
    ]


def ended(starts: str, verdicts: Mapping[str, tuple[str, str]], despite: str = "") -> list[Deed]:
    """The next date if there is one, the frozen plan, what each says to it, and their names under it."""
    next_one = [Does(LENKA, "set-next-meeting", {"starts": starts, "place": "ZŠ Komenského, sborovna"})]
    answers = {who: verdicts.get(who, ("agree", "")) for who in AT_THE_TABLE}
    return [
        *(next_one if starts else []),
        Does(LENKA, "freeze-plan", {"despite": despite}),
        *(Does(who, "approve", {"verdict": verdict, "words": words}) for who, (verdict, words) in answers.items()),
        *(Does(who, "sign", {"strokes": str([list(stroke) for stroke in drawn(who)])}) for who in AT_THE_TABLE),
        Does(LENKA, "close-meeting"),
    ]


TIMES = ("2027-03-11T14:00", "2027-03-12T14:00", "2027-03-15T08:00")
THURSDAY, FRIDAY, MONDAY = (f"answers:{day}:00:00+00:00" for day in ("2027-03-11T13", "2027-03-12T13", "2027-03-15T07"))
"""The dates on offer, and what they are called in the answers to them."""

COURSE: Sequence[Act] = (
    # February: each of the professionals knows something else.
    On("8. 2. 2027 9.00"),
    Opens(PORADA, over_the_case.STORY.file, more={"starts": "2027-02-22T09:00", "case_number": "SV/12/2027"}),
    Desk(PORADA, "set-agenda", {"words": "Kdo co ví\nKdo co řekne rodině\nJestli svolat konferenci"}),
    Sends(PORADA, Matter.INVITATION, PROFESSIONALS),
    *(Home(who, PORADA, "answer-invitation", {"answer": "yes"}) for who in (LENKA, TEREZA, HANA, OLGA)),
    Desk(PORADA, "set-reminding", {"language": "cs"}),
    On("21. 2. 2027 10.00"),
    Reminded(PORADA, PROFESSIONALS),
    On("22. 2. 2027 8.50"),
    Held(PORADA, talked_over()),
    # The record to everyone; to the mother and to Jakub by the hand of whom they know.
    Desk(PORADA, "set-comments", {"until": "2027-03-01"}),
    *(Desk(PORADA, "list-recipient", {"seat": f"@{who}", "how": "mail"}) for who in (LENKA, TEREZA, HANA, OLGA)),
    Desk(PORADA, "list-recipient", {"name": "Jana Nováková", "how": "hand", "carrier": f"@{TEREZA}"}),
    Sends(PORADA, Matter.RECORD, (LENKA, TEREZA, HANA, OLGA)),
    Takes(OLGA, PORADA),
    Desk(PORADA, "note-told", {"matter": "record", "way": "hand", "words": "Tereza Vlčková, DiS."}),
    Home(OLGA, PORADA, "add-comment", {"words": "O lécích jsme mluvili s praktickou lékařkou až po setkání."}),
    Home(TEREZA, PORADA, "mark-step", {"step": "rict-rodine", "outcome": "done", "words": "Řekla jsem jim to doma."}),
    # The conference comes of it: a date that suits, consents, invitations in every way there is.
    On("25. 2. 2027 8.00"),
    Opens(
        KONFERENCE,
        conference.STORY.file,
        after=PORADA,
        besides=({"name": "MUDr. Olga Zemanová", "role": "ucastnik", "position": "dětská psychiatrička"},),
    ),
    Desk(KONFERENCE, "offer-times", {"times": [*TIMES, *[""] * 9]}),
    GivesLinks(KONFERENCE, (*AT_THE_TABLE, OLGA)),
    Home(HANA, KONFERENCE, "answer-poll", {THURSDAY: "no", FRIDAY: "yes"}),
    Home(JANA, KONFERENCE, "answer-poll", {FRIDAY: "yes", MONDAY: "if-need-be"}),
    Desk(KONFERENCE, "settle-time", {"starts": FRIDAY.removeprefix("answers:")}),
    Desk(KONFERENCE, "ask-to-prepare", {"seat": f"@{IVANA}", "words": "Přehled termínů přihlášek."}),
    Desk(KONFERENCE, "refer-to-report", {"title": "Zpráva z léčebny", "whose": "léčebna", "where": "u paní Šímové"}),
    Desk(KONFERENCE, "name-concerned", {"seats": [f"@{JAKUB}", f"@{JANA}"]}),
    Home(JANA, KONFERENCE, "say-consent", {"agreed": "1", "subjects": ["health"], "sides": ["ZŠ Komenského"]}),
    Desk(
        KONFERENCE,
        "say-consent",
        {"giver": f"@{JAKUB}", "agreed": "0", "subjects": ["health"], "sides": ["ZŠ Komenského"], "own": "1"},
    ),
    Sends(KONFERENCE, Matter.INVITATION, (*BY_MAIL, OLGA)),
    Desk(KONFERENCE, "set-address", {"seat": f"@{JANA}", "phone": "603 111 222"}),
    Sheets(KONFERENCE, "sms", (JANA,)),
    Sheets(KONFERENCE, "print", (JAKUB,)),
    *(Home(who, KONFERENCE, "answer-invitation", {"answer": "yes"}) for who in (HANA, TEREZA, KLARA, JAKUB)),
    Desk(KONFERENCE, "note-answer", {"seat": f"@{JANA}", "answer": "yes", "words": "Volala, přijde."}),
    Home(OLGA, KONFERENCE, "answer-invitation", {"answer": "instead", "name": "MUDr. Jan Novotný"}),
    Desk(KONFERENCE, "welcome-deputy", {"seat": f"@{OLGA}"}),
    Desk(KONFERENCE, "set-address", {"seat": f"@{NOVOTNY}", "email": EMAILS[NOVOTNY]}),
    Sends(KONFERENCE, Matter.INVITATION, (NOVOTNY,)),
    Home(NOVOTNY, KONFERENCE, "contribute", {"words": "Léky zatím neměníme, další kontrola je v dubnu."}),
    Home(NOVOTNY, KONFERENCE, "answer-invitation", {"answer": "no", "words": "Mám službu, posílám to písemně."}),
    # The staff room is taken at two; half an hour later, then.
    Desk(KONFERENCE, "convene-meeting", {"starts": "2027-03-12T14:30"}),
    Sends(KONFERENCE, Matter.CHANGE, BY_MAIL),
    Desk(KONFERENCE, "note-told", {"seat": f"@{JANA}", "matter": "change", "way": "sms"}),
    Desk(KONFERENCE, "note-told", {"seat": f"@{JAKUB}", "matter": "change", "way": "spoken"}),
    Desk(KONFERENCE, "set-reminding", {"language": "cs"}),
    On("11. 3. 2027 15.00"),
    Reminded(KONFERENCE, BY_MAIL),
    Desk(KONFERENCE, "note-told", {"seat": f"@{JANA}", "matter": "reminder", "way": "phone"}),
    On("12. 3. 2027 14.20"),
    Held(KONFERENCE, conferred()),
    # What is about his health the school has only as far as both of them agree.
    Held(KONFERENCE, [Does(LENKA, "mark-confidential", {"thing": "goal:klid", "subject": "health"})]),
    Held(KONFERENCE, [Does(LENKA, "mark-confidential", {"thing": "reason", "subject": "health"})]),
    *(Desk(KONFERENCE, "list-recipient", {"seat": f"@{who}", "how": "mail"}) for who in (HANA, IVANA, KLARA)),
    Desk(KONFERENCE, "list-recipient", {"seat": f"@{EVA}", "how": "mail"}),
    Desk(KONFERENCE, "list-recipient", {"recipient": f"@{EVA}", "how": "link"}),
    Desk(KONFERENCE, "list-recipient", {"recipient": f"@{JANA}", "how": "link"}),
    Desk(KONFERENCE, "list-recipient", {"recipient": f"@{JANA}", "how": "hand", "carrier": f"@{TEREZA}"}),
    Desk(KONFERENCE, "list-recipient", {"recipient": f"@{JAKUB}", "how": "link"}),
    Desk(KONFERENCE, "list-recipient", {"recipient": f"@{JAKUB}", "how": "hand", "carrier": f"@{TEREZA}"}),
    Sends(KONFERENCE, Matter.RECORD, (HANA, IVANA, KLARA, EVA)),
    Takes(HANA, KONFERENCE, whole=True),
    Takes(KLARA, KONFERENCE, whole=False),
    Takes(EVA, KONFERENCE, whole=False),
    Desk(KONFERENCE, "note-told", {"seat": f"@{JANA}", "matter": "record", "way": "hand"}),
    Desk(KONFERENCE, "note-told", {"seat": f"@{JAKUB}", "matter": "record", "way": "hand"}),
    Home(JANA, KONFERENCE, "add-comment", {"words": "O léčebně jsem chtěla mluvit méně."}),
    Desk(
        KONFERENCE,
        "note-comment",
        {"seat": f"@{JAKUB}", "source": "paper", "words": "Napsal jsem to líp, než jak je to v zápisu."},
    ),
    Home(EVA, KONFERENCE, "rate", {"heard": "8", "safe": "9", "trust": "7", "words": "Bylo to klidné."}),
    Home(JANA, KONFERENCE, "rate", {"heard": "10", "safe": "8", "trust": "6"}),
    Desk(KONFERENCE, "set-step-reminding", {"days": "3"}),
    RemindedOfSteps(KONFERENCE, (KLARA,)),
    On("20. 3. 2027 9.00"),
    RemindedOfSteps(KONFERENCE, (EVA,)),
    # Spring: the steps. The comments are locked on the night after their last day.
    On("27. 3. 2027 9.00"),
    Reads(JANA, KONFERENCE, ("Lhůta pro připomínky skončila",), ("O léčebně jsem chtěla mluvit více",)),
    Home(EVA, KONFERENCE, "mark-step", {"step": "terapie", "outcome": "partly", "words": "Dvě setkání."}),
    Home(IVANA, KONFERENCE, "ask-change", {"step": "prihlaska", "words": "Škola prodloužila termín, stačí 20. dubna."}),
    Desk(KONFERENCE, "answer-change", {"words": "Ano, domluvíme to na vyhodnocení."}, LENKA),
    Desk(
        KONFERENCE,
        "tell-news",
        {"words": "Jakub byl dva dny doma, ataka odezněla sama.", "seats": [f"@{EVA}", f"@{TEREZA}"]},
        LENKA,
    ),
    Reads(EVA, KONFERENCE, ("ataka odezněla sama",)),
    Reads(KLARA, KONFERENCE, (), ("ataka odezněla sama",)),
    On("28. 3. 2027 9.00"),
    RemindedOfSteps(KONFERENCE, (TEREZA,)),
    # April: from the sealed record alone.
    On("5. 4. 2027 9.00"),
    OpensFromRecord(VYHODNOCENI, KONFERENCE, "evaluation"),
    Desk(VYHODNOCENI, "set-reminding", {"language": "cs"}),
    Sends(VYHODNOCENI, Matter.INVITATION, BY_MAIL),
    Sheets(VYHODNOCENI, "print", (JAKUB, JANA)),
    On("13. 4. 2027 9.00"),
    RemindedOfSteps(KONFERENCE, (IVANA,)),
    On("15. 4. 2027 15.00"),
    Reminded(VYHODNOCENI, BY_MAIL),
    On("16. 4. 2027 13.50"),
    Held(VYHODNOCENI, evaluated()),
    *(Desk(VYHODNOCENI, "list-recipient", {"seat": f"@{who}", "how": "mail"}) for who in (HANA, KLARA)),
    Sends(VYHODNOCENI, Matter.RECORD, (HANA, KLARA)),
    Home(TEREZA, VYHODNOCENI, "mark-step", {"step": "tabor", "outcome": "done"}),
    # June: the closing, the summary, and the room that forgets.
    On("31. 5. 2027 9.00"),
    OpensFromRecord(ZAVER, VYHODNOCENI, "closing"),
    Sends(ZAVER, Matter.INVITATION, BY_MAIL),
    Sheets(ZAVER, "print", (JAKUB, JANA)),
    On("11. 6. 2027 13.50"),
    Held(ZAVER, closed()),
    Desk(ZAVER, "list-recipient", {"seat": f"@{HANA}", "how": "mail"}),
    Sends(ZAVER, Matter.RECORD, (HANA,)),
    Summarises(ZAVER, (RECOMMENDED, "Jakub ví, za kým jít, když je mu těžko", "Manžel zatím nechce.")),
    # In September all have died by their rule, the first ones long ago; their records are kept.
    On("15. 9. 2027 9.00"),
    Erased((PORADA, KONFERENCE, VYHODNOCENI, ZAVER)),
)

CALENDARS: Mapping[str, Sequence[tuple[str, str, str]]] = {
    HANA: (
        ("Setkání nad situací rodiny Novákových", "2027-02-22T08:00:00.000Z", "CONFIRMED"),
        ("Jakubovo setkání", "2027-03-12T13:30:00.000Z", "CONFIRMED"),
        ("Jakubovo setkání", "2027-04-16T12:00:00.000Z", "CONFIRMED"),
        ("Jakubovo setkání", "2027-06-11T12:00:00.000Z", "CONFIRMED"),
    ),
    JIRI: (("Setkání nad situací rodiny Novákových", "2027-02-22T08:00:00.000Z", "CONFIRMED"),),
    NOVOTNY: (("Jakubovo setkání", "2027-03-12T13:00:00.000Z", "CONFIRMED"),),
}
"""What stands in somebody's calendar in the end: what, when (UTC), and whether it holds. Dr. Novotný had said no before
the hour was changed."""
SUMMARY = ("Jakub ví, za kým jít, když je mu těžko", "Manžel zatím nechce.", RECOMMENDED)
"""What the summary over all records says, made when the meetings are long forgotten."""
