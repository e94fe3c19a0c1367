"""The sentences that browser code says by itself (static/words.js), in the language of the viewer."""

from collections.abc import Mapping

from .language import Tongue


def N_(sentence: str) -> str:
    return sentence


def ngettext(one: str, many: str) -> tuple[str, str]:
    """Marks a sentence with a count for translation, nothing else."""
    return one, many


SENTENCES = (
    N_("Saved"),
    N_("Saving…"),
    N_("No connection. You can go on writing; it will be sent later."),
    N_("Too much at once. The page connects again in a moment."),
    N_("You are no longer signed in here. Copy what is not saved, and open your link again."),
    N_("This place at the table is not open to you now. Copy what is not saved."),
    N_("This page was opened once more. Reload it to go on here."),
    N_("What was in this meeting has been erased."),
    N_("The program was updated. Copy what is not saved, and reload the page."),
    N_("There is no room for so much: the limit is {limit} characters. Your text has stayed as it was."),
    N_("Characters that cannot be kept were left out or replaced."),
    N_("Others changed the text while you were away. Please read it once more."),
    N_("Your words that could not be saved"),
    N_("Copy"),
    N_("Copied"),
    N_("Discard"),
    N_("The text was locked before your words arrived."),
    N_("You may not write here now."),
    N_("The text would be too long with your words."),
    N_("Your words hold characters that cannot be kept."),
    N_("What you wrote in is no longer there."),
    N_("The program was restored from a backup; this is what your page still had."),
    N_("There was no room for this."),
    N_("These words could not be saved."),
    # static/panels.js, static/page.js and static/clock.js
    N_("Close this message"),
    N_("The meeting is over. Thank you."),
    N_("We go on: {stage}"),
    N_("Now: {panel}"),
    N_("The plan is open again. Signatures under it are void."),
    N_("The plan is ready to be signed."),
    N_("Something went wrong on our side. What was saved stays saved; please try again."),
    N_("There is no connection just now, so this has not been done. Try again in a moment."),
    N_("connected"),
    N_("not connected"),
    N_("{n} min"),
    N_("{over} min longer"),
    # static/moving.js
    N_("Hold it and drag it. Or open it: there are buttons to move it."),
    N_("Lifted: {what}"),
    N_("Goal {goal}, place {n} of {all}"),
    N_("Place {n} of {all}"),
    N_("Put down: {place}"),
    N_("Left where it was."),
    N_("It is not there any more, or not yours to move."),
    # static/lane.js
    N_("Not saved yet. It will be tried again."),
)

COUNTED = (
    ngettext(
        "You are writing without a connection: {count} character is waiting",
        "You are writing without a connection: {count} characters are waiting",
    ),
    ngettext(
        "Saving takes longer than usual: {count} character is waiting",
        "Saving takes longer than usual: {count} characters are waiting",
    ),
    ngettext("{names} is writing", "{names} are writing"),
)

# The browser asks for a form by its name in Unicode's rules; a number of each kind in every language we speak.
_SAMPLES = {"one": 1, "few": 2, "many": 5, "other": 5}


def spoken(tongue: Tongue) -> Mapping[str, str | Mapping[str, str]]:
    """English sentence -> translation; a sentence with a count -> its forms by the names of Unicode's plural rules."""
    said: dict[str, str | Mapping[str, str]] = {sentence: tongue._(sentence) for sentence in SENTENCES}
    forms = tongue.catalogue.ngettext
    for one, many in COUNTED:
        said[one] = {name: forms(one, many, number) for name, number in _SAMPLES.items()}
    return said
