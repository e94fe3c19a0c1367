"""Jakub's meeting: a case conference at his school, told from the example of practice."""

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

from ..meeting.model import Board, Verdict
from .story import Alert, Card, Ending, Goal, Line, Step, Story

LENKA, HANA, TEREZA, IVANA = "lenka-dvorakova", "hana-kucerova", "tereza-vlckova", "ivana-prochazkova"
JAKUB, JANA, KLARA, EVA = "jakub-novak", "jana-novakova", "klara-benesova", "eva-simova"
"""Seats, as they follow from the names in jakub.toml. Lenka leads; in the demo a human does."""

LINES: Mapping[str, tuple[Line, ...]] = {
    "uvod": (
        Line(JAKUB, "rules", "Mluvte se mnou, ne o mně."),
        Line(KLARA, "rules", "Mluví vždy jen jeden a nikdo nemusí odpovídat hned."),
        Line(JANA, "rules", "Nikdo tu nikoho neobviňuje."),
        Line(EVA, "rules", "Kdykoli si můžeme dát přestávku, stačí říct."),
        Line(
            IVANA,
            "minutes:uvod",
            "Sešli jsme se ve sborovně. Paní Dvořáková vysvětlila, jak bude setkání probíhat a co zůstane mezi námi. "
            "Jakub i maminka souhlasí, abychom si dávali vědět, když se něco změní.",
        ),
    ),
    "sdeleni-svolavatele": (
        Line(
            HANA,
            "reason",
            "Jakub se po pobytu v léčebně vrátil do školy. Je úzkostnější než dřív, v únoru prožil ve třídě panickou "
            "ataku a nedaří se mu udržet pozornost. Doma to teď není jednoduché a rodina na to nemá být sama.",
        ),
        Line(
            HANA,
            "aim",
            "Odejít s plánem, podle kterého Jakub ví, za kým může jít, a každý z nás ví, co udělá a komu dá vědět.",
        ),
        Line(
            IVANA,
            "minutes:sdeleni-svolavatele",
            "Paní Kučerová řekla, proč se scházíme. Jakub dodal, že nechce, aby se o léčebně mluvilo před třídou.",
        ),
    ),
    "prace-na-cilech": (
        Line(
            IVANA,
            "minutes:prace-na-cilech",
            "Nejdřív jsme mluvili o tom, co se daří, potom o obavách. Nejdéle jsme se zastavili u toho, "
            "kdo komu zavolá, když je Jakubovi zle.",
        ),
    ),
    "ukonceni": (
        Line(
            IVANA,
            "minutes:ukonceni",
            "Prošli jsme plán krok po kroku. Zápis dostanou všichni, mamince a Jakubovi ho předá paní Vlčková.",
        ),
    ),
}

GOALS: tuple[Goal, ...] = (
    Goal(
        "klid",
        JANA,
        area="health",
        scale={JAKUB: 4, JANA: 2, KLARA: 5, EVA: 6, TEREZA: 4},
        lines=(
            Line(JANA, "goal:klid:title", "Jakub ví, za kým jít, když je mu těžko"),
            Line(
                KLARA,
                "goal:klid:strengths",
                "Jakub dokáže říct, že je toho na něj moc. Ve třídě má dva kamarády, kteří u něj při atace zůstali.",
            ),
            Line(EVA, "goal:klid:strengths", "Na terapii chodí rád a sám přináší, o čem chce mluvit."),
            Line(
                JANA,
                "goal:klid:worries",
                "Bojím se, že to přijde znovu a já o tom nebudu vědět. Doma mi skoro nic neřekne.",
            ),
            Line(
                JAKUB,
                "goal:klid:indicator",
                "Když mi bude zle, vím, kam můžu jít, a nikdo z toho nedělá divadlo.",
            ),
        ),
    ),
    Goal(
        "skola",
        IVANA,
        area="school",
        scale={JAKUB: 3, JANA: 5, IVANA: 6},
        lines=(
            Line(IVANA, "goal:skola:title", "Jakub si vybere střední školu, která mu sedí"),
            Line(JAKUB, "goal:skola:strengths", "Baví mě kreslit a opravovat kola. V dílnách mi to jde."),
            Line(
                KLARA,
                "goal:skola:worries",
                "Prospěch se zhoršil a první kolo přihlášek jsme nestihli. Jakub o střední přestal mluvit.",
            ),
            Line(
                IVANA,
                "goal:skola:indicator",
                "Přihláška do druhého kola je podaná včas a Jakub umí říct, proč si vybral právě tuhle školu.",
            ),
        ),
    ),
    Goal(
        "doma",
        HANA,
        area="relationships",
        scale={JAKUB: 5, JANA: 4, HANA: 4},
        lines=(
            Line(HANA, "goal:doma:title", "Doma se dá mluvit i o těžkých věcech"),
            Line(TEREZA, "goal:doma:strengths", "Maminka hledá pomoc a drží slovo. Jakub s ní chce být zadobře."),
            Line(TEREZA, "goal:doma:worries", "Rodiče se na Jakuba dívají každý jinak a on to nese."),
            Line(JANA, "goal:doma:indicator", "Aspoň jednou za týden spolu večeříme a nehádáme se."),
        ),
    ),
)

STEPS: tuple[Step, ...] = (
    Step(
        "terapie",
        "klid",
        IVANA,
        EVA,
        "Terapie pro Jakuba přímo ve škole",
        "Každé úterý ve 13.15 v malé pracovně u knihovny. Škola místnost odemkne a zajistí, že tam bude klid.",
        "Jakub, paní Procházková",
        date(2027, 3, 23),
        "Do konce dubna proběhla aspoň čtyři setkání.",
    ),
    Step(
        "dat-vedet",
        "klid",
        KLARA,
        KLARA,
        "Dát hned vědět, když je Jakubovi zle",
        "Kdo je u toho, zůstane s Jakubem. Třídní zavolá mamince a týž den napíše paní Dvořákové; "
        "ta dá vědět terapeutce a paní Vlčkové.",
        "všichni u stolu",
        date(2027, 3, 15),
        "Po každé těžké chvíli vědí do večera všichni totéž.",
        kind="informing",
    ),
    Step(
        "psychiatr",
        "klid",
        TEREZA,
        TEREZA,
        "Doprovodit Jakuba s maminkou k dětské psychiatričce",
        "Objednám termín, předem si spolu sepíšeme otázky a půjdu s nimi do ordinace, pokud budou chtít.",
        "Jakub a maminka",
        date(2027, 3, 31),
        "Maminka i Jakub vědí, co dál, a rozumějí lékům, pokud nějaké budou.",
        kind="accompaniment",
    ),
    Step(
        "co-pomaha",
        "skola",
        EVA,
        JAKUB,
        "Sepsat, v čem jsem dobrý a co mi ve škole pomáhá",
        "Na terapii to projdeme a já si to přinesu na konzultaci. Ukážu jen to, co budu chtít.",
        "paní Šímová",
        date(2027, 4, 6),
        "Mám jeden list papíru, který je můj.",
    ),
    Step(
        "prihlaska",
        "skola",
        IVANA,
        IVANA,
        "Pomoct s výběrem školy a s přihláškou do druhého kola",
        "Dvě konzultace nad Jakubovým listem, návštěva školy, potom spolu vyplníme přihlášku a zkontrolujeme přílohy.",
        "Jakub, maminka, třídní",
        date(2027, 4, 16),
        "Přihláška je vyplněná i s přílohami.",
        kind="application",
        after=("co-pomaha",),
    ),
    Step(
        "rodinna-terapie",
        "doma",
        HANA,
        JANA,
        "Zkusit jedno sezení rodinné terapie",
        "Paní Kučerová pošle kontakty na dvě poradny, maminka si vybere a objedná se. Pak se uvidí.",
        "paní Vlčková",
        date(2027, 4, 23),
        "Byli jsme tam a víme, jestli chceme pokračovat.",
        kind="referral",
    ),
)

ENDINGS: Mapping[str, Ending] = {
    LENKA: Ending("Děkuji, že jste mluvili otevřeně. U mě se budou sbíhat všechny zprávy a za měsíc se potkáme znovu."),
    HANA: Ending("Jsem ráda, že škola i rodina táhnou za jeden provaz. Kontakty na poradny pošlu v pondělí."),
    TEREZA: Ending("Odnáším si, že se na mě maminka může obrátit i mezi setkáními."),
    IVANA: Ending("Bylo dobré slyšet Jakuba, jak mluví o tom, co ho baví."),
    JAKUB: Ending("Myslel jsem, že to bude horší. Je dobrý, že vím, kam jít."),
    JANA: Ending(
        "Ulevilo se mi, že na to nejsem sama.",
        Verdict.RESERVATION,
        "Na rodinnou terapii půjdu já s Jakubem. Za tatínka to slíbit nemůžu.",
    ),
    KLARA: Ending("Vím, co mám dělat, až se to stane. To mi chybělo."),
    EVA: Ending("Oceňuji, že škola našla místnost a že Jakub sám řekl, co potřebuje."),
}

NEXT_STARTS = datetime(2027, 4, 16, 14, 0)
NEXT_PLACE = "ZŠ Komenského, sborovna"
"""The next meeting, as the facilitator writes it down."""

CARDS: tuple[Card, ...] = (
    Card("sila-doma", Board.STRENGTHS, JANA, "Jakub je hodný na malou sestřenici a umí spravit skoro všechno."),
    Card("sila-jakub", Board.STRENGTHS, JAKUB, "Mám dva kamarády, na které je spoleh."),
    Card("sila-skola", Board.STRENGTHS, KLARA, "I po těžkém únoru chodí do školy skoro každý den."),
    Card("sila-ospod", Board.STRENGTHS, HANA, "Maminka přišla sama a včas, když potřebovala pomoc."),
    Card("sila-sas", Board.STRENGTHS, TEREZA, "Rodina má blízko babičku, u které je Jakubovi dobře."),
    Card("sila-terapie", Board.STRENGTHS, EVA, "Jakub umí o svých pocitech mluvit, když na něj nikdo netlačí."),
    Card("nabidka-mistnost", Board.OFFERS, IVANA, "Klidná místnost u knihovny, kdykoli ji Jakub potřebuje"),
    Card("nabidka-odvoz", Board.OFFERS, TEREZA, "Odvoz k lékaři, když autobus nejede"),
    Card("na-jindy", Board.PARKING, JANA, "Proč nám loni nikdo nezavolal."),
)

VIEWS: Mapping[str, str] = {
    HANA: "Bojím se, že se dospělí kolem Jakuba nedomluví a on to ponese sám.",
    TEREZA: "Nejvíc ho ohrožuje, když doma nikdo neví, jak mu je.",
    IVANA: "Že promešká školu, na kterou má.",
    JAKUB: "Že si o mně všichni budou myslet, že jsem blázen.",
    JANA: "Bojím se, že to přijde znovu a já u něj nebudu.",
    KLARA: "Že zase přijde ataka uprostřed hodiny a my nebudeme vědět, co dělat.",
    EVA: "Tlak, aby už bylo všechno jako dřív.",
}

ALERTS: tuple[Alert, ...] = (
    Alert(
        "ataka",
        KLARA,
        "Jakub má ve škole panickou ataku",
        "Někdo s ním zůstane, odvede ho do místnosti u knihovny a nenutí ho mluvit.",
        KLARA,
        JANA,
    ),
)

STORY = Story(
    file=Path(__file__).parent / "jakub.toml",
    format="pripadova-konference",
    leader=LENKA,
    lines=LINES,
    plans_in=("prace-na-cilech", "ukonceni"),
    goals=GOALS,
    steps=STEPS,
    endings=ENDINGS,
    next_starts=NEXT_STARTS,
    next_place=NEXT_PLACE,
    next_weeks=4,
    cards=CARDS,
    views=VIEWS,
    alerts=ALERTS,
    hub=LENKA,
)
