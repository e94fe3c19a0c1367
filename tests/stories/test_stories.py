"""Two cases from the first invitation to the day on which they are forgotten; the server is killed between the acts."""

import sys
from pathlib import Path
from types import ModuleType

import pytest

from tests.stories import amalka, jakub, told

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no kill -9 on Windows")


@pytest.mark.timeout(600)
@pytest.mark.parametrize("story", [jakub, amalka], ids=["jakub", "amalka"])
async def test_a_whole_story_over_four_meetings(tmp_path: Path, node: str, story: ModuleType) -> None:
    course = told.Course.of(story)
    async with told.stage(tmp_path, course, every=100) as (teller, lives, post):
        await told.tell(teller, course, sparing=4)
        told.every_mail_came_once(teller, post)
        told.calendars_say(post, course, node)
        told.every_word_is_in_a_record(teller, course)
        told.the_summary_is_made_of_the_records(teller, tmp_path, story.SUMMARY)
        assert lives.deaths > len(course.acts) / 3
        assert lives.log.read_text("utf-8") == ""
