"""`setkani serve` and `setkani demo`: the server itself, and with a meeting from the story."""

import asyncio
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .. import places
from ..ports import CannotOpen
from ..settings import Settings
from ..store.opening import Access
from ..store.sqlite import SqliteStore
from .ends import WRONG, stop
from .folder import open_store
from .offices import all_offices
from .options import of_serving, of_the_data, read_settings

if TYPE_CHECKING:
    from ..demo.story import Story
    from ..office import Office


@click.command()
@of_the_data
@of_serving
def serve(config: Path | None, **flags: object) -> None:
    """Serve the meetings of the data folder."""
    settings = read_settings(flags, config)
    offices = all_offices(settings)
    with open_store(settings, Access.ALONE) as store:
        _serve(settings, store, None, offices)


@click.command()
@of_the_data
@of_serving
@click.option("--format", "format_id", default="pripadova-konference", show_default=True, help="The kind of meeting.")
@click.option("--story", default="", metavar="NAME", help="Which story: jakub, pavel, novakovi or amalka.")
@click.option("--guests", type=click.IntRange(0, 60), default=0, help="Simulated people who play along.")
@click.option("--json", "as_json", is_flag=True, help="Print the links as one line of JSON first.")
def demo(config: Path | None, format_id: str, story: str, guests: int, as_json: bool, **flags: object) -> None:
    """Serve a meeting from the demo story. Without --data-dir it is kept in a folder of its own."""
    from ..demo import story_of

    settings = read_settings(flags, config)
    if flags["data_dir"] is None:
        settings = read_settings({**flags, "data_dir": settings.data_dir / "demo"}, config)
    try:
        told = story_of(format_id, story)
    except KeyError as error:
        known = ", ".join(error.args[0])
        if story:
            stop(WRONG, f"There is no story “{story}”. There is: {known}.")
        stop(WRONG, f"There is no demo of the kind “{format_id}”. There is: {known}.")
    offices = all_offices(settings)
    with open_store(settings, Access.ALONE) as store:
        _serve(settings, store, told, offices, guests=guests, as_json=as_json)


def _serve(
    settings: Settings,
    store: SqliteStore,
    story: "Story | None",
    offices: "tuple[Office, dict[str, Office]]",
    *,
    guests: int = 0,
    as_json: bool = False,
) -> None:
    from .. import serving
    from ..app import build
    from ..opening import links_of, open_story
    from ..store.accounts import SqliteAccounts
    from ..web.entry import organiser_key

    if sentence := places.missing_bundle():
        stop(WRONG, sentence)
    if guests and settings.tls:
        stop(WRONG, "The simulated guests do not come over TLS: leave out the certificate, or the guests.")
    try:
        tls = serving.tls_of(settings)
        listening = serving.listen(settings)
    except serving.CannotServe as error:
        stop(WRONG, str(error))
    found = serving.addresses(settings, listening, tls)
    made: dict[str, Any] | None = None
    if story is not None:
        made = asyncio.run(open_story(story, store, store, settings, settings.base_url or found.here, offices[0]))
        click.echo(json.dumps(made, ensure_ascii=False) if as_json else links_of(made))
    try:
        app = build(settings, store, store, found.phones, office=offices[0], offices=offices[1])
    except CannotOpen as error:
        stop(WRONG, str(error))
    shared = SqliteAccounts(settings.data_dir).shared()
    click.echo(serving.welcome(found, "" if shared else organiser_key(settings.data_dir), settings.data_dir))
    sys.stdout.flush()
    if made and guests:
        from ..demo.guests import start

        with start(made, found.here, guests):
            serving.serve(app, listening)
    else:
        serving.serve(app, listening, tls)
