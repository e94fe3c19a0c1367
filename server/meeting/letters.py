"""Which characters may stand in the words of a meeting.

One list for names, pasted values and every letter typed: what passes here can be shown on a projector,
written to Word and read back without a surprise.
"""

import re
import unicodedata

# C0 but tab and newline, DEL and C1: nobody types them, and Word files refuse them.
# Bidi controls: they make a line read as something else than what was agreed.
# U+2028 and U+2029: a second and third kind of line end; we have one.
# Lone surrogates and noncharacters: not text at all, and not UTF-8.
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
    "\u2028\u2029"
    "\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
    + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0x10000, 0x110000, 0x10000))
    + "]"
)

# A paste from Word brings U+000B for a line end inside a paragraph, and U+000C for a page.
_LINE_END = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")


def acceptable(text: str) -> bool:
    """True if `text` holds nothing that has to be taken out. Newlines and tabs are fine."""
    return (text.isascii() and text.isprintable()) or _FORBIDDEN.search(text) is None


def clean(text: str) -> str:
    """The text as it may be kept: one kind of line end, no invisible commands, NFC.

    For whole strings only: a name, a form field, a pasted value. A change to shared text is never cleaned,
    it is refused, because cleaning would move the places it speaks of.
    """
    return unicodedata.normalize("NFC", _FORBIDDEN.sub("", _LINE_END.sub("\n", text)))
