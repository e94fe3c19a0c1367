"""docs/protocol.md is true: its examples, its functions and its program are taken out of the page and run."""

from __future__ import annotations

import ast
import asyncio
import json
import random
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from server.meeting import text
from server.meeting.commands import COMMANDS
from server.web.forms import NOT_FROM_OUTSIDE
from tests.afternoon import House, Open, phone
from tests.meeting.test_text_oracle import cell_of, some_change, some_text

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "protocol.md").read_text("utf-8")


@pytest.fixture(scope="module")
def told() -> dict[str, Any]:
    """Everything the page's Python defines."""
    names: dict[str, Any] = {"__name__": "page"}
    for block in re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL):
        exec(compile(block, "docs/protocol.md", "exec"), names)
    return names


def examples() -> list[tuple[str, list[Any], list[Any], list[Any], str]]:
    rows = re.findall(
        r"^\| `([^`]*)` \| `(\[.*?\])` \| `(\[.*?\])` \| `(\[.*?\])` \| `{1,2}([^`]*)`{1,2} \|$", PAGE, re.M
    )
    return [(words, json.loads(a), json.loads(b), json.loads(c), after) for words, a, b, c, after in rows]


def as_json(change: text.Change) -> list[Any]:
    return json.loads(json.dumps(change))  # type: ignore[no-any-return]


def test_there_are_examples() -> None:
    assert len(examples()) >= 9


@pytest.mark.parametrize(("words", "first", "second", "moved", "after"), examples())
def test_an_example_is_what_the_server_does(
    words: str, first: list[Any], second: list[Any], moved: list[Any], after: str, told: dict[str, Any]
) -> None:
    base = cell_of(words)
    cell = text.apply(base, text.read_change(first), "petr", "t", 1)
    rebased = text.rebase(cell, text.read_change(second), base.version)
    text.check(cell, rebased)
    assert as_json(rebased) == moved == told["moved"](second, first)
    assert text.apply(cell, rebased, "jana", "u", 1).text == after
    assert told["applied"](told["applied"](words, first), moved) == after


def test_the_function_on_the_page_is_the_server_s(told: dict[str, Any]) -> None:
    luck = random.Random(20261122)
    for _ in range(3000):
        words = some_text(luck, 15)
        base = cell_of(words)
        first, second = (text.read_change(some_change(luck, words)) for _ in range(2))
        cell = text.apply(base, first, "petr", "t", 1)
        assert told["moved"](as_json(second), as_json(first)) == as_json(text.rebase(cell, second, base.version))
        assert told["applied"](words, as_json(first)) == cell.text


def test_every_command_is_on_the_page_with_its_fields() -> None:
    from dataclasses import fields

    rows = dict[str, set[str]]()
    for line in PAGE.split("## Acting")[1].split("## The socket")[0].splitlines():
        if line.startswith("|"):
            left, right = line.strip("|").split("|", 1)
            for name in re.findall(r"`([a-z-]+)`", left):
                rows[name] = set(re.findall(r"`([a-z_]+)`", right))
    outside = {name: kind for name, kind in COMMANDS.items() if kind not in NOT_FROM_OUTSIDE}
    assert outside.keys() <= rows.keys()
    for name, kind in outside.items():
        missing = {field.name for field in fields(kind)} - rows[name]
        assert not missing or missing == {"despite"}, f"{name}: the page does not say {missing}"


async def test_the_program_of_a_stranger_writes_beside_people(home: House, met: Open, told: dict[str, Any]) -> None:
    """Three of them and a person, all at the end of one cell: every line is there once."""
    add_line: Callable[..., Any] = told["add_line"]
    address = home.url.replace("http", "ws") + f"/meetings/{met.id}/socket"
    token = met.tokens["petra"]
    async with phone(home.url, met.id, met.tokens["jana"]) as jana:
        await jana.write("rules", "Mluví jeden. 👧")
        lines = [f"{number}. řádek 👦" for number in range(3)]
        written = await asyncio.gather(*(add_line(address, token, "rules", line) for line in lines))
    assert all(line in said for line, said in zip(lines, written, strict=True))
    words = home.meeting(met.id).text("rules")
    assert words.startswith("Mluví jeden. 👧")
    assert sorted(words.splitlines()[1:]) == sorted(lines)


async def test_the_program_is_told_when_it_may_not(home: House, met: Open, told: dict[str, Any]) -> None:
    address = home.url.replace("http", "ws") + f"/meetings/{met.id}/socket"
    assert "may not write" in await told["add_line"](address, met.tokens["petra"], "minutes:uvod", "x")
    assert await told["add_line"](address, "a" * 22, "rules", "x") == "closed with 4401"
    assert await told["add_line"](address, met.tokens["petra"], "rules", "x\x00") == "refused: text"


def test_the_program_needs_nothing_of_ours() -> None:
    for block in re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL):
        imported = {
            name.name if isinstance(node, ast.Import) else (node.module or "")
            for node in ast.walk(ast.parse(block))
            if isinstance(node, ast.Import | ast.ImportFrom)
            for name in node.names
        }
        assert imported <= {"asyncio", "json", "random", "sys", "websockets"}
