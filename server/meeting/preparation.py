"""What is made ready before a meeting: what each should prepare, what one will go through, which reports there are."""

from . import commands as c
from . import events as e
from .cells import is_id
from .checks import clean_title, clean_words, known_person, sensible_day
from .contributions import still_open
from .events import Events
from .mails import not_over
from .model import Meeting, Report
from .pages import is_child
from .refusals import Reason, Refused

MOST_PREPARE = 500
"""Characters of what one person should prepare."""
MOST_AGENDA = 2000
MOST_REPORTS = 30


def ask_to_prepare(meeting: Meeting, command: c.AskToPrepare) -> Events:
    not_over(meeting)
    seat = known_person(meeting, command.seat)
    if not seat:
        raise Refused(Reason.NO_SUCH_SEAT)
    if is_child(meeting, meeting.seats[seat]):
        # A child is asked for nothing: it has a book, and a guide to make it with.
        raise Refused(Reason.THE_CHILDS)
    words = clean_words(command.words, MOST_PREPARE)
    return () if words == meeting.preparation.get(seat, "") else (e.PreparationAsked(seat, words),)


def set_agenda(meeting: Meeting, command: c.SetAgenda) -> Events:
    not_over(meeting)
    words = clean_words(command.words, MOST_AGENDA)
    return () if words == meeting.agenda else (e.AgendaSet(words),)


def refer_to(meeting: Meeting, command: c.ReferToReport) -> Events:
    """The same id again amends it."""
    still_open(meeting)
    if not is_id(command.report):
        raise Refused(Reason.BAD_ID)
    sensible_day(command.day)
    report = Report(
        command.report,
        clean_title(command.title),
        " ".join(clean_words(command.whose, 200).split()),
        command.day,
        " ".join(clean_words(command.where, 200).split()),
    )
    if report in meeting.reports:
        return ()
    if len(meeting.reports) >= MOST_REPORTS and all(each.id != report.id for each in meeting.reports):
        raise Refused(Reason.TOO_MANY, most=str(MOST_REPORTS))
    return (e.ReportReferredTo(report),)


def drop_report(meeting: Meeting, command: c.DropReport) -> Events:
    if all(report.id != command.report for report in meeting.reports):
        return ()
    still_open(meeting)
    return (e.ReportDropped(command.report),)
