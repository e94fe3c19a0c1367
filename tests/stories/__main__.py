"""The stories once more, deadlier: the server dies by kill -9 after every single deed, and at random moments in them.

    python -m tests.stories [--seeds 3] [--story amalka] [--mails FOLDER]

says for each story and seed how often it died, and stops at the first thing that was lost, done twice or half done.
"""

import argparse
import asyncio
import random
import sys
import tempfile
import time
from pathlib import Path

from tests.machine import node_path
from tests.stories import amalka, jakub, told
from tests.stories.teller import body_of

STORIES = {"jakub": jakub, "amalka": amalka}


async def once(name: str, seed: int, folder: Path, mails: Path | None) -> None:
    story = STORIES[name]
    course = told.Course.of(story)
    began = time.monotonic()
    async with told.stage(folder, course, every=1, dice=random.Random(seed)) as (teller, lives, post):
        try:
            await told.tell(teller, course)
        finally:
            for number, (to, message) in enumerate(post.arrived if mails else ()):
                assert mails is not None
                words = f"{to}\n{message['Subject']}\n\n{body_of(message)}"
                (mails / f"{name}-{number:03}.txt").write_text(words, "utf-8")
        told.every_mail_came_once(teller, post)
        told.calendars_say(post, course, node_path())
        told.every_word_is_in_a_record(teller, course)
        told.the_summary_is_made_of_the_records(teller, folder, story.SUMMARY)
        print(
            f"{name}, seed {seed}: {len(course.acts)} acts, {lives.deaths} deaths, {teller.struck} in the middle "
            f"of something, {len(post.arrived)} mails, each once; {time.monotonic() - began:.0f} s",
            flush=True,
        )


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.stories", description=__doc__)
    parser.add_argument("--seeds", type=int, default=1, help="how many different accidents each story is told with")
    parser.add_argument("--first", type=int, default=1, help="the first of them")
    parser.add_argument("--story", choices=STORIES, action="append", help="one of them; by default both")
    parser.add_argument("--mails", type=Path, help="a folder for the mails, to be read")
    given = parser.parse_args()
    if given.mails:
        given.mails.mkdir(parents=True, exist_ok=True)
    for seed in range(given.first, given.first + given.seeds):
        for name in given.story or STORIES:
            with tempfile.TemporaryDirectory() as folder:
                asyncio.run(once(name, seed, Path(folder), given.mails))


if __name__ == "__main__":
    sys.exit(main())
