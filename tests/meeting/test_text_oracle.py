"""The server's rebase and apply against @codemirror/state in Node: the same letters for the same changes."""

import json
import os
import random
import subprocess
from pathlib import Path

import pytest

from server.meeting import text

PAIRS = int(os.environ.get("SETKANI_ORACLE_PAIRS", "12000"))
LETTERS = ["a", "b", "č", "ř", " ", "\n", "👧", "👦", "🏳️", "e\u0301", "x", "\n", "1"]


def some_text(luck: random.Random, longest: int) -> str:
    return "".join(luck.choice(LETTERS) for _ in range(luck.randint(0, longest)))


def some_change(luck: random.Random, old: str) -> list[object]:
    """A change as a page could send it: places between whole characters, parts in every combination."""
    parts: list[object] = []
    place = 0
    eager = luck.random()
    while True:
        step = luck.choice([0, 0, 1, 1, 2, 3, 8]) if place < len(old) else 0
        step = min(step, len(old) - place)
        piece = text.units(old[place : place + step])
        if luck.random() < eager:
            put = some_text(luck, luck.choice([0, 0, 1, 1, 2, 5]))
            parts.append([piece, *put.split("\n")] if put else [piece])
        else:
            parts.append(piece)
        place += step
        if place == len(old) and luck.random() < 0.6:
            return parts


def cell_of(words: str) -> text.Cell:
    return text.apply(text.Cell(), text.replacing(text.Cell(), words), "house", "", 0)


def as_json(change: text.Change) -> object:
    return json.loads(json.dumps(change))


@pytest.mark.parametrize("seed", [1, 20261122, 0xC0DE])
def test_rebase_and_apply_agree_with_codemirror(seed: int, node: str) -> None:
    luck = random.Random(seed)
    print("seed", seed)
    questions = []
    for _ in range(PAIRS // 3):
        words = some_text(luck, luck.choice([0, 1, 4, 12, 40]))
        first, second = some_change(luck, words), some_change(luck, words)
        questions.append((words, text.read_change(first), text.read_change(second)))
    said = subprocess.run(
        [node, str(Path(__file__).with_name("oracle.mjs"))],
        input=json.dumps([{"text": w, "first": a, "second": b} for w, a, b in questions]),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
        timeout=120,
    )
    answers = json.loads(said.stdout)
    assert len(answers) == len(questions)
    moved = 0
    for number, ((words, first, second), answer) in enumerate(zip(questions, answers, strict=True)):
        where = f"seed {seed}, pair {number}: {words!r} {first!r} {second!r}"
        cell = cell_of(words)
        text.check(cell, first)
        text.check(cell, second)
        assert [as_json(first), as_json(second)] == answer["canonical"], where
        assert [text.apply(cell, c, "s", "t", 1).text for c in (first, second)] == answer["applied"], where
        after = text.apply(cell, second, "s", "t", 1)
        rebased = text.rebase(after, first, cell.version)
        assert as_json(rebased) == answer["after"], where
        text.check(after, rebased)
        outcome = text.apply(after, rebased, "s", "t", 2)
        assert outcome.text == answer["server"] == answer["page"], where
        assert outcome.units == text.units(outcome.text), where
        moved += rebased != first
    assert moved > len(questions) / 2, "the pairs hardly touched each other: nothing was shown"


@pytest.mark.parametrize("seed", [7, 8])
def test_a_change_many_versions_behind_comes_out_as_in_the_browser(seed: int, node: str) -> None:
    """One by one over up to thirty versions; each step is asked of @codemirror/state as its own pair."""
    luck = random.Random(seed)
    print("seed", seed)
    questions, expected, results = [], [], []
    for _ in range(60):
        cell = cell_of(some_text(luck, 30))
        base = cell.version
        mine = text.read_change(some_change(luck, cell.text))
        for step in range(luck.randint(2, 30)):
            theirs = text.read_change(some_change(luck, cell.text))
            try:
                text.check(cell, theirs)
            except text.Broken:
                continue
            questions.append({"text": cell.text, "first": text.rebase(cell, mine, base), "second": theirs})
            cell = text.apply(cell, theirs, "s", "t", step)
            expected.append(text.rebase(cell, mine, base))
        results.append(text.apply(cell, text.rebase(cell, mine, base), "s", "u", 1).text)
    said = subprocess.run(
        [node, str(Path(__file__).with_name("oracle.mjs"))],
        input=json.dumps(questions),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
        timeout=120,
    )
    answers = json.loads(said.stdout)
    assert len(answers) == len(expected) > 500
    for number, (answer, after) in enumerate(zip(answers, expected, strict=True)):
        assert answer["after"] == as_json(after), f"seed {seed}, step {number}"
    assert len(results) == 60
