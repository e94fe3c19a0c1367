"""What is kept of people: `setkani purge` erases a meeting, `setkani person` says what one has of somebody."""

import json
from pathlib import Path
from time import monotonic, sleep
from typing import TYPE_CHECKING

import click

from ..ports import Damaged, NotSaved
from ..settings import Settings
from ..store.opening import Access
from .ends import NO, WRONG, stop
from .folder import open_store, put
from .options import of_the_data, read_settings

if TYPE_CHECKING:
    from ..meeting.model import Meeting
    from ..ports import Erasure

_SERVER_ERASES = 60.0
"""Seconds that a running server is given to erase a meeting before we go without waiting for it."""


@click.command()
@click.argument("meeting")
@of_the_data
@click.option(
    "--why", type=click.Choice(["taken-over", "asked", "office", "mistake"]), default="office", show_default=True
)
@click.option("--record", type=click.Choice(["keep", "erase"]), help="What becomes of it; by default as the rule says.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--json", "as_json", is_flag=True, help="Print what remains as one line of JSON.")
def purge(
    meeting: str, config: Path | None, why: str, record: str | None, yes: bool, as_json: bool, **flags: object
) -> None:
    """Erase a MEETING (its id, or its code) for good. The server may be running or not."""
    from ..opening import erasure, found
    from ..ports import Why

    settings = read_settings(flags, config)
    with open_store(settings, Access.READING) as store:
        line = found(meeting, store, store)
        if line is None:
            stop(NO, f"There is no meeting “{meeting}” in {settings.data_dir}.")
        remains, state = erasure(line, store, settings, Why(why), record or "")
    if warning := _before_erasing(state):
        click.echo(warning, err=True)
    if not yes:
        sure = click.prompt(f"All of “{line.title}” will be erased for good. To be sure, write its name", err=True)
        if " ".join(sure.split()).casefold() != line.title.casefold():
            stop(NO, "That is not its name; nothing was erased.")
    done = _erase(settings, remains)
    if done is None:
        stop(NO, "The server has been told; it has not come to the end yet. See the page /erased.")
    told = {
        "meeting": done.meeting,
        "erased": done.done,
        "counts": dict(done.counts),
        "record": done.record,
        "kept": bool(done.kept),
    }
    kept = f" Its record stays; SHA-256: {done.record}." if done.kept else ""
    sentence = f"Erased. Of {done.counts['entries']} entries one line remains, without names.{kept}"
    click.echo(json.dumps(told, default=str, ensure_ascii=False) if as_json else sentence)


@click.command()
@click.argument("meeting")
@click.argument("seat")
@of_the_data
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="Where to write it.")
def person(meeting: str, seat: str, config: Path | None, output: Path | None, **flags: object) -> None:
    """What a MEETING has of one person (a SEAT's id, or the whole name), as JSON that can be read."""
    from ..opening import found, person_of

    settings = read_settings(flags, config)
    try:
        with open_store(settings, Access.READING) as store:
            line = found(meeting, store, store)
            if line is None:
                stop(NO, f"There is no meeting “{meeting}” in {settings.data_dir}.")
            name, content = person_of(line, seat, store, settings)
    except LookupError:
        stop(NO, f"In that meeting there is nobody, or more than one, called “{seat}”. Take the id of the seat.")
    except Damaged as damaged:
        stop(WRONG, f"The meeting cannot be read from the disk: {damaged}. Restore it from a backup.")
    put(output or Path(name), content)


def _before_erasing(state: "Meeting | None") -> str:
    """What has to be known first, in a sentence."""
    from ..meeting.keeping import Hindrance, hindrance

    if state is None:
        return "This meeting cannot be read from the disk; a backup might have it whole."
    sentences = {
        Hindrance.OPEN: "The meeting has not been closed and has no record: all that was written will be lost.",
        Hindrance.NO_RECORD: "The record is not written yet: there will be none.",
        Hindrance.HELD: "The office keeps these data for a reason.",
        Hindrance.NOT_HANDED_OVER: "It is not noted that everyone who is to have the record has it.",
    }
    stands = hindrance(state)
    return sentences[stands] if stands else ""


def _erase(settings: Settings, line: "Erasure") -> "Erasure | None":
    """Erase it here, or have it done by the server that uses the folder; the line with its end, None if there is none
    yet."""
    from ..opening import erase
    from ..store.lock import FolderLock, Taken
    from ..store.opening import LOCK

    try:
        FolderLock(settings.data_dir / LOCK).release()
        alone = True
    except Taken:
        alone = False
    try:
        with open_store(settings, Access.ALONE if alone else Access.BESIDE) as store:
            if alone:
                erase(line, store, settings)
            else:
                store.begin_erasing(line)
            end = monotonic() + _SERVER_ERASES
            while True:
                done = next(each for each in store.erasures() if each.meeting == line.meeting)
                if done.done or monotonic() > end:
                    return done if done.done else None
                sleep(0.2)
    except (NotSaved, OSError) as error:
        stop(WRONG, f"Not everything could be erased ({error}). Do it again; it begins where it was.")
