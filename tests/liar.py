"""A provider of identities that says what a test wants: discovery, keys and tokens, true ones until told to lie."""

import base64
import hmac
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "setkani", "tajne-tajne-tajne-tajne-tajne-tajne"


class Liar:
    """facts: laid over its discovery; claims: over the token; head: over its header; told: the whole answer of its
    token address instead; moved: where it sends on whoever asks it anything. signs_with: a key, or bytes to be taken
    for the secret of HS256.
    """

    def __init__(self, port: int) -> None:
        self.issuer = f"http://localhost:{port}"
        self.key = RSAKey.generate_key(2048, {"kid": "one"})
        self.published = [self.key]
        self.signs_with: Any = self.key
        self.facts: dict[str, Any] = {}
        self.claims: dict[str, Any] = {}
        self.head: dict[str, Any] = {}
        self.told: dict[str, Any] | str | None = None
        self.sleeps = 0.0
        self.moved = ""
        self.nonce = ""
        self.asked: dict[str, str] = {}

    def discovery(self) -> dict[str, Any]:
        places = {name: f"{self.issuer}/{name}" for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")}
        return {"issuer": self.issuer, **places, **self.facts}

    def answer(self) -> dict[str, Any] | str:
        if self.told is not None:
            return self.told
        now = int(time.time())
        claims = {"iss": self.issuer, "sub": "eva", "aud": CLIENT, "exp": now + 300, "iat": now, "nonce": self.nonce}
        said = {name: value for name, value in {**claims, **self.claims}.items() if value is not None}
        head = {"alg": "RS256", "kid": "one", **self.head}
        return {"access_token": "x", "token_type": "Bearer", "id_token": self.signed(head, said)}

    def signed(self, head: dict[str, Any], said: dict[str, Any]) -> str:
        if head["alg"] == "none":
            return ".".join([*(encoded(json.dumps(part).encode()) for part in (head, said)), ""])
        if isinstance(self.signs_with, bytes):
            # No library would do it.
            whole = ".".join(encoded(json.dumps(part).encode()) for part in (head, said))
            return f"{whole}.{encoded(hmac.digest(self.signs_with, whole.encode(), 'sha256'))}"
        return jwt.encode(head, said, self.signs_with, algorithms=["RS256", "HS256"])


def encoded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


@contextmanager
def liar() -> Iterator[Liar]:
    told: Liar

    class Asked(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path == "/jwks_uri":
                self._say({"keys": [key.as_dict(private=False) for key in told.published]})
            else:
                self._say(told.discovery())

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            told.asked = dict(part.split("=", 1) for part in body.split("&"))
            self._say(told.answer())

        def _say(self, what: Any) -> None:
            time.sleep(told.sleeps)
            content = what.encode() if isinstance(what, str) else json.dumps(what).encode()
            self.send_response(307 if told.moved else 200)
            if told.moved:
                self.send_header("Location", told.moved)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            with suppress(BrokenPipeError):
                # Nobody waits any longer.
                self.wfile.write(content)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Asked)
    told = Liar(server.server_port)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield told
    finally:
        server.shutdown()
        server.server_close()
