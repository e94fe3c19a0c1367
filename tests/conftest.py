"""What all tests share: the browser and the other programs of the machine, a fresh bundle, the order of the tests."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import httpcore2
import httpx2
import pytest

import bundle
from tests import machine

if sys.dont_write_bytecode:
    # The machine wants nothing compiled beside the sources. But dozens of servers are started here, and the packages
    # would be compiled for each of them: that took as long as everything else they do.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["PYTHONPYCACHEPREFIX"] = sys.pycache_prefix = str(Path(__file__).parents[1] / ".tools" / "compiled")
    sys.dont_write_bytecode = False

# Nobody here speaks TLS, and to read all certificates of the machine for every client takes longer than most tests.
httpcore2.default_ssl_context = cache(httpcore2.default_ssl_context)
# A busy machine may take longer for a Word file than the five seconds a client waits by itself.
for ask in (httpx2.Client.__init__, httpx2.AsyncClient.__init__, httpx2.get, httpx2.post):
    ask.__kwdefaults__["timeout"] = httpx2.Timeout(60)


def pytest_sessionstart(session: pytest.Session) -> None:
    # run.py sees to this as well; here for those who call pytest themselves.
    if bundle.stale() and bundle.system_node():
        try:
            bundle.build()
        except subprocess.CalledProcessError:
            # npm or esbuild has just said why. Half a line of JavaScript need not stop the tests of the heart.
            machine.tell("The browser code could not be built: the tests run with the last bundle that could.")
    if session.config.getoption("numprocesses", None):
        # Once, here, and not in every process of tests at the same time: two of them would fetch the same browser.
        for name in PROGRAMS:
            look_for(name, session.config)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    # What takes long begins before the others, or in the end one processor would work on it alone: browsers, and what
    # says so itself. Files stay together, so that what their tests share is made once.
    long = {item.path for item in items if item.get_closest_marker("timeout")}

    def place(item: pytest.Item) -> tuple[bool, bool]:
        return not _browses(item), item.path not in long

    items.sort(key=place)


def _browses(item: pytest.Item) -> bool:
    return "playwright" in getattr(item, "fixturenames", ())


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    # Once there was a browser, Playwright's event loop waits in this thread for the next one and counts as running;
    # asyncio tests need their own. While they run it has nothing to do.
    waiting = asyncio._get_running_loop()
    if waiting is None or _browses(item):
        return (yield)
    asyncio._set_running_loop(None)
    try:
        return (yield)
    finally:
        asyncio._set_running_loop(waiting)


PROGRAMS = {
    "browser_path": machine.browser_path,
    "soffice": machine.soffice_path,
    "uno_python": machine.uno_python_path,
    "pdftoppm": machine.pdftoppm_path,
    "xmlsec1": machine.xmlsec1_path,
    "node": machine.node_path,
    "ooxml_validator": machine.ooxml_validator_path,
    "openssl": machine.openssl_path,
    "compiler": machine.compiler_path,
}
looked_for = pytest.StashKey[dict[str, str | machine.Missing]]()


def pytest_runtestloop(session: pytest.Session) -> None:
    # Before the tests and outside their time limits, because fetching a browser takes its time.
    wanted = {name for item in session.items for name in getattr(item, "fixturenames", ())}
    if not session.config.option.collectonly:
        for name in PROGRAMS.keys() & wanted:
            look_for(name, session.config)


def look_for(name: str, config: pytest.Config) -> str | machine.Missing:
    results = config.stash.setdefault(looked_for, {})
    if name not in results:
        try:
            results[name] = PROGRAMS[name]()
        except machine.Missing as missing:
            results[name] = missing
    return results[name]


def required(name: str, config: pytest.Config) -> str:
    found = look_for(name, config)
    if isinstance(found, machine.Missing):
        pytest.fail(str(found), pytrace=False)
    return found


@pytest.fixture(scope="session")
def browser_path(pytestconfig: pytest.Config) -> str:
    return required("browser_path", pytestconfig)


@pytest.fixture(scope="session")
def soffice(pytestconfig: pytest.Config) -> str:
    return required("soffice", pytestconfig)


@pytest.fixture(scope="session")
def uno_python(pytestconfig: pytest.Config) -> str:
    return required("uno_python", pytestconfig)


@pytest.fixture(scope="session")
def pdftoppm(pytestconfig: pytest.Config) -> str:
    return required("pdftoppm", pytestconfig)


@pytest.fixture(scope="session")
def compiler(pytestconfig: pytest.Config) -> str:
    return required("compiler", pytestconfig)


@pytest.fixture(scope="session")
def openssl(pytestconfig: pytest.Config) -> str:
    return required("openssl", pytestconfig)


@pytest.fixture(scope="session")
def ooxml_validator(pytestconfig: pytest.Config) -> str:
    return required("ooxml_validator", pytestconfig)


@pytest.fixture(scope="session")
def xmlsec1(pytestconfig: pytest.Config) -> str:
    return required("xmlsec1", pytestconfig)


@pytest.fixture(scope="session")
def node(pytestconfig: pytest.Config) -> str:
    return required("node", pytestconfig)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any], browser_path: str) -> dict[str, Any]:
    quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]
    # Chromium's sandbox refuses to run as root, as tests in a container do.
    sandbox = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    arguments = [*browser_type_launch_args.get("args", []), *quiet, *sandbox]
    return {**browser_type_launch_args, "executable_path": browser_path, "args": arguments, "timeout": 120_000}
