"""Files of other people are looked at in a process of their own: one made to do harm can hurt nobody's meeting."""

import asyncio
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE
from pathlib import Path
from typing import IO

import exports


async def apart(
    module: str, *arguments: str, sent: IO[bytes] | bytes, folder: str, seconds: float
) -> tuple[int, bytes]:
    """How `python -m module` ended and what it said of what it was sent. folder: where it works. Raises TimeoutError
    where it took longer than that, and then it has been ended.
    """
    looking = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", module, *arguments),
        stdin=PIPE if isinstance(sent, bytes) else sent.fileno(),
        stdout=PIPE, stderr=DEVNULL, cwd=folder, env=_environment(),
    )  # fmt: skip
    try:
        given = sent if isinstance(sent, bytes) else None
        said, _ = await asyncio.wait_for(looking.communicate(given), seconds)
    finally:
        if looking.returncode is None:
            looking.kill()
            await looking.wait()
    assert looking.returncode is not None
    return looking.returncode, said


def _environment() -> dict[str, str]:
    """Where Python finds the program, and nothing else of ours."""
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "TEMP", "TMP") if name in os.environ}
    return {**kept, "PYTHONPATH": str(Path(exports.__file__).resolve().parent.parent), "PYTHONDONTWRITEBYTECODE": "1"}
