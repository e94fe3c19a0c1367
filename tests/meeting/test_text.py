"""One cell of shared text: what is taken, what is refused, and that a refusal changes nothing."""

import json
import time
import unicodedata
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from server.meeting import text
from server.meeting.text import Broken, Cell, Past, Stale

GIRL, BOY = "👧", "👦"


def cell_of(words: str) -> Cell:
    return text.apply(Cell(), text.replacing(Cell(), words), "house", "", 0)


def typed(
    cell: Cell, change: object, base: int | None = None, *, seat: str = "jana", tab: str = "t", id: int = 1
) -> Cell:
    """The whole road of one edit."""
    read = text.read_change(change)
    read = text.rebase(cell, read, cell.version if base is None else base)
    text.check(cell, read)
    return text.apply(cell, read, seat, tab, id)


def refused(code: str, act: Callable[..., object], *words: Any) -> None:
    with pytest.raises(Broken) as no:
        act(*words)
    assert no.value.code == code


# Reading what came


@pytest.mark.parametrize(
    "value",
    [
        None, 5, "abc", {"0": 1}, {}, [None], [[]], [["a"]], [[1, 2]], [[1, None]], [-1], [[-1]], [1.0], [[1.0, "a"]],
        [float("nan")], [True], [[True, "a"]], [[0, "a", ["b"]]], [2**31], [[2**31, "a"]], [[[1]]], [[0, True]],
    ],
)  # fmt: skip
def test_what_is_no_change_is_refused(value: object) -> None:
    refused("shape", text.read_change, value)


@pytest.mark.parametrize(
    "letters",
    ["\r", "\x00", "\x0b", "\x0c", "\x1b", "\x7f", "\x85", "\x9f", "\ud83d", "\udc67", "\ufdd0", "\uffff", "\U0001ffff",
     "\u202e", "\u2066", "\u200f", "\u061c", "\u2028", "a\nb"],
)  # fmt: skip
def test_letters_that_may_not_stand_here_are_refused(letters: str) -> None:
    refused("text", text.read_change, [[0, f"a{letters}b"]])


@pytest.mark.parametrize("letters", ["\t", "ř", "r\u030c", GIRL, "👩‍👧", "🏳️‍🌈", "\u00a0", "Ї", "שלום", "\u200b"])
def test_what_people_really_type_is_taken_as_it_is(letters: str) -> None:
    assert typed(Cell(), [[0, letters]]).text == letters


def test_a_field_of_one_line_takes_no_newline() -> None:
    assert text.read_change([[0, "a", "b"]]) == ((0, "a", "b"),)
    refused("text", text.read_change, [[0, "a", "b"]], False)
    assert text.read_change([[0, "a"]], False) == ((0, "a"),)


def test_a_change_is_kept_in_the_form_the_browser_would_give_it() -> None:
    assert text.read_change([0, 2, 3, [1], [1], [0, ""], [0, "a"], [0, "b"], [0], 4]) == (5, (2,), (0, "ab"), 4)
    assert text.read_change([]) == ()
    assert text.read_change([[2, ""]]) == ((2,),)
    assert text.read_change([[0, "a", ""], [0, "b"]]) == ((0, "a", "b"),)


def test_too_many_parts_and_too_many_letters_are_refused_before_any_work() -> None:
    refused("size", text.read_change, [1, [1]] * 129)
    refused("size", text.read_change, [[0, "x" * 4001]])
    refused("size", text.read_change, [[0, "x" * 2001], 1, [0, "x" * 2000]])
    refused("size", text.read_change, [[0, *[""] * 4002]])
    assert text.read_change([[0, "x" * 4000]])


# Fitting


def test_a_change_for_a_text_of_another_length_is_refused() -> None:
    cell = cell_of("ahoj")
    for change in ([3], [5], [4, [0, "a"], 1], [[5]], []):
        refused("range", text.check, cell, text.read_change(change))
        refused("range", text.rebase, cell, text.read_change(change), 1)


@pytest.mark.timeout(60)
def test_a_change_shorter_than_its_text_is_refused_before_it_is_rebased() -> None:
    """Inside the mapping it would never come to an end."""
    base = cell_of("abcdef")
    cell = typed(base, [[6]])
    refused("range", text.rebase, cell, text.read_change([3]), base.version)
    refused("range", text.rebase, cell, text.read_change([[3, "x"]]), base.version)
    refused("range", text.rebase, cell, text.read_change([9]), base.version)


def test_length_is_counted_in_utf16_units() -> None:
    cell = cell_of(f"a{GIRL}b")
    assert cell.units == 4
    assert typed(cell, [3, [1, "c"]]).text == f"a{GIRL}c"


@pytest.mark.parametrize("change", [[1, [1], 2], [2, [0, "x"], 2], [2, [1], 1], [[2], 2], [1, [2, "x"], 1], [2, [2]]])
def test_a_character_is_never_cut_in_two(change: list[object]) -> None:
    cell = cell_of(f"a{GIRL}b")
    before = (cell.text, cell.version)
    cuts = change not in ([1, [2, "x"], 1],)
    if cuts:
        refused("split", typed, cell, change)
    else:
        assert typed(cell, change).text == "axb"
    assert (cell.text, cell.version) == before


def test_the_low_half_of_one_and_the_high_half_of_the_next_are_a_cut_too() -> None:
    """What is left would be one valid character, so looking at the outcome would not show it."""
    refused("split", text.check, cell_of(GIRL + BOY), text.read_change([1, [2], 1]))


def test_one_child_for_another_is_one_whole_character() -> None:
    cell = cell_of(f"Mluvit s {GIRL} sám.")
    change = text.replacing(cell, f"Mluvit s {BOY} sám.")
    assert change == (9, (2, BOY), 5)
    assert typed(cell, change).text == f"Mluvit s {BOY} sám."


def test_a_cell_grows_to_its_limit_and_not_further() -> None:
    cell = cell_of("x" * 3999)
    full = typed(cell, [3999, [0, "y"]])
    assert full.units == text.MAX_UNITS
    refused("size", typed, full, [[0, "z"], 4000])
    refused("size", typed, cell, [3999, [0, GIRL]])
    assert typed(full, [[1, "z"], 3999]).text == "z" + "x" * 3998 + "y"


def test_a_text_over_the_limit_may_shrink() -> None:
    long = text.apply(Cell(), ((0, "x" * 5000),), "house", "", 0)
    assert typed(long, [[10], 4990]).units == 4990
    assert typed(long, [[1, "y"], 4999]).units == 5000
    refused("size", typed, long, [[1, "yy"], 4999])


# Several at once


def test_what_was_made_on_an_older_text_moves_to_where_it_belongs() -> None:
    base = cell_of("Jana zavolá.")
    cell = typed(base, [[0, "Zítra "], 12])
    cell = typed(cell, [11, [0, " do školky"], 1], base.version)
    assert cell.text == "Zítra Jana zavolá do školky."


def test_in_the_same_place_the_one_who_came_first_stands_first() -> None:
    base = cell_of("ab")
    cell = typed(base, [1, [0, "1"], 1])
    assert typed(cell, [1, [0, "2"], 1], base.version).text == "a12b"


def test_what_somebody_wrote_into_a_sentence_outlives_its_deletion() -> None:
    base = cell_of("celá věta")
    cell = typed(base, [5, [0, "nová "], 4])
    assert typed(cell, [[9]], base.version).text == "nová "


def test_deleting_twice_deletes_once() -> None:
    base = cell_of("abcdef")
    cell = typed(base, [1, [3], 2])
    assert typed(cell, [2, [3], 1], base.version).text == "af"


def test_a_rebased_change_that_has_nothing_left_to_do_still_counts() -> None:
    base = cell_of("abc")
    cell = typed(base, [[3]], tab="one", id=4)
    cell = typed(cell, [[3]], base.version, tab="two", id=9)
    assert (cell.text, cell.version, dict(cell.last)) == ("", 3, {"": 0, "one": 4, "two": 9})


def test_a_version_that_is_not_there_is_stale() -> None:
    cell = cell_of("abc")
    for version in (-1, 2, 2**30):
        with pytest.raises(Stale):
            text.rebase(cell, (3,), version)
        with pytest.raises(Stale):
            text.since(cell, version)


def test_a_change_made_to_cost_more_is_stale_and_costs_little() -> None:
    cell = cell_of("x" * 4000)
    base = cell.version
    for number in range(400):
        parts: list[object] = []
        for _ in range(127):
            parts += [30, [1, "y" if number % 2 else "z"]]
        cell = typed(cell, [*parts, cell.units - 127 * 31])
    mine = text.read_change([*[[1, "w"], 30] * 127, 4000 - 127 * 31])
    started = time.thread_time()
    with pytest.raises(Stale):
        text.rebase(cell, mine, base)
    assert time.thread_time() - started < 0.25


def test_somebody_long_away_gets_the_changes_or_is_told_to_start_anew() -> None:
    cell = cell_of("abc")
    for number in range(20):
        cell = typed(cell, [[0, "x"], cell.units], id=number)
    missed = text.since(cell, 15)
    assert [version for version, _ in missed] == [16, 17, 18, 19, 20, 21]
    assert [past.id for _, past in missed] == [14, 15, 16, 17, 18, 19]
    assert text.since(cell, cell.version) == []
    for number in range(2000):
        cell = typed(cell, [[1, "y"], cell.units - 1], id=number)
    with pytest.raises(Stale):
        text.since(cell, 1)
    assert len(json.dumps(text.since(cell, cell.version - 100), default=lambda past: past.change)) < text.MAX_BEHIND


# What a cell remembers


def test_an_older_cell_is_not_changed_by_what_comes_after_it() -> None:
    first = cell_of("abc")
    second = typed(first, [3, [0, "d"]], id=7)
    assert (first.text, first.version, len(first.history), dict(first.last)) == ("abc", 1, 1, {"": 0})
    assert (second.text, second.version, len(second.history)) == ("abcd", 2, 2)
    # the commit failed, the cell was thrown away, and another change took its place
    other = typed(first, [[0, "z"], 3], id=8)
    assert (other.text, [past.id for past in other.history]) == ("zabc", [0, 8])
    assert (second.text, [past.id for past in second.history]) == ("abcd", [0, 7])
    assert typed(second, [4, [0, "e"]], id=9).last["t"] == 9
    assert second.last["t"] == 7
    assert second != other
    with pytest.raises(AttributeError):
        first.text = "x"  # type: ignore[misc]


def test_whose_change_it_was_is_kept_and_can_be_asked_for() -> None:
    cell = typed(cell_of("abc"), [3, [0, "d"]], seat="petr", tab="p", id=41)
    cell = typed(cell, [4, [0, "e"]], seat="jana", tab="j", id=5)
    cell = typed(cell, [5, [0, "f"]], seat="petr", tab="p", id=44)
    assert cell.history[1] == Past("petr", "p", 41, (3, (0, "d")))
    assert cell.last == {"": 0, "p": 44, "j": 5}
    assert [text.applied(cell, "p", id) for id in (40, 41, 43, 44, 45)] == [None, 2, None, 4, None]
    assert text.applied(cell, "nobody", 1) is None


def test_the_same_changes_make_an_equal_cell() -> None:
    cell = cell_of("Ahoj")
    for number, letter in enumerate("světe" + GIRL):
        cell = typed(cell, [cell.units, [0, letter]], id=number)
    again = Cell()
    for past in cell.history:
        change = text.read_change(json.loads(json.dumps(past.change)))
        text.check(again, change)
        again = text.apply(again, change, past.author, past.tab, past.id)
    assert again == cell
    assert (again.text, again.units, again.last) == ("Ahojsvěte" + GIRL, 11, cell.last)


def test_the_oldest_changes_are_forgotten_and_whoever_wrote_them_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text, "KEPT", 10)
    cell = typed(cell_of("abc"), [3, [0, "x"]], seat="petr", tab="p", id=41)
    early = typed(cell, [4, [0, "y"]], seat="jana", tab="j", id=5)
    cell = early
    for number in range(1, 40):
        cell = typed(cell, [[1, "z"], 4], seat="jana", tab="j", id=5 + number)
    assert (cell.text, cell.version, len(cell.history)) == ("zbcxy", 42, 42)
    kept = [past.id for past in cell.history]
    assert kept == list(range(45 - len(kept), 45)) and 10 <= len(kept) <= 20
    assert dict(cell.last) == {"": 0, "p": 41, "j": 44}, "who was here long ago is still known"
    assert text.applied(cell, "p", 41) == 2
    assert text.applied(cell, "p", 40) is None
    assert text.applied(cell, "j", 6) is None, "of a tab that wrote on, the last alone"
    for forgotten in (0, 1, 20):
        with pytest.raises(Stale):
            text.since(cell, forgotten)
        with pytest.raises(Stale):
            text.rebase(cell, (4,), forgotten)
    assert text.since(cell, cell.version) == []
    assert [version for version, _ in text.since(cell, 35)] == [36, 37, 38, 39, 40, 41, 42]
    assert text.rebase(cell, (5, (0, "!")), 35) == (5, (0, "!"))
    # Somebody may still hold what it was before, and another change may take the place of the later ones.
    assert (early.text, early.version, dict(early.last)["p"]) == ("abcxy", 3, 41)
    other = typed(early, [[5], [0, "w"]], id=99)
    assert (other.text, other.version, other.last["p"]) == ("w", 4, 41)
    assert cell != other


def test_a_cell_that_has_forgotten_is_equal_to_one_that_was_told_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text, "KEPT", 5)
    cells = [cell_of("a"), cell_of("a")]
    for number in range(30):
        cells = [typed(cell, [[1, "b"]], id=number) for cell in cells]
    assert cells[0] == cells[1]
    assert cells[0] != typed(cells[1], [[1, "b"]], id=30)


def test_ten_thousand_letters_do_not_slow_a_cell_down() -> None:
    cell = cell_of("x" * 100)
    started = time.thread_time()
    for number in range(10_000):
        cell = typed(cell, [50, [1, "y"], 49], id=number)
    assert time.thread_time() - started < 5
    assert cell.version == 10_001


# Whole strings


@pytest.mark.parametrize(
    ("old", "new", "change"),
    [
        ("", "", ()),
        ("abc", "abc", (3,)),
        ("", "a\nb", ((0, "a", "b"),)),
        ("abc", "", ((3,),)),
        ("abab", "ab", (2, (2,))),
        (f"{GIRL}{GIRL}", GIRL, (2, (2,))),
        ("aXc", "aYYc", (1, (1, "YY"), 1)),
    ],
)
def test_the_smallest_change_from_one_text_to_another(old: str, new: str, change: text.Change) -> None:
    cell = cell_of(old) if old else Cell()
    assert text.replacing(cell, new) == change
    assert typed(cell, change).text == new


def test_a_program_may_not_write_what_a_person_may_not() -> None:
    refused("text", text.replacing, Cell(), "a\x0bb")
    refused("text", text.replacing, Cell(), "a\rb")


@given(some.text(alphabet="ab\n👧👦č"), some.text(alphabet="ab\n👧👦č"))
def test_replacing_always_arrives(old: str, new: str) -> None:
    assert typed(cell_of(old), text.replacing(cell_of(old), new)).text == new


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [
        ("Jana\r\nPetr\rEva", "Jana\nPetr\nEva"),
        ("a\x0bb\x0cc\x85d\u2028e", "a\nb\nc\nd\ne"),
        ("a\x00\x1b\x7f\x9fb", "ab"),
        ("\u202eabc\u202c\u200f", "abc"),
        ("Jir\u030ci\u0301", "Jiří"),
        ("\ud83dx\uffff", "x"),
        ("tab\tand\nline", "tab\tand\nline"),
        ("👩‍👧", "👩‍👧"),
    ],
)
def test_cleaning(dirty: str, clean: str) -> None:
    assert text.clean(dirty) == clean


@given(some.text(some.characters()))
def test_what_is_clean_stays_as_it_is_and_is_taken(dirty: str) -> None:
    once = text.clean(dirty)
    assert text.clean(once) == once
    assert unicodedata.is_normalized("NFC", once)
    once.encode("utf-8")
    if once and text.units(once) <= text.MAX_UNITS:
        assert typed(Cell(), [[0, *once.split("\n")]]).text == once


@given(
    some.recursive(
        some.none() | some.booleans() | some.integers(-3, 2**32) | some.floats() | some.text(some.characters()),
        lambda inner: some.lists(inner, max_size=6),
        max_leaves=30,
    )
)
def test_whatever_comes_it_is_a_change_or_refused(value: object) -> None:
    cell = cell_of(f"ab{GIRL}")
    try:
        after = typed(cell, value)
    except (Broken, Stale):
        assert (cell.text, cell.version) == (f"ab{GIRL}", 1)
    else:
        after.text.encode("utf-8")
        assert after.units == text.units(after.text)
