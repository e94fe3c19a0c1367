"""The `setkani` command run to its end in the process of the tests: Python is started, and all of it imported, once."""

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from click.testing import CliRunner

from server.cli import main


@dataclass(frozen=True, slots=True)
class Answer:
    """As the shell would have it of a process."""

    returncode: int
    stdout: str
    stderr: str


def setkani(*words: object) -> Answer:
    # The environment is as it was afterwards: the command takes passwords out of it.
    # In a thread of its own, as an asyncio test has a loop in this one.
    with ThreadPoolExecutor(1) as beside:
        ran = beside.submit(CliRunner().invoke, main, list(map(str, words)), prog_name="setkani", env=dict(os.environ))
        answer = ran.result()
    if answer.exception is not None and not isinstance(answer.exception, SystemExit):
        raise answer.exception
    return Answer(answer.exit_code, answer.stdout, answer.stderr)
