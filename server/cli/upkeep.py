"""For whoever looks after the machine: a backup, the way back from it, what is wrong, how fast it is."""

import json
import os
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from ..ports import CannotOpen
from .ends import DONE, NO, WRONG, stop
from .options import of_the_data, read_settings

PASSWORD = "SETKANI_BACKUP_PASSWORD"


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@of_the_data
@click.option("--lock", is_flag=True, help="Under a password: from SETKANI_BACKUP_PASSWORD, or asked for.")
@click.option("--json", "as_json", is_flag=True, help="Print what is in it as one line of JSON.")
def backup(file: Path, config: Path | None, lock: bool, as_json: bool, **flags: object) -> None:
    """All meetings, photos and records as one FILE, while the server runs or not."""
    from ..machine import note_backup
    from ..store.backup import BadPlace
    from ..store.backup import backup as back_up

    settings = read_settings(flags, config)
    password = _new_password() if lock else ""
    try:
        made = back_up(settings.data_dir, file, datetime.now(UTC), password)
    except (CannotOpen, BadPlace) as error:
        stop(WRONG, str(error))
    except FileExistsError:
        stop(WRONG, f"{file} is there already, and nothing is overwritten; choose another name.")
    except (OSError, sqlite3.Error) as error:
        stop(WRONG, f"The backup could not be written to {file}: {getattr(error, 'strerror', None) or error}.")
    note_backup(settings.data_dir, made.made)
    told = {"file": str(file), "made": made.made.isoformat(), "meetings": made.meetings, "files": made.files}
    locked = " It opens only with the password." if password else " It is not locked: keep it where only you come."
    sentence = f"{file}: {_meetings(made.meetings)}, other files: {made.files}.{locked}"
    click.echo(json.dumps(told, ensure_ascii=False) if as_json else sentence)


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@of_the_data
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--json", "as_json", is_flag=True, help="Print what came back as one line of JSON.")
def restore(file: Path, config: Path | None, yes: bool, as_json: bool, **flags: object) -> None:
    """The meetings as they were in a backup FILE. The server must not be running."""
    from exports.content import mark

    from ..store.backup import BadBackup, is_locked
    from ..store.backup import restore as bring_back
    from ..store.opening import FILE

    settings = read_settings(flags, config)
    try:
        password = _password() if is_locked(file) else ""
        if (settings.data_dir / FILE).exists() and not yes:
            click.confirm(
                f"The meetings in {settings.data_dir} will be as they were in {file}. "
                "What is there now is laid aside among its backups. Go on?",
                abort=True,
                err=True,
            )
        about, aside = bring_back(file, settings.data_dir, mark, password)
    except (BadBackup, CannotOpen) as error:
        stop(WRONG, str(error))
    except (OSError, sqlite3.Error) as error:
        where = f" ({named})" if (named := getattr(error, "filename", None)) else ""
        stop(WRONG, f"{file} could not be restored: {getattr(error, 'strerror', None) or error}{where}.")
    told = {
        "meetings": about.meetings,
        "made": about.made.isoformat(),
        "data_dir": str(settings.data_dir),
        "aside": str(aside) if aside else None,
    }
    kept = f" What was there before is in {aside}." if aside else ""
    sentence = f"What came back: {_meetings(about.meetings)}, as of {about.made:%Y-%m-%d %H:%M} UTC.{kept}"
    click.echo(json.dumps(told, ensure_ascii=False) if as_json else sentence)


@click.command()
@of_the_data
@click.option("--json", "as_json", is_flag=True, help="Print what was found as one line of JSON.")
def doctor(config: Path | None, as_json: bool, **flags: object) -> None:
    """What is wrong with this installation and its data. Exit code 1 if anything is."""
    from ..doctor import examine, libreoffice, whose
    from ..machine import Weight, surroundings

    settings, now = read_settings(flags, config), datetime.now(UTC)
    found = [*examine(settings, now), libreoffice(settings)]
    found += surroundings(settings, now, bool(whose(settings.data_dir)))
    if as_json:
        told = [{"weight": each.weight.value, "sentence": each.sentence} for each in found]
        click.echo(json.dumps({"findings": told}, ensure_ascii=False))
    else:
        signs = {Weight.GOOD: "ok     ", Weight.HINT: "note   ", Weight.WRONG: "WRONG  "}
        for each in found:
            click.echo(signs[each.weight] + each.sentence)
    raise SystemExit(NO if any(each.weight is Weight.WRONG for each in found) else DONE)


@click.command(context_settings={"ignore_unknown_options": True}, add_help_option=False)
@click.argument("options", nargs=-1, type=click.UNPROCESSED)
def bench(options: tuple[str, ...]) -> None:
    """Measure the server against a bare relay, and as meetings grow. Needs the checkout."""
    checkout = Path(__file__).resolve().parent.parent.parent
    if not (checkout / "tests" / "bench" / "__main__.py").is_file():
        stop(WRONG, "The measurements lie in tests/bench of the checkout: run `python3 run.py bench` there.")
    raise SystemExit(subprocess.call([sys.executable, "-m", "tests.bench", *options], cwd=checkout))


def _meetings(number: int) -> str:
    return "1 meeting" if number == 1 else f"{number} meetings"


def _password() -> str:
    """From the environment, or asked for where somebody can answer; never from the command line, which others see."""
    known = os.environ.get(PASSWORD, "")
    return known or (click.prompt("Password of the backup", hide_input=True, err=True) if sys.stdin.isatty() else "")


def _new_password() -> str:
    known = os.environ.get(PASSWORD, "")
    if not known and sys.stdin.isatty():
        known = click.prompt("A password for the backup", hide_input=True, confirmation_prompt=True, err=True)
    if not known:
        stop(WRONG, f"There is nobody to ask for a password; put it into {PASSWORD}.")
    return known
