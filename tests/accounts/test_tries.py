"""Wrong tries to sign in: each makes the next slower, and nobody is ever locked out."""

from server.accounts.tries import FORGOTTEN, FREE, FREE_ANYWHERE, LONGEST, MOST_WAITING, Tries


class Watch:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_who_mistypes_waits_for_nothing_and_then_longer_and_longer_up_to_42_seconds() -> None:
    tries = Tries(Watch())
    waits = []
    for _ in range(12):
        waits.append(tries.pause("eva", "10.0.0.1"))
        tries.wrong("eva", "10.0.0.1")
    assert waits == [0.0] * (FREE + 1) + [1, 2, 4, 8, 16, 32, LONGEST, LONGEST]
    for _ in range(1000):
        tries.wrong("eva", "10.0.0.1")
    assert tries.pause("eva", "10.0.0.1") == LONGEST, "never longer, and never for good"


def test_another_name_and_for_a_while_another_address_pay_nothing() -> None:
    tries = Tries(Watch())
    for _ in range(FREE_ANYWHERE):
        tries.wrong("eva", "10.0.0.1")
    assert tries.pause("jana", "10.0.0.1") == 0 and tries.pause("eva", "10.0.0.2") == 0
    tries.wrong("eva", "10.0.0.3")
    assert tries.pause("eva", "10.0.0.2") == 1, "a name that is tried from everywhere is slowed everywhere"


def test_what_was_wrong_long_ago_is_forgotten_and_so_is_what_was_mistyped_before_the_right_one() -> None:
    watch = Watch()
    tries = Tries(watch)
    for _ in range(FREE + 3):
        tries.wrong("eva", "10.0.0.1")
    assert tries.pause("eva", "10.0.0.1") > 0
    watch.now += FORGOTTEN + 1
    assert tries.pause("eva", "10.0.0.1") == 0
    for _ in range(FREE + 3):
        tries.wrong("eva", "10.0.0.1")
    tries.right("eva", "10.0.0.1")
    assert tries.pause("eva", "10.0.0.1") == 0


def test_only_so_many_wait_at_once() -> None:
    tries = Tries(Watch())
    assert all(tries.come("eva", "10.0.0.1") for _ in range(MOST_WAITING))
    assert not tries.come("eva", "10.0.0.1") and tries.come("eva", "10.0.0.2")
    tries.go("eva", "10.0.0.1")
    assert tries.come("eva", "10.0.0.1")


def test_names_that_somebody_makes_up_do_not_fill_the_memory() -> None:
    watch = Watch()
    tries = Tries(watch)
    for _ in range(FREE + 2):
        tries.wrong("eva", "10.0.0.1")
    for number in range(12_000):
        watch.now += 0.01
        tries.wrong(f"nobody{number}", "10.0.0.9")
    assert len(tries._wrong) < 20_000
