"""The code is formatted, free of lint and typed; so `just check`, CI and a bare `run.py test` are one and the same."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.parametrize("tool", ["ruff format --check --diff", "ruff check", "mypy"])
def test_the_code_passes(tool: str) -> None:
    done = subprocess.run([sys.executable, "-m", *tool.split()], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, f"{tool}\n{done.stdout}{done.stderr}"


def test_the_lock_of_the_browser_packages_names_no_registry() -> None:
    assert '"resolved"' not in (ROOT / "package-lock.json").read_text("utf-8")
