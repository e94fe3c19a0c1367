"""Mr Pavel's meeting: a case conference of a grown man who wants to stay at home. Three at the table have no phone."""

from datetime import date, datetime
from pathlib import Path

from ..meeting.model import Board, Verdict
from .story import Alert, Card, Ending, Goal, Line, Step, Story

ALENA, PETRA, PAVEL, MARTIN = "alena-rihova", "petra-mala", "pavel-dostal", "martin-dostal"
MARIE, KAREL, JAN, EVA, TOMAS = "marie-benesova", "karel-vrana", "jan-horak", "eva-kratochvilova", "tomas-bures"
"""Seats, as they follow from the names in pavel.toml. Alena leads; in the demo a human does."""

LINES = {
    "uvod": (
        Line(PAVEL, "rules", "Mluvte nahlas a ne všichni najednou."),
        Line(MARTIN, "rules", "O tátovi nemluvíme, jako by tu nebyl."),
        Line(
            TOMAS,
            "minutes:uvod",
            "Sešli jsme se na městském úřadě. Paní Říhová vysvětlila, že setkání vede a nikomu nestraní. "
            "Pan Pavel souhlasí, aby sousedka a pan Vrána věděli, co se tu domluví.",
        ),
    ),
    "sdeleni-svolavatele": (
        Line(
            PETRA,
            "reason",
            "Pan Pavel žije od smrti manželky sám. Na dopisy špatně vidí, v noci si spletl dveře a dva měsíce "
            "nezaplatil nájem. Sám říká, že by rád zůstal doma.",
        ),
        Line(
            PETRA,
            "aim",
            "Domluvit se, co kdo udělá, aby pan Pavel mohl zůstat ve svém bytě a mezi lidmi, které zná.",
        ),
        Line(
            TOMAS,
            "minutes:sdeleni-svolavatele",
            "Paní Malá řekla, proč setkání svolala. Pan Pavel dodal, že do domova nechce.",
        ),
    ),
    "prace-na-cilech": (
        Line(
            TOMAS,
            "minutes:prace-na-cilech",
            "Začali jsme tím, co panu Pavlovi jde a na koho se může spolehnout. Potom jsme sestavili kroky.",
        ),
    ),
    "ukonceni": (
        Line(
            TOMAS,
            "minutes:ukonceni",
            "Plán jsme nahlas přečetli. Panu Pavlovi ho paní Malá předá vytištěný velkým písmem.",
        ),
    ),
}

GOALS = (
    Goal(
        "bydleni",
        PETRA,
        (
            Line(PETRA, "goal:bydleni:title", "Pan Pavel zůstane ve svém bytě"),
            Line(PAVEL, "goal:bydleni:strengths", "Bydlím tu čtyřicet let a všechny tu znám."),
            Line(KAREL, "goal:bydleni:worries", "Dva měsíce nájmu chybí a nevím, jestli dopisy čte."),
            Line(PETRA, "goal:bydleni:indicator", "Nájem je zaplacený a dluh se splácí podle dohody."),
        ),
        area="housing",
        scale={PAVEL: 6, PETRA: 5, KAREL: 3, MARTIN: 4, MARIE: 7},
    ),
    Goal(
        "zdravi",
        JAN,
        (
            Line(JAN, "goal:zdravi:title", "Pan Pavel vidí, jí a v noci spí"),
            Line(MARIE, "goal:zdravi:strengths", "Uvaří si a rád si popovídá. Na zahrádku chodí každý den."),
            Line(JAN, "goal:zdravi:worries", "Oči a paměť už dva roky nikdo nevyšetřil."),
            Line(MARTIN, "goal:zdravi:indicator", "Táta má brýle, ve kterých si přečte dopis."),
        ),
        area="health",
        scale={PAVEL: 7, JAN: 4, MARIE: 5, MARTIN: 3},
    ),
    Goal(
        "penize",
        EVA,
        (
            Line(EVA, "goal:penize:title", "Peníze vystačí na nájem, jídlo a léky"),
            Line(PETRA, "goal:penize:strengths", "Pan Pavel si nikdy nepůjčil a účty má schované."),
            Line(TOMAS, "goal:penize:indicator", "Na konci měsíce zbývá na jídlo."),
        ),
        area="money",
        scale={PAVEL: 4, EVA: 5, TOMAS: 3},
    ),
)

STEPS = (
    Step(
        "splatky",
        "bydleni",
        PETRA,
        KAREL,
        "Domluvit splátky dluhu na nájmu",
        "Pan Vrána a paní Malá sepíšou splátky, které pan Pavel unese. Do té doby výpověď nepřijde.",
        "pan Pavel, paní Malá",
        date(2027, 5, 5),
        "Dohoda je podepsaná.",
    ),
    Step(
        "dopisy",
        "bydleni",
        TOMAS,
        TOMAS,
        "Číst s panem Pavlem poštu",
        "Každé úterý v deset doma. Co spěchá, vyřídí spolu hned.",
        "pan Pavel",
        date(2027, 4, 27),
        "Žádný dopis neleží neotevřený.",
        kind="accompaniment",
    ),
    Step(
        "oci",
        "zdravi",
        JAN,
        JAN,
        "Objednat vyšetření očí a paměti",
        "Ordinace zařídí termín a zavolá panu Burešovi.",
        "pan Bureš",
        date(2027, 4, 30),
        "Termín je na lístku na lednici.",
        kind="referral",
    ),
    Step(
        "doprovod",
        "zdravi",
        MARTIN,
        MARTIN,
        "Jet s tátou na vyšetření",
        "Přijedu autem a vezmu si volno.",
        "pan Pavel",
        date(2027, 5, 21),
        "Víme, co lékař řekl, a táta tomu rozumí.",
        kind="accompaniment",
        after=("oci",),
    ),
    Step(
        "nakup",
        "zdravi",
        MARIE,
        MARIE,
        "Zaklepat a zeptat se, jestli něco nepotřebuje",
        "Obden, když jdu nakupovat. V noci nechám světlo na chodbě.",
        "",
        date(2027, 4, 22),
        "Pan Pavel má doma chleba a mléko.",
    ),
    Step(
        "davky",
        "penize",
        EVA,
        EVA,
        "Projít, na jaké příspěvky má pan Pavel nárok",
        "Na úřadě ve středu dopoledne, formuláře vyplníme společně.",
        "pan Pavel, pan Bureš",
        date(2027, 5, 12),
        "Žádost je podaná.",
        kind="application",
    ),
)

CARDS = (
    Card("sila-pavel", Board.STRENGTHS, PAVEL, "Umím si uvařit a opravit kolo."),
    Card("sila-syn", Board.STRENGTHS, MARTIN, "Táta nikdy nikoho nenechal ve štychu."),
    Card("sila-mesto", Board.STRENGTHS, PETRA, "Pan Pavel si o pomoc řekl sám a dveře otevřel."),
    Card("sila-dum", Board.STRENGTHS, KAREL, "Čtyřicet let platil včas."),
    Card("sila-lekar", Board.STRENGTHS, JAN, "Na to, kolik mu je, má silné srdce."),
    Card("sila-urad", Board.STRENGTHS, EVA, "Všechny papíry má pohromadě v krabici."),
    Card("sila-teren", Board.STRENGTHS, TOMAS, "Má rád lidi a oni jeho."),
    Card("nabidka-obedy", Board.OFFERS, PETRA, "Obědy z jídelny s dovozem, první měsíc zdarma"),
    Card("nabidka-svetlo", Board.OFFERS, KAREL, "Světlo s čidlem na chodbu"),
    Card("na-jindy", Board.PARKING, MARTIN, "Proč mi nikdo nezavolal už v zimě."),
)

VIEWS = {
    PETRA: "Nejvíc ho ohrožuje, že přijde o byt dřív, než mu stihneme pomoci.",
    PAVEL: "Bojím se, že mě někam odvezou. Chci být doma.",
    MARTIN: "Jsem daleko a bojím se, že se něco stane v noci.",
    MARIE: "Že upadne a nikdo o tom nebude vědět.",
    KAREL: "Že ten dluh poroste a já s tím nic nenadělám.",
    JAN: "Podvýživa a neléčený zrak. Na paměť je čas se podívat.",
    EVA: "Že má nárok na peníze, o které nikdy nepožádal.",
    TOMAS: "Že na všechno zůstane sám a nikomu si neřekne.",
}

ALERTS = (
    Alert(
        "noc",
        MARIE,
        "Pan Pavel bude v noci zmatený nebo bude tlouct na dveře",
        "Sousedka ho v klidu odvede domů a rozsvítí. Ráno zavolá panu Burešovi. Při úrazu 155.",
        MARIE,
        TOMAS,
    ),
)

ENDINGS = {
    ALENA: Ending("Děkuji panu Pavlovi, že řekl, co chce, a ostatním, že naslouchali."),
    PETRA: Ending("Odnáším si, že na to nejsme sami. Zápis pošlu do pátku."),
    PAVEL: Ending("Jsem rád, že zůstanu doma."),
    MARTIN: Ending("Už vím, komu mám volat."),
    MARIE: Ending("Pomůžu ráda, jen nechci být na noc sama."),
    KAREL: Ending("Počkám, když se bude splácet.", Verdict.RESERVATION, "Na splátky počkám nejdéle do konce roku."),
    JAN: Ending("Objednáme ho tento týden."),
    EVA: Ending(
        "Formuláře s panem Pavlem vyplníme.",
        Verdict.DISAGREE,
        "Se lhůtou u příspěvků nemohu souhlasit, rozhoduje jiné oddělení.",
        refuses="Nemohu podepsat za úřad, nemám k tomu pověření.",
    ),
    TOMAS: Ending("Úterky platí."),
}

STORY = Story(
    file=Path(__file__).parent / "pavel.toml",
    format="pripadova-konference",
    leader=ALENA,
    lines=LINES,
    plans_in=("prace-na-cilech", "ukonceni"),
    goals=GOALS,
    steps=STEPS,
    endings=ENDINGS,
    next_starts=datetime(2027, 6, 1, 10, 0),
    next_place="Městský úřad Lipová, zasedací místnost",
    next_weeks=6,
    cards=CARDS,
    views=VIEWS,
    alerts=ALERTS,
    hub=TOMAS,
    hands={PAVEL: TOMAS, MARIE: TOMAS, KAREL: PETRA},
)
