"""The `setkani` command."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from . import places
from .ports import CannotOpen, Damaged
from .settings import BadSettings, Settings, load
from .store.opening import Access
from .store.sqlite import SqliteStore

if TYPE_CHECKING:
    from .demo.story import Story
    from .office import Office

DONE, NO, WRONG = 0, 1, 2
"""Exit codes: done; the answer is no; used wrongly or unreadable."""
_PASSWORD = "SETKANI_SEAL_PASSWORD"


@click.group()
@click.version_option(package_name="setkani")
def main() -> None:
    """A case conference around one table: a shared plan on everyone's phone, a record that everyone signed."""


def _shared(command: Any) -> Any:
    """Options of every command that touches the data."""
    command = click.option("--office", type=click.Path(), help="The office's own settings (TOML).")(command)
    command = click.option("--data-dir", type=click.Path(path_type=Path), help="Where everything is kept.")(command)
    return click.option("--config", type=click.Path(path_type=Path), help="A settings file (TOML).")(command)


def _serving(command: Any) -> Any:
    command = click.option("--host", help="The address to listen on (0.0.0.0: the whole network).")(command)
    command = click.option("--port", type=int, help="The port to listen on (0: any free one).")(command)
    return click.option("--base-url", help="How phones reach this machine, when it cannot be found out.")(command)


@main.command()
@_shared
@_serving
def serve(config: Path | None, **flags: object) -> None:
    """Serve the meetings of the data folder."""
    settings = _settings(flags, config)
    office = _office(settings)
    with _store(settings, Access.ALONE) as store:
        _serve(settings, store, None, office)


@main.command()
@_shared
@_serving
@click.option("--format", "format_id", default="pripadova-konference", show_default=True, help="The kind of meeting.")
@click.option("--story", default="", metavar="NAME", help="Which story: jakub, pavel, novakovi or amalka.")
@click.option("--guests", type=click.IntRange(0, 60), default=0, help="Simulated people who play along.")
@click.option("--json", "as_json", is_flag=True, help="Print the links as one line of JSON first.")
def demo(config: Path | None, format_id: str, story: str, guests: int, as_json: bool, **flags: object) -> None:
    """Serve a meeting from the demo story. Without --data-dir it is kept in a folder of its own."""
    from .demo import story_of

    settings = _settings(flags, config)
    if flags["data_dir"] is None:
        settings = _settings({**flags, "data_dir": settings.data_dir / "demo"}, config)
    try:
        told = story_of(format_id, story)
    except KeyError as error:
        known = ", ".join(error.args[0])
        if story:
            _stop(WRONG, f"There is no story “{story}”. There is: {known}.")
        _stop(WRONG, f"There is no demo of the kind “{format_id}”. There is: {known}.")
    office = _office(settings)
    with _store(settings, Access.ALONE) as store:
        _serve(settings, store, told, office, guests=guests, as_json=as_json)


@main.command()
@click.argument("file", type=click.Path(path_type=Path))
@_shared
@_serving
@click.option("--json", "as_json", is_flag=True, help="Print the links as one line of JSON.")
def new(file: Path, config: Path | None, as_json: bool, **flags: object) -> None:
    """A meeting from a FILE (TOML); prints its links. The server may be running or not."""
    from .formats.meeting_file import BadMeetingFile
    from .opening import links_of, open_from_file

    settings = _settings(flags, config)
    base_url = settings.base_url or f"http://127.0.0.1:{settings.port}"
    office = _office(settings, seals=False)
    try:
        with _store(settings, Access.BESIDE) as store:
            made = asyncio.run(open_from_file(file, store, store, settings, base_url, office))
    except BadMeetingFile as error:
        _stop(WRONG, str(error))
    click.echo(json.dumps(made, ensure_ascii=False) if as_json else links_of(made))


@main.command()
@click.argument("meeting")
@_shared
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="Where to write it.")
def record(meeting: str, config: Path | None, output: Path | None, **flags: object) -> None:
    """The Word record of a MEETING (its id, or its code); a draft, clearly marked, while it is open."""
    from .opening import record_of

    settings = _settings(flags, config)
    office = _office(settings)
    try:
        with _store(settings, Access.READING) as store:
            name, content = record_of(meeting, store, store, settings, office)
    except LookupError:
        _stop(NO, f"There is no meeting “{meeting}” in {settings.data_dir}.")
    except Damaged as damaged:
        _stop(WRONG, f"The meeting cannot be read from the disk: {damaged}. Restore it from a backup.")
    target = output or Path(name)
    try:
        target.write_bytes(content)
    except OSError as error:
        _stop(WRONG, f"The record cannot be written to {target}: {error.strerror}.")
    click.echo(str(target))


@main.command("seal-key")
@click.argument("name")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), default="seal.pem", show_default=True, help="Where to."
)
@click.option("--ec", is_flag=True, help="An ECDSA key (P-256) instead of an RSA one (3072 bits).")
@click.option("--days", type=int, default=730, show_default=True, help="How long it is valid.")
def seal_key(name: str, output: Path, ec: bool, days: int) -> None:
    """A key to try sealing with, and its certificate, under a NAME. Nobody vouches for it: anyone can make one."""
    from exports.seal.key import BadKey, put_down, self_signed

    try:
        key = self_signed(name, days, datetime.now(UTC), ec=ec)
        password = _new_password()
        beside = put_down(key, output, password)
    except BadKey as error:
        _stop(WRONG, str(error))
    lock = "It is under the password you gave." if password else "It is under no password."
    click.echo(
        f"{output} holds the key and its certificate. Keep it to yourself. {lock}\n"
        f"{beside} is the certificate alone, for those who check your records.\n"
        f'To seal with it, write into office.toml:\n\n    [seal]\n    key = "{output}"\n\n'
        f"What it is worth: a record sealed with it shows whether anything in it was changed.\n"
        f"It does not show who sealed it: anyone can make such a certificate under the name “{name}”.\n"
        f"For that, an authority that people trust has to issue one."
    )


@main.command(context_settings={"ignore_unknown_options": True}, add_help_option=False)
@click.argument("options", nargs=-1, type=click.UNPROCESSED)
def bench(options: tuple[str, ...]) -> None:
    """Measure the server against a bare relay, and as meetings grow. Needs the checkout."""
    checkout = Path(__file__).resolve().parent.parent
    if not (checkout / "tests" / "bench" / "__main__.py").is_file():
        _stop(WRONG, "The measurements lie in tests/bench of the checkout: run `python3 run.py bench` there.")
    raise SystemExit(subprocess.call([sys.executable, "-m", "tests.bench", *options], cwd=checkout))


def _settings(flags: dict[str, Any], config: Path | None) -> Settings:
    try:
        return load(flags, config)
    except BadSettings as error:
        _stop(WRONG, str(error))


def _office(settings: Settings, *, seals: bool = True) -> "Office":
    """seals: the key to seal with is wanted too, and its password asked for if need be."""
    from .office import BadOffice, read_office

    try:
        return read_office(settings.office_file, _password if seals else None)
    except BadOffice as error:
        _stop(WRONG, str(error))


def _password() -> str | None:
    """The password of the key. Taken out of the environment: programs that are started from here need not have it."""
    if (given := os.environ.pop(_PASSWORD, None)) or not sys.stdin.isatty():
        return given
    return str(click.prompt("Password of the key to seal with", hide_input=True, err=True)) or None


def _new_password() -> str | None:
    if (given := os.environ.pop(_PASSWORD, None)) is not None or not sys.stdin.isatty():
        return given or None
    asked = "A password for the key (empty for none)"
    return str(click.prompt(asked, hide_input=True, err=True, default="", show_default=False, confirmation_prompt=True))


@contextmanager
def _store(settings: Settings, access: Access) -> Iterator[SqliteStore]:
    try:
        store = SqliteStore(settings.data_dir, access)
    except CannotOpen as error:
        _stop(WRONG, str(error))
    with store:
        yield store


def _serve(
    settings: Settings,
    store: SqliteStore,
    story: "Story | None",
    office: "Office",
    *,
    guests: int = 0,
    as_json: bool = False,
) -> None:
    from . import serving
    from .app import build
    from .opening import links_of, open_story
    from .web.entry import organiser_key

    if sentence := places.missing_bundle():
        _stop(WRONG, sentence)
    try:
        listening = serving.listen(settings)
    except serving.CannotServe as error:
        _stop(WRONG, str(error))
    found = serving.addresses(settings, listening)
    made: dict[str, Any] | None = None
    if story is not None:
        made = asyncio.run(open_story(story, store, store, settings, settings.base_url or found.here, office))
        click.echo(json.dumps(made, ensure_ascii=False) if as_json else links_of(made))
    try:
        app = build(settings, store, store, found.phones, office=office)
    except CannotOpen as error:
        _stop(WRONG, str(error))
    click.echo(serving.welcome(found, organiser_key(settings.data_dir), settings.data_dir))
    sys.stdout.flush()
    if made and guests:
        from .demo.guests import start

        with start(made, found.here, guests):
            serving.serve(app, listening)
    else:
        serving.serve(app, listening)


def _stop(code: int, sentence: str) -> NoReturn:
    click.echo(sentence, err=True)
    raise SystemExit(code)
