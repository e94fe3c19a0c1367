"""A meeting about the case of the Novák family: the professionals alone, a month before Jakub's meeting."""

from datetime import date, datetime
from pathlib import Path

from ..meeting.model import Board, Verdict
from .story import Alert, Card, Ending, Goal, Line, Step, Story

RADKA, LENKA, TEREZA, HANA = "radka-tomanova", "lenka-dvorakova", "tereza-vlckova", "hana-kucerova"
IVANA, KLARA, EVA, OLGA, JIRI = "ivana-prochazkova", "klara-benesova", "eva-simova", "olga-zemanova", "jiri-hruby"
"""Seats, as they follow from the names in novakovi.toml. Radka leads; in the demo a human does."""

LINES = {
    "uvod": (
        Line(
            HANA,
            "reason",
            "Jakub se vrátil z léčebny, má úzkosti a ve škole se mu nedaří. Každý z nás s rodinou mluví zvlášť "
            "a maminka musí všechno opakovat.",
        ),
        Line(HANA, "aim", "Ověřit si postup, domluvit se, kdo koho informuje, a rozhodnout o setkání s rodinou."),
        Line(TEREZA, "rules", "Říkáme jen to, co bychom řekli i před maminkou a Jakubem."),
        Line(EVA, "rules", "Co vím z terapie, zůstává v terapii. Řeknu jen to, na čem jsme se s Jakubem domluvili."),
        Line(
            LENKA,
            "minutes:uvod",
            "Rodina o dnešním setkání ví. Maminka a Jakub souhlasí, abychom si předali, co je potřeba.",
        ),
    ),
    "mapovani": (
        Line(TEREZA, "part:map", "Rodina: maminka, Jakub, babička ve vedlejší ulici. Tatínek volá jednou za měsíc."),
        Line(IVANA, "part:map", "Škola: třídní, výchovná poradkyně, dva kamarádi ze třídy."),
        Line(OLGA, "part:map", "Zdraví: dětská psychiatrie, terapie jednou týdně. Chybí praktická lékařka."),
        Line(HANA, "part:map", "OSPOD a Sociálně aktivizační služba. Poradna zatím rodinu nezná."),
        Line(
            LENKA,
            "minutes:mapovani",
            "Každý řekl, co s rodinou dělá a jak často. Nikdo nemluvil s praktickou lékařkou.",
        ),
    ),
    "spolecny-pohled": (
        Line(
            LENKA,
            "part:common-view",
            "Shodli jsme se: Jakub potřebuje méně lidí a jasnější domluvu. Postup je dobrý, tempo bylo příliš rychlé.",
        ),
        Line(
            KLARA,
            "part:common-view",
            "V čem se lišíme: škola vidí hlavně prospěch, terapeutka klid. Obojí necháváme vedle sebe.",
        ),
        Line(LENKA, "minutes:spolecny-pohled", "Mluvili jsme o tom, jestli je domácí výuka dobrý nápad. Zatím ne."),
    ),
    "domluva": (
        Line(
            TEREZA,
            "part:informing",
            "Paní Vlčková řekne mamince a Jakubovi tento týden, co jsme domluvili, a přečte jim zápis.",
        ),
        Line(
            LENKA,
            "part:informing",
            "Škola hlásí změny paní Dvořákové, ta je předá paní Kučerové a paní Šímové. "
            "Lékařka dostává zprávy s Jakubovým vědomím.",
        ),
        Line(LENKA, "minutes:domluva", "Prošli jsme, kdo co udělá. Informace se sbíhají u paní Dvořákové."),
    ),
    "zaver": (Line(LENKA, "minutes:zaver", "Zápis rozešle paní Dvořáková do tří dnů, rodině ho předá paní Vlčková."),),
}

GOALS = (
    Goal(
        "domluva",
        LENKA,
        (
            Line(LENKA, "goal:domluva:title", "Rodina říká věci jen jednou"),
            Line(TEREZA, "goal:domluva:strengths", "Maminka nám věří a bere telefony."),
            Line(IVANA, "goal:domluva:worries", "Tři z nás se ptali na totéž během jednoho týdne."),
            Line(HANA, "goal:domluva:indicator", "Maminka řekne, že už nemusí nic opakovat."),
        ),
        area="relationships",
        scale={LENKA: 4, TEREZA: 3, HANA: 5, IVANA: 4, KLARA: 4, EVA: 6},
    ),
    Goal(
        "konference",
        HANA,
        (
            Line(HANA, "goal:konference:title", "Sejdeme se s rodinou u jednoho stolu"),
            Line(EVA, "goal:konference:strengths", "Jakub sám řekl, že by u toho chtěl být."),
            Line(JIRI, "goal:konference:worries", "Velký kruh cizích lidí může být na Jakuba moc."),
            Line(TEREZA, "goal:konference:indicator", "Jakub i maminka vědí, kdo přijde a proč."),
        ),
        area="school",
        scale={HANA: 6, EVA: 5, OLGA: 3, JIRI: 4},
    ),
)

STEPS = (
    Step(
        "rict-rodine",
        "domluva",
        TEREZA,
        TEREZA,
        "Říct mamince a Jakubovi, co jsme dnes domluvili",
        "Osobně u nich doma, přečíst zápis a zeptat se, s čím nesouhlasí.",
        "paní Dvořáková",
        date(2027, 2, 26),
        "Rodina ví totéž co my.",
        kind="informing",
    ),
    Step(
        "svolat",
        "konference",
        HANA,
        HANA,
        "Svolat případovou konferenci",
        "Ve škole, odpoledne, s lidmi, které rodina chce. Termín najde paní Dvořáková.",
        "paní Dvořáková",
        date(2027, 3, 5),
        "Pozvánky jsou rozeslané.",
        kind="conference",
        after=("rict-rodine",),
    ),
    Step(
        "priprava",
        "konference",
        EVA,
        EVA,
        "Připravit Jakuba na setkání",
        "Na terapii si projdou, co chce říct sám a co má říct někdo za něj.",
        "Jakub",
        date(2027, 3, 9),
        "Jakub ví, jak bude setkání vypadat.",
        after=("rict-rodine",),
    ),
    Step(
        "lekarka",
        "domluva",
        OLGA,
        OLGA,
        "Spojit se s praktickou lékařkou",
        "S vědomím maminky, kvůli lékům.",
        "",
        date(2027, 3, 3),
        "Obě lékařky vědí o stejných lécích.",
        kind="informing",
    ),
)

CARDS = (
    Card("sila-ps", Board.STRENGTHS, LENKA, "Rodina drží domluvené termíny."),
    Card("sila-sas", Board.STRENGTHS, TEREZA, "Babička bydlí za rohem a Jakub k ní chodí."),
    Card("sila-ospod", Board.STRENGTHS, HANA, "Maminka přišla dřív, než bylo zle."),
    Card("sila-skola", Board.STRENGTHS, KLARA, "Ve třídě má dva opravdové kamarády."),
    Card("sila-terapie", Board.STRENGTHS, EVA, "Umí říct dost."),
    Card("sila-lekarka", Board.STRENGTHS, OLGA, "Chodí na kontroly a ptá se."),
    Card("sila-poradna", Board.STRENGTHS, JIRI, "Má talent na práci rukama."),
    Card("nabidka-poradna", Board.OFFERS, JIRI, "Vyšetření k volbě školy bez čekání"),
    Card("na-jindy", Board.PARKING, IVANA, "Kdo měl dát škole vědět o propuštění z léčebny."),
)

VIEWS = {
    LENKA: "Vím, že rodina spolupracuje. Nevím, jak to vidí tatínek.",
    TEREZA: "Vím, že doma je klid, když se nikdo na nic neptá. Domnívám se, že maminka je na konci sil.",
    HANA: "Vím, co je ve spise. Nevím, co Jakub doopravdy chce.",
    IVANA: "Vím o prospěchu. Domnívám se, že nejde o lenost.",
    KLARA: "Vím, že atace předchází hluk. Nevím, jak mu v tu chvíli pomoct.",
    EVA: "Vím, co mi dovolil říct: potřebuje čas.",
    OLGA: "Vím, že léky zabírají pomalu. Nevím, jak spí.",
    JIRI: "Rodinu neznám, znám jen zprávu ze školy.",
}

ALERTS = (
    Alert(
        "ataka",
        KLARA,
        "Jakub bude mít ve škole ataku",
        "Zůstat s ním, zavolat mamince a týž den dát vědět paní Dvořákové.",
        KLARA,
        LENKA,
    ),
)

ENDINGS = {
    RADKA: Ending("Děkuji, že jsme mluvili tak, jako by rodina seděla s námi."),
    LENKA: Ending("Zápis rozešlu do tří dnů."),
    TEREZA: Ending("Vím, co mám rodině říct."),
    HANA: Ending("Konferenci svolám."),
    IVANA: Ending("Budu hlásit změny na jedno místo."),
    KLARA: Ending("Ulevilo se mi, že vím, komu volat."),
    EVA: Ending(
        "Oceňuji, že jste respektovali, co nemůžu říct.", Verdict.RESERVATION, "O terapii budu mluvit jen s Jakubem."
    ),
    OLGA: Ending("Spojím se s praktickou lékařkou."),
    JIRI: Ending("Počkám, až rodina přijde sama."),
}

STORY = Story(
    file=Path(__file__).parent / "novakovi.toml",
    format="setkani-nad-pripadem",
    leader=RADKA,
    lines=LINES,
    plans_in=("domluva", "zaver"),
    goals=GOALS,
    steps=STEPS,
    endings=ENDINGS,
    next_starts=datetime(2027, 3, 22, 9, 0),
    next_place="Pomáháme společně, velká zasedačka",
    next_weeks=4,
    cards=CARDS,
    views=VIEWS,
    alerts=ALERTS,
    hub=LENKA,
    hands={OLGA: EVA, JIRI: IVANA, KLARA: IVANA},
)
