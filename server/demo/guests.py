"""Simulated people in a meeting, each a program of its own that speaks only docs/protocol.md.

They come in with their personal link (or, when there are more of them than the story has people, with the code, and
wait to be admitted), follow what happens, write letter by letter, promise their own steps, approve and sign. Somebody
else leads: they do what the stage asks for, whoever steps it on.
"""

import asyncio
import json
import random
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any

from . import STORIES
from .child import TheChild
from .crowd import NAMES
from .guest import Guest, Outside
from .part import Part
from .parts import part_of, part_of_nobody
from .story import Story


@contextmanager
def start(made: Mapping[str, Any], url: str, guests: int, speed: float = 1.0) -> Iterator[None]:
    """Guests in a process of their own, for as long as this lasts. made: what `setkani new --json` prints.

    They play the story whose people sit in that meeting.
    """
    wanted = {"meeting": made["meeting"], "code": made["code"], "seats": made["seats"]}
    told = json.dumps({**wanted, "url": url, "guests": guests, "speed": speed}) + "\n"
    process = subprocess.Popen(
        [sys.executable, "-m", __name__], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True, encoding="utf-8"
    )
    assert process.stdin is not None
    process.stdin.write(told)
    process.stdin.flush()
    try:
        yield
    finally:
        # They go when nobody holds the other end any more, also when this program is killed.
        process.stdin.close()
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


async def play(made: Mapping[str, Any], url: str, guests: int, speed: float = 1.0) -> None:
    """Everybody's evening, until the meeting is closed. speed: 1 is human, 10 ten times as fast."""
    outside = Outside(url, made["meeting"], made["code"])
    story = _story_of({seat["seat"] for seat in made["seats"]})
    tokens = {seat["seat"]: seat["token"] for seat in made["seats"] if seat["seat"] != story.leader}
    invited = [_guest(outside, story, seat, tokens, speed) for seat in list(tokens)[:guests]]
    strangers = [Guest(outside, _stranger(number, story), speed) for number in range(guests - len(invited))]
    async with asyncio.TaskGroup() as together:
        for number, guest in enumerate([*invited, *strangers]):
            together.create_task(guest.live(after=number * 1.5))


def _story_of(seats: set[str]) -> Story:
    """The story that most of these people are in."""
    return max(STORIES.values(), key=lambda story: len(seats & set(story.people)))


def _guest(outside: Outside, story: Story, seat: str, tokens: Mapping[str, str], speed: float) -> Guest:
    """Somebody with their phone; or, for somebody without one, the hand that writes for them, on its own phone."""
    part = part_of(story, seat)
    if part.childs:
        return TheChild(outside, part, speed, tokens[seat])
    hand = story.hands.get(seat, "")
    return (
        Guest(outside, part, speed, tokens[hand], seat) if hand in tokens else Guest(outside, part, speed, tokens[seat])
    )


def _stranger(number: int, story: Story) -> Part:
    return part_of_nobody(NAMES[number % len(NAMES)], random.Random(number), story)


def main() -> None:
    """Reads one line of JSON and plays until standard input ends."""
    told = json.loads(sys.stdin.readline())
    loop = asyncio.new_event_loop()
    playing = loop.create_task(play(told, told["url"], told["guests"], told["speed"]))

    def watch() -> None:
        sys.stdin.read()
        loop.call_soon_threadsafe(playing.cancel)

    threading.Thread(target=watch, daemon=True).start()
    with suppress(asyncio.CancelledError, KeyboardInterrupt):
        loop.run_until_complete(playing)


if __name__ == "__main__":
    main()
