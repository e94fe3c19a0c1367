"""The `setkani` command."""

import click


@click.group()
@click.version_option(package_name="setkani")
def main() -> None:
    """A case conference around one table."""
