"""Options that many commands have, and the settings that come of them."""

from pathlib import Path
from typing import Any

import click

from ..settings import BadSettings, Settings, load
from .ends import WRONG, stop


def of_the_data(command: Any) -> Any:
    """Options of every command that touches the data."""
    command = click.option("--office", type=click.Path(), help="The office's own settings (TOML).")(command)
    command = click.option("--data-dir", type=click.Path(path_type=Path), help="Where everything is kept.")(command)
    return click.option("--config", type=click.Path(path_type=Path), help="A settings file (TOML).")(command)


def of_serving(command: Any) -> Any:
    command = click.option("--host", help="The address to listen on (0.0.0.0: the whole network).")(command)
    command = click.option("--proxy", help="Who stands in front and is believed: addresses, networks.")(command)
    command = click.option("--port", type=int, help="The port to listen on (0: any free one).")(command)
    command = click.option("--tls-key", type=click.Path(), help="The key of the certificate (PEM).")(command)
    command = click.option("--tls-cert", type=click.Path(), help="Speak TLS, with this certificate (PEM).")(command)
    return click.option("--base-url", help="How phones reach this machine, when it cannot be found out.")(command)


def read_settings(flags: dict[str, Any], config: Path | None) -> Settings:
    try:
        return load(flags, config)
    except BadSettings as error:
        stop(WRONG, str(error))
