"""Sets everything up on a machine that has only Python, and starts Setkání.

    python3 run.py                       the demo meeting
    python3 run.py test [pytest options] all tests
    python3 run.py COMMAND [options]     `setkani COMMAND`; see `python3 run.py --help`

Progress goes to standard error, so that standard output is the command's own.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

if sys.version_info < (3, 11):
    sys.exit("Setkání needs Python 3.11 or newer; this one is %d.%d." % sys.version_info[:2])

import bundle

ROOT = Path(__file__).resolve().parent
TOOLS = ROOT / ".tools"


def main(words):
    uv = find_uv() or install_uv()
    command = [uv, "run", "--project", str(ROOT)]
    if bundle.stale():
        # uv would keep a build of ours that lacks the browser code, or has yesterday's.
        command += ["--reinstall-package", "setkani"]
    if words[:1] == ["test"]:
        command += ["--directory", str(ROOT), "pytest", *words[1:]]
    else:
        if words[:1] != ["bench"]:
            command += ["--no-dev"]
        command += ["setkani", *(words or ["demo"])]
    # A uv of another environment than .venv would only be in the way.
    environment = {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}
    environment.setdefault("UV_PYTHON", sys.executable)
    return become(command, environment)


def find_uv():
    """uv from the machine, or the one that install_uv put here before."""
    name = "uv.exe" if os.name == "nt" else "uv"
    own = TOOLS / "bin" / name
    return shutil.which("uv") or (str(own) if own.is_file() else None)


def install_uv():
    tell("Fetching uv into .tools …")
    pip = [sys.executable, "-m", "pip", "--version"]
    if subprocess.run(pip, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode:
        sys.exit("This Python has no pip: install it (on Debian and Ubuntu `apt install python3-pip`) or install uv from https://docs.astral.sh/uv, and try again.")
    install = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--target", str(TOOLS), "--upgrade", "uv>=0.9,<1"]
    if subprocess.run(install, stdout=sys.stderr).returncode:
        sys.exit("uv could not be fetched; the first start needs the internet. What pip said is above.")
    uv = find_uv()
    if uv is None:
        sys.exit("pip installed uv, but it is not in .tools; install uv from https://docs.astral.sh/uv and try again.")
    return uv


def become(command, environment):
    """Runs the command in the place of this program, and ends as it ends."""
    sys.stderr.flush()
    if os.name != "nt":
        os.execve(command[0], command, environment)
    program = subprocess.Popen(command, env=environment)
    while True:
        try:
            return program.wait()
        except KeyboardInterrupt:
            pass  # Ctrl+C reaches the program too; wait for it to close properly


def tell(sentence):
    print(sentence, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
