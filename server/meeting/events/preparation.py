"""What has happened: what each should prepare, what one will go through, which reports there are."""

from dataclasses import dataclass

from ..model import Report


@dataclass(frozen=True, slots=True)
class PreparationAsked:
    """words: "" for nothing any more."""

    seat: str
    words: str


@dataclass(frozen=True, slots=True)
class AgendaSet:
    words: str


@dataclass(frozen=True, slots=True)
class ReportReferredTo:
    """Instead of the one of the same id, if there is one."""

    report: Report


@dataclass(frozen=True, slots=True)
class ReportDropped:
    report: str


Event = PreparationAsked | AgendaSet | ReportReferredTo | ReportDropped
