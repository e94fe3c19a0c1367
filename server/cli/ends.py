"""How a command ends that does not end well."""

from typing import NoReturn

import click

DONE, NO, WRONG = 0, 1, 2
"""Exit codes: done; the answer is no; used wrongly or unreadable."""


def stop(code: int, sentence: str) -> NoReturn:
    click.echo(sentence, err=True)
    raise SystemExit(code)
