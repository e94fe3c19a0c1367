"""Has the program loaded and forks a server for each data folder named on standard input; see frail.py."""

import ctypes
import json
import os
import signal
import sys
from pathlib import Path

from server.live import erasing, forgetting, owing
from tests.afternoon import House

_DIE_WITH_PARENT = 1
"""PR_SET_PDEATHSIG"""
AGAIN = 0.3
"""Seconds after which what failed is tried again: nobody here waits for half a minute."""


def main() -> None:
    for module in (erasing, forgetting, owing):
        module.AGAIN = AGAIN
    # Nobody waits for the servers here; the system clears them away.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        if os.fork() == 0:
            # Whatever becomes of the tests: no server outlives the nursery.
            ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
            # A server itself waits for the processes in which it has photos drawn anew.
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            home = House(Path(line.strip()))
            print(json.dumps({"pid": os.getpid(), "url": home.url}), flush=True)
            while True:
                signal.pause()


if __name__ == "__main__":
    main()
