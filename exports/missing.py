"""What a version of the plan lacks, in sentences, and the decision to go on without it."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from server.meeting.agreed import Agreed

from .paper import Block, Labelled, Listed
from .plan import numbers
from .wording import Wording


def decided_open(wording: Wording, agreed: Agreed, at: datetime) -> Iterator[Block]:
    """The holes a version was signed with, and the words in which that was decided. at: when it was frozen."""
    _ = wording.gettext
    if agreed.holes:
        label = _("The plan was put up for signing although something was missing (decided by {name})")
        yield Labelled(label.format(name=wording.leaders(at)), agreed.despite)
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
        "step-order": _("Step {number} has an earlier date than a step it has to wait for."),
        "goals": _("The plan has no goal."),
        "next-meeting": _("The next meeting is not agreed."),
        "confidentiality": _("Confidentiality is not acknowledged: {name}."),
        "reason": _("The reason of the meeting is not written down."),
        "aim": _("The aim of the meeting is not written down."),
        "part": _("Not filled in: {name}."),
        "strength": _("Nobody named a strength: {name}."),
        "hub": _("It is not agreed with whom information converges."),
        "unconfirmed": _("What others wrote for somebody is not confirmed by them: {name}."),
        "guide": _("The child had no guide at the table."),
        "choice": _("The child had not chosen what matters most."),
        "load": _("{name} would have more in a week than one should ask of anybody."),
        "past": _("How step {number} of the last plan came out was not said."),
        "freeze": _("The plan was not frozen for signing."),
        "signature": _("A signature is missing: {name}."),
    }
    goals = {goal.id: str(number) for number, goal in enumerate(agreed.goals, 1)}
    steps = numbers(agreed)
    owners = {step.id: step.owner for goal in agreed.goals for step in goal.steps}
    parts = {part.id: _(part.name) for part in wording.meeting.format.parts}
    past = (
        {step.id: step.number for goal in agreed.evaluation.goals for step in goal.outcomes}
        if agreed.evaluation
        else {}
    )
    for kind, subject in holes:
        match kind.partition("-")[0]:
            case "past":
                number, name = past.get(subject, "–"), ""
            case "goal":
                number, name = goals.get(subject, "–"), ""
            case "step":
                number, name = steps.get(subject, "–"), owners.get(subject, "")
            case "part":
                number, name = "", parts.get(subject, subject)
            case "strength":
                number, name = "", subject or _("the family and those close to them")
            case _:
                number, name = "", wording.name(subject)
        yield sentences[kind].format(number=number, name=name)
