"""How the written word of somebody absent came, as it is marked wherever it stands."""

from collections.abc import Callable

from ..meeting.model import Contribution, Seat, Source
from .language import Tongue
from .words import N_

SOURCES = {
    Source.HOME: N_("in writing, from home"),
    Source.EMAIL: N_("by e-mail"),
    Source.PHONE: N_("by telephone"),
    Source.PAPER: N_("on paper"),
}
"""How it came -> in words."""


def how_it_came(sent: Contribution, tongue: Tongue, who: Callable[[Seat | str], str]) -> str:
    """ "by e-mail · 10. 3. 2027 · typed in by: Eva Dvořáková" """
    day = sent.received or sent.at.astimezone(tongue.zone).date()
    noted = tongue._("typed in by: %(name)s") % {"name": who(sent.noted)} if sent.noted else ""
    return " · ".join(part for part in (tongue._(SOURCES[sent.source]), tongue.day(day), noted) if part)
