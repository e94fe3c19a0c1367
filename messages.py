"""For `just messages`: with these pybabel finds the words for people that stand outside calls of gettext.

A finder gets a file from Babel and gives (line, function, message, comments); the lines are left out of the catalogues.
"""

import tomllib
from collections.abc import Iterator
from typing import Any, BinaryIO

Found = Iterator[tuple[int, None, str, list[str]]]


def of_a_format(file: BinaryIO, keywords: object, comment_tags: object, options: object) -> Found:
    """The names of a format, its roles and its stages, the sentences about them, and the words to choose from.

    Of a child's meeting also the questions of its book, and what each stage says to the child.
    """
    format = tomllib.load(file)
    for word in _texts(format, {"name", "card", "lead", "note", "view", "reports", "cannot", "hint"}):
        yield 1, None, word, []
    for choice in ("areas", "kinds"):
        for word in format.get(choice, {}).values():
            yield 1, None, word, []
    for page in format.get("book", []):
        for question in page.get("fields", {}).values():
            yield 1, None, question, []
    for stage in format.get("stages", []):
        if said := stage.get("child"):
            yield 1, None, said, []


def of_the_choosing(file: BinaryIO, keywords: object, comment_tags: object, options: object) -> Found:
    """The questions of the assistant, and what comes of them. Sources stand as they are called, in every language."""
    choosing = tomllib.load(file)
    for word in _texts(choosing, {"words", "hint", "name", "why", "purpose"}):
        if word:
            yield 1, None, word, []
    for outcome in choosing["outcomes"]:
        for sentence in outcome["instead"]:
            yield 1, None, sentence, []


def of_the_positions(file: BinaryIO, keywords: object, comment_tags: object, options: object) -> Found:
    """Whom one may forget to bring to a table."""
    for group in tomllib.load(file)["groups"]:
        for word in (group["name"], *group["positions"]):
            yield 1, None, word, []


def of_the_refusals(file: BinaryIO, keywords: object, comment_tags: object, options: object) -> Found:
    """Every "no" of server/meeting/refusals.py."""
    from server.meeting.refusals import Reason

    for reason in Reason:
        yield 1, None, reason.sentence, []


def _texts(part: Any, keys: set[str]) -> Iterator[str]:
    if isinstance(part, list):
        for item in part:
            yield from _texts(item, keys)
    elif isinstance(part, dict):
        for key, value in part.items():
            if key in keys and isinstance(value, str):
                yield value
            else:
                yield from _texts(value, keys)
