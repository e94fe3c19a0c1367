"""How a step of a plan came out."""

from enum import StrEnum


class Outcome(StrEnum):
    """How a step of the last plan came out."""

    DONE = "done"
    PARTLY = "partly"
    NOT = "not"
    VOID = "void"
    """It holds no more: something has changed, and nobody is waiting for it."""
