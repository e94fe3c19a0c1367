"""What somebody asks for: what each should prepare, what one will go through, which reports there are."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class AskToPrepare:
    """Ask somebody invited to prepare or bring something; "" for nothing after all."""

    seat: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class SetAgenda:
    """What one will go through, a line each."""

    words: str = ""


@dataclass(frozen=True, slots=True)
class ReferToReport:
    """Name a report that lies somewhere else; see Report."""

    report: str
    title: str
    whose: str = ""
    day: date | None = None
    where: str = ""


@dataclass(frozen=True, slots=True)
class DropReport:
    report: str


Command = AskToPrepare | SetAgenda | ReferToReport | DropReport
