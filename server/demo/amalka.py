"""Amálka's own meeting: an interactive case conference at her school, told from the example of practice."""

from datetime import date, datetime
from pathlib import Path

from ..meeting.model import Board, Figure, Hearing, Load, Page, Sharing, Verdict
from ..meeting.model import Line as Drawn
from .story import Alert, Card, Child, Ending, Goal, Line, Step, Story

DANA, AMALKA, MARKETA, LUCIE, PETR = (
    "dana-kovarova",
    "amalka-horakova",
    "marketa-vlkova",
    "lucie-horakova",
    "petr-horak",
)
JITKA, ALENA, IVO, SIMONA, VERA = "jitka-bartova", "alena-souckova", "ivo-danek", "simona-kubova", "vera-horakova"
"""Seats, as they follow from the names in amalka.toml. Dana leads; in the demo a human does."""

HOODIE = (
    Drawn("telo", "blue", (330, 330, 300, 820, 700, 820, 670, 330)),
    Drawn("rukavy", "blue", (330, 330, 170, 620, 235, 660, 325, 520)),
    Drawn("rukavy2", "blue", (670, 330, 830, 620, 765, 660, 675, 520)),
    Drawn("kapuce", "blue", (330, 330, 400, 215, 500, 180, 600, 215, 670, 330, 500, 400, 330, 330)),
    Drawn("sova", "orange", (440, 520, 430, 610, 470, 680, 530, 680, 570, 610, 560, 520, 500, 555, 440, 520)),
    Drawn("oko", "black", (470, 590, 480, 580, 490, 590, 480, 600, 470, 590)),
    Drawn("oko2", "black", (510, 590, 520, 580, 530, 590, 520, 600, 510, 590)),
)
"""A hoodie with an owl, drawn with a finger."""

BOOK = (
    Page("umim", sharing=Sharing.ALL, face=5, stickers=("star", "dog", "music")),
    Page(
        "lide",
        figures=(
            Figure("mama", "máma", 1),
            Figure("zeryk", "Žeryk", 1),
            Figure("babicka", "babička Věra", 1),
            Figure("sofie", "Sofie", 2),
            Figure("marketa", "Markéta", 2),
            Figure("tata", "táta", 3),
        ),
    ),
    Page("preju-si", sharing=Sharing.SAY, stickers=("heart", "home")),
    Page("bojim-se", sharing=Sharing.GUIDE, face=2),
    Page("pomohlo-by", sharing=Sharing.ALL, face=4),
    Page("kdo-se-mnou", sharing=Sharing.GUIDE, face=4),
    Page("moje-setkani", sharing=Sharing.ALL, stickers=("cake", "music")),
    Page("mikina", free=True, sharing=Sharing.ALL, face=5, stickers=("star",), lines=HOODIE),
)
"""Her wish book as it is when she comes. Who is close to her, and who is not, she keeps for herself."""

WISHES = (
    Line(AMALKA, "wish:umim:mam-rad", "Kreslení, Žeryka a palačinky."),
    Line(AMALKA, "wish:umim:jde-mi", "Grafika v počítači. Umím udělat logo i plakát."),
    Line(AMALKA, "wish:lide:proc", "Táta bydlí daleko a teď se moc nevidíme."),
    Line(AMALKA, "wish:preju-si:preju-si", "Aby se máma s tátou nehádali, když jsem u toho."),
    Line(AMALKA, "wish:bojim-se:starost", "Ráno mě bolí břicho a nikdo mi to nevěří."),
    Line(AMALKA, "wish:bojim-se:strach", "Že budou ve třídě koukat, kde jsem byla."),
    Line(AMALKA, "wish:pomohlo-by:pomohlo-by", "Kdyby se mnou někdo došel až do třídy. A kdyby ráno nikdo nespěchal."),
    Line(AMALKA, "wish:kdo-se-mnou:opora", "Markéta."),
    Line(AMALKA, "wish:kdo-se-mnou:jak", "Když nevím, zmáčknu jí ruku a mluví ona."),
    Line(AMALKA, "wish:moje-setkani:blizko", "Markéta a babička."),
    Line(AMALKA, "wish:moje-setkani:hudba", "Mirai"),
    Line(AMALKA, "wish:moje-setkani:jidlo", "Palačinky a malinová limonáda."),
    Line(AMALKA, "wish:moje-setkani:radsi-ne", "Radši ať na mě nekoukají všichni najednou."),
    Line(
        AMALKA, "wish:mikina:words", "Takhle by mohla vypadat mikina pro deváťáky. Sova proto, že škola je Na Vyhlídce."
    ),
)

LINES = {
    "uvodni-cast": (
        Line(AMALKA, "rules", "Neříkejte „ona“, když jsem tady."),
        Line(LUCIE, "rules", "Mluvíme o tom, co bude, ne o tom, kdo za co může."),
        Line(PETR, "rules", "Necháme druhého domluvit."),
        Line(ALENA, "rules", "Kdykoli si můžeme dát pauzu."),
        Line(
            IVO,
            "minutes:uvodni-cast",
            "Hrála hudba, kterou vybrala Amálka, a byly palačinky. Amálka ukázala, co umí.",
        ),
    ),
    "sber-temat": (
        Line(
            IVO, "minutes:sber-temat", "Témata psali všichni. Co Amálce přeje a čeho se bojí, psal každý sám za sebe."
        ),
    ),
    "urceni-poradi": (
        Line(
            IVO,
            "minutes:urceni-poradi",
            "Amálka vybrala tři témata. Mobil v noci nevybrala, a tak jsme ho nechali být.",
        ),
    ),
    "navrhy-a-plan": (
        Line(
            IVO,
            "minutes:navrhy-a-plan",
            "Začali jsme ránem. Nejvíc nápadů měla Amálka sama; tatínek a maminka se domluvili na prvním víkendu.",
        ),
    ),
    "zaver": (Line(IVO, "minutes:zaver", "Plán jsme nahlas přečetli. Dopis pro Amálku předá paní Vlková."),),
}

CARDS = (
    Card("rano", Board.TOPICS, AMALKA, "Aby mě ráno nebolelo břicho, když mám jít do školy"),
    Card("mikiny", Board.TOPICS, AMALKA, "Mikiny pro deváťáky: chtěla bych je navrhnout"),
    Card("u-taty", Board.TOPICS, PETR, "Jak to bude u táty, aby tam Amálce bylo dobře"),
    Card("mobil", Board.TOPICS, PETR, "Mobil v noci"),
    Card("vstavani", Board.TOPICS, LUCIE, "Ranní vstávání, když musím do práce"),
    Card("dohnat", Board.TOPICS, ALENA, "Jak dohnat, co Amálka zameškala"),
    Card("kdo-pocka", Board.TOPICS, SIMONA, "Kdo na Amálku ráno ve škole počká"),
    Card("kdo-zavola", Board.TOPICS, JITKA, "Kdo komu zavolá, když to ráno nejde"),
    Card("za-amalku", Board.TOPICS, MARKETA, "Říkám za Amálku: přeje si, aby se doma nehádalo, když je u toho"),
    Card("obedy", Board.TOPICS, VERA, "Obědy u babičky"),
    Card("klubovna", Board.OFFERS, IVO, "Klubovna na první hodinu, když je ve třídě moc lidí"),
    Card("palacinky", Board.OFFERS, VERA, "Palačinky po škole, kdykoli"),
    Card("na-jindy", Board.PARKING, LUCIE, "Proč tatínek v zimě tři měsíce nepřijel."),
)

PRAISE = {
    MARKETA: "Amálka ví přesně, co by jí pomohlo, a umí to říct.",
    LUCIE: "Amálka je hodná na Žeryka a na babičku. Doma zase kreslí.",
    PETR: "Má talent. Ten plakát na besídku bych sám neudělal.",
    JITKA: "Maminka i tatínek dnes přišli a poslouchají se.",
    ALENA: "Když Amálka přijde, zapojí se a děti ji mají rády.",
    IVO: "Amálka přišla sama za mnou a zeptala se na mikiny.",
    SIMONA: "Směje se, když spolu jdeme po schodech.",
    VERA: "Je to moje zlatíčko a vždycky mi pomůže s taškou.",
}
"""What each sees going well: written first, and like the views for themselves alone."""

VIEWS = {
    MARKETA: "Že na ráno zůstane sama se strachem, o kterém nikdo neví.",
    LUCIE: "Bojím se, že ji do školy tlačím tak, až přestane jíst.",
    PETR: "Že se mi odcizí a já přijdu o to, jak roste.",
    JITKA: "Nejvíc ji ohrožuje, když stojí mezi rodiči.",
    ALENA: "Že zamešká tolik, že se pak bude bát přijít.",
    IVO: "Nevím.",
    SIMONA: "Ten hluk na chodbě před zvoněním.",
    VERA: "Že je na všechno sama a nechce nikoho trápit.",
}

GOALS = (
    Goal(
        "rano",
        AMALKA,
        (
            Line(SIMONA, "goal:rano:strengths", "Když s ní někdo jde, dojde až do třídy."),
            Line(LUCIE, "goal:rano:worries", "Odcházím v šest a nevím, jestli vstala."),
            Line(AMALKA, "goal:rano:indicator", "Budu ve škole aspoň tři dny v týdnu a břicho bude v klidu."),
        ),
        area="school",
        scale={AMALKA: 3, LUCIE: 2, ALENA: 4},
    ),
    Goal(
        "mikiny",
        AMALKA,
        (
            Line(ALENA, "goal:mikiny:strengths", "Nikdo jiný ve škole tohle neumí."),
            Line(AMALKA, "goal:mikiny:indicator", "Deváťáci budou mít mikiny se sovou."),
        ),
        area="school",
        scale={AMALKA: 6, ALENA: 7},
    ),
    Goal(
        "u-taty",
        AMALKA,
        (
            Line(PETR, "goal:u-taty:strengths", "Na kole jezdíme rádi oba."),
            Line(JITKA, "goal:u-taty:worries", "Celý týden najednou by teď byl moc."),
            Line(AMALKA, "goal:u-taty:indicator", "Pojedu k tátovi a večer mi nebude smutno."),
        ),
        area="relationships",
        scale={AMALKA: 4, PETR: 3, LUCIE: 4},
    ),
)
"""What comes of the topics Amálka has chosen; their titles are her words, or those of whoever wrote the topic."""

STEPS = (
    Step(
        "doprovod",
        "rano",
        MARKETA,
        MARKETA,
        "Ráno jít s Amálkou do školy",
        "V pondělí a ve středu, od domu až do třídy. První tři týdny.",
        "Amálka",
        date(2027, 5, 17),
        "Amálka řekne, kdy už to zvládne bez doprovodu.",
        kind="accompaniment",
    ),
    Step(
        "u-dveri",
        "rano",
        SIMONA,
        SIMONA,
        "Počkat na Amálku u zadního vchodu",
        "Každé ráno ve tři čtvrtě na osm, dokud je na chodbě klid. Když je toho moc, jdeme napřed do klubovny.",
        "pan Daněk",
        date(2027, 5, 13),
        "Amálka jde do třídy dřív, než zazvoní.",
    ),
    Step(
        "lekarka",
        "rano",
        LUCIE,
        LUCIE,
        "Objednat Amálku k dětské lékařce kvůli břichu",
        "Řekneme jí obě, co se děje, a Amálka si napíše, na co se chce zeptat.",
        "Amálka",
        date(2027, 5, 21),
        "Víme, jestli břicho potřebuje lék, nebo klid.",
        kind="referral",
    ),
    Step(
        "mobil-do-kuchyne",
        "rano",
        AMALKA,
        AMALKA,
        "Večer v devět dám mobil do kuchyně",
        "Sama. Nikdo mi ho nebude brát z ruky.",
        "",
        date(2027, 5, 16),
        "Ráno nejsem tak unavená.",
    ),
    Step(
        "sverit",
        "mikiny",
        ALENA,
        ALENA,
        "Svěřit Amálce grafiku mikin pro deváťáky",
        "Řeknu to deváťákům a domluvím schůzku, na které si řeknou, co by chtěli.",
        "pan Daněk",
        date(2027, 5, 14),
        "Deváťáci vědí, že mikiny kreslí Amálka.",
        kind="offer",
    ),
    Step(
        "navrhy",
        "mikiny",
        AMALKA,
        AMALKA,
        "Nakreslit tři návrhy mikiny",
        "V počítači ve školním klubu, ve čtvrtek odpoledne.",
        "paní Kubová",
        date(2027, 5, 28),
        "Deváťáci si jeden vyberou.",
        after=("sverit",),
    ),
    Step(
        "vikend",
        "u-taty",
        PETR,
        PETR,
        "Začít jedním víkendem u táty",
        "V pátek přijedu do školy, v neděli v šest Amálku odvezu k mamince. Úkoly nebudu kontrolovat hned u dveří.",
        "Amálka a Žeryk",
        date(2027, 5, 21),
        "V neděli Amálka řekne, jestli chce přijet znovu.",
    ),
    Step(
        "obed",
        "u-taty",
        VERA,
        VERA,
        "Ve středu oběd u babičky pro Amálku i tatínka",
        "Uvařím, co Amálka má ráda. Nikdo u stolu neřeší školu.",
        "tatínek",
        date(2027, 5, 26),
        "Přijdou oba a zůstanou aspoň hodinu.",
    ),
    Step(
        "oba-rodice",
        "u-taty",
        JITKA,
        JITKA,
        "Sejít se s oběma rodiči nad tím, jak víkend dopadl",
        "U nás, bez Amálky. Co chce vzkázat, řekne předem paní Vlkové.",
        "maminka a tatínek",
        date(2027, 6, 4),
        "Víme, jestli se víkendy zopakují.",
        after=("vikend",),
    ),
)

ALERTS = (
    Alert(
        "rano-to-nejde",
        LUCIE,
        "Amálka ráno nemůže jít do školy",
        "Nikdo nekřičí. Do školy se dá přijít i na druhou hodinu. Paní Vlková dá vědět paní učitelce.",
        LUCIE,
        MARKETA,
    ),
)

LOADS = {
    AMALKA: Load(meetings=1, tasks=2, more_visits=1),
    LUCIE: Load(meetings=1, visits=1, tasks=1, more_visits=1),
    PETR: Load(meetings=1, tasks=1),
}
"""What each of the family has in a week; parents say it themselves, for Amálka her guide does."""

ENDINGS = {
    DANA: Ending("Děkuji Amálce, že nás pozvala do svých věcí."),
    AMALKA: Ending("Nejlepší bylo, že se máma s tátou nehádali."),
    MARKETA: Ending("Odnáším si, že Amálka rozhodla dobře a rychle."),
    LUCIE: Ending("Ulevilo se mi. Na ráno nebudu sama."),
    PETR: Ending(
        "Slyšel jsem, co Amálka chce. Napřed víkend.",
        Verdict.RESERVATION,
        "S víkendem souhlasím. O střídání po týdnu chci za měsíc mluvit znovu.",
    ),
    JITKA: Ending("Bylo vidět, že oba rodiče chtějí totéž."),
    ALENA: Ending("Těším se na mikiny."),
    IVO: Ending("Klubovna je od zítřka otevřená."),
    SIMONA: Ending("Budu u zadního vchodu."),
    VERA: Ending("Uvařím a budu ráda."),
}

LETTER = """Ahoj Amálko,

na tvém setkání jsme se domluvili na tom, co sis vybrala.

Ráno: v pondělí a ve středu s tebou půjde do školy Markéta. U zadního vchodu na tebe počká Simona. Maminka tě objedná
k paní doktorce kvůli břichu. Ty dáš večer v devět mobil do kuchyně.

Mikiny: paní učitelka řekne deváťákům, že je kreslíš ty. Do konce května nakreslíš tři návrhy.

U táty: tatínek pro tebe přijede v pátek 21. května a v neděli tě odveze k mamince. Ve středu uvaří babička oběd.

Znovu se uvidíme 8. června. Když se něco změní, řekni to Markétě.

Dana Kovářová"""

STORY = Story(
    file=Path(__file__).parent / "amalka.toml",
    format="interaktivni-konference",
    leader=DANA,
    lines=LINES,
    plans_in=("navrhy-a-plan", "zaver"),
    goals=GOALS,
    steps=STEPS,
    endings=ENDINGS,
    next_starts=datetime(2027, 6, 8, 15, 0),
    next_place="ZŠ Na Vyhlídce, školní klub",
    next_weeks=4,
    cards=CARDS,
    praise=PRAISE,
    views=VIEWS,
    alerts=ALERTS,
    hub=MARKETA,
    hands={VERA: SIMONA},
    loads=LOADS,
    child=Child(
        seat=AMALKA,
        guide=MARKETA,
        book=BOOK,
        wishes=WISHES,
        shows=("umim", "mikina", "pomohlo-by"),
        chooses=("rano", "mikiny", "u-taty"),
        chooses_in="urceni-poradi",
        hearing=Hearing.ALL,
        order=(LUCIE, PETR, VERA),
        letter=LETTER,
        letter_page="mikina",
    ),
)
