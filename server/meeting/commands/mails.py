"""What somebody asks for: mails and what becomes of them, what was told otherwise, reminders of the meeting."""

from ..mail import Hitch, Matter, Way
from ..value import value


@value
class SetAddress:
    """Where somebody can be written to and called."""

    seat: str
    email: str = ""
    phone: str = ""


@value
class AskMail:
    """Have a mail sent to somebody. digest: of the text as whoever asks has seen it; see Mail."""

    mail: str
    matter: Matter
    seat: str
    digest: str
    language: str = "cs"
    attached: bool = False


@value
class AskMailAgain:
    """Have a mail sent that has not left, or perhaps has not."""

    mail: str


@value
class WithdrawMail:
    """It shall not be sent after all."""

    mail: str


@value
class NoteTold:
    """Somebody has been told otherwise than by a mail of ours; words: such as who has handed it over; step: where they
    were reminded of steps, the first of them, so that a second tap is known for one.
    """

    seat: str
    matter: Matter
    way: Way
    words: str = ""
    step: str = ""


@value
class SetReminding:
    """Remind everyone the day before, in a language; "" for nobody."""

    language: str = ""


@value
class AskReminder:
    """The program itself: the day before has come for somebody."""

    mail: str
    seat: str


@value
class BeginMail:
    """The program itself: from here on the mail may have left."""

    mail: str
    address: str


@value
class NoteMail:
    """The program itself: what became of it. sha256: of the file that went with it."""

    mail: str
    hitch: Hitch | None = None
    said: str = ""
    sha256: str = ""


Command = (
    SetAddress | AskMail | AskMailAgain | WithdrawMail | NoteTold | SetReminding | AskReminder | BeginMail | NoteMail
)
