"""What a process may use that looks at files of other people."""

import os
import sys


def bounded(seconds: int, memory: int) -> None:
    """From now on, where the system lets it be bounded. seconds: of a processor; memory: bytes of addresses, with all
    that Python takes for itself.
    """
    if os.name == "posix":
        import resource

        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        if sys.platform == "linux":
            resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
