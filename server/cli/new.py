"""`setkani new`: a meeting from a file, or from the record of the last."""

import asyncio
import json
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..meeting.model import OCCASIONS
from ..settings import Settings
from ..store.opening import Access
from .ends import NO, WRONG, stop
from .folder import open_store
from .offices import known_seals, office_named, read_roots, the_office
from .options import of_serving, of_the_data, read_settings

if TYPE_CHECKING:
    from ..following import Wishes


@click.command()
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--from", "record_file", type=click.Path(path_type=Path), help="The record (.docx) of the last meeting.")
@click.option("--trust", multiple=True, type=click.Path(path_type=Path), help="Certificates (PEM) that are believed.")
@click.option("--title", default="", help="Another title than last time.")
@click.option("--starts", type=click.DateTime(["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]), help="When: 2027-04-16T14:00.")
@click.option("--place", default="", help="Where.")
@click.option("--occasion", default="evaluation", type=click.Choice(OCCASIONS[1:]), help="What the meeting is.")
@click.option("--for", "whose", default="", metavar="OFFICE", help="Whose it is, on a server of several offices.")
@of_the_data
@of_serving
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
    from .. import serving
    from ..following import Wishes
    from ..formats.meeting_file import BadMeetingFile
    from ..opening import links_of, open_from_file

    if (file is None) == (record_file is None):
        stop(WRONG, "A meeting is made from one file: FILE.toml, or --from RECORD.docx.")
    settings = read_settings(flags, config)
    try:
        base_url = serving.usual_url(settings)
    except serving.CannotServe as error:
        stop(WRONG, str(error))
    belongs = office_named(settings, whose)
    if record_file is not None:
        at = starts.replace(tzinfo=settings.zone) if starts else None
        made = _from_record(record_file, trust, Wishes(title, at, place, occasion), settings, base_url, belongs)
    else:
        assert file is not None
        office = the_office(settings, seals=False, of=belongs)
        try:
            with open_store(settings, Access.BESIDE) as store:
                made = asyncio.run(open_from_file(file, store, store, settings, base_url, office, belongs))
        except BadMeetingFile as error:
            stop(WRONG, str(error))
    click.echo(json.dumps(made, ensure_ascii=False) if as_json else links_of(made))


def _from_record(
    file: Path, trusted: tuple[Path, ...], wishes: "Wishes", settings: Settings, base_url: str, belongs: str
) -> dict[str, Any]:
    """The next meeting from a record; why not is one sentence."""
    from ..following import No, NotFollowed
    from ..meeting.refusals import Refused
    from ..opening import open_from_record
    from ..web.following import NOT_FOLLOWED, ROLE_GONE

    roots, office = read_roots(trusted), the_office(settings, seals=False, of=belongs)
    try:
        with open_store(settings, Access.BESIDE) as store:
            known = (*known_seals(settings, office, belongs), *roots)
            opened = open_from_record(file, wishes, known, store, store, base_url, office, belongs)
            made, changed = asyncio.run(opened)
    except NotFollowed as no:
        stop(WRONG if no.why is No.UNREADABLE else NO, NOT_FOLLOWED[no.why].format(**no.places))
    except Refused as refused:
        stop(NO, f"The record does not fit a meeting: {refused}")
    except OSError as error:
        stop(WRONG, f"The file {file} cannot be read: {error.strerror}.")
    for name, role in changed:
        click.echo(ROLE_GONE.format(name=name, role=role), err=True)
    return made
