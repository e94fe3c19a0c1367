"""How measurements are shown: tables to standard output, progress to standard error."""

import sys
from collections.abc import Sequence


def table(title: str, heads: Sequence[str], lines: Sequence[Sequence[str]], under: str = "") -> None:
    """A table that is also Markdown, so that it can be put into a document as it is."""
    widths = [max(len(line[place]) for line in (heads, *lines)) for place in range(len(heads))]

    def row(cells: Sequence[str]) -> str:
        return "| " + " | ".join(cell.rjust(width) for cell, width in zip(cells, widths, strict=True)) + " |"

    print(f"\n{title}\n\n{row(heads)}\n|" + "|".join("-" * (width + 1) + ":" for width in widths) + "|")
    for line in lines:
        print(row(line))
    print(f"\n{under}" if under else "", flush=True)


def say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)
