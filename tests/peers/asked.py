"""The files that other programs are asked about, and how each of them is asked."""

import json
import os
import re
import subprocess
from base64 import b64decode
from pathlib import Path
from typing import Any

from tests.exports.seal import files
from tests.exports.seal.keys import office

SAYS = Path(__file__).with_name("libreoffice.py")
KINDS = {"rsa": "rsa2048", "ecdsa": "secp256r1"}


def sealed_files(folder: Path, openssl: str) -> dict[str, Path]:
    """Sealed with RSA and with ECDSA, without a time stamp and with one; and one in which a name was changed."""
    content = {}
    for name, kind in KINDS.items():
        content[name] = files.sealed(kind)
        content[f"{name}-stamped"] = files.with_stamp(folder / f"stamps-{name}", openssl, office(kind))
    content["changed"] = files.changed(content["rsa"], files.DOCUMENT, "Jakub", "Pavel")
    found = {name: folder / f"{name}.docx" for name in content}
    for name, file in found.items():
        file.write_bytes(content[name])
    return found


def libreoffice(python: str, soffice: str, folder: Path, asked: dict[str, Path], store: str = "") -> dict[str, Any]:
    """name -> what LibreOffice says of each seal; all files in one start. store: of certificates that it trusts."""
    command = [python, str(SAYS), soffice, str(folder / "profile"), *map(str, asked.values())]
    environment = {**os.environ, **({"MOZILLA_CERTIFICATE_FOLDER": store} if store else {})}
    # Its Python is another one than ours and shall not find our packages.
    environment = {key: value for key, value in environment.items() if not key.startswith(("PYTHON", "VIRTUAL_ENV"))}
    done = subprocess.run(command, capture_output=True, text=True, timeout=180, env=environment)
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    return {name: said[str(file)] for name, file in asked.items()}


def token(file: Path) -> bytes:
    """The time stamp in a seal."""
    signature = files.parts(file.read_bytes())[files.SEAL].decode()
    found = re.search(r"<xd:EncapsulatedTimeStamp>([^<]+)<", signature)
    assert found
    return b64decode(found[1])
