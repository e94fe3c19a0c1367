"""What of a meeting was damaged on the disk: how much, when, and what it was about."""

from collections.abc import Iterator

from server.meeting.agreed import Agreed
from server.meeting.cells import owner_of
from server.meeting.model import Damage

from .paper import Block, Labelled, Listed, Paragraph
from .plan import numbers
from .wording import Wording


def stopped(wording: Wording) -> Iterator[Block]:
    """Said before all else where the rest of the meeting is not certain."""
    meeting, _ = wording.meeting, wording.gettext
    if not meeting.stopped:
        return
    at = next(each.after for each in meeting.damages if each.version == meeting.stopped)
    said = _(
        "NOT WHOLE. An entry of this meeting is damaged on the disk. This is the meeting as it was before that entry, "
        "at {time}; what came after it is not in here, because it is not certain what it means any more."
    )
    yield Paragraph(said.format(time=wording.time_at(at) if at else "–"), tone="loud")


def set_aside(wording: Wording, agreed: Agreed) -> Iterator[Block]:
    """How many entries, and a line for each."""
    meeting = wording.meeting
    if not meeting.damages:
        return
    said = wording.ngettext(
        "One entry of this meeting was damaged on the disk and set aside",
        "{number} entries of this meeting were damaged on the disk and set aside",
        len(meeting.damages),
    )
    yield Labelled(said.format(number=len(meeting.damages)), "")
    yield Listed(tuple(line(wording, agreed, each) for each in meeting.damages))
    if meeting.aside:
        behind = wording.ngettext(
            "With them one entry was set aside that went on from what was lost.",
            "With them {number} entries were set aside that went on from what was lost.",
            meeting.aside,
        )
        yield Paragraph(behind.format(number=meeting.aside), tone="quiet")


def line(wording: Wording, agreed: Agreed, damage: Damage) -> str:
    """ "After 14:52: a signature (Jana Nováková)." """
    _ = wording.gettext
    time = wording.time_at(damage.after) if damage.after else "–"
    return _("After {time}: {what}.").format(time=time, what=what(wording, agreed, damage))


def what(wording: Wording, agreed: Agreed, damage: Damage) -> str:
    """What a damaged entry was, as far as that is certain."""
    _ = wording.gettext
    about = ", ".join(dict.fromkeys(_about(wording, agreed, each) for each in damage.about))
    match damage.kind:
        case "TextChanged" if about:
            return _("a change of words ({about})").format(about=about)
        case "PlanApproved" if about:
            return _("what somebody said to the plan ({about})").format(about=about)
        case "PlanSigned" | "PlanSignedOnPaper" if about:
            return _("a signature ({about})").format(about=about)
        case "SigningRefused" if about:
            return _("a refusal to sign ({about})").format(about=about)
        case "StepAccepted" | "StepDeclined" if about:
            return _("a promise ({about})").format(about=about)
        case "DueSet" if about:
            return _("a date ({about})").format(about=about)
        case "HubNamed":
            return _("with whom information converges")
        case "NextMeetingSet":
            return _("when one meets again")
        case _:
            return _("something that is not known any more")


def _about(wording: Wording, agreed: Agreed, thing: str) -> str:
    """A field, a step or a person, by the name that stands in the record."""
    meeting, _ = wording.meeting, wording.gettext
    if (seat := meeting.seats.get(thing)) or (seat := meeting.seats.get(owner_of(meeting, thing) or "")):
        return seat.name
    head, _colon, rest = thing.partition(":")
    subject = rest.partition(":")[0]
    steps = numbers(agreed)
    goals = {goal.id: str(number) for number, goal in enumerate(agreed.goals, 1)}
    match head:
        case "step" if subject in steps:
            return _("step {number}").format(number=steps[subject])
        case _ if thing in steps:
            return _("step {number}").format(number=steps[thing])
        case "goal" if subject in goals:
            return _("goal {number}").format(number=goals[subject])
        case "minutes":
            return wording.stage(rest)
        case "part":
            return next((_(part.name) for part in meeting.format.parts if part.id == rest), rest)
        case "reason":
            return _("the reason of the meeting")
        case "aim":
            return _("the aim of the meeting")
        case "rules":
            return _("the rules")
        case _:
            return _("a field of the plan")
