"""A summary over the meetings of a case as a Word file, from records that can be believed and from nothing else."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from gettext import NullTranslations

from cryptography.x509 import Certificate

from exports.content import slug
from exports.kinds import PLAIN, OwnPaper
from exports.report import Refused, Source, report
from exports.word import write

from .following import No, NotFollowed, accepted
from .ports import EventLog


@dataclass(frozen=True, slots=True)
class Gathered:
    """Which of the files were believed, in the order in which they came, and which were not."""

    sources: tuple[Source, ...]
    refused: tuple[Refused, ...]


def gathered(
    files: Iterable[tuple[str, bytes]],
    trust: Sequence[Certificate],
    log: EventLog,
    why: Callable[[NotFollowed], str],
) -> Gathered:
    """Each file (its name and its bytes) verified. why: says in a sentence why one is not believed."""
    sources: list[Source] = []
    refused: list[Refused] = []
    for name, content in files:
        try:
            sources.append(_source(name, content, trust, log, sources))
        except NotFollowed as no:
            refused.append(Refused(name, why(no)))
    return Gathered(tuple(sources), tuple(refused))


def _source(name: str, content: bytes, trust: Sequence[Certificate], log: EventLog, before: Sequence[Source]) -> Source:
    found = accepted(content, trust, log)
    about = found.record.meeting
    if any(source.record.meeting.case != about.case for source in before):
        raise NotFollowed(No.OTHER_CASE)
    if any(source.record.meeting.id == about.id for source in before):
        raise NotFollowed(No.TWICE)
    return Source(name, found.record, found.sha256, found.sealed_by, found.sealed_at)


def summary(
    found: Gathered, translations: NullTranslations, language: str, now: datetime, zone: tzinfo, own: OwnPaper = PLAIN
) -> tuple[str, bytes]:
    """File name and content; at least one record must have been believed. The rest as for `report`."""
    told = report(found.sources, found.refused, translations, language, now, zone)
    word = slug(translations.gettext("summary"))
    name = "-".join(part for part in (now.astimezone(zone).date().isoformat(), slug(told.title), word) if part)
    return f"{name}.docx", write(told, now, own.letterhead)
