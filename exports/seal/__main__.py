"""Looks at the file on standard input and prints the answer as JSON.

A process of its own for files of strangers: one that was made to do harm can hurt nobody's meeting. As an argument, a
PEM file with the roots that are trusted.
"""

import os
import sys
from pathlib import Path

import msgspec

from ..bounds import bounded
from .answer import answer
from .key import read_certificates

MOST_MEMORY = 600 * 1024 * 1024
"""Bytes of addresses, with all that Python takes for itself."""
MOST_SECONDS = 20
"""Of the processor."""


def main() -> None:
    bounded(MOST_SECONDS, MOST_MEMORY)
    if os.name == "posix":
        os.nice(10)  # the meeting comes first
    trust = read_certificates(Path(sys.argv[1])) if len(sys.argv) > 1 else []
    with open(0, "rb", closefd=False) as file:
        sys.stdout.buffer.write(msgspec.json.encode(answer(file, trust)))


if __name__ == "__main__":
    main()
