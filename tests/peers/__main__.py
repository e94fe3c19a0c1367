"""`just peers`: asks other programs about records sealed here, and prints what they say.

LibreOffice (with the root among those it trusts), Apache POI, xmlsec1 and openssl, beside our own verifying. On Debian
as root it fetches what it needs. Ends with 1 where somebody says something else than is expected.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from exports.seal.sign import imprint
from exports.seal.verify import verify
from tests import machine
from tests.exports.seal import authority as stamps
from tests.exports.seal import certified as of
from tests.exports.seal import files
from tests.peers.asked import libreoffice, sealed_files, token

HERE = Path(__file__).resolve().parent
BUILT = HERE.parents[1] / ".tools" / "peers"
"""What takes long to make, kept for the next time."""
JAVA = Path("/usr/share/java")
JARS = (
    "poi", "poi-ooxml", "poi-ooxml-schemas", "xmlbeans", "xmlsec", "commons-collections4", "commons-compress",
    "commons-codec", "commons-math3", "commons-logging", "slf4j-api", "slf4j-nop", "bcpkix", "bcprov", "bcutil",
    "curvesapi", "ant",
)  # fmt: skip
PACKAGES = "default-jdk-headless libapache-poi-java libxml-security-java libbcpkix-java libslf4j-java ant libnss3-tools"
SCHEMAS = "signxml==5.2.0"
"""A package that brings the schemas of XML-DSig and XAdES; Debian's POI was built without what is made of them."""


def main() -> None:
    wrong = 0
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        openssl = machine.openssl_path()
        asked = sealed_files(folder, openssl)
        (folder / "root.pem").write_bytes(of.pem(of.root()))
        (folder / "stamps.pem").write_bytes(of.pem(stamps.root()))
        _fetch_for_java()
        for who, says in (
            ("Setkání", _ours(asked)),
            ("LibreOffice", _libreoffice(folder, asked)),
            ("Apache POI", _poi(asked)),
            ("xmlsec1 (the signature alone)", _xmlsec1(folder, asked)),
            ("openssl ts (the stamp alone)", _openssl(folder, asked, openssl)),
        ):
            print(who)
            for name, valid, words in says:
                expected = name != "changed" or who.startswith(("xmlsec1", "openssl"))
                wrong += valid != expected
                print(f"  {name:15} {'valid' if valid else 'INVALID':8} {'' if valid == expected else '!!!'} {words}")
    sys.exit(1 if wrong else 0)


Says = Iterator[tuple[str, bool, str]]
"""Name of a file, whether it is valid, what else is said."""


def _ours(asked: dict[str, Path]) -> Says:
    for name, file in asked.items():
        verdict = verify(file, [of.root(), stamps.root()])
        yield name, verdict.whole, f"trusted: {verdict.trusted}, stamped: {verdict.stamped_at}"


def _libreoffice(folder: Path, asked: dict[str, Path]) -> Says:
    store = folder / "certificates"
    store.mkdir()
    for words in (("-N", "--empty-password"), ("-A", "-n", "root", "-t", "CT,C,C", "-i", str(folder / "root.pem"))):
        subprocess.run(["certutil", words[0], "-d", f"sql:{store}", *words[1:]], check=True, capture_output=True)
    said = libreoffice(machine.uno_python_path(), machine.soffice_path(), folder, asked, f"sql:{store}")
    for name, seals in said.items():
        (seal,) = seals
        trusted = "trusted" if seal["certificate"] == 0 else f"certificate status {seal['certificate']}"
        yield name, seal["valid"], f"{trusted}, {seal['signer']}"


def _poi(asked: dict[str, Path]) -> Says:
    where = os.pathsep.join([str(BUILT), str(BUILT / "signatures.jar"), *(str(JAVA / f"{jar}.jar") for jar in JARS)])
    subprocess.run(["javac", "-encoding", "UTF-8", "-cp", where, "-d", BUILT, HERE / "poi" / "Verify.java"], check=True)
    command = ["java", "-Dfile.encoding=UTF-8", "-cp", where, "Verify", *map(str, asked.values())]
    said = subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8").stdout.splitlines()
    for name, line in zip(asked, said, strict=True):
        _, seals, valid, signer = line.split("\t")
        yield name, seals == valid == "1", signer


def _xmlsec1(folder: Path, asked: dict[str, Path]) -> Says:
    ids = ("http://www.w3.org/2000/09/xmldsig#:Object", "http://uri.etsi.org/01903/v1.3.2#:SignedProperties")
    for name, file in asked.items():
        signature = folder / f"{name}.xml"
        signature.write_bytes(files.parts(file.read_bytes())[files.SEAL])
        command = [machine.xmlsec1_path(), "--verify", "--ignore-manifests", "--trusted-pem", str(folder / "root.pem")]
        command += [word for each in ids for word in ("--id-attr:Id", each)]
        done = subprocess.run([*command, str(signature)], capture_output=True, text=True)
        yield name, done.returncode == 0, " ".join((done.stdout + done.stderr).split())[:60]


def _openssl(folder: Path, asked: dict[str, Path], openssl: str) -> Says:
    for name, file in asked.items():
        if name.endswith("-stamped"):
            (folder / "token").write_bytes(token(file))
            (folder / "imprint").write_bytes(imprint(file.read_bytes()))
            named = ["-in", "token", "-token_in", "-data", "imprint", "-CAfile", "stamps.pem"]
            done = subprocess.run([openssl, "ts", "-verify", *named], cwd=folder, capture_output=True, text=True)
            yield name, done.returncode == 0, " ".join((done.stdout + done.stderr).split())[:60]


def _fetch_for_java() -> None:
    missing = [jar for jar in JARS if not (JAVA / f"{jar}.jar").exists()]
    if missing or not shutil.which("javac") or not shutil.which("certutil"):
        print(f"Installing with apt: {PACKAGES}", flush=True)
        subprocess.run(["apt-get", "update", "-qq"], check=True)
        install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *PACKAGES.split()]
        subprocess.run(install, check=True, stdout=subprocess.DEVNULL)
    if not (BUILT / "signatures.jar").exists():
        _make_signatures()


def _make_signatures() -> None:
    """The types of XML-DSig and XAdES that POI reads seals with."""
    BUILT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        brought = Path(temporary)
        uv = shutil.which("uv") or str(HERE.parents[1] / ".tools" / "bin" / "uv")
        subprocess.run([uv, "pip", "install", "-q", "--no-deps", "--target", brought, SCHEMAS], check=True)
        named = ("schemas/xmldsig-core-schema.xsd", "xades/schemas/XAdES01903v132-201601.xsd")
        schemas = [str(brought / "signxml" / name) for name in named]
        where = os.pathsep.join(str(JAVA / f"{jar}.jar") for jar in JARS)
        compiler = ["java", "-cp", where, "org.apache.xmlbeans.impl.tool.SchemaCompiler", "-quiet"]
        made = brought / "signatures.jar"
        ours = str(HERE / "poi" / "relationships.xsd")
        print("Compiling the types of seals for Apache POI (half a minute) …", flush=True)
        subprocess.run([*compiler, "-out", made, *schemas, ours], check=True, cwd=brought)
        shutil.move(made, BUILT / "signatures.jar")


main()
