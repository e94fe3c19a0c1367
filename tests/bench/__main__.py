"""`python -m tests.bench`: all measurements, or some. docs/measuring.md says what they mean."""

import click

from . import growth, rooms

PARTS = ("rooms", "growth")


@click.command()
@click.argument("parts", nargs=-1, type=click.Choice(PARTS))
@click.option("--quick", is_flag=True, help="Less of everything: within 40 seconds, and rougher.")
@click.option("--rounds", type=int, help="How many times each server is measured in turn.")
@click.option("--rooms", "counts", help="Numbers of rooms, such as 1,10,40,80.")
def main(parts: tuple[str, ...], quick: bool, rounds: int | None, counts: str | None) -> None:
    """Measure the server: against a bare relay on the same stack, and as meetings grow."""
    chosen = parts or PARTS
    if "rooms" in chosen:
        many = tuple(int(count) for count in counts.split(",")) if counts else (1, 10, 40) if quick else (1, 10, 40, 80)
        rooms.measure(many, rounds or (1 if quick else 3), 2 if quick else 6)

    if "growth" in chosen:
        growth.measure(quick)


main(prog_name="setkani bench")
