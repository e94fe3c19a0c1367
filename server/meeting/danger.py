"""Words of a child that sound like danger. They are brought to the guide, and to nobody else.

A list of word beginnings, without accents, in the languages of the program. It is meant to say too much rather than too
little: a wrong alarm costs a glance of the guide's; and what it misses is no sign that all is well.
"""

import re
import unicodedata

PHRASES: tuple[str, ...] = (
    # Not wanting to live, hurting oneself
    "zabi", "umrit", "umru", "nechci zit", "nechci tu byt", "nechce se mi zit", "nezit", "sebevra", "podrez", "porez",
    "rezu se", "rezat se", "skocit z", "skocim z", "predavkov", "ublizit si", "ublizuju si", "ublizuji si",
    # Being hurt
    "bije", "biji", "bil me", "bila me", "zbil", "zbila", "mlati", "tluce", "kope me", "kopl me", "skrti", "ublizuj",
    "ublizil", "fackuje", "vyhroz", "zamyka me", "zamkl", "nedava mi jist", "nemam co jist", "mam hlad",
    "bojim se domu", "bojim se jit domu", "bojim se byt doma", "bojim se s nim", "bojim se s ni",
    # Being touched
    "saha na me", "sahal na me", "sahala na me", "sahat na me", "osahav", "znasil", "svlek", "svlik", "fotil me nah",
    "nahe fotky", "nahou fotku", "mezi nohama", "nesmim to nikomu rict", "je to nase tajemstvi",
    # Running away, drugs
    "utect z domu", "utecu z domu", "utect z domova", "utecu z domova", "drogy", "pervit",
    # Ukrainian
    "вбити", "вб'ю", "вбє", "вб'є", "померти", "помру", "вмерти", "умерти", "не хочу жити", "самогуб", "різати себе",
    "ріжу себе", "б'є мене", "бє мене", "мене б'є", "мене бє", "мене б'ють", "мене бють", "бив мене", "била мене",
    "мене бив", "мене била", "вдарив", "вдарила", "душить", "погрож", "чіпає мене", "чіпав мене", "мацає", "мацав",
    "зґвалт", "згвалт", "роздяг", "наша таємниця", "нічого їсти", "нема що їсти", "немає що їсти", "боюся додому",
    "боюсь додому", "боюся йти додому", "боюся повертатися додому", "боюся бути вдома", "втечу з дому",
    "втекти з дому", "замикає мене", "мене замикає", "наркот",
    # English
    "kill", "suicid", "want to die", "wanna die", "don't want to live", "dont want to live", "cut myself",
    "cutting myself", "hurt myself", "hits me", "hit me", "beats me", "beat me", "hurts me", "hurt me", "chokes me",
    "touches me", "touched me", "rape", "naked photo", "scared to go home", "afraid to go home", "afraid at home",
    "run away from home", "locks me", "threaten", "our secret", "drugs",
)  # fmt: skip


def sounds_like_danger(words: str) -> bool:
    """Does anything in these words begin like one of the phrases?"""
    return _ANY.search(_plain(words)) is not None


def _plain(words: str) -> str:
    """Small letters without accents, one space between words, one kind of apostrophe."""
    apart = unicodedata.normalize("NFD", words.casefold())
    bare = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return " ".join(re.sub("[’‘ʼ`´]", "'", bare).split())


_ANY = re.compile("|".join(rf"\b{re.escape(_plain(phrase))}" for phrase in PHRASES))
