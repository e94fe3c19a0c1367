"""An invitation that fits into three short messages, to be copied into a phone.

How many it takes is counted as phones count (3GPP TS 23.038 and 23.040): 160 letters of the alphabet of GSM in one
message and 153 in each of several; as soon as one letter is not in it, and č, ř or ž are not, 70 and 67 of UTF-16.
"""

import unicodedata
from dataclasses import dataclass
from math import ceil

from .. import days
from ..meeting.text import units
from .wording import Wording

MOST_MESSAGES = 3
_GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_TWO = frozenset("^{}\\[~]|€\f")
"""In the alphabet's extension: each takes the room of two."""


@dataclass(frozen=True, slots=True)
class Sms:
    """A text and how many messages it takes. plain: without the letters that take most room."""

    text: str
    messages: int
    plain: bool


def messages(text: str) -> int:
    """How many messages a text takes."""
    if all(letter in _GSM or letter in _TWO for letter in text):
        size, one, several = sum(2 if letter in _TWO else 1 for letter in text), 160, 153
    else:
        size, one, several = units(text), 70, 67
    return 1 if size <= one else ceil(size / several)


def without_marks(text: str) -> str:
    """ "Setkani ve skole": every letter in the alphabet of GSM, or gone."""
    spaced = text.replace("\N{NO-BREAK SPACE}", " ").replace("–", "-").replace("„", '"').replace("“", '"')
    apart = unicodedata.normalize("NFKD", spaced.replace("…", "..."))
    return "".join(letter for letter in apart if letter in _GSM or letter in _TWO)


def invitation(wording: Wording) -> Sms | None:
    """The longest wording that fits, with its marks if that is possible; None where none does (a very long place)."""
    for longest in (_whole(wording), _short(wording), _shortest(wording)):
        for text, plain in ((longest, False), (without_marks(longest), True)):
            # Letters of another script have no plain form: what is left of them would be nonsense.
            if messages(text) <= MOST_MESSAGES and (not plain or len(text) > len(longest) * 0.9):
                return Sms(text, messages(text), plain)
    return None


def _whole(wording: Wording) -> str:
    return _short(wording) + " " + wording._("You may bring somebody you trust.")


def _short(wording: Wording) -> str:
    contact = " ".join(wording.meeting.contact.split()).rstrip(".")
    call = " " + wording._("Call us: {contact}.").format(contact=contact) if contact else ""
    return _shortest(wording) + call


def _shortest(wording: Wording) -> str:
    _, meeting = wording._, wording.meeting
    starts = meeting.starts.astimezone(wording.zone) if meeting.starts else None
    when = days.moment(starts, wording.language) if starts else "…"
    about = ", ".join(filter(None, (f"{meeting.title} {when}", " ".join(meeting.place.split()))))
    return _("Invitation: {about}. Will you come? Answer here: {link}").format(about=about, link=wording.link)
