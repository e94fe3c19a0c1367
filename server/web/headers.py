"""What every answer says to a browser: nothing from elsewhere, nothing inline, nothing kept."""

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_YEAR = 365 * 86400
SAFE = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Origin-Agent-Cluster": "?1",
    "X-Permitted-Cross-Domain-Policies": "none",
    "X-Robots-Tag": "noindex, nofollow",
    "Permissions-Policy": ", ".join(
        f"{feature}=()"
        for feature in (
            "accelerometer", "autoplay", "browsing-topics", "camera", "display-capture", "encrypted-media",
            "fullscreen", "geolocation", "gyroscope", "hid", "idle-detection", "local-fonts", "magnetometer",
            "microphone", "midi", "payment", "picture-in-picture", "screen-wake-lock", "serial", "storage-access",
            "usb", "window-management", "xr-spatial-tracking",
        )
    ),
}  # fmt: skip
"""The same for every answer, also for those that are given before anybody has understood the question."""
KEPT_NOWHERE = "no-store"


class SecureHeaders:
    """ASGI, around everything. The bundle may be kept (its address changes with it); nothing else may.

    secure: we are reached over TLS, and from then on never again without it.
    """

    def __init__(self, app: ASGIApp, secure: bool = False) -> None:
        self.app = app
        self._secure = secure

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        policy = policy_for(Headers(scope=scope).get("host", ""), self._secure)
        bundle = scope["path"].startswith("/static/")

        async def sending(message: Message) -> None:
            # The second is what a socket is told that is not let in.
            if message["type"] in ("http.response.start", "websocket.http.response.start"):
                headers = MutableHeaders(scope=message)
                headers.update(SAFE)
                headers["Content-Security-Policy"] = policy
                kept = bundle and message["status"] in (200, 206, 304)
                headers["Cache-Control"] = f"public, max-age={_YEAR}, immutable" if kept else KEPT_NOWHERE
                if self._secure:
                    headers["Strict-Transport-Security"] = f"max-age={_YEAR}; includeSubDomains"
            await send(message)

        await self.app(scope, receive, sending)


def policy_for(host: str, secure: bool) -> str:
    """The Content-Security-Policy of a page that was asked for at a host."""
    # Older Safari does not count a socket to the same host as 'self'.
    sockets = f" ws://{host} wss://{host}" if host and not set(host) - _HOST else ""
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; "
        f"connect-src 'self'{sockets}; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
        "object-src 'none'; manifest-src 'self'; require-trusted-types-for 'script'; trusted-types setkani"
        + ("; upgrade-insecure-requests" if secure else "")
    )


_HOST = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-:[]")
