"""How likely it is to guess the code of a meeting, and what those notice who have it."""

from server.store.keys import ALPHABET, LENGTH
from server.web.guesses import (
    AT_A_START,
    LONGEST_TURN,
    WRONG_A_SECOND,
    WRONG_AT_ONCE,
    WRONG_OF_ALL_A_SECOND,
    WRONG_OF_ALL_AT_ONCE,
    Guesses,
    most_guesses,
)

MONTH = 30 * 86400.0


class Hand:
    """A clock that stands still until it is told."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_month_of_guessing_without_a_break_from_everywhere_finds_a_meeting_once_in_ten_thousand() -> None:
    """The code of a meeting opens its waiting room from its invitation to its end: that is taken to be thirty days."""
    assert most_guesses(MONTH) / len(ALPHABET) ** LENGTH <= 1e-4


def test_nor_does_a_month_in_which_the_program_begins_anew_every_two_minutes() -> None:
    assert most_guesses(MONTH, starts=int(MONTH / 120)) / len(ALPHABET) ** LENGTH <= 1e-4
    hand = Hand()
    tried = 0
    for start in range(3):
        guesses = Guesses(hand)
        for second in range(20):
            hand.now += 1
            tried += sum(guesses.turn(f"{start} {second % 7} {address}") is not None for address in range(100))
    most = most_guesses(60, starts=3) - (WRONG_OF_ALL_AT_ONCE - AT_A_START)
    assert 0.9 * most < tried <= most + 3, "no start brings the three thousand back"


def test_a_full_room_that_mistypes_is_never_kept_waiting() -> None:
    guesses = Guesses(Hand())
    for _ in range(60):
        assert [guesses.turn("school") for _ in range(2)] == [0, 0], "two slips each, all in one second"
    guesses = Guesses(Hand())
    for _ in range(10 * WRONG_AT_ONCE):
        assert guesses.turn("school") == 0
        guesses.right("school")


def test_whoever_guesses_on_waits_for_a_turn_and_nobody_else_does() -> None:
    hand = Hand()
    guesses = Guesses(hand)
    assert all(guesses.turn("evil") == 0 for _ in range(WRONG_AT_ONCE))
    waits = []
    while (turn := guesses.turn("evil")) is not None:
        waits.append(turn)
    assert waits == sorted(waits) and 0 < max(waits) - LONGEST_TURN + 1 <= 1
    assert guesses.turn("school") == 0
    hand.now += 60
    assert guesses.turn("evil") == 0, "it is forgotten after a while"


def test_no_more_is_tried_than_the_figure_is_made_of() -> None:
    """An hour of a thousand addresses that ask again and again."""
    hand = Hand()
    guesses = Guesses(hand)
    tried = 0
    for second in range(3600):
        hand.now = 1000.0 + second
        for address in range(60):
            tried += guesses.turn(f"{second % 17} {address}") is not None
    assert 0.9 * most_guesses(3600) < tried <= most_guesses(3600)
    assert most_guesses(0) == WRONG_OF_ALL_AT_ONCE + LONGEST_TURN * WRONG_OF_ALL_A_SECOND
    assert WRONG_A_SECOND < WRONG_OF_ALL_A_SECOND
