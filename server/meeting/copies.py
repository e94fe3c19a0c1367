"""The meeting as one viewer may have it: every page, message, record and letter for them is made of this copy alone.

What is withheld is not marked as missing: it is not there, and numbers close up over it. Where something is, the words
in which whoever leads decided to go on without something, or to open the plan again, are left out as well, for they are
about anything.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar

from .agreed import Agreed, AgreedAlert, AgreedEvaluation, AgreedGoal, AgreedNearer, digest, words_digest
from .agreement import confirmed, written_for
from .confidences import may_read, of_the_record, thing_of, whole, withheld, withheld_from
from .model import PROJECTOR, Freeze, Goal, Meeting, Page, Recipient, Seat, Signature
from .previous import LastGoal, Previous

Words = TypeVar("Words", str, tuple[str, str])
Said = TypeVar("Said")


def seen(meeting: Meeting, who: str, hand: str = "") -> Meeting:
    """What a viewer (a seat, or PROJECTOR) has before them. hand: who looks in their stead."""
    if not meeting.confidences:
        return meeting
    seat = None if who == PROJECTOR else meeting.seat_of(who)
    return _without(meeting, withheld(meeting, who, hand), seat)


def copy_of(meeting: Meeting, recipient: str) -> Meeting:
    """The meeting for the record of a recipient: a seat, or somebody listed who has none; KeyError for nobody known."""
    seat = seat_for(meeting, recipient)
    if whole(meeting, seat):
        return meeting
    cut = _without(meeting, withheld_from(meeting, seat), seat)
    return replace(
        cut,
        consents=tuple(consent for consent in meeting.consents if may_read(meeting, seat, consent)),
        grounds=tuple(ground for ground in meeting.grounds if may_read(meeting, seat, ground)),
        # Versions that do not hold any more are nobody's to read who may not read all of the one that does.
        voided=(),
    )


def is_extract(meeting: Meeting, recipient: str) -> bool:
    """Is something left out of the record for this recipient? KeyError for nobody known."""
    return not whole(meeting, seat_for(meeting, recipient))


def seat_for(meeting: Meeting, recipient: str) -> Seat:
    """Who it is, as somebody at the table would be: a seat, or one for a listed recipient who has none. KeyError."""
    seat = meeting.seat_of(recipient)
    if seat is None:
        listed = next((each for each in (*meeting.recipients, *meeting.listed) if each.id == recipient), None)
        if listed is None:
            raise KeyError(recipient)
        seat = meeting.seat_of(listed.seat) if listed.seat else stand_in(listed)
    if seat is None:
        raise KeyError(recipient)
    return seat


def stand_in(recipient: Recipient) -> Seat:
    """A seat for somebody who has none: with no role at all."""
    return Seat(recipient.id, recipient.name, frozenset(), recipient.organisation)


def saw(meeting: Meeting, who: str, hand: str = "") -> str:
    """The digest of what a viewer is shown of the frozen plan; "" where that is all of it, or nothing is frozen."""
    if meeting.freeze is None:
        return ""
    shown = seen(meeting, who, hand).freeze
    return "" if shown is None or shown.agreed == meeting.freeze.agreed else digest(shown.agreed)


# Cutting ------------------------------------------------------------------------------------------------------------


def _without(meeting: Meeting, hidden: frozenset[str], seat: Seat | None) -> Meeting:
    if not hidden:
        return meeting
    steps = tuple(
        replace(step, after=tuple(before for before in step.after if f"step:{before}" not in hidden))
        for step in meeting.steps
        if f"step:{step.id}" not in hidden
    )
    under = {step.goal for step in steps}
    cards = tuple(card for card in meeting.cards if f"card:{card.id}" not in hidden)
    topics = {card.id for card in cards}
    telling = any(of_the_record(meeting, thing) for thing in hidden)
    cut = replace(
        meeting,
        goals=tuple(
            # Somebody's own step stands under its goal, though they may not know what the goal is.
            Goal(goal.id) if f"goal:{goal.id}" in hidden else goal
            for goal in meeting.goals
            if f"goal:{goal.id}" not in hidden or goal.id in under
        ),
        steps=steps,
        cards=cards,
        alerts=tuple(alert for alert in meeting.alerts if f"alert:{alert.id}" not in hidden),
        pages=tuple(Page(page.id, page.free) if f"page:{page.id}" in hidden else page for page in meeting.pages),
        page_open="" if f"page:{meeting.page_open}" in hidden else meeting.page_open,
        chosen=tuple(topic for topic in meeting.chosen if topic in topics),
        contributions={
            whose: said for whose, said in meeting.contributions.items() if f"contribution:{whose}" not in hidden
        },
        # What a report is called can say as much as the report.
        reports=() if telling else meeting.reports,
        progress={step: marks for step, marks in meeting.progress.items() if f"step:{step}" not in hidden},
        requests={key: asked for key, asked in meeting.requests.items() if f"step:{asked.step}" not in hidden},
        cells={key: cell for key, cell in meeting.cells.items() if thing_of(key) not in hidden},
        confidences={thing: mark for thing, mark in meeting.confidences.items() if thing not in hidden},
        passed=tuple(replace(passed, words="") for passed in meeting.passed) if telling else meeting.passed,
        closed_despite="" if telling else meeting.closed_despite,
        previous=_previous(meeting.previous, hidden) if meeting.previous else None,
        evaluated=_unhidden(meeting.evaluated, "past", hidden),
        helped=_unhidden(meeting.helped, "past", hidden),
        nearer=_unhidden(meeting.nearer, "pastgoal", hidden),
        freeze=_frozen(meeting.freeze, hidden, seat) if meeting.freeze else None,
        voided=tuple(
            replace(_frozen(past, hidden, seat), agreed=_blank(past.agreed), why="") for past in meeting.voided
        ),
    )
    return replace(cut, seats={key: _still_confirmed(meeting, cut, each) for key, each in meeting.seats.items()})


def _unhidden(said: Mapping[str, Said], kind: str, hidden: frozenset[str]) -> dict[str, Said]:
    return {key: value for key, value in said.items() if f"{kind}:{key}" not in hidden}


def _previous(previous: Previous, hidden: frozenset[str]) -> Previous:
    """The last plan without what is hidden; numbers close up over it."""
    goals = ((goal, tuple(step for step in goal.steps if f"past:{step.id}" not in hidden)) for goal in previous.goals)
    kept = [
        LastGoal(goal.id, "", steps=steps) if f"pastgoal:{goal.id}" in hidden else replace(goal, steps=steps)
        for goal, steps in goals
        if f"pastgoal:{goal.id}" not in hidden or steps
    ]
    numbered = (
        replace(goal, steps=tuple(replace(step, number=f"{place}.{at}") for at, step in enumerate(goal.steps, 1)))
        for place, goal in enumerate(kept, 1)
    )
    return replace(previous, goals=tuple(numbered))


def _evaluation(told: AgreedEvaluation, hidden: frozenset[str]) -> AgreedEvaluation:
    """What was said to the last plan, cut in the same way."""
    if not any(thing.startswith(("past:", "pastgoal:")) for thing in hidden):
        return told
    goals = ((goal, tuple(step for step in goal.outcomes if f"past:{step.id}" not in hidden)) for goal in told.goals)
    kept = [
        AgreedNearer(goal.id, "", "", {}, {}, steps)
        if f"pastgoal:{goal.id}" in hidden
        else replace(goal, outcomes=steps)
        for goal, steps in goals
        if f"pastgoal:{goal.id}" not in hidden or steps
    ]
    numbered = (
        replace(goal, outcomes=tuple(replace(one, number=f"{place}.{at}") for at, one in enumerate(goal.outcomes, 1)))
        for place, goal in enumerate(kept, 1)
    )
    return replace(told, goals=tuple(numbered))


def _still_confirmed(meeting: Meeting, cut: Meeting, seat: Seat) -> Seat:
    """Whoever has said that all that was written for them is right has said so of the part, too."""
    if not seat.confirmed or not confirmed(meeting, seat):
        return seat
    return replace(seat, confirmed=words_digest(written_for(cut, seat)))


def _frozen(freeze: Freeze, hidden: frozenset[str], seat: Seat | None) -> Freeze:
    def said(whose: str) -> bool:
        return f"opinion:{whose}" not in hidden

    agreed = _agreed(freeze.agreed, hidden)
    return replace(
        freeze,
        agreed=agreed,
        approvals={
            whose: given if said(whose) else replace(given, words="") for whose, given in freeze.approvals.items()
        },
        signatures={
            whose: _signature(
                given, said(whose), pictured=agreed == freeze.agreed or (seat is not None and whose == seat.id)
            )
            for whose, given in freeze.signatures.items()
        },
    )


def _signature(given: Signature, said: bool, *, pictured: bool) -> Signature:
    """The picture of a paper may show what was printed on it."""
    refused = "" if given.refused is not None and not said else given.refused
    return replace(given, refused=refused, photo=given.photo if pictured else "")


def _agreed(agreed: Agreed, hidden: frozenset[str]) -> Agreed:
    goals = tuple(_goal(goal, hidden) for goal in agreed.goals)
    topics = _kept(agreed.chosen, agreed.chosen_ids, hidden)
    strengths = _kept(agreed.strengths, agreed.strength_ids, hidden)
    offers = _kept(agreed.offers, agreed.offer_ids, hidden)
    carriers = {step.owner for goal in agreed.goals for step in goal.steps if f"step:{step.id}" in hidden}
    cut = replace(
        agreed,
        reason="" if "reason" in hidden else agreed.reason,
        aim="" if "aim" in hidden else agreed.aim,
        minutes=_open(agreed.minutes, "minutes", hidden),
        parts=_open(agreed.parts, "part", hidden),
        views=_open(agreed.views, "view", hidden),
        praise=_open(agreed.praise, "praise", hidden),
        contributions=_open(agreed.contributions, "contribution", hidden),
        reflections=_open(agreed.reflections, "reflection", hidden),
        evaluation=_evaluation(agreed.evaluation, hidden) if agreed.evaluation else None,
        goals=tuple(goal for goal in goals if goal is not None),
        strengths=tuple(words for words, _ in strengths),
        strength_ids=tuple(card for _, card in strengths if card),
        offers=tuple(words for words, _ in offers),
        offer_ids=tuple(card for _, card in offers if card),
        chosen=tuple(words for words, _ in topics),
        chosen_ids=tuple(card for _, card in topics if card),
        alerts=_alerts(agreed.alerts, hidden),
        # A sum would tell that there are more steps than one sees.
        loads=tuple(load for load in agreed.loads if load.name not in carriers),
        holes=tuple((kind, about) for kind, about in agreed.holes if not _about_hidden(kind, about, hidden)),
    )
    return agreed if cut == agreed else replace(cut, despite="")


def _alerts(alerts: tuple[AgreedAlert, ...], hidden: frozenset[str]) -> tuple[AgreedAlert, ...]:
    """Of an old plan it is not known which is which: all go."""
    if not any(thing.startswith("alert:") for thing in hidden):
        return alerts
    return tuple(alert for alert in alerts if alert.id and f"alert:{alert.id}" not in hidden)


def _goal(goal: AgreedGoal, hidden: frozenset[str]) -> AgreedGoal | None:
    steps = tuple(
        replace(step, after=tuple(before for before in step.after if f"step:{before}" not in hidden))
        for step in goal.steps
        if f"step:{step.id}" not in hidden
    )
    if f"goal:{goal.id}" not in hidden:
        return replace(goal, steps=steps)
    return AgreedGoal(goal.id, "", "", "", "", steps) if steps else None


def _kept(said: tuple[Words, ...], cards: tuple[str, ...], hidden: frozenset[str]) -> tuple[tuple[Words, str], ...]:
    """What was said on cards that are not hidden. Of an old plan it is not known which card said what: all go."""
    if not any(thing.startswith("card:") for thing in hidden):
        return tuple(zip(said, cards or ("",) * len(said), strict=True))
    if len(cards) != len(said):
        return ()
    return tuple((words, card) for words, card in zip(said, cards, strict=True) if f"card:{card}" not in hidden)


def _open(said: Mapping[str, str], kind: str, hidden: frozenset[str]) -> dict[str, str]:
    return {key: words for key, words in said.items() if f"{kind}:{key}" not in hidden}


def _about_hidden(kind: str, about: str, hidden: frozenset[str]) -> bool:
    return kind in hidden or f"{kind.partition('-')[0]}:{about}" in hidden


def _blank(agreed: Agreed) -> Agreed:
    """A version that holds no more, without its words."""
    return Agreed(agreed.title, "", "", "", "", "", {}, (), {}, "", "", (), "")
