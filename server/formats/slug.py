"""Names as they stand in addresses: short, without titles, without diacritics."""

import re
import unicodedata
from collections.abc import Container

from ..meeting.policy import RESERVED

_MOST = 32


def plain(words: str) -> str:
    """Small letters of the English alphabet, digits, and a hyphen for everything between: Říha -> riha."""
    letters = unicodedata.normalize("NFKD", words.casefold()).encode("ascii", "ignore").decode()
    return re.sub("[^a-z0-9]+", "-", letters).strip("-")


def seat_id(name: str, taken: Container[str]) -> str:
    """Mgr. Jana Nováková, Ph.D. -> jana-novakova; a number behind it where that is taken."""
    words = " ".join(word for word in name.replace(",", " ").split() if "." not in word)
    short = plain(words)[:_MOST].strip("-") or plain(name)[:_MOST].strip("-") or "person"
    number = 1
    found = short
    while found in taken or found in RESERVED:
        number += 1
        found = f"{short}-{number}"
    return found
