"""The demo: Jakub's meeting from a meeting file, what people say in it, and simulated guests who say it."""

from pathlib import Path

_MEETINGS = {"pripadova-konference": Path(__file__).parent / "jakub.toml"}


def meeting_of(format_id: str) -> Path:
    """The meeting file of the demo story of a kind of meeting. KeyError, with the kinds there are, if it has none."""
    try:
        return _MEETINGS[format_id]
    except KeyError:
        raise KeyError(sorted(_MEETINGS)) from None
