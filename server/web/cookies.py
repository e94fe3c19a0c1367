"""What we leave in a browser: every cookie is made, read and ended here, so that none is weaker than the others."""

from collections.abc import Iterator

from starlette.requests import HTTPConnection
from starlette.responses import Response

_HOST = "__Host-"
"""A browser takes a cookie of such a name only over TLS and from this very host: neither a page on plain http nor a
neighbouring host name can slip one in."""


class Cookies:
    """HttpOnly and SameSite=Lax, all of them; behind TLS also Secure, and their names begin with `__Host-`.

    Names are said here without that beginning. Behind TLS a cookie without it is not ours.
    """

    def __init__(self, secure: bool) -> None:
        self.secure = secure

    def name(self, cookie: str) -> str:
        """What the browser calls it."""
        return f"{_HOST}{cookie}" if self.secure else cookie

    def get(self, request: HTTPConnection, cookie: str) -> str:
        """Its value, "" where there is none."""
        return request.cookies.get(self.name(cookie), "")

    def starting(self, request: HTTPConnection, beginning: str) -> Iterator[tuple[str, str]]:
        """(name, value) of those whose names begin so."""
        skipped = len(_HOST) if self.secure else 0
        for name, value in request.cookies.items():
            if name.startswith(self.name(beginning)):
                yield name[skipped:], value

    def put(self, response: Response, cookie: str, value: str, seconds: int | None = None) -> None:
        """seconds: how long the browser keeps it; None until it is closed."""
        response.set_cookie(
            self.name(cookie), value, seconds, path="/", secure=self.secure, httponly=True, samesite="lax"
        )

    def end(self, response: Response, cookie: str) -> None:
        response.delete_cookie(self.name(cookie), path="/", secure=self.secure, httponly=True, samesite="lax")
