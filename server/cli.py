"""The `setkani` command."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any, NoReturn

import click

from . import places
from .meeting.model import OCCASIONS
from .ports import CannotOpen, Damaged, NotSaved
from .settings import SEAL_PASSWORD, BadSettings, Settings, load
from .store.memory import MemoryStore
from .store.opening import Access
from .store.sqlite import SqliteStore
from .users import user

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

    from .demo.story import Story
    from .following import Wishes
    from .meeting.model import Meeting
    from .office import Office
    from .ports import Erasure, EventLog

NO_PDF = (
    "For a PDF, LibreOffice has to be installed on this computer (libreoffice.org, free of charge); or the setting "
    "“soffice” says where it is."
)
DONE, NO, WRONG = 0, 1, 2
"""Exit codes: done; the answer is no; used wrongly or unreadable."""


@click.group()
@click.version_option(package_name="setkani")
def main() -> None:
    """A case conference around one table: a shared plan on everyone's phone, a record that everyone signed."""


main.add_command(user)


def _shared(command: Any) -> Any:
    """Options of every command that touches the data."""
    command = click.option("--office", type=click.Path(), help="The office's own settings (TOML).")(command)
    command = click.option("--data-dir", type=click.Path(path_type=Path), help="Where everything is kept.")(command)
    return click.option("--config", type=click.Path(path_type=Path), help="A settings file (TOML).")(command)


def _serving(command: Any) -> Any:
    command = click.option("--host", help="The address to listen on (0.0.0.0: the whole network).")(command)
    command = click.option("--proxy", help="Who stands in front and is believed: addresses, networks.")(command)
    command = click.option("--port", type=int, help="The port to listen on (0: any free one).")(command)
    command = click.option("--tls-key", type=click.Path(), help="The key of the certificate (PEM).")(command)
    command = click.option("--tls-cert", type=click.Path(), help="Speak TLS, with this certificate (PEM).")(command)
    return click.option("--base-url", help="How phones reach this machine, when it cannot be found out.")(command)


@main.command()
@_shared
@_serving
def serve(config: Path | None, **flags: object) -> None:
    """Serve the meetings of the data folder."""
    settings = _settings(flags, config)
    offices = _offices(settings)
    with _store(settings, Access.ALONE) as store:
        _serve(settings, store, None, offices)


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
    offices = _offices(settings)
    with _store(settings, Access.ALONE) as store:
        _serve(settings, store, told, offices, guests=guests, as_json=as_json)


@main.command()
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--from", "record_file", type=click.Path(path_type=Path), help="The record (.docx) of the last meeting.")
@click.option("--trust", multiple=True, type=click.Path(path_type=Path), help="Certificates (PEM) that are believed.")
@click.option("--title", default="", help="Another title than last time.")
@click.option("--starts", type=click.DateTime(["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]), help="When: 2027-04-16T14:00.")
@click.option("--place", default="", help="Where.")
@click.option("--occasion", default="evaluation", type=click.Choice(OCCASIONS[1:]), help="What the meeting is.")
@click.option("--for", "whose", default="", metavar="OFFICE", help="Whose it is, on a server of several offices.")
@_shared
@_serving
@click.option("--json", "as_json", is_flag=True, help="Print the links as one line of JSON.")
def new(
    file: Path | None,
    record_file: Path | None,
    trust: tuple[Path, ...],
    title: str,
    starts: datetime | None,
    place: str,
    occasion: str,
    whose: str,
    config: Path | None,
    as_json: bool,
    **flags: object,
) -> None:
    """A meeting from a FILE (TOML), or the next one --from the record of the last; prints its links. The server may be
    running or not."""
    from . import serving
    from .following import Wishes
    from .formats.meeting_file import BadMeetingFile
    from .opening import links_of, open_from_file

    if (file is None) == (record_file is None):
        _stop(WRONG, "A meeting is made from one file: FILE.toml, or --from RECORD.docx.")
    settings = _settings(flags, config)
    try:
        base_url = serving.usual_url(settings)
    except serving.CannotServe as error:
        _stop(WRONG, str(error))
    belongs = _whose(settings, whose)
    if record_file is not None:
        at = starts.replace(tzinfo=settings.zone) if starts else None
        made = _from_record(record_file, trust, Wishes(title, at, place, occasion), settings, base_url, belongs)
    else:
        assert file is not None
        office = _office(settings, seals=False, of=belongs)
        try:
            with _store(settings, Access.BESIDE) as store:
                made = asyncio.run(open_from_file(file, store, store, settings, base_url, office, belongs))
        except BadMeetingFile as error:
            _stop(WRONG, str(error))
    click.echo(json.dumps(made, ensure_ascii=False) if as_json else links_of(made))


def _whose(settings: Settings, office: str) -> str:
    """The id of an office of this server, by its name or id; "" where there are no accounts."""
    from .accounts.people import BadName, office_id
    from .store.accounts import SqliteAccounts

    try:
        known = SqliteAccounts(settings.data_dir).offices()
        found = office_id(office) if office else next(iter(known), "")
    except CannotOpen as error:
        _stop(WRONG, str(error))
    except BadName:
        found = ""
    if (office and found not in known) or (not office and len(known) > 1):
        _stop(NO, f"Whose meeting is it? Say it with --for; there is: {', '.join(known.values()) or 'no office yet'}.")
    return found


def _roots(files: tuple[Path, ...]) -> "list[Certificate]":
    from exports.seal.key import BadKey, read_certificates

    try:
        return [certificate for file in files for certificate in read_certificates(file)]
    except BadKey as error:
        _stop(WRONG, str(error))


def _from_record(
    file: Path, trusted: tuple[Path, ...], wishes: "Wishes", settings: Settings, base_url: str, belongs: str
) -> dict[str, Any]:
    """The next meeting from a record; why not is one sentence."""
    from .following import No, NotFollowed
    from .meeting.refusals import Refused
    from .opening import open_from_record
    from .web.following import NOT_FOLLOWED, ROLE_GONE

    roots, office = _roots(trusted), _office(settings, seals=False, of=belongs)
    try:
        with _store(settings, Access.BESIDE) as store:
            known = (*_known_seals(settings, office, belongs), *roots)
            opened = open_from_record(file, wishes, known, store, store, base_url, office, belongs)
            made, changed = asyncio.run(opened)
    except NotFollowed as no:
        _stop(WRONG if no.why is No.UNREADABLE else NO, NOT_FOLLOWED[no.why].format(**no.places))
    except Refused as refused:
        _stop(NO, f"The record does not fit a meeting: {refused}")
    except OSError as error:
        _stop(WRONG, f"The file {file} cannot be read: {error.strerror}.")
    for name, role in changed:
        click.echo(ROLE_GONE.format(name=name, role=role), err=True)
    return made


@main.command()
@click.argument("meeting")
@_shared
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="Where to write it.")
@click.option("--for", "whose", default="", metavar="WHO", help="The copy of one recipient: a whole name, or an id.")
@click.option("--pdf", "with_pdf", is_flag=True, help="Write a PDF/A for the file beside it, with LibreOffice.")
def record(meeting: str, config: Path | None, output: Path | None, whose: str, with_pdf: bool, **flags: object) -> None:
    """The Word record of a MEETING (its id, or its code); a draft, clearly marked, while it is open."""
    from exports.filed import language_of
    from exports.pdf import NotMade, office_program, pdf
    from exports.seal.key import BadKey

    from .opening import found, record_of
    from .web.filing import printing_folder
    from .web.language import translations

    settings = _settings(flags, config)
    program = office_program(settings.soffice)
    if with_pdf and program is None:
        _stop(WRONG, NO_PDF)
    general, own = _offices(settings)
    try:
        with _store(settings, Access.READING) as store:
            line = found(meeting, store, store)
            office = own.get(line.office, general) if line else general
            name, content = record_of(meeting, store, store, settings, office, whose)
    except LookupError as unknown:
        if unknown.args == (whose,):
            _stop(NO, f"There is nobody of the name “{whose}” in this meeting who gets a record.")
        _stop(NO, f"There is no meeting “{meeting}” in {settings.data_dir}.")
    except Damaged as damaged:
        _stop(WRONG, f"The meeting cannot be read from the disk: {damaged}. Restore it from a backup.")
    except BadKey as error:
        _stop(WRONG, f"The record cannot be sealed. {error}")
    target = output or Path(name)
    try:
        target.write_bytes(content)
        click.echo(str(target))
        if with_pdf and program is not None:
            language = translations(language_of(content))
            printed = pdf(content, target.name, language, program, printing_folder(settings.data_dir))
            target.with_suffix(".pdf").write_bytes(printed)
            click.echo(str(target.with_suffix(".pdf")))
    except OSError as error:
        _stop(WRONG, f"The record cannot be written to {target}: {error.strerror}.")
    except NotMade as error:
        _stop(WRONG, f"LibreOffice has not made the PDF: {error}. The Word file is complete.")


@main.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--trust", type=click.Path(path_type=Path), multiple=True, help="Who is to vouch for it: a PEM file.")
@click.option("--language", type=click.Choice(["en", "cs", "uk"]), default="en", show_default=True)
@click.option("--data-dir", type=click.Path(path_type=Path), help="Where the log is that may know the file.")
@click.option("--json", "as_json", is_flag=True, help="Print what was found out as one line of JSON.")
def verify(file: Path, trust: tuple[Path, ...], language: str, data_dir: Path | None, as_json: bool) -> None:
    """Whether a record (FILE) is what was sealed, all of it and nothing else. Exit code 1: it is not."""
    import msgspec

    from exports.seal.answer import Result, answer
    from exports.seal.key import BadKey, read_certificates
    from exports.seal.words import told

    from .live.known import known_here
    from .web.language import translations

    settings = _settings({"data_dir": data_dir}, None)
    try:
        roots = [root for named in trust for root in read_certificates(named)]
        with file.open("rb") as opened:
            found = answer(opened, roots)
    except BadKey as error:
        _stop(WRONG, str(error))
    except OSError as error:
        _stop(WRONG, f"The file {file} cannot be read: {error.strerror}.")
    with _known_here(settings) as log:
        known = known_here(log, found.sha256)
    found = replace(found, known_here=known is not None, written_here=known.at if known else None)
    words = told(found, translations(language), language, settings.zone)
    if as_json:
        click.echo(msgspec.json.encode({**msgspec.to_builtins(found), "sentences": words.sentences}))
    elif found.result is not Result.UNREADABLE:
        click.echo("\n".join(words.sentences))
    if found.result is Result.UNREADABLE:
        _stop(WRONG, f"{file}: {words.headline}")
    raise SystemExit(DONE if found.is_good else NO)


@main.command()
@click.argument("records", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--trust", multiple=True, type=click.Path(path_type=Path), help="Certificates (PEM) that are believed.")
@_shared
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="Where to write it.")
def report(
    records: tuple[Path, ...], trust: tuple[Path, ...], config: Path | None, output: Path | None, **flags: object
) -> None:
    """A summary over the meetings of a case, as Word, from their RECORDS (.docx) alone; what cannot be believed is left
    out and named."""
    from .following import NotFollowed, read_record
    from .summary import gathered, summary
    from .web.following import NOT_FOLLOWED
    from .web.language import translations

    settings = _settings(flags, config)
    roots, office = _roots(trust), _office(settings, seals=False)
    files = []
    for record in records:
        try:
            files.append((record.name, read_record(record)))
        except NotFollowed as no:
            _stop(WRONG, f"{record}: {NOT_FOLLOWED[no.why]}")
        except OSError as error:
            _stop(WRONG, f"The file {record} cannot be read: {error.strerror}.")
    tongue = translations(settings.language)
    with _known_here(settings) as log:
        found = gathered(
            files,
            (*_known_seals(settings, office), *roots),
            log,
            lambda no: tongue.gettext(NOT_FOLLOWED[no.why]).format(**no.places),
        )
    for refused in found.refused:
        click.echo(f"{refused.file}: {refused.why}", err=True)
    if not found.sources:
        _stop(NO, "None of these records can be believed, so there is no summary.")
    name, content = summary(found, tongue, settings.language, datetime.now(UTC), settings.zone, office.paper)
    target = output or Path(name)
    try:
        target.write_bytes(content)
    except OSError as error:
        _stop(WRONG, f"The summary cannot be written to {target}: {error.strerror}.")
    click.echo(str(target))
    if found.refused:
        raise SystemExit(NO)


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


@main.command()
@click.argument("meeting")
@_shared
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
    from .opening import erasure, found
    from .ports import Why

    settings = _settings(flags, config)
    with _store(settings, Access.READING) as store:
        line = found(meeting, store, store)
        if line is None:
            _stop(NO, f"There is no meeting “{meeting}” in {settings.data_dir}.")
        remains, state = erasure(line, store, settings, Why(why), record or "")
    if warning := _before_erasing(state):
        click.echo(warning, err=True)
    if not yes:
        sure = click.prompt(f"All of “{line.title}” will be erased for good. To be sure, write its name", err=True)
        if " ".join(sure.split()).casefold() != line.title.casefold():
            _stop(NO, "That is not its name; nothing was erased.")
    done = _erase(settings, remains)
    if done is None:
        _stop(NO, "The server has been told; it has not come to the end yet. See the page /erased.")
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


@main.command()
@click.argument("meeting")
@click.argument("seat")
@_shared
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="Where to write it.")
def person(meeting: str, seat: str, config: Path | None, output: Path | None, **flags: object) -> None:
    """What a MEETING has of one person (a SEAT's id, or the whole name), as JSON that can be read."""
    from .opening import found, person_of

    settings = _settings(flags, config)
    try:
        with _store(settings, Access.READING) as store:
            line = found(meeting, store, store)
            if line is None:
                _stop(NO, f"There is no meeting “{meeting}” in {settings.data_dir}.")
            name, content = person_of(line, seat, store, settings)
    except LookupError:
        _stop(NO, f"In that meeting there is nobody, or more than one, called “{seat}”. Take the id of the seat.")
    except Damaged as damaged:
        _stop(WRONG, f"The meeting cannot be read from the disk: {damaged}. Restore it from a backup.")
    _put(output or Path(name), content)


def _put(target: Path, content: bytes) -> None:
    try:
        target.write_bytes(content)
    except OSError as error:
        _stop(WRONG, f"{target} cannot be written: {error.strerror}.")
    click.echo(str(target))


def _before_erasing(state: "Meeting | None") -> str:
    """What has to be known first, in a sentence."""
    from .meeting.keeping import Hindrance, hindrance

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
    from .opening import erase
    from .store.lock import FolderLock, Taken
    from .store.opening import LOCK

    try:
        FolderLock(settings.data_dir / LOCK).release()
        alone = True
    except Taken:
        alone = False
    try:
        with _store(settings, Access.ALONE if alone else Access.BESIDE) as store:
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
        _stop(WRONG, f"Not everything could be erased ({error}). Do it again; it begins where it was.")


_SERVER_ERASES = 60.0
"""Seconds that a running server is given to erase a meeting before we go without waiting for it."""


@main.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@_shared
@click.option("--lock", is_flag=True, help="Under a password: from SETKANI_BACKUP_PASSWORD, or asked for.")
@click.option("--json", "as_json", is_flag=True, help="Print what is in it as one line of JSON.")
def backup(file: Path, config: Path | None, lock: bool, as_json: bool, **flags: object) -> None:
    """All meetings, photos and records as one FILE, while the server runs or not."""
    from .upkeep import back_up

    back_up(_settings(flags, config), file, lock, as_json)


@main.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@_shared
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--json", "as_json", is_flag=True, help="Print what came back as one line of JSON.")
def restore(file: Path, config: Path | None, yes: bool, as_json: bool, **flags: object) -> None:
    """The meetings as they were in a backup FILE. The server must not be running."""
    from .upkeep import bring_back

    bring_back(_settings(flags, config), file, yes, as_json)


@main.command()
@_shared
@click.option("--json", "as_json", is_flag=True, help="Print what was found as one line of JSON.")
def doctor(config: Path | None, as_json: bool, **flags: object) -> None:
    """What is wrong with this installation and its data. Exit code 1 if anything is."""
    from .upkeep import examined

    raise SystemExit(examined(_settings(flags, config), as_json))


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


def _office(settings: Settings, *, seals: bool = True, of: str = "") -> "Office":
    """seals: the key to seal with is wanted too, and its password asked for if need be; of: an office of a server."""
    from .office import BadOffice, read_office

    try:
        office = read_office(settings.office_file_of(of), _password if seals else None)
    except BadOffice as error:
        _stop(WRONG, str(error))
    _tell_of_seal(office)
    return office


def _offices(settings: Settings) -> "tuple[Office, dict[str, Office]]":
    """What all offices have, and what each sets for itself. One password opens all their keys."""
    from .office import BadOffice, read_office, read_offices

    unlock = cache(_password)
    try:
        office = read_office(settings.office_file, unlock)
        offices = read_offices(settings.offices, unlock)
    except BadOffice as error:
        _stop(WRONG, str(error))
    for each in (office, *offices.values()):
        _tell_of_seal(each)
    return office, offices


def _tell_of_seal(office: "Office") -> None:
    if office.seal is not None and (hindrance := office.seal.hindrance(datetime.now(UTC))):
        click.echo(f"{hindrance} Until then records wait for their seal.", err=True)


def _known_seals(settings: Settings, office: "Office", of: str = "") -> "Sequence[Certificate]":
    """Whose seals are believed: those the office trusts, and its own if that key opens without anybody being asked."""
    from .office import BadOffice, read_office

    try:
        return read_office(settings.office_file_of(of), lambda: os.environ.get(SEAL_PASSWORD)).known_seals
    except BadOffice:
        return office.trust


@contextmanager
def _known_here(settings: Settings) -> "Iterator[EventLog]":
    """What this installation has in its log; nothing where there is none, for whoever only reads others' records."""
    try:
        store = SqliteStore(settings.data_dir, Access.READING)
    except CannotOpen:
        yield MemoryStore()
        return
    with store:
        yield store


def _password() -> str | None:
    """The password of the key. Taken out of the environment: programs that are started from here need not have it."""
    if (given := os.environ.pop(SEAL_PASSWORD, None)) or not sys.stdin.isatty():
        return given
    return str(click.prompt("Password of the key to seal with", hide_input=True, err=True)) or None


def _new_password() -> str | None:
    if (given := os.environ.pop(SEAL_PASSWORD, None)) is not None or not sys.stdin.isatty():
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
    offices: "tuple[Office, dict[str, Office]]",
    *,
    guests: int = 0,
    as_json: bool = False,
) -> None:
    from . import serving
    from .app import build
    from .opening import links_of, open_story
    from .store.accounts import SqliteAccounts
    from .web.entry import organiser_key

    if sentence := places.missing_bundle():
        _stop(WRONG, sentence)
    if guests and settings.tls:
        _stop(WRONG, "The simulated guests do not come over TLS: leave out the certificate, or the guests.")
    try:
        tls = serving.tls_of(settings)
        listening = serving.listen(settings)
    except serving.CannotServe as error:
        _stop(WRONG, str(error))
    found = serving.addresses(settings, listening, tls)
    made: dict[str, Any] | None = None
    if story is not None:
        made = asyncio.run(open_story(story, store, store, settings, settings.base_url or found.here, offices[0]))
        click.echo(json.dumps(made, ensure_ascii=False) if as_json else links_of(made))
    try:
        app = build(settings, store, store, found.phones, office=offices[0], offices=offices[1])
    except CannotOpen as error:
        _stop(WRONG, str(error))
    shared = SqliteAccounts(settings.data_dir).shared()
    click.echo(serving.welcome(found, "" if shared else organiser_key(settings.data_dir), settings.data_dir))
    sys.stdout.flush()
    if made and guests:
        from .demo.guests import start

        with start(made, found.here, guests):
            serving.serve(app, listening)
    else:
        serving.serve(app, listening, tls)


def _stop(code: int, sentence: str) -> NoReturn:
    click.echo(sentence, err=True)
    raise SystemExit(code)
