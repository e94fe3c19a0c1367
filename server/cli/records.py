"""The record: written, verified, gathered into a summary; and a key to try sealing with."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import click

from ..ports import Damaged
from ..store.opening import Access
from .ends import DONE, NO, WRONG, stop
from .folder import known_log, open_store
from .offices import all_offices, known_seals, new_key_password, read_roots, the_office
from .options import of_the_data, read_settings

NO_PDF = (
    "For a PDF, LibreOffice has to be installed on this computer (libreoffice.org, free of charge); or the setting "
    "“soffice” says where it is."
)


@click.command()
@click.argument("meeting")
@of_the_data
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="Where to write it.")
@click.option("--for", "whose", default="", metavar="WHO", help="The copy of one recipient: a whole name, or an id.")
@click.option("--pdf", "with_pdf", is_flag=True, help="Write a PDF/A for the file beside it, with LibreOffice.")
def record(meeting: str, config: Path | None, output: Path | None, whose: str, with_pdf: bool, **flags: object) -> None:
    """The Word record of a MEETING (its id, or its code); a draft, clearly marked, while it is open."""
    from exports.filed import language_of
    from exports.pdf import NotMade, office_program, pdf
    from exports.seal.key import BadKey

    from ..opening import found, record_of
    from ..web.filing import printing_folder
    from ..web.language import translations

    settings = read_settings(flags, config)
    program = office_program(settings.soffice)
    if with_pdf and program is None:
        stop(WRONG, NO_PDF)
    general, own = all_offices(settings)
    try:
        with open_store(settings, Access.READING) as store:
            line = found(meeting, store, store)
            office = own.get(line.office, general) if line else general
            name, content = record_of(meeting, store, store, settings, office, whose)
    except LookupError as unknown:
        if unknown.args == (whose,):
            stop(NO, f"There is nobody of the name “{whose}” in this meeting who gets a record.")
        stop(NO, f"There is no meeting “{meeting}” in {settings.data_dir}.")
    except Damaged as damaged:
        stop(WRONG, f"The meeting cannot be read from the disk: {damaged}. Restore it from a backup.")
    except BadKey as error:
        stop(WRONG, f"The record cannot be sealed. {error}")
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
        stop(WRONG, f"The record cannot be written to {target}: {error.strerror}.")
    except NotMade as error:
        stop(WRONG, f"LibreOffice has not made the PDF: {error}. The Word file is complete.")


@click.command()
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

    from ..live.known import known_here
    from ..web.language import translations

    settings = read_settings({"data_dir": data_dir}, None)
    try:
        roots = [root for named in trust for root in read_certificates(named)]
        with file.open("rb") as opened:
            found = answer(opened, roots)
    except BadKey as error:
        stop(WRONG, str(error))
    except OSError as error:
        stop(WRONG, f"The file {file} cannot be read: {error.strerror}.")
    with known_log(settings) as log:
        known = known_here(log, found.sha256)
    found = replace(found, known_here=known is not None, written_here=known.at if known else None)
    words = told(found, translations(language), language, settings.zone)
    if as_json:
        click.echo(msgspec.json.encode({**msgspec.to_builtins(found), "sentences": words.sentences}))
    elif found.result is not Result.UNREADABLE:
        click.echo("\n".join(words.sentences))
    if found.result is Result.UNREADABLE:
        stop(WRONG, f"{file}: {words.headline}")
    raise SystemExit(DONE if found.is_good else NO)


@click.command()
@click.argument("records", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--trust", multiple=True, type=click.Path(path_type=Path), help="Certificates (PEM) that are believed.")
@of_the_data
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="Where to write it.")
def report(
    records: tuple[Path, ...], trust: tuple[Path, ...], config: Path | None, output: Path | None, **flags: object
) -> None:
    """A summary over the meetings of a case, as Word, from their RECORDS (.docx) alone; what cannot be believed is left
    out and named."""
    from ..following import NotFollowed, read_record
    from ..summary import gathered, summary
    from ..web.following import NOT_FOLLOWED
    from ..web.language import translations

    settings = read_settings(flags, config)
    roots, office = read_roots(trust), the_office(settings, seals=False)
    files = []
    for record in records:
        try:
            files.append((record.name, read_record(record)))
        except NotFollowed as no:
            stop(WRONG, f"{record}: {NOT_FOLLOWED[no.why]}")
        except OSError as error:
            stop(WRONG, f"The file {record} cannot be read: {error.strerror}.")
    tongue = translations(settings.language)
    with known_log(settings) as log:
        found = gathered(
            files,
            (*known_seals(settings, office), *roots),
            log,
            lambda no: tongue.gettext(NOT_FOLLOWED[no.why]).format(**no.places),
        )
    for refused in found.refused:
        click.echo(f"{refused.file}: {refused.why}", err=True)
    if not found.sources:
        stop(NO, "None of these records can be believed, so there is no summary.")
    name, content = summary(found, tongue, settings.language, datetime.now(UTC), settings.zone, office.paper)
    target = output or Path(name)
    try:
        target.write_bytes(content)
    except OSError as error:
        stop(WRONG, f"The summary cannot be written to {target}: {error.strerror}.")
    click.echo(str(target))
    if found.refused:
        raise SystemExit(NO)


@click.command("seal-key")
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
        password = new_key_password()
        beside = put_down(key, output, password)
    except BadKey as error:
        stop(WRONG, str(error))
    lock = "It is under the password you gave." if password else "It is under no password."
    click.echo(
        f"{output} holds the key and its certificate. Keep it to yourself. {lock}\n"
        f"{beside} is the certificate alone, for those who check your records.\n"
        f'To seal with it, write into office.toml:\n\n    [seal]\n    key = "{output}"\n\n'
        f"What it is worth: a record sealed with it shows whether anything in it was changed.\n"
        f"It does not show who sealed it: anyone can make such a certificate under the name “{name}”.\n"
        f"For that, an authority that people trust has to issue one."
    )
