"""The computer that a meeting is to be held with: what somebody would look at in the last hour before it.

Only what can be known without changing anything and without asking anybody else; else it says that it cannot be seen.
"""

import os
import platform
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from importlib.metadata import version
from pathlib import Path

from .network import LOOPBACK, answers, is_free, own_address
from .settings import Settings

RENEWED = date(2026, 11, 22)
"""The day up to which libraries were taken for this version (`exclude-newer`)."""
PROMISED = timedelta(days=90)
"""How soon they are renewed, docs/libraries.md."""
OLD_BACKUP = timedelta(days=7)
LAST_BACKUP = "last-backup"
"""The file in the data folder with the moment of the last `setkani backup`."""
_CLOUDS = ("onedrive", "dropbox", "google drive", "googledrive", "mobile documents", "icloud", "nextcloud", "owncloud")
_ASKING = 10.0
_BITLOCKER = (
    "(New-Object -ComObject Shell.Application).NameSpace('{}').Self."
    "ExtendedProperty('System.Volume.BitLockerProtection')"
)
"""For PowerShell: unlike manage-bde it needs no administrator."""


class Weight(StrEnum):
    """How much a finding matters."""

    GOOD = "good"
    HINT = "hint"
    """Nothing is broken, but somebody should know."""
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Finding:
    weight: Weight
    sentence: str


def surroundings(settings: Settings, now: datetime, running: bool) -> Iterator[Finding]:
    """What is around the data. now: UTC; running: whether a server has them."""
    yield _versions(now)
    yield _clock(settings, now)
    yield from _disk(settings.data_dir)
    yield from _backup(settings.data_dir, now)
    yield from _reach(settings, running)


# Versions and the clock ---------------------------------------------------------------------------------------------


def _versions(now: datetime) -> Finding:
    said = (
        f"Setkání {version('setkani')}, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, "
        f"{platform.system()} {platform.release()}"
    )
    if now.date() - RENEWED > PROMISED:
        return Finding(
            Weight.HINT,
            f"{said}. The libraries in this version were last renewed on {RENEWED}, more than {PROMISED.days} days "
            "ago: see whether there is a newer version.",
        )
    return Finding(Weight.GOOD, f"{said}; libraries of {RENEWED}.")


def _clock(settings: Settings, now: datetime) -> Finding:
    if now.date() < RENEWED:
        return Finding(
            Weight.WRONG,
            f"The clock of this computer says {now:%Y-%m-%d}, which is before this version was made; set it, for every "
            "record will bear its time.",
        )
    here = now.astimezone(settings.zone)
    return Finding(
        Weight.GOOD,
        f"By the clock of this computer it is {here:%Y-%m-%d %H:%M} ({settings.timezone}): look at your watch.",
    )


# The disk -----------------------------------------------------------------------------------------------------------


def _disk(folder: Path) -> Iterator[Finding]:
    there = next((place for place in (folder, *folder.parents) if place.exists()), folder)
    match encrypted(there):
        case True:
            yield Finding(Weight.GOOD, f"The disk on which {folder} lies is encrypted.")
        case False:
            yield Finding(
                Weight.HINT,
                f"The disk on which {folder} lies is not encrypted, as far as this system shows: whoever takes it can "
                "read every meeting. Encrypt it (LUKS, BitLocker, FileVault).",
            )
        case None:
            yield Finding(Weight.HINT, "Whether the disk is encrypted could not be seen; be sure that it is.")
    if cloud := next((part for part in folder.parts if part.lower().startswith(_CLOUDS)), ""):
        yield Finding(
            Weight.WRONG,
            f"{folder} lies in “{cloud}”, which seems to be sent to a cloud: every word of every meeting goes there, "
            "and files that another program moves get damaged. Choose another folder with --data-dir.",
        )


def encrypted(folder: Path, system: str = sys.platform, devices: Path = Path("/sys")) -> bool | None:
    """Is the disk encrypted on which this folder lies? None where it cannot be seen. devices: as Linux shows them."""
    if system == "darwin":
        return of_filevault(_said(["fdesetup", "status"]))
    if system == "win32":
        return of_bitlocker(
            _said(["powershell", "-NoProfile", "-Command", _BITLOCKER.format(folder.anchor.rstrip("\\"))])
        )
    number = _device(folder)
    return of_devices(devices / "dev" / "block" / number) if number else None


def of_filevault(said: str) -> bool | None:
    return {"FileVault is On": True, "FileVault is Off": False}.get(said.strip().partition(".")[0])


def of_bitlocker(said: str) -> bool | None:
    """1: on; 2: off; 3 and 4: being switched on and off; 5: on, and stopped for now, so that the key lies open."""
    return {"1": True, "2": False, "4": False, "5": False}.get(said.strip())


def of_devices(device: Path) -> bool | None:
    """Does everything that a block device lies on pass through dm-crypt? device: its folder below /sys."""
    try:
        device = device.resolve(strict=True)
        about = device / "dm" / "uuid"
        if about.is_file() and about.read_text("ascii").startswith("CRYPT-"):
            return True
        # A partition of something that is made of others is listed with these.
        below = sorted((device / "slaves").iterdir()) if (device / "slaves").is_dir() else []
        if not below and (device / "partition").is_file():
            below = sorted((device.parent / "slaves").iterdir()) if (device.parent / "slaves").is_dir() else []
    except (OSError, UnicodeDecodeError):
        return None
    if not below:
        return False
    found = [of_devices(each) for each in below]
    return None if None in found else all(found)


def _device(folder: Path) -> str:
    """Its block device as Linux numbers them, "8:1"; "" where it lies on none that can be seen."""
    try:
        found = folder.stat().st_dev
        if os.major(found):
            return f"{os.major(found)}:{os.minor(found)}"
        # Some file systems have numbers of their own: the mount says on what they lie.
        source = ""
        best = -1
        for line in Path("/proc/self/mountinfo").read_text("utf-8").splitlines():
            place, _, rest = line.partition(" - ")
            mounted = Path(place.split()[4].replace("\\040", " "))
            if folder.resolve().is_relative_to(mounted) and len(mounted.parts) >= best:
                best, source = len(mounted.parts), rest.split()[1]
        number = Path(source).stat().st_rdev if source.startswith("/dev/") else 0
    except (OSError, UnicodeDecodeError, IndexError):
        return ""
    return f"{os.major(number)}:{os.minor(number)}" if number else ""


def _said(command: list[str]) -> str:
    """What a program of the system says; "" where there is none, or it says no."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_ASKING, stdin=subprocess.DEVNULL)
    except (OSError, subprocess.TimeoutExpired, UnicodeDecodeError):
        return ""
    return done.stdout if done.returncode == 0 else ""


# Backups ------------------------------------------------------------------------------------------------------------


def note_backup(folder: Path, made: datetime) -> None:
    """That a backup was made, for the doctor. Where it cannot be noted, the backup is there all the same."""
    with suppress(OSError):
        (folder / LAST_BACKUP).write_text(made.isoformat(timespec="seconds") + "\n", "ascii")


def _backup(folder: Path, now: datetime) -> Iterator[Finding]:
    if not folder.is_dir():
        return
    try:
        made = datetime.fromisoformat((folder / LAST_BACKUP).read_text("ascii").strip())
        age = now - made
    except (OSError, ValueError, TypeError):
        yield Finding(Weight.HINT, "No backup of these data is known of; make one: setkani backup FILE --lock")
        return
    said = f"The last backup was made on {made:%Y-%m-%d}"
    if age > OLD_BACKUP:
        yield Finding(
            Weight.HINT, f"{said}, {age.days} days ago; make another before the meeting: setkani backup FILE --lock"
        )
    else:
        yield Finding(Weight.GOOD, f"{said}.")


# Whether phones get here --------------------------------------------------------------------------------------------


def _reach(settings: Settings, running: bool) -> Iterator[Finding]:
    port = settings.port
    alone = settings.host in ("localhost", "::1") or settings.host.startswith("127.")
    own = LOOPBACK if alone else own_address()
    if running:
        if answers(own, port):
            yield Finding(Weight.GOOD, f"The server answers at {own}, port {port}.")
        else:
            yield Finding(
                Weight.HINT,
                f"A server has these data, but nothing answers at {own}, port {port}: was it started with another "
                "--port or --host, or has the network changed since?",
            )
    elif port and not is_free(settings.host, port):
        yield Finding(
            Weight.HINT, f"Port {port} is taken by another program; end that one, or start with --port {port + 1}."
        )
    if settings.base_url or settings.proxy:
        return
    if alone:
        yield Finding(Weight.HINT, f"host = {settings.host}: only this computer reaches the meeting, and no phone.")
    elif own == LOOPBACK:
        yield Finding(
            Weight.HINT, "This computer is in no network, so no phone finds it: join the Wi-Fi, or open a hotspot."
        )
    else:
        yield Finding(
            Weight.HINT, f"{_firewall(port)} Before the meeting open http://{own}:{port} on a phone in the room."
        )


def _firewall(port: int) -> str:
    """What is known of a firewall of this computer, and how it lets phones in."""
    with suppress(OSError, UnicodeDecodeError):
        if "ENABLED=yes" in Path("/etc/ufw/ufw.conf").read_text("utf-8").splitlines():
            return f"The firewall (ufw) is on; it lets phones in after: sudo ufw allow {port}/tcp."
    if Path("/run/firewalld").is_dir() and shutil.which("firewall-cmd"):
        return f"The firewall (firewalld) is on; it lets phones in after: sudo firewall-cmd --add-port={port}/tcp."
    if sys.platform == "win32":
        return "Windows asks at the first start whether Python may be reached: allow it in private networks."
    return "Whether a firewall keeps phones out cannot be seen from here, nor whether the Wi-Fi keeps devices apart."
