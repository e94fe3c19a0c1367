"""What somebody asks for: what each should prepare, what one will go through, which reports there are."""

from datetime import date

from ..value import value


@value
class AskToPrepare:
    """Ask somebody invited to prepare or bring something; "" for nothing after all."""

    seat: str
    words: str = ""


@value
class SetAgenda:
    """What one will go through, a line each."""

    words: str = ""


@value
class ReferToReport:
    """Name a report that lies somewhere else; see Report."""

    report: str
    title: str
    whose: str = ""
    day: date | None = None
    where: str = ""


@value
class DropReport:
    report: str


Command = AskToPrepare | SetAgenda | ReferToReport | DropReport
