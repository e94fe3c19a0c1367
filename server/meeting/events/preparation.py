"""What has happened: what each should prepare, what one will go through, which reports there are."""

from ..model import Report
from ..value import value


@value
class PreparationAsked:
    """words: "" for nothing any more."""

    seat: str
    words: str


@value
class AgendaSet:
    words: str


@value
class ReportReferredTo:
    """Instead of the one of the same id, if there is one."""

    report: Report


@value
class ReportDropped:
    report: str


Event = PreparationAsked | AgendaSet | ReportReferredTo | ReportDropped
