"""run.py turns its words into one call of uv, and says clearly why it cannot."""

import os
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

import bundle
import run

ROOT = Path(run.__file__).parent


@pytest.fixture(autouse=True)
def fresh_bundle(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundle, "stale", lambda: False)


def called(*words: str) -> list[str]:
    arguments = run.uv_arguments(list(words))
    assert arguments[:3] == ["run", "--project", str(ROOT)]
    return arguments[3:]


def test_without_words_the_demo_starts() -> None:
    assert called() == ["--no-dev", "setkani", "demo"]


def test_test_runs_pytest_in_the_checkout_and_passes_its_options_on() -> None:
    assert called("test", "-k", "plan") == ["--directory", str(ROOT), "pytest", "-k", "plan"]


@pytest.mark.parametrize(("processors", "beside"), [(1, 2), (2, 3), (3, 4), (16, 4), (None, 2)])
def test_all_tests_go_side_by_side(monkeypatch: pytest.MonkeyPatch, processors: int | None, beside: int) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: processors)
    how = [f"--numprocesses={beside}", "--dist=loadfile", "--no-loadscope-reorder"]
    assert called("test") == ["--directory", str(ROOT), "pytest", *how]


def test_other_words_go_to_setkani_which_stays_in_the_folder_of_the_caller() -> None:
    assert called("new", "schůzka.toml", "--json") == ["--no-dev", "setkani", "new", "schůzka.toml", "--json"]


def test_the_measurements_have_the_packages_of_the_tests() -> None:
    assert called("bench", "--rooms", "10") == ["setkani", "bench", "--rooms", "10"]


def test_a_stale_bundle_is_built_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundle, "stale", lambda: True)
    assert called() == ["--reinstall-package", "setkani", "--no-dev", "setkani", "demo"]


def test_uv_takes_this_python_unless_told_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("UV_PYTHON", raising=False)
    assert run.uv_environment()["UV_PYTHON"] == sys.executable
    monkeypatch.setenv("UV_PYTHON", "3.13")
    assert run.uv_environment()["UV_PYTHON"] == "3.13"


def test_the_exit_code_is_passed_on() -> None:
    ask = f"import os, run; run.become([{sys.executable!r}, '-c', 'raise SystemExit(7)'], dict(os.environ))"
    ask = f"import sys; {ask.replace('run.become', 'sys.exit(run.become', 1)})"
    assert subprocess.run([sys.executable, "-c", ask], cwd=ROOT).returncode == 7


def test_uv_fetched_before_is_found_again(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(run, "TOOLS", tmp_path / ".tools")
    assert run.find_uv() is None
    uv = tmp_path / ".tools" / "bin" / ("uv.exe" if os.name == "nt" else "uv")
    uv.parent.mkdir(parents=True)
    uv.touch(0o755)
    assert run.find_uv() == str(uv)


@pytest.mark.parametrize(
    ("works", "sentence"),
    [([], "has no pip"), (["--version"], "needs the internet"), (["--version", "install"], "another kind")],
)
def test_without_pip_or_internet_it_says_so(monkeypatch: pytest.MonkeyPatch, works: list[str], sentence: str) -> None:
    monkeypatch.setattr(run, "find_uv", lambda: None)
    monkeypatch.setattr(run, "succeeds", lambda *words, show=False: words[2] in works)
    with pytest.raises(SystemExit, match=sentence):
        run.install_uv()


def test_an_old_python_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))
    with pytest.raises(SystemExit, match=r"needs Python 3\.11 or newer; this one is 3\.9"):
        runpy.run_path(str(ROOT / "run.py"))
