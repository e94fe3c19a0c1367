"""A server with one meeting, for the tests of pages and sockets."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.afternoon import House, Open, house


@pytest.fixture
def home(tmp_path: Path) -> Iterator[House]:
    with house(tmp_path) as running:
        yield running


@pytest.fixture
def met(home: House) -> Open:
    return home.open()
