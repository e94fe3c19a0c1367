"""Czech names: what a child's meeting could be called, and what its name tells, so that texts can say "vybrala Amálka";
in what order they stand, and how one finds them.

Guessed for the usual first names only; where a guess could be wrong about a child there is none.
"""

import re
import unicodedata
from collections.abc import Callable
from typing import Literal

Gender = Literal["f", "m", ""]
"""A girl, a boy, or nobody knows."""


def first_name(name: str) -> str:
    """ "Amálka" of "Bc. Amálka Malá", as it is written there; the whole where nothing is left of it."""
    words = (word.strip(",") for word in name.split())
    return next((word for word in words if word and not word.endswith(".")), name.strip())


def without_titles(name: str) -> str:
    """ "Olga Hladká" of "Ing. Olga Hladká, DiS.": as one says it to a child."""
    words = [word for word in name.replace(",", " ").split() if "." not in word]
    return " ".join(words) or name.strip()


def possessive(name: str) -> str:
    """ "Amálčino", "Honzíkovo", "Jiřího", to be followed by "setkání"; "" where it cannot be guessed."""
    called = first_name(name).capitalize()
    known = called.casefold()
    if not _LETTERS.fullmatch(known) or known in _EITHER:
        return ""
    if known == "jiří":
        return called + "ho"
    if known in _BOYS or known.endswith("o"):
        return called[:-1] + "ovo"
    if known in _GIRLS:
        return _softened(called) + "ino"
    if known[-1] in "ae":
        return _softened(called[:-1]) + "ino"
    return _boy(called) + "ovo" if _BOYISH.search(known) else ""


def meeting_of(name: str) -> str:
    """ "Amálčino setkání"; "" where it cannot be guessed."""
    said = possessive(name)
    return f"{said} setkání" if said else ""


def gender(title: str) -> Gender:
    """What the name of a meeting says: "Amálčino setkání" is a girl's, "Honzíkovo" and "Jiřího" a boy's."""
    whose = title.split(maxsplit=1)[0].casefold() if title.strip() else ""
    if len(whose) < 5:
        return ""
    if whose.endswith("ino"):
        return "f"
    return "m" if whose.endswith(("ovo", "ího")) else ""


def chose(title: str, name: str, _: Callable[[str], str]) -> str:
    """ "vybrala Amálka" | "vybral Honzík" | "výběr: Saša". title: of the meeting; name: as it may be shown."""
    match gender(title):
        case "f":
            said = _("chosen by {name} herself")
        case "m":
            said = _("chosen by {name} himself")
        case _unknown:
            said = _("chosen by {name}")
    return said.format(name=name)


def chose_not(title: str, name: str, _: Callable[[str], str]) -> str:
    """ "Amálka si nevybrala", of what somebody else has put among the goals."""
    match gender(title):
        case "f":
            said = _("not chosen by {name} herself")
        case "m":
            said = _("not chosen by {name} himself")
        case _unknown:
            said = _("not chosen by {name}")
    return said.format(name=name)


def taps(title: str, name: str, _: Callable[[str], str]) -> str:
    """ "Klepe za ni Eva": whose hand does it for the child. name: of the hand."""
    match gender(title):
        case "f":
            said = _("{name} taps for her")
        case "m":
            said = _("{name} taps for him")
        case _unknown:
            said = _("{name} does the tapping")
    return said.format(name=name)


def bare(words: str) -> str:
    """Small letters without accents, as people type who look for something: "Říha" -> "riha"."""
    letters = unicodedata.normalize("NFKD", words.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def found_in(sought: str, words: str) -> bool:
    """Does everything that is sought stand in these words, in whatever order, with accents or without?"""
    where = bare(words)
    return all(word in where for word in bare(sought).split())


Place = tuple[tuple[tuple[str, int], ...], str]
"""Where words stand in an order; see in_order."""


def in_order(words: str) -> Place:
    """A key that puts words in Czech order: č after c and ch after h; other accents count only where all else is the
    same; numbers by their size, before letters (ČSN 97 6030, but for the place of numbers).
    """
    known = unicodedata.normalize("NFC", words.casefold())
    return tuple(_weight(found) for found in _PIECES.findall(known)), known


def _weight(piece: str) -> tuple[str, int]:
    if piece.isdecimal():
        return "0", int(piece)
    if piece == "ch":
        return "h", 1
    if piece in "čřšž":
        return bare(piece), 1
    return bare(piece) or piece, 0


_PIECES = re.compile(r"\d+|ch|\w")
_LETTERS = re.compile("[a-záčďéěíňóřšťúůýžäëöüľĺŕôłćńśźż]{2,}")
_BOYISH = re.compile("(?:ch|[bcčdďfgjklmnňpqrřsštťvwxzž])$(?<!yn)")
"""How a boy's name ends. Sarah, Ruth and Jocelyn are girls, and Linh and Anh may be both."""


def _words(said: str) -> frozenset[str]:
    return frozenset(said.split())


_BOYS = _words(
    """
    boďa fida filda franta honza ilja illja jarda jenda jirka joža jožka jura kuba láďa lojza luďa luka míra mirda
    mykola mykyta ondra ota pepa ruda ríša sáva standa štěpa tonda vašta váša venca vojta zbyňa zdenda
    """
)
"""Names of boys that end like those of girls."""

_GIRLS = _words(
    """
    abigail agnes astrid carmen dagmar dolores doris edit elen ellen ester evelin ingrid ines iris isabel jasmin judit
    karin kristin margit mariam megan miriam nicol nikol rachel ráchel rút sigrid vivien
    """
)
"""Names of girls that end like those of boys."""

_EITHER = _words(
    """
    ája áďa alex ariel charlie dante dominique george jamie jean kája kim lou luca margo míla míša mike nikita nikola
    noe noel páťa péťa pierre ráďa sam saša sandy sláva stáňa steve toni vivian vlasta zoe
    """
)
"""Names of both, and names that nobody would dare to decline."""

_KEEPING_E = frozenset({"derek", "malek", "tarek"})


def _boy(name: str) -> str:
    """The stem: Marek → Mark, Zdeněk → Zdeňk, Pavel → Pavl, Julius → Juli, Jakub as it is."""
    known = name.casefold()
    if known.endswith("ěk"):
        hard = {"d": "ď", "t": "ť", "n": "ň"}
        return name[:-3] + hard.get(name[-3], name[-3]) + "k"
    if known.endswith("ek") and known not in _KEEPING_E:
        return name[:-2] + "k"
    if known in ("pavel", "karel", "havel"):
        return name[:-2] + "l"
    if known.endswith("nec"):
        return name[:-2] + "c"
    return name[:-2] if known.endswith("ius") else name


def _softened(stem: str) -> str:
    """The consonant before -ino: Amálk → Amálč, Olg → Olž, Klár → Klář, Soň → Son."""
    for hard, soft in (("ch", "š"), ("k", "č"), ("h", "ž"), ("g", "ž"), ("r", "ř"), ("ď", "d"), ("ť", "t"), ("ň", "n")):
        if stem.endswith(hard):
            return stem.removesuffix(hard) + soft
    return stem
