"""So many spoilt messages at real stories: `just hostile 1000000`. What fails is kept in once_wrong.json by its seed.

just hostile NUMBER [--seed FIRST]
"""

import argparse
import asyncio
import gc
import logging
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.hostile.sitting import SLOW, Figures, Wrong, memory, remember, sit, warmed_up

EACH = 5_000
"""Messages of one sitting."""


async def main(number: int, seed: int) -> int:
    figures, wrongs, first = Figures(), 0, 0
    # Every refusal is a line in the log of who was not let in.
    logging.disable()
    with TemporaryDirectory() as folder:
        await warmed_up(Path(folder))
    while sum(figures.sent.values()) < number:
        try:
            await sit(seed, min(EACH, number), figures)
        except Wrong as wrong:
            wrongs += 1
            remember(seed)
            print(wrong, flush=True)
        gc.collect()
        first = first or memory()
        figures.grown = max(figures.grown, memory() - first)
        sent = sum(figures.sent.values())
        print(f"{sent} sent, {figures.accepted} taken, {wrongs} wrong, slowest {figures.slowest * 1000:.0f} ms, "
              f"{figures.seconds:.0f} s, {figures.grown / 1e6:+.0f} MB", flush=True)  # fmt: skip
        seed += 1
    print(figures)
    return 1 if wrongs or figures.over else 0


if __name__ == "__main__":
    asking = argparse.ArgumentParser(prog="just hostile", description=f"an answer may take {SLOW * 1000:.0f} ms")
    asking.add_argument("number", type=int, nargs="?", default=1_000_000)
    asking.add_argument("--seed", type=int, default=1)
    asked = asking.parse_args()
    sys.exit(asyncio.run(main(asked.number, asked.seed)))
