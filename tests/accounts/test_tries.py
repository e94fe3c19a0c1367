"""Wrong tries to sign in: each makes the next slower, and nobody is ever locked out."""

import pytest

from server.accounts.tries import FORGOTTEN, FREE, FREE_ANYWHERE, LONGEST, MOST_WAITING, Place, Tries, drawer_of

HERE, THERE, ELSEWHERE, FAR = (Place(f"10.0.0.{last}") for last in (1, 2, 3, 9))
OWN = Place("own", known=True)


class Watch:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_who_mistypes_waits_for_nothing_and_then_longer_and_longer_up_to_42_seconds() -> None:
    tries = Tries(clock=Watch())
    waits = []
    for _ in range(12):
        waits.append(tries.pause("eva", HERE))
        tries.wrong("eva", HERE)
    assert waits == [0.0] * (FREE + 1) + [1, 2, 4, 8, 16, 32, LONGEST, LONGEST]
    for _ in range(1000):
        tries.wrong("eva", HERE)
    assert tries.pause("eva", HERE) == LONGEST, "never longer, and never for good"


def test_another_name_and_for_a_while_another_address_pay_nothing() -> None:
    tries = Tries(clock=Watch())
    for _ in range(FREE_ANYWHERE):
        tries.wrong("eva", HERE)
    assert tries.pause("jana", HERE) == 0 and tries.pause("eva", THERE) == 0
    tries.wrong("eva", ELSEWHERE)
    assert tries.pause("eva", THERE) == 1, "a name that is tried from everywhere is slowed everywhere"


def test_what_was_wrong_long_ago_is_forgotten_and_so_is_what_was_mistyped_before_the_right_one() -> None:
    watch = Watch()
    tries = Tries(clock=watch)
    for _ in range(FREE + 3):
        tries.wrong("eva", HERE)
    assert tries.pause("eva", HERE) > 0
    watch.now += FORGOTTEN + 1
    assert tries.pause("eva", HERE) == 0
    for _ in range(FREE + 3):
        tries.wrong("eva", HERE)
    tries.right("eva", HERE)
    assert tries.pause("eva", HERE) == 0


def test_only_so_many_wait_at_once() -> None:
    tries = Tries(clock=Watch())
    assert all(tries.come("eva", HERE) for _ in range(MOST_WAITING))
    assert not tries.come("eva", HERE) and tries.come("eva", THERE)
    tries.go("eva", HERE)
    assert tries.come("eva", HERE)


def test_names_that_somebody_makes_up_do_not_fill_the_memory() -> None:
    watch = Watch()
    tries = Tries(clock=watch)
    for _ in range(FREE + 2):
        tries.wrong("eva", HERE)
    for number in range(12_000):
        watch.now += 0.01
        tries.wrong(f"nobody{number}", FAR)
    assert len(tries._wrong) < 20_000


def test_nobody_makes_the_browser_wait_in_which_somebody_has_signed_in_before() -> None:
    """Whoever fails on purpose in somebody's name, at the same address or from everywhere, does not keep them out."""
    tries = Tries(clock=Watch())
    for place in (HERE, THERE, ELSEWHERE, FAR) * 100:
        tries.wrong("eva", place)
    while tries.come("eva", HERE):
        pass
    assert tries.pause("eva", THERE) == LONGEST and tries.pause("eva", OWN) == 0 and tries.come("eva", OWN)
    for _ in range(FREE + 20):
        tries.wrong("eva", OWN)
    assert tries.pause("eva", OWN) == LONGEST, "but for its own wrong tries it does"


def test_a_new_start_knows_who_was_guessed_at_and_for_how_long() -> None:
    watch, later = Watch(), Watch()
    tries = Tries(clock=watch)
    for _ in range(FREE_ANYWHERE + 5):
        tries.wrong("eva", HERE)
    tries.wrong("jana", OWN)
    watch.now += 600
    kept = tries.to_keep()
    assert kept == {drawer_of("eva"): (FREE_ANYWHERE + 5, 600.0)}, "no name, no address"
    again = Tries(kept, later)
    assert again.pause("eva", THERE) == tries.pause("eva", THERE) == 16.0 and again.pause("jana", THERE) == 0
    again.wrong("eva", THERE)
    assert again.pause("eva", FAR) == 32.0 and again.to_keep() == {drawer_of("eva"): (FREE_ANYWHERE + 6, 0.0)}
    later.now += FORGOTTEN
    assert again.pause("eva", FAR) == 0 and again.to_keep() == {}
    assert again.to_keep() is None, "what is old is taken from the disk, and then nothing is written any more"


@pytest.mark.parametrize("starts", [0, 1, 20])
def test_no_start_makes_guessing_quicker(starts: int) -> None:
    """A thousand addresses at one name, the program beginning anew meanwhile."""
    watch = Watch()
    tries, waits = Tries(clock=watch), []
    for number in range(1000):
        if starts and number % (1000 // starts) == 0:
            tries = Tries(tries.to_keep(), watch)
        place = Place(f"10.0.{number // 250}.{number % 250}")
        waits.append(tries.pause("eva", place))
        tries.wrong("eva", place)
    assert waits == [0.0] * (FREE_ANYWHERE + 1) + [1, 2, 4, 8, 16, 32] + [LONGEST] * (1000 - FREE_ANYWHERE - 7)
