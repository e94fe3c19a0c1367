"""What a version of the plan lacks, in sentences, and the decision to go on without it."""

from collections.abc import Iterable, Iterator

from server.meeting.agreed import Agreed, AgreedStep

from .paper import Block, Labelled, Listed
from .wording import Wording


def decided_open(wording: Wording, agreed: Agreed) -> Iterator[Block]:
    """The holes a version was signed with, and the words in which that was decided."""
    _ = wording.gettext
    if agreed.holes:
        label = _("The plan was put up for signing although something was missing (decided by {name})")
        yield Labelled(label.format(name=wording.leaders), agreed.despite)
        yield Listed(tuple(hole_words(wording, agreed, agreed.holes)))


def hole_words(wording: Wording, agreed: Agreed, holes: Iterable[tuple[str, str]]) -> Iterator[str]:
    """A sentence for each hole, with the numbers that stand in the plan."""
    _ = wording.gettext
    sentences = {
        "step-what": _("Step {number} does not say what is to be done."),
        "step-due": _("Step {number} has no date."),
        "step-owner": _("Step {number} has nobody."),
        "step-declined": _("Step {number} is not promised: {name} said “I cannot promise this”."),
        "step-changed": _("Step {number} was changed after it was promised ({name})."),
        "step-open": _("Step {number} is not confirmed ({name})."),
        "goal-title": _("Goal {number} has no words."),
        "goal-steps": _("Goal {number} has no step."),
        "goals": _("The plan has no goal."),
        "next-meeting": _("The next meeting is not agreed."),
        "confidentiality": _("Confidentiality is not acknowledged: {name}."),
        "reason": _("The reason of the meeting is not written down."),
        "aim": _("The aim of the meeting is not written down."),
        "freeze": _("The plan was not frozen for signing."),
        "signature": _("A signature is missing: {name}."),
    }
    steps = {step.id: (number, step.owner) for number, step in enumerate(_steps(agreed), 1)}
    goals = {goal.id: (number, "") for number, goal in enumerate(agreed.goals, 1)}
    for kind, subject in holes:
        places = goals if kind.startswith("goal") else steps if kind.startswith("step") else {}
        number, name = places.get(subject, (0, wording.name(subject)))
        yield sentences[kind].format(number=number, name=name)


def _steps(agreed: Agreed) -> Iterator[AgreedStep]:
    for goal in agreed.goals:
        yield from goal.steps
