"""The `setkani` command: a module for what belongs together, and here all of it."""

import click

from .keeping import person, purge
from .new import new
from .records import record, report, seal_key, verify
from .serve import demo, serve
from .upkeep import backup, bench, doctor, restore
from .users import user


@click.group()
@click.version_option(package_name="setkani")
def main() -> None:
    """A case conference around one table: a shared plan on everyone's phone, a record that everyone signed."""


for one in (serve, demo, new, record, verify, report, seal_key, purge, person, backup, restore, doctor, bench, user):
    main.add_command(one)
