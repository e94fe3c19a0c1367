"""Passwords: which are refused, and that looking at one takes as long whether or not there is somebody of that name."""

import asyncio
from pathlib import Path
from statistics import median
from time import perf_counter

import pytest
from argon2 import PasswordHasher, extract_parameters
from argon2.profiles import RFC_9106_LOW_MEMORY
from zxcvbn import zxcvbn
from zxcvbn.matching import RANKED_DICTIONARIES

from server.accounts.passwords import _GOOD, LEAST, MOST, MOST_WAITING, OURS, Busy, Passwords, Weak

GOOD = "ryba slaví pondělí v garáži"
SLOW = PasswordHasher(time_cost=2, memory_cost=8192, parallelism=1)
"""Slow enough to be measured."""
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


async def test_a_password_fits_what_is_kept_of_it_and_another_does_not() -> None:
    passwords = Passwords()
    kept = await passwords.hashed(GOOD)
    assert extract_parameters(kept) == RFC_9106_LOW_MEMORY, "the real one, as the library recommends it"
    assert GOOD not in kept and await passwords.fits(GOOD, kept)
    assert not await passwords.fits(GOOD + " ", kept) and not await passwords.fits("", kept)
    assert not passwords.is_outdated(kept)


async def test_letters_composed_by_another_keyboard_are_the_same_password() -> None:
    passwords = Passwords(CHEAP)
    kept = await passwords.hashed("ryba slav\u00ed pond\u011bl\u00ed")
    assert await passwords.fits("ryba slavi\u0301 ponde\u030cli\u0301", kept)


async def test_nobodys_hash_takes_as_long_as_somebodys_and_never_fits() -> None:
    passwords = Passwords(SLOW)
    kept = await passwords.hashed(GOOD)
    assert not await passwords.fits("", "") and not await passwords.fits("-", "")
    took: dict[str, list[float]] = {kept: [], "": []}
    for _ in range(9):
        for hashed, times in took.items():
            began = perf_counter()
            assert not await passwords.fits("spatne heslo", hashed)
            times.append(perf_counter() - began)
    assert 0.4 < median(took[""]) / median(took[kept]) < 2.5


async def test_what_was_hashed_more_weakly_is_outdated() -> None:
    assert Passwords().is_outdated(CHEAP.hash(GOOD))


@pytest.mark.parametrize(
    ("password", "weak"),
    [
        ("krátké", Weak.SHORT),
        ("x" * (MOST + 1), Weak.LONG),
        ("123456789012", Weak.COMMON),
        ("passwordpassword", Weak.COMMON),
        ("evadvorakova1", Weak.COMMON),
        ("eva.dvorakova@tabor.cz", Weak.COMMON),
        ("případovákonference", Weak.COMMON),
        ("setkanisetkani1", Weak.COMMON),
        ("OspodSetkani", Weak.COMMON),
        (GOOD, None),
        ("".join(chr(33 + number * number % 89) for number in range(MOST)), None),
    ],
)
async def test_what_can_be_guessed_is_refused_and_nothing_else_is_asked_of_a_password(
    password: str, weak: Weak | None
) -> None:
    assert await Passwords(CHEAP).weakness(password, ["eva.dvorakova@tabor.cz", "OSPOD Tábor"]) is weak


def test_none_of_the_commonest_is_taken_and_the_words_of_this_place_are_written_down() -> None:
    """zxcvbn brings the thirty thousand passwords that were found most often where passwords had been stolen."""
    stolen = [password for password in RANKED_DICTIONARIES["passwords"] if len(password) >= LEAST]
    assert len(stolen) > 200
    assert [password for password in stolen if zxcvbn(password)["score"] >= _GOOD] == []
    page = " ".join((Path(__file__).parents[2] / "docs" / "accounts.md").read_text("utf-8").split())
    assert f"*{', '.join(OURS)}*" in page


async def test_a_meeting_is_not_held_up_by_people_who_sign_in_and_too_many_are_asked_to_come_again() -> None:
    passwords = Passwords(SLOW)
    coming = [asyncio.create_task(passwords.fits(GOOD, "")) for _ in range(MOST_WAITING)]
    await asyncio.sleep(0)
    with pytest.raises(Busy):
        await passwords.fits(GOOD, "")
    coming.append(asyncio.create_task(passwords.fits(GOOD, "", known=True)))
    await asyncio.sleep(0)
    assert not coming[-1].done(), "for a browser that has signed in before there is room"
    began = perf_counter()
    await asyncio.sleep(0)
    assert perf_counter() - began < 0.05, "the loop goes on"
    for task in coming[2:]:
        task.cancel()
    await asyncio.gather(*coming, return_exceptions=True)
    assert not await passwords.fits(GOOD, "")
