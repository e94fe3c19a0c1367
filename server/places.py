"""Where the program's own files lie: in a checkout beside the packages, in an installed wheel inside `server`."""

from functools import cache
from hashlib import sha256
from pathlib import Path


def _folder(name: str) -> Path:
    package = Path(__file__).resolve().parent
    inside = package / name
    return inside if inside.is_dir() else package.parent / name


TEMPLATES = _folder("templates")
BUNDLE = _folder("static") / "build"
FORMATS = Path(__file__).resolve().parent / "formats"
LOCALES = Path(__file__).resolve().parent / "locales"


@cache
def rules() -> str:
    """Names the rules of this program: another heart has another name."""
    found = sha256()
    for file in sorted((Path(__file__).resolve().parent / "meeting").rglob("*.py")):
        found.update(file.read_bytes())
    return found.hexdigest()


def missing_bundle() -> str | None:
    """A sentence for whoever starts the program without its browser code, or None when all is well."""
    if (BUNDLE / "app.js").is_file() and (BUNDLE / "app.css").is_file():
        return None
    return "The browser code has not been built. Run `uv sync --reinstall-package setkani` and start again."
