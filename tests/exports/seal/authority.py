"""An authority for time stamps: `openssl ts` behind a small server of its own; and others that are no good."""

import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from tests.exports.seal import certified as of

NAME = "Zkušební časová razítka"
_SETTINGS = """
[ts]
default_tsa = t
[t]
serial = {folder}/serial
crypto_device = builtin
signer_cert = {folder}/tsa.pem
signer_key = {folder}/tsa.key
{chain}
signer_digest = {digest}
default_policy = 1.2.3.4.1
digests = sha256, sha384, sha512
ess_cert_id_alg = sha256
"""
Answering = Callable[[bytes], bytes]
"""What an authority makes of a query."""


@cache
def root() -> x509.Certificate:
    key = of.private("rsa2048/root of stamps")
    return of.certificate("Kořen časových razítek", key, ca=True, usage="key_cert_sign")


@cache
def certificate(
    kind: str = "rsa2048/stamps", purpose: x509.ObjectIdentifier = ExtendedKeyUsageOID.TIME_STAMPING
) -> x509.Certificate:
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)]))
        .issuer_name(root().subject)
        .serial_number(x509.random_serial_number())
        .not_valid_before(of.SINCE)
        .not_valid_after(of.UNTIL)
        .public_key(of.private(kind).public_key())
        .add_extension(x509.BasicConstraints(False, None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([purpose]), critical=True)
        .sign(of.private("rsa2048/root of stamps"), hashes.SHA256())
    )


def stamping(
    folder: Path, openssl: str, kind: str = "rsa2048/stamps", digest: str = "sha256", *, whole_chain: bool = True
) -> Answering:
    """whole_chain: the root comes along too, in the order in which openssl likes it."""
    folder.mkdir(exist_ok=True)
    chain = f"certs = {folder.as_posix()}/chain.pem" if whole_chain else ""
    (folder / "ts.cnf").write_text(_SETTINGS.format(folder=folder.as_posix(), chain=chain, digest=digest))
    (folder / "tsa.pem").write_bytes(of.pem(certificate(kind)))
    (folder / "tsa.key").write_bytes(of.pem(of.private(kind)))
    (folder / "chain.pem").write_bytes(of.pem(root()))
    (folder / "serial").write_text("01\n")

    def answer(query: bytes) -> bytes:
        (folder / "query").write_bytes(query)
        said = ["-config", "ts.cnf", "-section", "t", "-queryfile", "query", "-out", "answer"]
        subprocess.run([openssl, "ts", "-reply", *said], cwd=folder, check=True, capture_output=True)
        return (folder / "answer").read_bytes()

    return answer


class Authority:
    """A server that answers queries in whatever way it is told to."""

    def __init__(self, answering: Answering) -> None:
        self.answering = answering
        self.status = 200
        self.asked = 0
        authority = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                authority.asked += 1
                query = self.rfile.read(int(self.headers["Content-Length"]))
                answer = authority.answering(query)
                self.send_response(authority.status)
                self.send_header("Content-Type", "application/timestamp-reply")
                self.send_header("Location", authority.url)
                self.send_header("Content-Length", str(len(answer)))
                with suppress(OSError):  # whoever asked has gone
                    self.end_headers()
                    self.wfile.write(answer)

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/tsa"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@contextmanager
def authority(answering: Answering) -> Iterator[Authority]:
    running = Authority(answering)
    try:
        yield running
    finally:
        running.stop()
