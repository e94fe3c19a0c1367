"""Sets everything up on a machine that has only Python, and starts Setkání.

    python3 run.py                       the demo meeting
    python3 run.py test [pytest options] all tests
    python3 run.py COMMAND [options]     `setkani COMMAND`; see `python3 run.py --help`

Progress goes to standard error, so that standard output is the command's own.
"""

# Older Pythons must be able to read this file as far as the sentence below: no syntax newer than 3.6.
import os
import shutil
import subprocess
import sys
from pathlib import Path

if sys.version_info < (3, 11):
    sys.exit(f"Setkání needs Python 3.11 or newer; this one is {sys.version_info[0]}.{sys.version_info[1]}.")

import bundle

ROOT = Path(__file__).resolve().parent
TOOLS = ROOT / ".tools"
BY_HAND = "install uv from https://docs.astral.sh/uv and try again."


def main(words: list[str]) -> int:
    uv = find_uv() or install_uv()
    return become([uv, *uv_arguments(words)], uv_environment())


def find_uv() -> str | None:
    """uv from the machine, or the one that install_uv put here before."""
    return shutil.which("uv") or shutil.which("uv", path=os.pathsep.join([str(TOOLS / "bin"), str(TOOLS / "Scripts")]))


def install_uv() -> str:
    """Fetches uv into .tools, where an "externally managed" Python lets pip write too; or ends with a sentence."""
    tell("Fetching uv into .tools …")
    if not succeeds("-m", "pip", "--version"):
        sys.exit(f"This Python has no pip: install it (Debian, Ubuntu: apt install python3-pip), or {BY_HAND}")
    options = [
        "--quiet",
        "--disable-pip-version-check",
        "--root-user-action=ignore",
        "--upgrade",
        "--target",
        str(TOOLS),
    ]
    if not succeeds("-m", "pip", "install", *options, "uv>=0.9,<1", show=True):
        sys.exit(f"uv could not be fetched, pip says above why. The first start needs the internet; or {BY_HAND}")
    return find_uv() or sys.exit(f"pip has installed uv for another kind of machine; {BY_HAND}")


def uv_arguments(words: list[str]) -> list[str]:
    """What uv is to run for these words of the command line."""
    arguments = ["run", "--project", str(ROOT)]
    if bundle.stale():
        # uv would keep a build of ours without the browser code, or with yesterday's.
        arguments += ["--reinstall-package", "setkani"]
    if words[:1] == ["test"]:
        # All tests go side by side, a few are quicker by themselves. One more than there are processors, for many of
        # them wait; but more browsers than four only wait for each other. A file stays together, in the order given.
        beside = min(4, (os.cpu_count() or 1) + 1)
        options = words[1:] or [f"--numprocesses={beside}", "--dist=loadfile", "--no-loadscope-reorder"]
        return [*arguments, "--directory", str(ROOT), "pytest", *options]
    if words[:1] != ["bench"]:  # it needs what the tests need
        arguments.append("--no-dev")
    return [*arguments, "setkani", *(words or ["demo"])]


def uv_environment() -> dict[str, str]:
    # Another active environment would only make uv warn; ours is .venv.
    environment = {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}
    environment.setdefault("UV_PYTHON", sys.executable)
    return environment


def become(command: list[str], environment: dict[str, str]) -> int:
    """Runs the command in the place of this program, and ends as it ends."""
    if os.name != "nt":
        os.execve(command[0], command, environment)
    program = subprocess.Popen(command, env=environment)
    while True:
        try:
            return program.wait()
        except KeyboardInterrupt:
            pass  # Ctrl+C reaches the program as well; let it close properly


def succeeds(*words: str, show: bool = False) -> bool:
    """Does this Python succeed with these words? What it prints goes to standard error, or nowhere."""
    place = sys.stderr if show else subprocess.DEVNULL
    return subprocess.run([sys.executable, *words], stdout=place, stderr=place).returncode == 0


def tell(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
