"""docs/asvs.md answers every requirement of the standard once, and every test it names is there."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "asvs.md").read_text("utf-8")
ROWS = [[cell.strip() for cell in line.strip("|").split("|")] for line in PAGE.splitlines() if line.startswith("| V")]

REQUIRED = """
    1.1: 1-2; 1.2: 1-9; 1.3: 1-11; 1.4: 1-3; 1.5: 1-2; 2.1: 1-3
    2.2: 1-3; 2.3: 1-4; 2.4: 1; 3.2: 1-2; 3.3: 1-4; 3.4: 1-6
    3.5: 1-5; 3.7: 1-2; 4.1: 1-3; 4.2: 1; 4.3: 1-2; 4.4: 1-4
    5.1: 1; 5.2: 1-3; 5.3: 1-2; 5.4: 1-3; 6.1: 1-3; 6.2: 1-12
    6.3: 1-4; 6.4: 1-4; 6.5: 1-5; 6.6: 1-3; 6.8: 1-4; 7.1: 1-3
    7.2: 1-4; 7.3: 1-2; 7.4: 1-5; 7.5: 1-2; 7.6: 1-2; 8.1: 1-2
    8.2: 1-3; 8.3: 1; 8.4: 1; 9.1: 1-3; 9.2: 1-4; 10.1: 1-2
    10.2: 1-2; 10.3: 1-4; 10.4: 1-11; 10.5: 1-5; 10.6: 1-2; 10.7: 1-3
    11.1: 1-2; 11.2: 1-3; 11.3: 1-3; 11.4: 1-4; 11.5: 1; 11.6: 1
    12.1: 1-3; 12.2: 1-2; 12.3: 1-4; 13.1: 1; 13.2: 1-5; 13.3: 1-2
    13.4: 1-5; 14.1: 1-2; 14.2: 1-4 7; 14.3: 1-3; 15.1: 1-3; 15.2: 1-3
    15.3: 1-7; 16.1: 1; 16.2: 1-5; 16.3: 1-4; 16.4: 1-3; 16.5: 1-4
    17.1: 1; 17.2: 1-4; 17.3: 1-2
"""
"""Section: requirements of ASVS 5.0.0, levels 1 and 2, and two of level 3 (14.2.7 and 16.5.4)."""
ANSWERS = ("`tests/", "met", "in part: ", "not met", "n/a: ")


def required() -> list[str]:
    found = []
    for section in re.split(r"[;\n]", REQUIRED.strip()):
        name, _, runs = section.strip().partition(": ")
        for run in runs.split():
            first, _, last = run.partition("-")
            found += [f"V{name}.{number}" for number in range(int(first), int(last or first) + 1)]
    return found


def test_every_requirement_is_answered_once() -> None:
    assert [row[0] for row in ROWS] == required()
    assert len(ROWS) == 255 and all(len(row) == 4 and row[1] in "123" for row in ROWS)


def test_an_answer_is_a_test_or_says_what_it_is() -> None:
    assert [row[0] for row in ROWS if not row[3].startswith(ANSWERS)] == []
    said = re.search(r"Of (\d+) requirements (\d+) are .*?, (\d+) .*?, (\d+) .*?, (\d+) .*?, (\d+) do not apply", PAGE)
    assert said is not None
    total, *kinds = map(int, said.groups())
    counted = [0] * 5
    for *_, answer in ROWS:
        lacks = answer.startswith("in part") or "; in part" in answer or "; not met" in answer
        ways = (
            False,
            answer.startswith("met") and not lacks,
            lacks,
            answer.startswith("not met"),
            answer.startswith("n/a"),
        )
        counted[ways.index(True) if any(ways) else 0] += 1
    assert (total, kinds) == (len(ROWS), counted)


def test_every_test_that_is_named_is_there() -> None:
    named = set(re.findall(r"`tests/([\w./]+)::(\w+)`", PAGE))
    assert len(named) > 80
    missing = [
        f"{file}::{name}"
        for file, name in sorted(named)
        if not (ROOT / "tests" / file).is_file()
        or not re.search(rf"def {name}\(", (ROOT / "tests" / file).read_text("utf-8"))
    ]
    assert missing == []


def test_the_browser_code_stores_nothing() -> None:
    for source in (ROOT / "static").glob("*.js"):
        assert not re.search(
            r"localStorage|sessionStorage|indexedDB|caches\.|document\.cookie", source.read_text("utf-8")
        )
