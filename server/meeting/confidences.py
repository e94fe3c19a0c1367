"""Who may have what: things that are told only to those who may know of their subject, by somebody's consent or on a
ground that the office has written down.

A thing is one of "reason", "aim", minutes:STAGE, part:PART, goal:ID (with its steps), step:ID, alert:ID, card:ID,
past:ID and pastgoal:ID (a step and a goal of the last plan), praise:SEAT, view:SEAT, contribution:SEAT,
reflection:SEAT, opinion:SEAT (what somebody said to the plan) and page:ID of the wish book.
"""

from collections.abc import Iterator, Mapping

from .cells import kind_of
from .format import EVERYONE, Format
from .holes import side_of
from .model import OTHER, PROJECTOR, TABLET, Board, Confidence, Consent, Ground, Meeting, Permission, Seat, Sharing
from .pages import is_child, is_empty, is_guide

OPEN_TO_ALL = frozenset({"rules"})
"""Cells that are never confidential."""
AUTHORED = ("card", "praise", "view", "contribution", "reflection", "opinion", "page")
"""Kinds of things that are somebody's own word: their author has them, and may make them confidential."""
ALONGSIDE = ("praise", "view")

NOTHING = frozenset[str]()


# Things -------------------------------------------------------------------------------------------------------------


def thing_of(cell_id: str) -> str:
    """The thing that a cell belongs to: step:s1:what -> step:s1."""
    head, _, rest = cell_id.partition(":")
    if head in ("goal", "step", "alert"):
        return f"{head}:{rest.partition(':')[0]}"
    return f"page:{rest.partition(':')[0]}" if head == "wish" else cell_id


def is_thing(meeting: Meeting, thing: str) -> bool:
    """Is there such a thing now?"""
    head, _, rest = thing.partition(":")
    match head:
        case "goal":
            return meeting.goal(rest) is not None
        case "step":
            return meeting.step(rest) is not None
        case "alert":
            return meeting.alert(rest) is not None
        case "past":
            return meeting.previous is not None and meeting.previous.step(rest) is not None
        case "pastgoal":
            return meeting.previous is not None and meeting.previous.goal(rest) is not None
        case "page":
            return meeting.page(rest) is not None
        case "opinion":
            return rest in meeting.seats
        case "contribution":
            return rest in meeting.contributions
        case _:
            return kind_of(meeting, thing) is not None and thing not in OPEN_TO_ALL


def author_of(meeting: Meeting, thing: str) -> str | None:
    """The seat whose own word a thing is, or None."""
    head, _, rest = thing.partition(":")
    if head == "card":
        card = meeting.card(rest)
        return card.seat if card else None
    if head == "page":
        return meeting.child.id if meeting.child else None
    return rest if head in AUTHORED else None


def subjects(format: Format) -> tuple[str, ...]:
    """What a thing may be confidential in: the format's areas, and what is none of them."""
    return (*(area.id for area in format.areas), OTHER)


def concerned(meeting: Meeting) -> tuple[Seat, ...]:
    """Those the meeting is about: as it was said, else who has a role of the family."""
    if meeting.concerned is None:
        return tuple(seat for seat in meeting.seats.values() if seat.roles & set(meeting.format.family))
    return tuple(seat for seat in map(meeting.seat_of, meeting.concerned) if seat is not None)


def said_concerned(meeting: Meeting) -> tuple[Seat, ...]:
    """The same where somebody has said so, such as several children of a family; nobody where it is a guess."""
    about = () if meeting.concerned is None else concerned(meeting)
    return tuple(seat for seat in meeting.seats.values() if seat in about)


def keeps(meeting: Meeting, seat: Seat) -> bool:
    """Does this person see to the meeting and its record: lead it, or send the record out? They have all."""
    return bool({meeting.format.leads, meeting.format.sends} & seat.roles)


def writes_minutes(meeting: Meeting, seat: Seat) -> bool:
    """Is this person asked to write down what is said? They may make anything confidential, and have no more for it."""
    return any(
        "minutes" in kinds and role in seat.roles and role != EVERYONE
        for stage in meeting.format.stages
        for role, kinds in stage.write.items()
    )


# Who may know -------------------------------------------------------------------------------------------------------


def may_know(meeting: Meeting, seat: Seat, subject: str, about: str = "") -> bool:
    """May this person be told of a subject? about: whose own matter it is, "" for what concerns all of them.

    One of those it concerns must have agreed and none must have said no; or the office has a ground.
    """
    if keeps(meeting, seat):
        return True
    if seat.id == about if about else seat in concerned(meeting):
        return True
    if any(subject in ground.subjects and _names(ground, seat) for ground in meeting.grounds):
        return True
    said = set(answers(meeting, seat, subject, about).values())
    return Permission.YES in said and not said & {Permission.NO, Permission.WITHDRAWN}


def answers(meeting: Meeting, seat: Seat, subject: str, about: str = "") -> dict[str, Permission]:
    """What each of those it is for to say (a seat, or a name) has said to this person knowing of a subject.

    Of several statements the latest that stands counts; who has only taken statements back has withdrawn.
    """
    said: dict[str, Permission] = {}
    family = {each.id for each in concerned(meeting)}
    for consent in meeting.consents:
        theirs = consent.own and consent.giver == about if about else not consent.own
        if not theirs or subject not in consent.subjects or not _names(consent, seat):
            continue
        if not about and consent.giver and consent.giver not in family:
            continue
        giver = consent.giver or consent.name
        if consent.withdrawn:
            said.setdefault(giver, Permission.WITHDRAWN)
        else:
            said[giver] = Permission.YES if consent.agreed else Permission.NO
    return said


def _names(told: Consent | Ground, seat: Seat) -> bool:
    side = side_of(seat)
    return seat.id in told.seats or (bool(side) and side in told.sides)


def may_read(meeting: Meeting, seat: Seat, told: Consent | Ground) -> bool:
    """May this person be told that there is such a consent or ground? It says that there is something to know."""
    about = ""
    if isinstance(told, Consent):
        if told.giver == seat.id:
            return True
        about = told.giver if told.own else ""
    return all(may_know(meeting, seat, subject, about) for subject in told.subjects)


# What is withheld ---------------------------------------------------------------------------------------------------


def covering(meeting: Meeting) -> Mapping[str, tuple[Confidence, ...]]:
    """Every confidential thing -> the marks it falls under: its own, its goal's, those of the card it was made of."""
    found: dict[str, tuple[Confidence, ...]] = {}
    for marked, confidence in meeting.confidences.items():
        for thing in _with(meeting, marked):
            found[thing] = (*found.get(thing, ()), confidence)
    return found


def _with(meeting: Meeting, marked: str) -> set[str]:
    """A thing and whatever says the same or is a part of it."""
    reached, ahead = set[str](), [marked]
    while ahead:
        thing = ahead.pop()
        if thing not in reached:
            reached.add(thing)
            ahead.extend(_beside(meeting, thing))
    return reached


def _beside(meeting: Meeting, thing: str) -> Iterator[str]:
    head, _, rest = thing.partition(":")
    if head == "goal":
        yield from (f"step:{step.id}" for step in meeting.steps_of(rest))
        goal = meeting.goal(rest)
        if goal and goal.topic:
            yield f"card:{goal.topic}"
    elif head == "pastgoal":
        last = meeting.previous.goal(rest) if meeting.previous else None
        yield from (f"past:{step.id}" for step in last.steps) if last else ()
    elif head == "step":
        yield from (f"card:{card.id}" for card in meeting.cards if card.step == rest)
    elif head == "card":
        card = meeting.card(rest)
        if card and card.step:
            yield f"step:{card.step}"
        yield from (f"goal:{goal.id}" for goal in meeting.goals if goal.topic == rest)


def withheld(meeting: Meeting, who: str, hand: str = "") -> frozenset[str]:
    """The confidential things that this viewer must not have on their screen.

    who: a seat, or PROJECTOR, which shows what everybody present may have; hand: who looks in their stead, whose own
    eyes see it too.
    """
    if not meeting.confidences:
        return NOTHING
    marked = covering(meeting)
    if who == PROJECTOR:
        if not meeting.present:
            return frozenset(marked)
        return frozenset[str]().union(*(_from(meeting, seat, marked) for seat in meeting.present))
    hidden = withheld_from(meeting, meeting.seat_of(who), marked)
    if hand and hand != TABLET:
        hidden |= withheld_from(meeting, meeting.seat_of(hand), marked)
    return hidden


def withheld_from(
    meeting: Meeting, seat: Seat | None, marked: Mapping[str, tuple[Confidence, ...]] | None = None
) -> frozenset[str]:
    """The same for a person, at this table or not; all that is confidential for nobody known."""
    marked = covering(meeting) if marked is None else marked
    return frozenset(marked) if seat is None else _from(meeting, seat, marked)


def _from(meeting: Meeting, seat: Seat, marked: Mapping[str, tuple[Confidence, ...]]) -> frozenset[str]:
    if keeps(meeting, seat):
        return NOTHING
    known: dict[tuple[str, str], bool] = {}

    def knows(confidence: Confidence) -> bool:
        key = (confidence.subject, confidence.about)
        if key not in known:
            known[key] = may_know(meeting, seat, *key)
        return known[key]

    return frozenset(
        thing for thing, marks in marked.items() if not _theirs(meeting, seat, thing) and not all(map(knows, marks))
    )


def _theirs(meeting: Meeting, seat: Seat, thing: str) -> bool:
    """Who wrote it has it; who has promised a step or has somebody to call knows what they are to do."""
    if author_of(meeting, thing) == seat.id:
        return True
    head, _, rest = thing.partition(":")
    if head == "step":
        step = meeting.step(rest)
        return step is not None and step.owner == seat.id
    if head == "past":
        last = meeting.previous.step(rest) if meeting.previous else None
        return last is not None and last.owner == seat.id
    if head == "alert":
        alert = meeting.alert(rest)
        return alert is not None and seat.id in (alert.caller, alert.called)
    # What a guide may see of the book the child says by another switch.
    return head == "page" and (is_guide(meeting, seat) or is_child(meeting, seat))


def of_the_record(meeting: Meeting, thing: str) -> bool:
    """Would this stand in a record made now?"""
    head, _, rest = thing.partition(":")
    if not is_thing(meeting, thing):
        return False
    if head in ALONGSIDE:
        return meeting.views_shown is not None and bool(meeting.text(thing).strip())
    if head == "card":
        card = meeting.card(rest)
        kept = card is not None and (card.board is not Board.TOPICS or card.id in meeting.chosen)
        return kept and card is not None and card.board is not Board.PARKING and bool(meeting.text(thing).strip())
    if head == "page":
        page = meeting.page(rest)
        return page is not None and page.sharing is Sharing.ALL and not is_empty(meeting, page)
    if head == "opinion":
        freeze = meeting.freeze
        return freeze is not None and (rest in freeze.approvals or rest in freeze.signatures)
    return head in ("goal", "step", "alert", "contribution", "past", "pastgoal") or bool(meeting.text(thing).strip())


def whole(meeting: Meeting, seat: Seat | None) -> bool:
    """Is the record this person may have the whole one?"""
    if seat is None:
        return not (meeting.confidences or meeting.consents or meeting.grounds)
    if any(of_the_record(meeting, thing) for thing in withheld_from(meeting, seat)):
        return False
    told: tuple[Consent | Ground, ...] = (*meeting.consents, *meeting.grounds)
    return all(may_read(meeting, seat, each) for each in told)
