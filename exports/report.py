"""A summary over the meetings of a case, made from their records alone: the words are people's, ours are the headings.

It says which records it was made from and which were refused, and that it is a summary which nobody has signed.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from gettext import NullTranslations
from typing import TypeVar

from server import days
from server.meeting.agreed import short
from server.meeting.model import Acceptance, Verdict

from .evaluation import help_words, outcome_words
from .paper import Band, Block, Cell, Column, Heading, Labelled, Listed, Paragraph, Record, Row, Table
from .portable import shape


@dataclass(frozen=True, slots=True)
class Source:
    """A record that was believed. file: what the file is called; sealed_by, sealed_at: "" and None for one without a
    seal, which the data folder knows as its own."""

    file: str
    record: shape.Record
    sha256: str
    sealed_by: str = ""
    sealed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that was not believed, and why, in a sentence."""

    file: str
    why: str


def report(
    sources: Sequence[Source],
    refused: Sequence[Refused],
    translations: NullTranslations,
    language: str,
    now: datetime,
    zone: tzinfo,
) -> Record:
    """The summary of at least one record; they are told in the order in which the meetings were held.

    translations, language: of the headings and of days; now: UTC.
    """
    in_order = tuple(sorted(sources, key=lambda source: _held(source.record)))
    return _Telling(in_order, tuple(refused), translations, language, now.astimezone(zone), zone).told()


def _held(record: shape.Record) -> datetime:
    sittings = record.meeting.sittings
    return sittings[0].began if sittings else record.meeting.closed


class _Telling:
    def __init__(
        self,
        sources: tuple[Source, ...],
        refused: tuple[Refused, ...],
        translations: NullTranslations,
        language: str,
        now: datetime,
        zone: tzinfo,
    ) -> None:
        self.sources = sources
        self.records = tuple(source.record for source in sources)
        self.last = self.records[-1]
        self.refused = refused
        self.gettext = translations.gettext
        self.language = language
        self.now = now
        self.zone = zone

    def told(self) -> Record:
        _ = self.gettext
        mark = _("SUMMARY made from records · {moment}").format(moment=self.moment(self.now))
        return Record(
            language=self.language,
            title=self.last.content.title,
            subtitle=_("Summary of the meetings of a case"),
            mark=mark,
            foot="",
            numbers=_("Page {page} of {pages}"),
            day=self.day(self.now),
            blocks=tuple(self.blocks()),
        )

    def blocks(self) -> Iterator[Block]:
        _ = self.gettext
        yield Paragraph(
            _(
                "This is a summary. It was put together by a program from the records named below, in the words that "
                "stand in them; nothing was added but headings. Nobody has signed it and it is not sealed: what counts "
                "are the records."
            ),
            tone="loud",
        )
        if any(record.confidential for record in self.records):
            yield Paragraph(_("Things that are confidential at these meetings are in it, too."), tone="loud")
        yield from self.made_from()
        yield from self.meetings()
        yield from self.paths()
        yield from self.nearer()
        yield from self.opinions()
        yield from self.recommendations()

    # Which records ----------------------------------------------------------------------------------------------------

    def made_from(self) -> Iterator[Block]:
        _ = self.gettext
        yield Heading(1, _("The records it was made from"))
        yield Table(
            caption=_("The records it was made from"),
            about=_("One row for each record: which meeting, which file, its fingerprint, who sealed it."),
            columns=(
                Column(_("No."), 7),
                Column(_("Meeting"), 25),
                Column(_("File and fingerprint (SHA-256)"), 42),
                Column(_("Seal"), 26),
            ),
            rows=tuple(
                (
                    Cell(f"{number}."),
                    Cell(self.day(_held(source.record)), bold=source.record.content.title),
                    Cell(f"{source.file}\n{source.sha256}"),
                    Cell(self.seal(source)),
                )
                for number, source in enumerate(self.sources, 1)
            ),
            dense=True,
        )
        for record in self.records:
            if said := self.comes_from(record):
                yield Paragraph(said, tone="quiet")
        if self.refused:
            yield Labelled(_("Not used, because they could not be believed"), "")
            yield Listed(tuple(f"{refused.file} – {refused.why}" for refused in self.refused))

    def seal(self, source: Source) -> str:
        _ = self.gettext
        if not source.sealed_by:
            return _("not sealed; the program that made it knows this file as its own")
        said = [_("sealed by: {name}").format(name=source.sealed_by)]
        if source.sealed_at:
            said.append(self.moment(source.sealed_at.astimezone(self.zone)))
        return "\n".join(said)

    def comes_from(self, record: shape.Record) -> str:
        """Where the plan came from that a meeting evaluated, if its record is not among these."""
        told = record.content.evaluation
        if told is None or told.sha256 in {source.sha256 for source in self.sources}:
            return ""
        return self.gettext(
            "The meeting of {day} evaluated a plan of {before}, from a file that is not among these: {short}."
        ).format(day=self.day(_held(record)), before=self.iso(told.held.isoformat()), short=short(told.sha256))

    # The meetings -----------------------------------------------------------------------------------------------------

    def meetings(self) -> Iterator[Block]:
        _ = self.gettext
        yield Heading(1, _("The meetings"))
        for number, record in enumerate(self.records, 1):
            yield Heading(2, f"{number}. {self.day(_held(record))} – {record.content.title}")
            yield Table(
                caption=_("The meeting of {day}").format(day=self.day(_held(record))),
                about=_("On the left what it is, on the right how it was."),
                columns=(Column("", 1, least=42), Column("", 3)),
                rows=tuple((Cell(bold=label), Cell(words)) for label, words in self.about(record) if words.strip()),
                headed=False,
            )

    def about(self, record: shape.Record) -> Iterator[tuple[str, str]]:
        _ = self.gettext
        about, content = record.meeting, record.content
        occasion = {
            "first": _("first meeting"),
            "evaluation": _("evaluation meeting"),
            "extraordinary": _("extraordinary meeting"),
            "closing": _("closing meeting"),
        }[about.occasion]
        yield _("Kind of meeting"), f"{about.kind.name}, {occasion}"
        yield _("Time of the meeting"), "\n".join(map(self.sitting, about.sittings))
        yield _("Place"), content.place
        yield _("File number"), about.file_number
        for label, presence in (
            (_("Who was there"), "there"),
            (_("Sent word that they are not coming"), "excused"),
            (_("Invited, were not there"), "missing"),
        ):
            yield label, "\n".join(_known(person) for person in record.people if person.presence == presence)
        yield _("Reason"), content.reason
        yield _("Aim of the meeting"), content.aim
        if content.chosen and content.chosen.topics:
            chosen = (f"{place}. {words}" for place, words in enumerate(content.chosen.topics, 1))
            yield _("What the child chose"), "\n".join(chosen)
        if record.signed:
            version = _("Version {number}, frozen on {moment}").format(
                number=record.signed.number, moment=self.moment(record.signed.frozen)
            )
            yield _("Version and fingerprint"), f"{version}\n{record.signed.digest}"
        starts = content.next.starts
        yield (
            _("Next meeting"),
            ", ".join(part for part in (self.moment(starts) if starts else "", content.next.place) if part),
        )

    def sitting(self, sitting: shape.Sitting) -> str:
        began = f"{self.day(sitting.began)}, {days.clock(sitting.began, self.language)}"
        return f"{began}–{days.clock(sitting.ended, self.language)}" if sitting.ended else began

    # The path of every step -------------------------------------------------------------------------------------------

    def paths(self) -> Iterator[Block]:
        """One row for each step, however many plans it went through: what became of it, meeting by meeting."""
        _ = self.gettext
        yield Heading(1, _("Goals and steps from meeting to meeting"))
        rows: list[Row | Band] = []
        for chain in self.chains():
            rows.append(Band(chain[-1][1].title or _("A goal without a name")))
            rows.extend(self.steps_of(chain))
        if not rows:
            yield Paragraph(_("There is no step in these records."))
            return
        yield Table(
            caption=_("Goals and steps from meeting to meeting"),
            about=_("One row for each step: what, who, and what was said of it at each meeting."),
            columns=(Column(_("What"), 32), Column(_("Who"), 18), Column(_("What became of it"), 50)),
            rows=tuple(rows),
            dense=True,
        )

    def chains(self) -> list[list[tuple[int, shape.Goal]]]:
        """Every goal with what it was called at the meetings it went through: (which meeting, the goal there)."""
        chains: list[list[tuple[int, shape.Goal]]] = []
        for number, record in enumerate(self.records):
            for goal in record.content.goals:
                _along(chains, self.before(number), goal.before).append((number, goal))
        return chains

    def before(self, number: int) -> int | None:
        """Which of these meetings made the plan that this one evaluated."""
        told = self.records[number].content.evaluation
        if told is None:
            return None
        shas = [source.sha256 for source in self.sources]
        return shas.index(told.sha256) if told.sha256 in shas else None

    def steps_of(self, chain: list[tuple[int, shape.Goal]]) -> Iterator[Row]:
        steps: list[list[tuple[int, shape.Step]]] = []
        for number, goal in chain:
            for step in goal.steps:
                _along(steps, self.before(number), step.before).append((number, step))
        for path in steps:
            said = [line for number, step in path for line in self.said_of(number, step)]
            last = path[-1][1]
            owners = dict.fromkeys(step.owner.name for _number, step in path if step.owner)
            yield (
                Cell(self.kept(path[-1][0], last), bold=last.what),
                Cell(" → ".join(owners) or "–"),
                Cell("\n".join(said)),
            )

    def kept(self, number: int, step: shape.Step) -> str:
        marks = [mark for mark in self.records[number].confidential if mark.thing == f"step:{step.id}"]
        subjects = ", ".join(dict.fromkeys(mark.subject.name for mark in marks))
        return self.gettext("confidential: {subject}").format(subject=subjects) if marks else ""

    def said_of(self, number: int, step: shape.Step) -> Iterator[str]:
        """What stands in the plan of this meeting, and what a later one said to it."""
        _ = self.gettext
        day = self.day(_held(self.records[number]))
        agreed = _("in the plan as step {number}").format(number=step.number)
        parts = [agreed if not step.before else _("taken over as step {number}").format(number=step.number)]
        if step.due:
            parts.append(_("by {day}").format(day=self.iso(step.due.isoformat())))
        parts.append(self.promise(step))
        yield f"{day}: {', '.join(part for part in parts if part)}"
        for later, record in enumerate(self.records):
            told = record.content.evaluation
            if told and self.before(later) == number:
                for goal in told.goals:
                    yield from (self.evaluated(record, one) for one in goal.steps if one.id == step.id)

    def promise(self, step: shape.Step) -> str:
        _ = self.gettext
        if step.owner is None:
            return ""
        return {
            Acceptance.ACCEPTED: _("promised"),
            Acceptance.DECLINED: _("“I cannot promise this.” {reason}").format(reason=step.declined).rstrip(),
            Acceptance.CHANGED: _("promised in an earlier wording"),
            Acceptance.OPEN: _("not confirmed"),
        }[step.acceptance]

    def evaluated(self, record: shape.Record, one: shape.Evaluated) -> str:
        _ = self.gettext
        said = outcome_words(_, one.outcome)
        if one.said_by:
            absent = _("said by {name}").format(name=one.said_by.name)
            said = f"{said} ({absent})"
        asked = _("“Did it help me?”")
        helped = (f"{asked} {each.who.name}: {help_words(_, each.help)}" for each in one.helped)
        parts = [said, one.note, *helped]
        return f"{self.day(_held(record))}: {' · '.join(part for part in parts if part)}"

    # How near, and who saw it otherwise -------------------------------------------------------------------------------

    def nearer(self) -> Iterator[Block]:
        """Each one's own numbers from meeting to meeting. Never an average."""
        _ = self.gettext
        blocks = []
        for chain in self.chains():
            said: dict[str, list[str]] = {}
            for number, goal in chain:
                for answer in goal.scale:
                    day = days.short_day(_held(self.records[number]).date(), self.language)
                    said.setdefault(answer.who.name, []).append(f"{answer.value} ({day})")
            for number, record in enumerate(self.records):
                told = record.content.evaluation
                goals = [each for each in told.goals if (self.before(number), each.id) in _named(chain)] if told else []
                for each in goals:
                    day = days.short_day(_held(record).date(), self.language)
                    for answer in each.now:
                        line = f"{answer.value} ({day})"
                        if line not in said.setdefault(answer.who.name, []):
                            said[answer.who.name].append(line)
            if said:
                lines = (f"{name}: {' → '.join(values)}" for name, values in said.items())
                blocks.append(Labelled(chain[-1][1].title, "\n".join(lines)))
        if blocks:
            yield Heading(1, _("How near each of them saw the goals, from 0 to 10"))
            yield from blocks

    def opinions(self) -> Iterator[Block]:
        _ = self.gettext
        yield Heading(1, _("Reservations and differing opinions"))
        nobody = True
        for record in self.records:
            for signer in record.signed.signers if record.signed else ():
                if said := self.differing(signer):
                    nobody = False
                    yield Labelled(f"{self.day(_held(record))} – {signer.who.name}", said)
        if nobody:
            yield Paragraph(_("Nobody has stated any."))

    def differing(self, signer: shape.Signer) -> str:
        _ = self.gettext
        lines = []
        if signer.opinion and signer.opinion.verdict is not Verdict.AGREE:
            said = {
                Verdict.RESERVATION: _("agrees with a reservation"),
                Verdict.DISAGREE: _("disagrees"),
            }[signer.opinion.verdict]
            lines.append(f"{said}: {signer.opinion.words}")
        if signer.signature and signer.signature.how == "declined":
            lines.append(_("Signature declined. Reason: {reason}").format(reason=signer.signature.reason))
        return "\n".join(lines)

    def recommendations(self) -> Iterator[Block]:
        """What closing meetings recommend to the family."""
        for record in self.records:
            for part in record.content.parts:
                if part.id == "doporuceni" and part.words.strip():
                    yield Heading(1, f"{part.name} – {self.day(_held(record))}")
                    yield Paragraph(part.words)

    # Small things -----------------------------------------------------------------------------------------------------

    def day(self, value: datetime) -> str:
        return days.day(value.date(), self.language)

    def iso(self, value: str) -> str:
        return days.day(datetime.fromisoformat(value).date(), self.language)

    def moment(self, value: datetime) -> str:
        return days.moment(value, self.language)


def _known(person: shape.Person) -> str:
    """ "Mgr. Jana Nováková, sociální pracovnice, OSPOD" """
    return ", ".join(part for part in (person.name, person.position, person.organisation) if part)


def _named(chain: list[tuple[int, shape.Goal]]) -> Mapping[tuple[int | None, str], shape.Goal]:
    return {(number, goal.id): goal for number, goal in chain}


Item = TypeVar("Item", shape.Goal, shape.Step)


def _along(paths: list[list[tuple[int, Item]]], before: int | None, known_as: str) -> list[tuple[int, Item]]:
    """The path that something goes on with that had this name at that meeting; a new one where there is none."""
    for path in paths:
        number, item = path[-1]
        if known_as and number == before and item.id == known_as:
            return path
    paths.append([])
    return paths[-1]
