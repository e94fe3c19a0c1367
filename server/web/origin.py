"""Where a request really comes from: a form or a socket of another site is turned away, whatever cookies it carries."""

from urllib.parse import urlsplit

from starlette.requests import HTTPConnection


def from_elsewhere(request: HTTPConnection, base_url: str) -> bool:
    """Does a browser say that another site sent this? Programs send no Origin, and have to bring a token anyway."""
    origin = request.headers.get("origin")
    if origin is None:
        return request.headers.get("sec-fetch-site") == "cross-site"
    ours = {request.headers.get("host", ""), urlsplit(base_url).netloc}
    try:
        return urlsplit(origin).netloc not in ours
    except ValueError:
        return True
