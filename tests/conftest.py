"""What all tests share: the browser and the other programs of the machine, a fresh bundle, the order of the tests."""

import os
from typing import Any

import pytest

import bundle
from tests import machine


def pytest_sessionstart() -> None:
    # run.py sees to this as well; here for those who call pytest themselves.
    if bundle.stale() and bundle.system_node():
        bundle.build()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    # Browsers come last: Playwright leaves an event loop running in this thread, and asyncio tests need their own.
    items.sort(key=lambda item: "playwright" in getattr(item, "fixturenames", ()))


@pytest.fixture(scope="session")
def browser_path() -> str:
    return machine.browser_path()


@pytest.fixture(scope="session")
def soffice() -> str:
    return machine.soffice_path()


@pytest.fixture(scope="session")
def pdftoppm() -> str:
    return machine.pdftoppm_path()


@pytest.fixture(scope="session")
def node() -> str:
    return machine.node_path()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any], browser_path: str) -> dict[str, Any]:
    quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]
    # Chromium's sandbox refuses to run as root, as tests in a container do.
    sandbox = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    arguments = [*browser_type_launch_args.get("args", []), *quiet, *sandbox]
    return {**browser_type_launch_args, "executable_path": browser_path, "args": arguments}
