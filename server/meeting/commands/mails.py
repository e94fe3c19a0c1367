"""What somebody asks for: mails and what becomes of them, what was told otherwise, reminders of the meeting."""

from dataclasses import dataclass

from ..mail import Hitch, Matter, Way


@dataclass(frozen=True, slots=True)
class SetAddress:
    """Where somebody can be written to and called."""

    seat: str
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class AskMail:
    """Have a mail sent to somebody. digest: of the text as whoever asks has seen it; see Mail."""

    mail: str
    matter: Matter
    seat: str
    digest: str
    language: str = "cs"
    attached: bool = False


@dataclass(frozen=True, slots=True)
class AskMailAgain:
    """Have a mail sent that has not left, or perhaps has not."""

    mail: str


@dataclass(frozen=True, slots=True)
class WithdrawMail:
    """It shall not be sent after all."""

    mail: str


@dataclass(frozen=True, slots=True)
class NoteTold:
    """Somebody has been told otherwise than by a mail of ours; words: such as who has handed it over."""

    seat: str
    matter: Matter
    way: Way
    words: str = ""


@dataclass(frozen=True, slots=True)
class SetReminding:
    """Remind everyone the day before, in a language; "" for nobody."""

    language: str = ""


@dataclass(frozen=True, slots=True)
class AskReminder:
    """The program itself: the day before has come for somebody."""

    mail: str
    seat: str


@dataclass(frozen=True, slots=True)
class BeginMail:
    """The program itself: from here on the mail may have left."""

    mail: str
    address: str


@dataclass(frozen=True, slots=True)
class NoteMail:
    """The program itself: what became of it. sha256: of the file that went with it."""

    mail: str
    hitch: Hitch | None = None
    said: str = ""
    sha256: str = ""


Command = (
    SetAddress | AskMail | AskMailAgain | WithdrawMail | NoteTold | SetReminding | AskReminder | BeginMail | NoteMail
)
