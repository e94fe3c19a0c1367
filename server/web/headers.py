"""What every answer says to a browser: nothing from elsewhere, nothing inline, nothing kept."""

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class SecureHeaders:
    """ASGI middleware. The bundle may be kept (its address changes with it); nothing else may.

    secure: we are reached over TLS, and from then on never again without it.
    """

    def __init__(self, app: ASGIApp, secure: bool = False) -> None:
        self.app = app
        self._secure = secure

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        host = Headers(scope=scope).get("host", "")
        # Older Safari does not count a socket to the same host as 'self'.
        sockets = f" ws://{host} wss://{host}" if host and not set(host) - _HOST else ""
        policy = (
            "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; "
            f"connect-src 'self'{sockets}; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
            "manifest-src 'self'"
        )
        kept = scope["path"].startswith("/static/")

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["Content-Security-Policy"] = policy
                headers["X-Content-Type-Options"] = "nosniff"
                headers["Referrer-Policy"] = "same-origin"
                headers["X-Frame-Options"] = "DENY"
                headers["Cross-Origin-Opener-Policy"] = "same-origin"
                headers["Cross-Origin-Resource-Policy"] = "same-origin"
                headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()"
                headers["Cache-Control"] = f"public, max-age={_YEAR}, immutable" if kept else "no-store"
                if self._secure:
                    headers["Strict-Transport-Security"] = f"max-age={_YEAR}"
            await send(message)

        await self.app(scope, receive, sending)


_HOST = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-:[]")
_YEAR = 365 * 86400
