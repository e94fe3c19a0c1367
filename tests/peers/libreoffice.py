"""What LibreOffice says of the seals of files: run by a Python that has LibreOffice's UNO, which is seldom ours.

Arguments: soffice, a folder for its profile, files. Prints JSON: for each file a list of what it says of each seal.
"""

import json
import os
import secrets
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException

PATIENCE = 60
"""Seconds for the start of LibreOffice."""


def main(soffice: str, profile: str, *files: str) -> None:
    pipe = f"setkani{secrets.token_hex(8)}"
    command = [soffice, "--headless", "--norestore", "--nologo", f"--accept=pipe,name={pipe};urp;"]
    own = f"-env:UserInstallation={Path(profile).absolute().as_uri()}"
    # What is started is a script that starts others: all of them are ours to end.
    running = subprocess.Popen([*command, own], stdin=subprocess.DEVNULL, stdout=2, start_new_session=True)
    try:
        context = connected(pipe, running)
        print(json.dumps({file: seals(context, file) for file in files}))
        context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context).terminate()
        running.wait(30)
    finally:
        if running.poll() is None:
            os.killpg(running.pid, signal.SIGKILL) if os.name == "posix" else running.kill()


def connected(pipe: str, running: "subprocess.Popen[bytes]") -> Any:
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    end = time.monotonic() + PATIENCE
    while True:
        try:
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except NoConnectException:
            if time.monotonic() > end or running.poll() not in (None, 0):
                raise
            time.sleep(0.1)


def seals(context: Any, file: str) -> list[dict[str, Any]]:
    services = context.ServiceManager
    storages = services.createInstanceWithContext("com.sun.star.embed.StorageFactory", context)
    # As a zip: as an "OFOPXMLFormat" it silently finds no signature at all.
    as_zip = PropertyValue()
    as_zip.Name, as_zip.Value = "StorageFormat", "ZipFormat"
    given = (Path(file).absolute().as_uri(), 1, uno.Any("[]com.sun.star.beans.PropertyValue", (as_zip,)))
    storage = uno.invoke(storages, "createInstanceWithArguments", (given,))
    verifying = services.createInstanceWithContext("com.sun.star.security.DocumentDigitalSignatures", context)
    found = verifying.verifyDocumentContentSignatures(storage, None)
    return [
        {
            "valid": one.SignatureIsValid,
            "certificate": one.CertificateStatus,
            "signer": one.Signer.SubjectName if one.Signer else "",
            "date": [one.SignatureDate, one.SignatureTime],
        }
        for one in found
    ]


if __name__ == "__main__":
    os.environ.setdefault("SAL_USE_VCLPLUGIN", "svp")
    main(*sys.argv[1:])
