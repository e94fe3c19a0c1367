"""Languages of the pages: gettext catalogues read from the .po files at start, dates as each language writes them."""

import gettext
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from functools import cache
from io import BytesIO

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from .. import days
from ..places import LOCALES
from .to_a_child import ToAChild

LANGUAGES = {"cs": "Čeština", "uk": "Українська", "en": "English"}
DEFAULT = "cs"
_NBSP = "\N{NO-BREAK SPACE}"
_LOOSE = re.compile(r"""(?i:(?<![^ ])[(„“"«]*[aikosuvzавзійоу][(„“"«]* | (?=[,.?!»]*[бж][,.?!»]*(?![^ ])))""")
"""The space after a word of one letter, with that word; or before one of those of Ukrainian that belong to the last."""


@cache
def translations(language: str) -> gettext.NullTranslations:
    """The catalogue of a language; English is what stands in the code."""
    file = LOCALES / language / "LC_MESSAGES" / "messages.po"
    if not file.is_file():
        return gettext.NullTranslations()
    with file.open("rb") as opened:
        catalogue = read_po(opened, locale=language)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def known(language: str | None) -> str:
    """The language, if there is one of that name, else the default. Nobody's phone settings decide: a person does."""
    return language if language in LANGUAGES else DEFAULT


@cache
def catalogue(language: str, to_a_child: bool) -> gettext.NullTranslations:
    """What is said to somebody in a language: to a grown-up, or to a child."""
    return ToAChild(translations(language)) if to_a_child else translations(language)


@dataclass(frozen=True, slots=True)
class Tongue:
    """How one viewer is spoken to."""

    language: str
    zone: tzinfo
    to_a_child: bool = False

    @property
    def catalogue(self) -> gettext.NullTranslations:
        return catalogue(self.language, self.to_a_child)

    @property
    def _(self) -> Callable[[str], str]:
        return self.catalogue.gettext

    def day(self, value: date | None) -> str:
        """12. 3. 2027 | 12.03.2027 | 12 March 2027"""
        return days.day(value, self.language) if value else ""

    def clock(self, value: datetime | None) -> str:
        """14.52 | 14:52, in the meeting's zone"""
        return days.clock(value.astimezone(self.zone), self.language) if value else ""

    def moment(self, value: datetime | None) -> str:
        """12. 3. 2027 v 14.00 | 12.03.2027 о 14:00 | 12 March 2027 at 14:00"""
        return days.moment(value.astimezone(self.zone), self.language) if value else ""

    def weekday(self, value: datetime) -> str:
        """pondělí | понеділок | Monday"""
        return days.weekday(value.astimezone(self.zone).date(), self.language)

    def local(self, value: datetime | None) -> str:
        """As <input type="datetime-local"> wants it."""
        return value.astimezone(self.zone).strftime("%Y-%m-%dT%H:%M") if value else ""


def nbsp(text: str) -> str:
    """A non-breaking space beside one-letter words of Czech and Ukrainian, so that no line breaks at a wrong one."""
    # What is known to need no escaping stays so.
    return type(text)(_LOOSE.sub(lambda found: found[0].replace(" ", _NBSP), str(text)))
