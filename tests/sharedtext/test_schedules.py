"""Thousands of random stories of two to six people in one cell: real page code, real server code, a bad network.

Frames are delayed, lost and doubled; connections break and overtake each other; the server dies before and after a
commit; people are away for long, undo, compose letters and write emoji. In the end every screen, the server and a
replay of its log say the same, and every letter somebody wrote is there once, unless somebody took it away.

`SETKANI_SCHEDULES=50000` tells more of them, `SETKANI_SCHEDULE=4711` tells one again.
"""

import json
import os
import random
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Protocol

import msgspec
import pytest

from server.meeting import text

from .authority import Authority

HERE = Path(__file__).parent
STORIES = int(os.environ.get("SETKANI_SCHEDULES", "2500"))
TOGETHER = 250
# Stories that once went wrong are told every time.
ONCE_WRONG: list[int] = json.loads((HERE / "once_wrong.json").read_text("utf-8"))


def seeds() -> list[int]:
    if one := os.environ.get("SETKANI_SCHEDULE"):
        return [int(one)]
    return [*ONCE_WRONG, *range(1, STORIES + 1)]


@pytest.mark.timeout(900)
def test_every_screen_the_server_and_its_log_end_with_the_same_text(node: str) -> None:
    told = seeds()
    outcome, done = tell(node, told)
    print(f"{len(told)} stories:", dict(sorted(done.items())))
    failures = outcome["failures"]
    if failures:
        sys.stderr.write("Add these to tests/sharedtext/once_wrong.json when they are mended:\n")
    assert not failures, f"{len(failures)} of {len(told)} went wrong, the first: {failures[:10]}"
    if len(told) < 1000:
        return
    # A story in which nothing happens proves nothing.
    assert outcome["empty"] == 0
    each = done["edits"] / len(told)
    assert each > 10, f"only {each} edits in a story"
    for what in ("rebased", "resets", "stale", "asked again", "refused", "restarts", "died before the commit",
                 "died after the commit", "restores", "from the dead", "deleted", "undone", "laid", "whileAway",
                 "held", "ghosts", "emoji", "lostFrames"):  # fmt: skip
        assert done[what] > len(told) / 50, f"hardly ever: {what}"


class House(Protocol):
    """The server's side of the stories that are told together."""

    def begin(self, stories: list[list[Any]]) -> None: ...
    def turn(self, index: int, events: list[list[Any]]) -> list[list[Any]]: ...
    def end(self, index: int) -> list[Any]: ...
    def done(self) -> Counter[str]: ...


class PlainHouse:
    """server/meeting/text.py with nothing around it but the rules of the protocol."""

    def begin(self, stories: list[list[Any]]) -> None:
        self.servers = [Authority(random.Random(seed), shortens, tires) for seed, shortens, tires in stories]

    def turn(self, index: int, events: list[list[Any]]) -> list[list[Any]]:
        return turn(self.servers[index], events)

    def end(self, index: int) -> list[Any]:
        return ending(self.servers[index])

    def done(self) -> Counter[str]:
        return sum((server.done for server in self.servers), Counter())


def tell(
    node: str, told: list[int], house: type[House] = PlainHouse, threads: int = 2
) -> tuple[dict[str, Any], Counter[str]]:
    """Tells the stories, in as many parts as `threads`: the pages of one run while the server works for the other."""

    def part(told: list[int]) -> tuple[dict[str, Any], Counter[str]]:
        done: Counter[str] = Counter()
        command = [node, str(HERE / "schedules.mjs")]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as pages:
            try:
                outcome = play(pages.stdin, pages.stdout, told, done, house())
            finally:
                pages.kill()
        done.update(outcome["totals"])
        return outcome, done

    with ThreadPoolExecutor(threads) as workers:
        ends = list(workers.map(part, [told[number::threads] for number in range(threads)]))
    failures = sorted(failure for outcome, _ in ends for failure in outcome["failures"])
    empty = sum(outcome["empty"] for outcome, _ in ends)
    return {"failures": failures, "empty": empty}, sum((done for _, done in ends), Counter())


def play(to_pages: Any, from_pages: Any, told: list[int], done: Counter[str], house: House) -> Any:
    """The server's side of all stories, a tick of many at a time; returns what the pages say at the end."""

    def say(value: object) -> None:
        to_pages.write(msgspec.json.encode(value) + b"\n")
        to_pages.flush()

    say({"seeds": told, "together": TOGETHER})
    count = 0
    for line in from_pages:
        said = msgspec.json.decode(line)
        if "begin" in said:
            house.begin(said["begin"])
            count = len(said["begin"])
            say(None)
        elif "tick" in said:
            say([house.turn(index, events) for index, events in said["tick"]])
        elif "end" in said:
            say([house.end(index) for index in range(count)])
            done.update(house.done())
        else:
            return said
    raise AssertionError("the pages have died; what they said stands above")


def turn(server: Authority, events: list[list[Any]]) -> list[list[Any]]:
    answers: list[list[Any]] = []
    for kind, *words in events:
        match kind:
            case "connect":
                server.connect(*words)
            case "disconnect":
                server.disconnect(*words)
            case "frame":
                before = server.done["restarts"]
                for number, message in server.receive(words[0], msgspec.json.decode(words[1])):
                    answers.append([number, {**message, "to": int(server.pages[number].seat[1:])}])
                if server.done["restarts"] > before:
                    answers.append(["all gone", None])
            case "lock":
                server.locked = words[0]
            case "die":
                server.dies = words[0]
            case "restart":
                server.restart()
            case "restore":
                server.restore(int(len(server.disk) * words[0]))
            case "calm":
                server.shortens = server.tires = 0
                server.dies = None
    return answers


def ending(server: Authority) -> list[Any]:
    shown = server.loaded()
    server.cell = None
    ids = [(past.tab, past.id) for past in server.disk]
    assert shown == server.loaded()
    assert shown.units == text.units(shown.text)
    return [shown.text, server.loaded().text, shown.version, len(set(ids)) != len(ids)]
