"""`just scanners`: what Mozilla's Observatory and sslyze say of a server behind nginx as docs/hosting.md has it, and
sslyze of one that speaks TLS by itself.

Fetches both, needs Node and nginx. Ends with 1 where one of them finds anything.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests import machine
from tests.afternoon import house
from tests.hosts import authority, issued
from tests.peers.proxies import HOME, HOST, nginx

OBSERVATORY = "@mdn/mdn-http-observatory@1.4.8"
SSLYZE = "sslyze==6.3.1"
BUILT = Path(__file__).resolve().parents[2] / ".tools" / "scanners"
KNOWN = re.compile(r"certificate_path_validation|tls_curves: TLS curves {'(X448|secp521r1)', '(X448|secp521r1)'}")
"""Nobody but the tests knows who has made the certificate; two curves are better than has to be, and Python has no way
to leave them out."""
HERE = Path(__file__).with_name("here.cjs")


def main() -> None:
    wrong = 0
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        root = folder / "root.pem"
        root.write_bytes(authority())
        cert, key = issued(folder / "own", "localhost")
        with (
            house(folder / "behind", base_url=HOME, proxy="127.0.0.1") as home,
            nginx(folder, home) as (port, _),
            house(folder / "alone", tls_cert=str(cert), tls_key=str(key)) as alone,
        ):
            plain = re.search(r"listen 127\.0\.0\.1:(\d+);", (folder / "nginx.conf").read_text())
            assert plain
            wrong += observed(int(plain[1]), port, root)
            for who, place in (
                ("nginx", f"{HOST}:{port}{{127.0.0.1}}"),
                ("the program's own TLS", f"localhost:{alone.listening.getsockname()[1]}"),
            ):
                wrong += spoken(who, place)
    sys.exit(1 if wrong else 0)


def observed(plain: int, tls: int, root: Path) -> int:
    """What the Observatory finds; how many of its tests fail."""
    package = fetched()
    environment = {**os.environ, "HERE": f"{HOST},{plain},{tls}", "NODE_EXTRA_CA_CERTS": str(root)}
    command = [machine.node_path(), "--require", str(HERE), str(package / "src" / "scan.js"), HOST]
    said = json.loads(subprocess.run(command, capture_output=True, text=True, env=environment).stdout)
    if "error" in said:
        sys.exit(said["error"])
    print(f"Observatory: {said['scan']['grade']}, {said['scan']['score']} points")
    for name, test in said["tests"].items():
        print(f"  {'yes' if test['pass'] else 'NO !!!':6} {name}: {test['result']}")
    return int(said["scan"]["testsFailed"]) + (said["scan"]["grade"] != "A+")


def fetched() -> Path:
    """The Observatory, fetched once."""
    package = BUILT / "node_modules" / OBSERVATORY.rpartition("@")[0]
    if not (package / "conf" / "tld-list.json").is_file():
        npm = shutil.which("npm")
        if npm is None:
            sys.exit("npm is needed to fetch the Observatory")
        BUILT.mkdir(parents=True, exist_ok=True)
        subprocess.run([npm, "install", "--prefix", str(BUILT), "--ignore-scripts", OBSERVATORY], check=True)
        # Lists that its own script would fetch: who is known to have HSTS, and which endings names have.
        (package / "conf" / "hsts-preload.json").write_text("{}")
        (package / "conf" / "tld-list.json").write_text('["cz"]')
    return package


def spoken(who: str, place: str) -> int:
    """What sslyze finds against what Mozilla recommends ("intermediate"); how much that is."""
    command = ["uv", "tool", "run", "--from", SSLYZE, "sslyze", "--mozilla_config=intermediate", place]
    said = subprocess.run(command, capture_output=True, text=True).stdout
    _, checked, verdict = said.partition("COMPLIANCE")
    found = [line for line in re.findall(r"^ +\* (.+)$", verdict, re.MULTILINE) if not KNOWN.match(line)]
    print(f"sslyze, {who}: {'nothing' if checked and not found else found or said}")
    return len(found) + (not checked)


if __name__ == "__main__":
    main()
