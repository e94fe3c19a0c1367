"""The demo: meetings from meeting files, what people say in them, and simulated guests who say it."""

from collections.abc import Mapping

from . import amalka, jakub, novakovi, pavel
from .story import Story

STORIES: Mapping[str, Story] = {
    "jakub": jakub.STORY,
    "pavel": pavel.STORY,
    "novakovi": novakovi.STORY,
    "amalka": amalka.STORY,
}
"""Name -> story. The first of each kind of meeting is its demo."""


def story_of(format_id: str, name: str = "") -> Story:
    """The story of that name, or the first of a kind of meeting. KeyError, with those there are, for none."""
    if name:
        if name not in STORIES:
            raise KeyError(list(STORIES))
        return STORIES[name]
    for story in STORIES.values():
        if story.format == format_id:
            return story
    raise KeyError(sorted({story.format for story in STORIES.values()}))
