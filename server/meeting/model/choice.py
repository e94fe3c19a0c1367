"""What is true of a meeting: how the child wants to hear the others."""

from enum import StrEnum


class Hearing(StrEnum):
    """How the child wants to hear what the others wrote for themselves."""

    UNSAID = ""
    ALL = "all"
    GUIDE = "guide"
    """My guide shall tell me."""
    NOT = "not"
