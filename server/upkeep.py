"""Commands for whoever looks after the machine: a backup, the way back from it, and what is wrong."""

import json
import os
import sqlite3
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from exports.content import mark

from .ports import CannotOpen

if TYPE_CHECKING:
    from .settings import Settings

PASSWORD = "SETKANI_BACKUP_PASSWORD"
DONE, NO, WRONG = 0, 1, 2


def back_up(settings: "Settings", file: Path, lock: bool, as_json: bool) -> None:
    """Everything kept, as one FILE."""
    from .store.backup import backup

    password = _new_password() if lock else ""
    try:
        made = backup(settings.data_dir, file, datetime.now(UTC), password)
    except CannotOpen as error:
        _stop(str(error))
    except FileExistsError:
        _stop(f"{file} is there already, and nothing is overwritten; choose another name.")
    except (OSError, sqlite3.Error) as error:
        _stop(f"The backup could not be written to {file}: {getattr(error, 'strerror', None) or error}.")
    told = {"file": str(file), "made": made.made.isoformat(), "meetings": made.meetings, "files": made.files}
    locked = " It opens only with the password." if password else " It is not locked: keep it where only you come."
    sentence = f"{file}: {made.meetings} meetings and {made.files} other files.{locked}"
    click.echo(json.dumps(told, ensure_ascii=False) if as_json else sentence)


def bring_back(settings: "Settings", file: Path, yes: bool, as_json: bool) -> None:
    """The data folder as it was in FILE."""
    from .store.backup import BadBackup, is_locked, restore
    from .store.opening import FILE

    try:
        password = _password() if is_locked(file) else ""
        if (settings.data_dir / FILE).exists() and not yes:
            click.confirm(
                f"The meetings in {settings.data_dir} will be as they were in {file}. "
                "What is there now is laid aside among its backups. Go on?",
                abort=True,
                err=True,
            )
        about, aside = restore(file, settings.data_dir, mark, password)
    except (BadBackup, CannotOpen) as error:
        _stop(str(error))
    except (OSError, sqlite3.Error) as error:
        _stop(f"{file} could not be restored: {getattr(error, 'strerror', None) or error}.")
    told = {
        "meetings": about.meetings,
        "made": about.made.isoformat(),
        "data_dir": str(settings.data_dir),
        "aside": str(aside) if aside else None,
    }
    kept = f" What was there before is in {aside}." if aside else ""
    sentence = f"{about.meetings} meetings are back as of {about.made:%Y-%m-%d %H:%M} UTC.{kept}"
    click.echo(json.dumps(told, ensure_ascii=False) if as_json else sentence)


def examined(settings: "Settings", as_json: bool) -> int:
    """Says what was found; returns the exit code."""
    from .doctor import Weight, examine

    found = list(examine(settings, datetime.now(UTC)))
    if as_json:
        told = [{"weight": each.weight.value, "sentence": each.sentence} for each in found]
        click.echo(json.dumps({"findings": told}, ensure_ascii=False))
    else:
        signs = {Weight.GOOD: "ok     ", Weight.HINT: "note   ", Weight.WRONG: "WRONG  "}
        for each in found:
            click.echo(signs[each.weight] + each.sentence)
    return NO if any(each.weight is Weight.WRONG for each in found) else DONE


def _password() -> str:
    """From the environment, or asked for where somebody can answer; never from the command line, which others see."""
    known = os.environ.get(PASSWORD, "")
    return known or (click.prompt("Password of the backup", hide_input=True, err=True) if sys.stdin.isatty() else "")


def _new_password() -> str:
    known = os.environ.get(PASSWORD, "")
    if not known and sys.stdin.isatty():
        known = click.prompt("A password for the backup", hide_input=True, confirmation_prompt=True, err=True)
    if not known:
        _stop(f"There is nobody to ask for a password; put it into {PASSWORD}.")
    return known


def _stop(sentence: str) -> NoReturn:
    click.echo(sentence, err=True)
    raise SystemExit(WRONG)
