"""`python -m tests.faults deaths 1000`, `locks 1000`, `schedules 10000`: the long proofs, see docs/measuring.md."""

import asyncio
import os
import sys
from collections import Counter
from pathlib import Path
from random import Random
from subprocess import call
from tempfile import TemporaryDirectory
from time import monotonic

import click

from tests.bench.tables import say, table
from tests.machine import compiler_path

from .acts import ACTS, prepared
from .deaths import dies_at, syncs_of
from .frail import Fails, nursery
from .locks import races

TESTS = Path(__file__).resolve().parents[1]
TOGETHER = 100
"""Races in one meeting; then another begins, because each keeps the plan whole that was frozen."""


@click.group()
def main() -> None:
    """Long proofs. Each ends with 1 at the first thing that is wrong."""


@main.command()
@click.argument("number", default=1000)
@click.option("--seed", default=1, show_default=True)
def deaths(number: int, seed: int) -> None:
    """So many kill -9 at syncs of signatures, photos, closings and erasings; then as many while six rooms write."""
    dice, died, began = Random(seed), Counter[str](), monotonic()
    with TemporaryDirectory(prefix="setkani-deaths-") as place, nursery(Path(place), compiler_path()) as servers:
        pattern = prepared(Path(place) / "pattern")
        syncs = {act.name: syncs_of(servers, pattern, act) for act in ACTS}
        for count in range(number):
            act = dice.choice(ACTS)
            at, how = dice.randint(1, syncs[act.name]), dice.choice([Fails.KILL_BEFORE, Fails.KILL_AFTER])
            died[act.name] += dies_at(servers, pattern, act, at, how)
            if count % 100 == 99:
                say(f"{count + 1} deaths, {monotonic() - began:.0f} s")
    lines = [[act.name, f"{syncs[act.name]}", f"{died[act.name]}", "0"] for act in ACTS]
    table(f"{number} times kill -9 at a sync", ["of", "syncs", "killed", "lost or half done"], lines)
    say("now while six rooms write")
    environment = {**os.environ, "SETKANI_KILLS": str(number), "SETKANI_KILL_SEED": str(seed)}
    sys.exit(call([sys.executable, "-m", "pytest", "-q", TESTS / "store" / "test_killed.py"], env=environment))


@main.command()
@click.argument("number", default=1000)
@click.option("--seed", default=1, show_default=True)
def locks(number: int, seed: int) -> None:
    """So many times the plan is frozen while twenty people type; not one change may come after it."""
    total, began = Counter[str](), monotonic()
    for first in range(0, number, TOGETHER):
        with TemporaryDirectory(prefix="setkani-locks-") as folder:
            total += asyncio.run(races(Path(folder), min(TOGETHER, number - first), seed + first))
        say(f"{min(first + TOGETHER, number)} races, {monotonic() - began:.0f} s")
    lines = [[what, f"{total[what]}"] for what in ("before the lock", "refused", "after the lock")]
    table(f"{number} races of the lock with twenty people typing", ["changes", "number"], lines)
    sys.exit(1 if total["after the lock"] or not total["refused"] else 0)


@main.command()
@click.argument("number", default=10_000)
def schedules(number: int) -> None:
    """So many random schedules of two to six writers, half against the rules alone, half against the real room."""
    half = str(number // 2)
    environment = {**os.environ, "SETKANI_SCHEDULES": half, "SETKANI_ROOM_SCHEDULES": half}
    sys.exit(call([sys.executable, "-m", "pytest", "-q", "-s", TESTS / "sharedtext"], env=environment))


main(prog_name="faults")
