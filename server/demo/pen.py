"""Signatures, drawn as a hand would."""

import math
import random

from ..meeting.model import Strokes


def drawn(name: str) -> Strokes:
    """A signature as somebody of this name would draw it: loops that wander to the right, and a line underneath."""
    chance = random.Random(name)
    height, lean, loops = chance.uniform(50, 95), chance.uniform(-0.4, 0.5), chance.randint(4, 7)
    writing: list[int] = []
    points = 18 * loops
    for point in range(points + 1):
        turn = point / 18 * math.tau
        size = height * (1.5 if point < 20 else chance.uniform(0.75, 1.0))
        x = 110 + 720 * point / points + 34 * math.cos(turn) + lean * size * math.sin(turn)
        y = 200 - size * math.sin(turn)
        writing += (round(min(max(x, 0), 1000)), round(min(max(y, 0), 400)))
    under = (140, chance.randint(310, 340), 480, chance.randint(300, 330), 860, chance.randint(290, 330))
    return (tuple(writing), under)
