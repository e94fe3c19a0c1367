"""Hostile people at real stories: a small part of what `just hostile` sends, and every sitting that once went wrong."""

import pytest

from tests.hostile.sitting import Figures, remembered, sit

SEEDS = (1, 2, 3)


@pytest.mark.parametrize("seed", [*SEEDS, *remembered()])
async def test_nobody_is_disturbed_and_nothing_is_taken_that_may_not_be(seed: int) -> None:
    figures = Figures()
    await sit(seed, 300, figures)
    assert sum(figures.sent.values()) == 300
    assert figures.accepted, "some of it was right, otherwise nothing is shown by this"
