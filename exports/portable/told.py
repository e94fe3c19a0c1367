"""A closed meeting as its record says it, in typed values. What the paper does not say is not in here either: no
addresses, no views that were never opened, no page the child has not released, none of what was set aside.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, tzinfo
from gettext import NullTranslations

from server.meeting.agreed import Agreed, AgreedEvaluation, AgreedGoal, AgreedNearer, AgreedOutcome, AgreedStep
from server.meeting.agreement import agreement, confirmed
from server.meeting.cells import wishes_of
from server.meeting.confidences import covering, of_the_record
from server.meeting.copies import is_extract, seat_for
from server.meeting.format import Word, known
from server.meeting.holes import unmet
from server.meeting.model import TABLET, Acceptance, Board, Freeze, Meeting, Page, Presence, Seat
from server.meeting.pages import released
from server.meeting.previous import Help, Outcome

from .. import book
from ..afterwards import written
from ..consents import subject_name
from ..damage import what
from ..hands import card_thing
from ..kinds import PLAIN, PROTOCOL, OwnPaper
from ..missing import hole_words
from ..people import came, last_there, sittings, spans
from ..plan import numbers
from ..signing import put_before
from ..wording import Wording
from . import shape


def told(
    meeting: Meeting,
    translations: NullTranslations,
    now: datetime,
    zone: tzinfo,
    own: OwnPaper = PLAIN,
    *,
    extract: bool = False,
) -> shape.Record:
    """The record of a meeting that is closed; the same arguments as for the paper, and the same words.

    extract: `meeting` is the copy that somebody may have, and not all of it.
    """
    assert meeting.closed is not None
    telling = _Telling(Wording(meeting, translations, zone), zone)
    agreed = meeting.freeze.agreed if meeting.freeze else agreement(meeting)
    return shape.Record(
        format=shape.NAME,
        version=shape.VERSION,
        language=meeting.language,
        zone=str(zone),
        made=telling.moment(now),
        extract=extract,
        meeting=telling.about(own, meeting.closed),
        people=tuple(telling.people()),
        child=telling.child(),
        content=telling.content(agreed, current=True),
        decided=telling.decided(agreed),
        signed=telling.version(meeting.freeze) if meeting.freeze else None,
        earlier=tuple(
            shape.Earlier(version=telling.version(past), content=telling.content(past.agreed, current=False))
            for past in meeting.voided
        ),
        consents=tuple(telling.consents()),
        grounds=tuple(telling.grounds()),
        confidential=tuple(telling.confidential()),
        recipients=tuple(telling.recipients(extract=extract)),
        reports=tuple(
            shape.Report(id=each.id, title=each.title, whose=each.whose, day=each.day, where=each.where)
            for each in meeting.reports
        ),
        clock=tuple(
            shape.Jump(due=telling.moment(due), said=telling.moment(said)) for due, said in meeting.clock_jumps
        ),
        damaged=tuple(telling.damaged(agreed)),
    )


class _Telling:
    """One meeting being told, in the words of its record."""

    def __init__(self, wording: Wording, zone: tzinfo) -> None:
        self.wording = wording
        self.meeting = wording.meeting
        self.zone = zone

    # The head -------------------------------------------------------------------------------------------------------

    def about(self, own: OwnPaper, closed: datetime) -> shape.About:
        meeting = self.meeting
        sends = next((role for role in meeting.format.roles if role.id == meeting.format.sends), None)
        return shape.About(
            id=meeting.id,
            case=meeting.case_id,
            occasion=meeting.occasion,  # type: ignore[arg-type]  # one of OCCASIONS, as it was checked when it came in
            kind=shape.Named(id=meeting.format.id, name=self.said(meeting.format.name)),
            record=meeting.record_kind,  # type: ignore[arg-type]  # one of RECORD_KINDS
            organisation=own.name,
            file_number=meeting.case_number,
            sittings=tuple(self.sittings()),
            closed=self.moment(closed),
            led=tuple(self.led()),
            stages=tuple(self.stages()),
            sends=shape.Named(id=sends.id, name=self.said(sends.name)) if sends else None,
        )

    def sittings(self) -> Iterator[shape.Sitting]:
        why = [sitting.why for sitting in self.meeting.sittings]
        for number, (began, ended) in enumerate(sittings(self.wording)):
            yield shape.Sitting(
                began=self.moment(began),
                ended=self.moment(ended) if ended else None,
                broken_off=why[number] if number < len(why) else "",
            )

    def damaged(self, agreed: Agreed) -> Iterator[shape.Damaged]:
        for each in self.meeting.damages:
            yield shape.Damaged(
                number=each.version,
                after=self.moment(each.after) if each.after else None,
                what=what(self.wording, agreed, each),
                found=self.moment(each.found) if each.found else None,
            )

    def led(self) -> Iterator[shape.Led]:
        for turn in self.wording.led:
            if self.meeting.seat_of(turn.seat):
                yield shape.Led(
                    who=self.who(turn.seat),
                    since=self.moment(turn.since) if turn.since else None,
                    until=self.moment(turn.until) if turn.until else None,
                )

    def stages(self) -> Iterator[shape.Stage]:
        usual = {stage.id: self.said(stage.name) for stage in self.meeting.planned}
        for stage in self.meeting.format.stages:
            skipped = self.meeting.skipped.get(stage.id)
            name = self.wording.stage(stage.id)
            left_out = (
                shape.LeftOut(who=self.who(skipped.by), why=skipped.why, at=self.moment(skipped.at))
                if skipped
                else None
            )
            yield shape.Stage(id=stage.id, name=name, usual=usual.get(stage.id, name), left_out=left_out)

    # People ---------------------------------------------------------------------------------------------------------

    def people(self) -> Iterator[shape.Person]:
        there = came(self.wording)
        protocol = self.meeting.record_kind == PROTOCOL
        for seat in self.wording.known:
            excused = seat.presence is Presence.EXCUSED
            yield shape.Person(
                id=seat.id,
                name=seat.name,
                roles=self.roles(seat),
                organisation=seat.organisation,
                position=seat.position,
                identity=seat.identity if protocol and seat in there else "",
                presence="there" if seat in there else "excused" if excused else "missing",
                stays=tuple(
                    shape.Stay(since=self.moment(since), until=self.moment(until) if until else None)
                    for since, until in spans(self.wording, seat)
                ),
                late=seat.late,
                confidentiality=self.moment(seat.acknowledged) if seat.acknowledged and seat in there else None,
            )

    def roles(self, seat: Seat) -> tuple[shape.Named, ...]:
        return tuple(
            shape.Named(id=role.id, name=self.said(role.name))
            for role in self.meeting.format.roles
            if role.id in seat.roles
        )

    def child(self) -> shape.Child | None:
        meeting, child = self.meeting, self.meeting.child
        if child is None:
            return None
        gone = last_there(child) if child in came(self.wording) else None
        return shape.Child(
            who=self.who(child.id),
            left=self.moment(gone) if gone else None,
            pages=tuple(self.page(page) for page in released(meeting)),
        )

    def page(self, page: Page) -> shape.Page:
        return shape.Page(
            page=shape.Named(id=page.id, name=book.page_name(self.wording, page)),
            alone=page.own,
            face=page.face,
            lines=tuple(self.answers(page)),
            stickers=page.stickers,
            figures=tuple(shape.Figure(name=figure.name, ring=figure.ring) for figure in page.figures),
            drawing=bool(page.lines),
            photo=bool(page.photo),
        )

    def answers(self, page: Page) -> Iterator[shape.Line]:
        for cell in wishes_of(self.meeting, page.id):
            if (words := self.meeting.text(cell)).strip():
                field = cell.rpartition(":")[2]
                question = shape.Named(id=field, name=book.question(self.wording, page, field))
                yield shape.Line(question=question, words=words, hand=self.hand(cell))

    # What was agreed ------------------------------------------------------------------------------------------------

    def content(self, agreed: Agreed, *, current: bool) -> shape.Content:
        """current: the version that holds, of which it is known whose hand wrote what."""
        meeting = self.meeting
        return shape.Content(
            title=agreed.title,
            purpose=agreed.purpose,
            place=agreed.place,
            reason=agreed.reason,
            aim=agreed.aim,
            rules=agreed.rules,
            minutes=tuple(
                shape.Passage(id=stage.id, name=self.wording.stage(stage.id), words=agreed.minutes[stage.id])
                for stage in meeting.format.stages
                if stage.id in agreed.minutes
            ),
            strengths=tuple(self.cards(Board.STRENGTHS, agreed.strengths, current=current)),
            praise=tuple(self.own_words("praise", agreed.praise, current=current)),
            views=tuple(self.own_words("view", agreed.views, current=current)),
            sent=tuple(self.sent(agreed, current=current)),
            parts=tuple(
                shape.Passage(id=part.id, name=self.said(part.name), words=agreed.parts[part.id])
                for part in meeting.format.parts
                if part.id in agreed.parts
            ),
            evaluation=self.evaluation(agreed.evaluation, current=current) if agreed.evaluation else None,
            chosen=shape.Chosen(topics=agreed.chosen, hand=agreed.chosen_hand) if meeting.child else None,
            goals=tuple(self.goals(agreed, current=current)),
            offers=tuple(self.cards(Board.OFFERS, agreed.offers, current=current)),
            loads=tuple(shape.Load(name=load.name, before=load.before, after=load.after) for load in agreed.loads),
            alerts=tuple(
                shape.Alert(when=alert.when, what=alert.what, caller=alert.caller, called=alert.called)
                for alert in written(agreed.alerts)
            ),
            hub=agreed.hub,
            open=self.open(agreed, agreed.holes, agreed.despite),
            reflections=tuple(self.own_words("reflection", agreed.reflections, current=current)),
            next=shape.Next(
                starts=self.moment(datetime.fromisoformat(agreed.next_starts)) if agreed.next_starts else None,
                place=agreed.next_place,
                weeks=agreed.next_weeks,
            ),
            called=self.called(agreed),
        )

    def sent(self, agreed: Agreed, *, current: bool) -> Iterator[shape.Sent]:
        for seat_id, words in agreed.contributions.items():
            came = self.meeting.contributions.get(seat_id) if current else None
            yield shape.Sent(
                who=self.who(seat_id),
                words=words,
                source=came.source.value if came else None,
                received=(came.received or self.wording.day_of(came.at)) if came else None,
                noted=self.who(came.noted) if came and came.noted else None,
            )

    def called(self, agreed: Agreed) -> shape.Called | None:
        if not agreed.called:
            return None
        kind, name, until = agreed.called
        known = next((word.name for word in self.meeting.format.calls if word.id == kind), kind)
        named = shape.Named(id=kind, name=self.said(known))
        return shape.Called(kind=named, name=name, until=date.fromisoformat(until) if until else None)

    def cards(self, board: Board, cards: Iterable[tuple[str, str]], *, current: bool) -> Iterator[shape.Said]:
        for seat_id, words in cards:
            thing = card_thing(self.meeting, board, seat_id, words) if current else ""
            yield shape.Said(who=self.who(seat_id), words=words, hand=self.hand(thing, seat_id))

    def own_words(self, kind: str, words: Mapping[str, str], *, current: bool) -> Iterator[shape.Said]:
        for seat_id, said in words.items():
            thing = f"{kind}:{seat_id}" if current else ""
            yield shape.Said(who=self.who(seat_id), words=said, hand=self.hand(thing, seat_id))

    def evaluation(self, told: AgreedEvaluation, *, current: bool) -> shape.Evaluation:
        return shape.Evaluation(
            meeting=told.meeting,
            held=date.fromisoformat(told.held),
            number=told.number,
            sha256=told.sha256,
            sealed_by=told.sealed_by,
            goals=tuple(self.nearer(goal, current=current) for goal in told.goals),
        )

    def nearer(self, goal: AgreedNearer, *, current: bool) -> shape.Nearer:
        thing = f"nearer:{goal.id}:" if current else ""
        return shape.Nearer(
            id=goal.id,
            title=goal.title,
            indicator=goal.indicator,
            then=tuple(shape.Answer(who=self.once(seat), value=value, hand=None) for seat, value in goal.then.items()),
            now=tuple(
                shape.Answer(who=self.who(seat), value=value, hand=self.hand(f"{thing}{seat}", seat) if thing else None)
                for seat, value in goal.now.items()
            ),
            steps=tuple(self.outcome(step, current=current) for step in goal.outcomes),
        )

    def outcome(self, step: AgreedOutcome, *, current: bool) -> shape.Evaluated:
        last = self.meeting.previous.step(step.id) if self.meeting.previous else None
        said = self.meeting.evaluated.get(step.id) if current else None
        return shape.Evaluated(
            id=step.id,
            number=step.number,
            what=step.what,
            owner=shape.Who(id=(last and last.owner) or None, name=step.owner) if step.owner else None,
            due=_day(step.due),
            carried=step.carried,
            first_due=_day(step.first_due),
            outcome=Outcome(step.outcome) if step.outcome else None,
            said_by=shape.Who(id=said.by if said else None, name=step.said_by) if step.said_by else None,
            note=step.note,
            helped=tuple(
                shape.Helped(
                    who=self.who(seat),
                    help=Help(answer),
                    hand=self.hand(f"help:{step.id}:{seat}", seat) if current else None,
                )
                for seat, answer in step.help.items()
            ),
            hand=self.hand(f"outcome:{step.id}", said.by) if said else None,
        )

    def once(self, seat_id: str) -> shape.Who:
        """Somebody of the last meeting, who need not be of this one."""
        names = self.meeting.previous.names if self.meeting.previous else {}
        return self.who(seat_id) if self.meeting.seat_of(seat_id) else shape.Who(id=None, name=names.get(seat_id, "–"))

    def goals(self, agreed: Agreed, *, current: bool) -> Iterator[shape.Goal]:
        format, numbered = self.meeting.format, numbers(agreed)
        for number, goal in enumerate(agreed.goals, 1):
            yield shape.Goal(
                id=goal.id,
                before=goal.before,
                number=number,
                title=goal.title,
                area=self.chosen(format.areas, goal.area),
                topic=goal.topic,
                strengths=goal.strengths,
                worries=goal.worries,
                indicator=goal.indicator,
                scale=tuple(self.scale(goal, current=current)),
                steps=tuple(self.step(step, numbered[step.id], current=current) for step in goal.steps),
            )

    def scale(self, goal: AgreedGoal, *, current: bool) -> Iterator[shape.Answer]:
        for seat_id, value in goal.scale.items():
            thing = f"scale:{goal.id}:{seat_id}" if current else ""
            yield shape.Answer(who=self.who(seat_id), value=value, hand=self.hand(thing, seat_id))

    def step(self, step: AgreedStep, number: str, *, current: bool) -> shape.Step:
        live = self.meeting.step(step.id) if current else None
        owner = live.owner if live else None
        answered = owner is not None and step.acceptance != Acceptance.OPEN
        return shape.Step(
            id=step.id,
            number=number,
            what=step.what,
            how=step.how,
            owner=shape.Who(id=owner, name=step.owner) if step.owner else None,
            with_whom=step.with_whom,
            due=_day(step.due),
            signal=step.signal,
            kind=self.chosen(self.meeting.format.kinds, step.kind),
            after=step.after,
            acceptance=Acceptance(step.acceptance),
            declined=live.declined or "" if live else "",
            hand=self.hand(f"promise:{step.id}", owner or "") if answered else None,
            before=step.before,
            carried=step.carried,
            first_due=_day(step.first_due),
        )

    def chosen(self, words: tuple[Word, ...], word_id: str) -> shape.Named | None:
        word = known(words, word_id)
        return shape.Named(id=word.id, name=self.said(word.name)) if word else None

    # What was left open, and what people said to it -----------------------------------------------------------------

    def decided(self, agreed: Agreed) -> shape.Decided:
        meeting = self.meeting
        despite = meeting.closed_despite
        return shape.Decided(
            worries=meeting.worries_opened or "",
            passed=tuple(
                shape.Passed(
                    stage=shape.Named(id=passed.stage, name=self.wording.stage(passed.stage)),
                    who=self.who(passed.by),
                    words=passed.words,
                    at=self.moment(passed.at),
                )
                for passed in meeting.passed
            ),
            closed=self.open(agreed, unmet(meeting, meeting.format.close_needs) if despite else (), despite),
        )

    def open(self, agreed: Agreed, holes: tuple[tuple[str, str], ...], despite: str) -> shape.Open:
        sentences = hole_words(self.wording, agreed, holes)
        return shape.Open(
            holes=tuple(
                shape.Hole(kind=kind, about=about, words=words)
                for (kind, about), words in zip(holes, sentences, strict=True)
            ),
            despite=despite,
        )

    def version(self, freeze: Freeze) -> shape.Version:
        return shape.Version(
            number=freeze.number,
            digest=freeze.digest,
            frozen=self.moment(freeze.at),
            reopened=self.moment(freeze.reopened) if freeze.reopened else None,
            why=freeze.why,
            signers=tuple(self.signers(freeze)),
        )

    def signers(self, freeze: Freeze) -> Iterator[shape.Signer]:
        current = freeze is self.meeting.freeze
        if current:
            seats = tuple(put_before(self.wording, freeze))
        else:
            given = freeze.approvals.keys() | freeze.signatures.keys()
            seats = tuple(seat for seat in self.meeting.seats.values() if seat.id in given)
        for seat in seats:
            yield shape.Signer(
                who=self.who(seat.id),
                roles=self.roles(seat),
                opinion=self.opinion(freeze, seat.id, current=current),
                signature=self.signature(freeze, seat.id, current=current),
            )

    def opinion(self, freeze: Freeze, seat_id: str, *, current: bool) -> shape.Opinion | None:
        given = freeze.approvals.get(seat_id)
        if given is None:
            return None
        hand = self.hand(f"verdict:{seat_id}") if current else None
        return shape.Opinion(verdict=given.verdict, words=given.words, hand=hand)

    def signature(self, freeze: Freeze, seat_id: str, *, current: bool) -> shape.Signature | None:
        given = freeze.signatures.get(seat_id)
        if given is None:
            return None
        return shape.Signature(
            how="declined" if given.refused is not None else "paper" if given.paper else "drawn",
            at=self.moment(given.at),
            reason=given.refused or "",
            part=bool(given.saw),
            picture=bool(given.photo) and current,
            hand=self.hand(f"signature:{seat_id}") if current else None,
        )

    # Who may know, and who gets it ----------------------------------------------------------------------------------

    def confidential(self) -> Iterator[shape.Confidential]:
        for thing, marks in covering(self.meeting).items():
            if of_the_record(self.meeting, thing):
                for mark in marks:
                    about = self.who(mark.about) if mark.about else None
                    yield shape.Confidential(thing=thing, subject=self.subject(mark.subject), about=about)

    def consents(self) -> Iterator[shape.Consent]:
        for consent in self.meeting.consents:
            giver = self.who(consent.giver) if consent.giver else shape.Who(id=None, name=consent.name)
            yield shape.Consent(
                giver=giver,
                agreed=consent.agreed,
                own=consent.own,
                subjects=tuple(map(self.subject, consent.subjects)),
                people=tuple(map(self.receiver, consent.seats)),
                sides=consent.sides,
                written=consent.written,
                at=self.moment(consent.at),
                noted=self.who(consent.by) if consent.by != consent.giver else None,
                withdrawn=self.moment(consent.withdrawn) if consent.withdrawn else None,
            )

    def grounds(self) -> Iterator[shape.Ground]:
        for ground in self.meeting.grounds:
            yield shape.Ground(
                law=ground.law,
                words=ground.words,
                subjects=tuple(map(self.subject, ground.subjects)),
                people=tuple(map(self.receiver, ground.seats)),
                sides=ground.sides,
            )

    def recipients(self, *, extract: bool) -> Iterator[shape.Recipient]:
        meeting = self.meeting
        for recipient in meeting.listed:
            seat = seat_for(meeting, recipient.id)
            yield shape.Recipient(
                who=shape.Who(id=recipient.seat or None, name=seat.name),
                organisation=seat.organisation,
                copy=None if extract else "extract" if is_extract(meeting, recipient.id) else "whole",
                how=recipient.how,
                carrier=self.who(recipient.carrier) if recipient.carrier else None,
            )

    def subject(self, subject: str) -> shape.Named:
        return shape.Named(id=subject, name=subject_name(self.wording, subject))

    def receiver(self, seat_id: str) -> shape.Who:
        listed = next((each for each in self.meeting.recipients if each.id == seat_id and not each.seat), None)
        return shape.Who(id=None, name=listed.name) if listed else self.who(seat_id)

    # Small things ---------------------------------------------------------------------------------------------------

    def said(self, words: str) -> str:
        return self.wording.gettext(words)

    def moment(self, value: datetime) -> datetime:
        """As the clock on the wall there showed it; a time without a zone is local already."""
        return value.astimezone(self.zone) if value.tzinfo else value.replace(tzinfo=self.zone)

    def who(self, seat_id: str) -> shape.Who:
        seat = self.meeting.seat_of(seat_id)
        return shape.Who(id=seat.id, name=seat.name) if seat else shape.Who(id=None, name=seat_id)

    def hand(self, thing: str, seat_id: str = "") -> shape.Hand | None:
        """Whose hand did this; seat_id: the person who is asked whether it is right, where somebody is."""
        by = self.meeting.hands.get(thing, "")
        if not by:
            return None
        seat = self.meeting.seat_of(seat_id) if seat_id else None
        right = bool(seat.confirmed_at) and confirmed(self.meeting, seat) if seat else None
        return shape.Hand(who=None if by == TABLET else self.who(by), confirmed=right)


def _day(written: str) -> date | None:
    return date.fromisoformat(written) if written else None
