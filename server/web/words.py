"""Sentences for what the heart says in codes: holes, verdicts, presences. English msgids; see server/locales."""

from collections.abc import Callable

from ..meeting.holes import Hole
from ..meeting.mail import Answer, Hitch, MailState, Matter, Way
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
    "past": N_("How a step of the last plan came out is not said yet."),
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


MATTERS = {
    Matter.INVITATION: N_("Invitation"),
    Matter.CHANGE: N_("Change of time or place"),
    Matter.CANCELLATION: N_("Called off"),
    Matter.REMINDER: N_("Reminder"),
    Matter.RECORD: N_("Record of the meeting"),
    Matter.STEPS: N_("Reminder of steps"),
}

WAYS = {
    Way.MAIL: N_("by e-mail"),
    Way.PRINT: N_("on paper"),
    Way.SMS: N_("by SMS"),
    Way.PHONE: N_("on the phone"),
    Way.SPOKEN: N_("in person"),
    Way.HAND: N_("handed over in person"),
}

ANSWERS = {
    Answer.YES: N_("is coming"),
    Answer.NO: N_("is not coming"),
    Answer.INSTEAD: N_("somebody else shall come"),
}

MAIL_STATES = {
    MailState.WAITING: N_("waits to be sent"),
    MailState.SENDING: N_("is being sent"),
    MailState.SENT: N_("sent"),
    MailState.AGAIN: N_("not sent yet, will be tried again"),
    MailState.FAILED: N_("not sent"),
    MailState.UNCLEAR: N_("perhaps sent"),
    MailState.WITHDRAWN: N_("taken back"),
    MailState.PAST: N_("not sent, its time is over"),
}

HITCHES = {
    Hitch.NO_POST: N_("No mail server is set. Save the mail and send it by hand."),
    Hitch.UNREACHABLE: N_("The mail server cannot be reached."),
    Hitch.NO_TLS: N_("The mail server does not encrypt. Unencrypted, nothing is sent."),
    Hitch.CERTIFICATE: N_("The certificate of the mail server is not in order: perhaps it is another server."),
    Hitch.LOGIN: N_("The mail server does not accept our name and password."),
    Hitch.SENDER: N_("The mail server does not send mails from our address."),
    Hitch.LATER: N_("The mail server asks us to try again later."),
    Hitch.ADDRESS: N_("The mail server does not know this address. Check how it is written."),
    Hitch.LETTERS: N_("The mail server cannot send to an address with such letters."),
    Hitch.CONTENT: N_("The mail server has refused this mail."),
    Hitch.TOO_LARGE: N_("The mail is too large for the mail server. Send a link instead of the file."),
    Hitch.NO_ADDRESS: N_("There is no e-mail address any more."),
    Hitch.CHANGED: N_("It would say something else by now. Look at it once more, and send it anew."),
    Hitch.UNCLEAR: N_("The line broke at the last moment: the mail may have arrived or not."),
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
    elif kind == "past":
        last = meeting.previous.step(subject) if meeting.previous else None
        about = last.what.strip() if last else ""
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
