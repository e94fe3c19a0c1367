"""Sentences for what the heart says in codes: holes, verdicts, presences. English msgids; see server/locales."""

from collections.abc import Callable

from ..meeting.holes import Hole
from ..meeting.model import Meeting, Presence, Verdict


def N_(msgid: str) -> str:
    """Marks a msgid that is translated later."""
    return msgid


FAMILY = N_("Family and those close")
"""The side of the table that has no organisation."""

HOLES = {
    "step-what": N_("A step does not say what is to be done."),
    "step-owner": N_("The step has nobody."),
    "step-due": N_("The step has no date."),
    "step-order": N_("The step is due sooner than a step it has to wait for."),
    "step-open": N_("{name} has not promised the step yet."),
    "step-changed": N_("The step has changed since {name} promised it."),
    "step-declined": N_("{name} did not promise the step."),
    "goal-title": N_("A goal has no name."),
    "goal-steps": N_("The goal has no step."),
    "goals": N_("The plan has no goal yet."),
    "confidentiality": N_("{name} has not acknowledged confidentiality yet."),
    "reason": N_("The reason of the meeting is not written."),
    "aim": N_("The aim of the meeting is not written."),
    "part": N_("“{name}” is not written yet."),
    "strength": N_("{name}: no strength has been named yet."),
    "hub": N_("It is not said with whom information converges."),
    "unconfirmed": N_("{name} has not confirmed yet what was written down for them."),
    "apart": N_("{name} has two roles that had better not meet in one person."),
    "guide": N_("The child has no guide at the table yet."),
    "choice": N_("{name} has not chosen yet what matters most."),
    "load": N_("{name} would have more in a week than one should ask of anybody."),
    "next-meeting": N_("The next meeting has no date."),
    "freeze": N_("The plan is not frozen for signing."),
    "signature": N_("{name} has neither signed nor refused."),
}
"""Kind of hole -> sentence."""

PRESENCES = {
    Presence.INVITED: N_("invited"),
    Presence.WAITING: N_("waiting"),
    Presence.PRESENT: N_("present"),
    Presence.LEFT: N_("left"),
    Presence.EXCUSED: N_("excused"),
    Presence.TURNED_AWAY: N_("not admitted"),
    # Whoever was sent out has left, in these words too: why is nobody's business but theirs and the leader's.
    Presence.TAKEN_OUT: N_("left"),
}

VERDICTS = {
    Verdict.AGREE: N_("agrees"),
    Verdict.RESERVATION: N_("agrees with a reservation"),
    Verdict.DISAGREE: N_("disagrees"),
}


def hole_words(meeting: Meeting, hole: Hole, translate: Callable[[str], str], who: Callable[[str], str]) -> str:
    """What is missing, in a sentence, with the words of the step or goal it is about."""
    kind, subject = hole
    name = about = ""
    if kind.startswith("step-"):
        step = meeting.step(subject)
        name = who(step.owner) if step and step.owner else ""
        about = meeting.text(f"step:{subject}:what").strip()
    elif kind.startswith("goal-"):
        about = meeting.text(f"goal:{subject}:title").strip()
    elif kind == "part":
        name = next((translate(part.name) for part in meeting.format.parts if part.id == subject), "")
    elif kind == "strength":
        name = subject or translate(FAMILY)
    elif subject:
        name = who(subject)
    sentence = translate(HOLES[kind]).format(name=name)
    return f"{sentence} ({_cut(about)})" if about else sentence


def _cut(words: str, most: int = 60) -> str:
    one_line = " ".join(words.split())
    return one_line if len(one_line) <= most else one_line[: most - 1].rstrip() + "…"
