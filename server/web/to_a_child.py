"""What is said to grown-ups, said to a child: in fewer words, and as one speaks to a child.

The child's pages are made of the same pieces as everyone's. So a sentence that would be stiff to a child, or of no use,
has another one here, with a translation of its own.
"""

import gettext
from collections.abc import Mapping

from .words import N_


def ngettext(one: str, many: str) -> tuple[str, str]:
    """Marks a sentence with a count for translation, nothing else."""
    return one, many


_AGAIN = N_("That did not work. Try it once more.")
_LATER = N_("That did not work just now. Try it again in a moment, or tell your guide.")
_CHANGED = N_("Something has changed here meanwhile. Have a look, and then do it again.")
_NOT_NOW = N_("This cannot be done now.")
_PHOTO = N_("This photo cannot be shown here. Try another one, or ask your guide to help you.")

SAID: Mapping[str, str] = {
    # static/unsaved.js, static/panels.js
    "No connection. You can go on writing; it will be sent later.": N_(
        "There is no connection. Just go on, it will be sent later."
    ),
    "Too much at once. The page connects again in a moment.": N_("That was a lot at once. It will go on in a moment."),
    "You are no longer signed in here. Copy what is not saved, and open your link again.": N_(
        "This page does not know you any more. Open your link again, or tell your guide."
    ),
    "This place at the table is not open to you now. Copy what is not saved.": N_(
        "This page is closed just now. Tell your guide."
    ),
    "This page was opened once more. Reload it to go on here.": N_(
        "Your page is open somewhere else, too. To go on here, load it again."
    ),
    "The program was updated. Copy what is not saved, and reload the page.": N_(
        "There is something new. Load the page again."
    ),
    "Others changed the text while you were away. Please read it once more.": N_(
        "The words have changed while you were away. Read them once more."
    ),
    "Your words that could not be saved": N_("Your words that are not saved"),
    "The text was locked before your words arrived.": N_("It was closed before your words came."),
    "You may not write here now.": N_("You cannot write here now."),
    "The text would be too long with your words.": N_("It would be too long."),
    "Your words hold characters that cannot be kept.": N_("There are signs in it that cannot be kept."),
    "What you wrote in is no longer there.": N_("The place where you wrote is not there any more."),
    "The program was restored from a backup; this is what your page still had.": N_("This was only on your page."),
    "There is no room for so much: the limit is {limit} characters. Your text has stayed as it was.": N_(
        "So much does not fit here. What was there before has stayed."
    ),
    "Something went wrong on our side. What was saved stays saved; please try again.": N_(
        "Something went wrong here. Nothing is lost; try it once more."
    ),
    "There is no connection just now, so this has not been done. Try again in a moment.": N_(
        "There is no connection just now. Try it again in a moment."
    ),
    "The meeting is over. Thank you.": N_("Your meeting is over. Thank you."),
    # server/web/errors.py, server/web/photos.py
    "There is nothing here. The link may have expired or been mistyped; ask the facilitator for a new one.": N_(
        "There is nothing here. Tell your guide, they will give you another link."
    ),
    "This form cannot be read. Open the page again and repeat it.": _AGAIN,
    "This form was sent from another address than ours. Open the meeting again and repeat it.": _AGAIN,
    "This is too large to be sent.": N_("This is too large."),
    "Too much at once. Wait a moment and do it again.": N_("That was a lot at once. Wait a moment."),
    "It could not be saved: the disk of the computer is full. Make room and try again.": _LATER,
    "It could not be saved: the data folder cannot be written to. Check its rights and try again.": _LATER,
    "It could not be saved: the disk does not take it. Try again; nothing half done was kept.": _LATER,
    "The photo is too large: at most {most} MB. Take it once more with a lower resolution.": _PHOTO,
    "The photo has too many pixels: at most {most} million. Take it once more with a lower resolution.": _PHOTO,
    "A photo in the HEIC format cannot be read here. Take it once more as JPEG; the phone's camera has that choice.": (
        _PHOTO
    ),
    "This is not a photo that can be read. Send a picture in JPEG, PNG or WebP, and wait until it is whole.": _PHOTO,
    # server/meeting/refusals.py
    "Your role cannot do this in this meeting.": _NOT_NOW,
    "You have not been let into this meeting yet. The facilitator will admit you.": N_(
        "First tap that you are here at the meeting."
    ),
    "This is not the stage for that. Now it is: {stage}.": _NOT_NOW,
    "The plan is frozen for signing. To change it, the facilitator opens it again.": _NOT_NOW,
    "The meeting is broken off for today. The facilitator will open it again.": N_("We have stopped for today."),
    "The meeting is closed; nothing can be changed in it any more.": N_("Your meeting is over."),
    "The plan has changed since you saw it. Please read the present version.": _CHANGED,
    "What is written for you has changed since you saw it. Please read it once more.": _CHANGED,
    "The step has changed since you saw it. Please read it again.": _CHANGED,
    "You have already signed or refused this version.": N_("You have signed already."),
    "Please write a name (1 to 80 characters).": N_("Write a name."),
    "Please write a title (1 to 200 characters).": N_("Write what it is to be called."),
    "Please say it in words.": N_("Write it in words."),
    "One person can have at most {most} cards here. Take one back before you add another.": N_(
        "You have a lot there already. Take something back first."
    ),
    "The signature is empty. Please draw it once more.": N_("There is nothing drawn yet."),
    "The signature has too many strokes. Please draw it more simply.": N_(
        "That is too many lines. Draw it more simply."
    ),
    # templates
    "Whether it helped, only you answer for yourself. Once you have, everyone at the table sees it. You need not.": N_(
        "Nobody else answers this. When you have, the others see it. You need not answer."
    ),
    "Field for your signature. Draw with a finger, a pen or a mouse; on a keyboard, the space bar puts the pen down "
    "and lifts it, arrows move it.": N_("Here you can sign or draw with your finger."),
    "You are not at the table now.": N_("You are not at the table just now."),
}
"""Said to everyone -> said to a child."""

COUNTED: Mapping[str, tuple[str, str]] = {
    "You are writing without a connection: {count} character is waiting": ngettext(
        "There is no connection: {count} letter is waiting",
        "There is no connection: {count} letters are waiting",
    ),
}
"""The same for sentences with a count, by their form for one."""


class ToAChild(gettext.NullTranslations):
    """A catalogue that says the sentences above to a child, and all others as they are."""

    def __init__(self, said: gettext.NullTranslations) -> None:
        super().__init__()
        self._said = said

    def gettext(self, message: str) -> str:
        return self._said.gettext(SAID.get(message, message))

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self._said.ngettext(*COUNTED.get(msgid1, (msgid1, msgid2)), n)
