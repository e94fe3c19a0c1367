"""A provider of identities (OpenID Connect), as we speak with it: where it is, its code, the token that it signs.

Authlib builds what is asked and checks what a token claims, joserfc its signature. Nothing a provider says is believed
before it is signed by a key it publishes, for us, now, and for what this browser asked.
"""

import asyncio
import logging
from collections.abc import Callable
from time import monotonic
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from ..ports import Clock
from ..settings import Provider
from .once import Sent

if TYPE_CHECKING:
    from authlib.integrations.httpx_client import AsyncOAuth2Client
    from authlib.oidc.core import CodeIDToken
    from joserfc.jwk import KeySet

SECONDS = 10.0
"""How long the provider may take for each of its answers."""
SKEW = 60
"""Seconds by which its clock and ours may differ."""
MOST_SUBJECT = 255
"""Characters of a subject, as the standard has it."""
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519"]
"""What a token may be signed with: keys in two halves only. Not `none`, nor what our own secret would be the key of."""
_KEPT = 3600.0
_ANEW = 30.0

log = logging.getLogger(__name__)


class Silent(Exception):
    """The provider cannot be reached, or takes too long."""


class Unbelievable(Exception):
    """What it said is not what it should have said."""


class Issuer:
    """The one provider of this server. redirect_uri: where it sends people back to."""

    def __init__(
        self, provider: Provider, redirect_uri: str, clock: Clock, since: Callable[[], float] = monotonic
    ) -> None:
        self.name = provider.name
        self.issuer = provider.issuer
        self._provider = provider
        self._redirect_uri = redirect_uri
        self._clock = clock
        self._since = since
        self._known: tuple[dict[str, Any], KeySet, float] | None = None
        self._finding = asyncio.Lock()

    async def asking(self, whom: str = "", link: str = "", confirms: bool = False) -> tuple[str, Sent]:
        """The address to send a browser to, and what to remember of it. Raises Silent, Unbelievable."""
        from authlib.common.security import generate_token  # read when needed: DECISIONS, "Back within seconds"

        facts, _ = await self._found()
        sent = Sent(generate_token(32), generate_token(32), generate_token(64), whom, link, confirms)
        # Whoever connects an account says once more who they are: another's sign-in may still be open in this browser.
        more = {"prompt": "login"} if whom else {}
        if self._provider.strong:
            more["acr_values"] = " ".join(self._provider.strong)
        async with self._client(facts) as client:
            address, _ = client.create_authorization_url(
                facts["authorization_endpoint"],
                state=sent.state,
                nonce=sent.nonce,
                code_verifier=sent.verifier,
                **more,
            )
        return str(address), sent

    async def subject(self, code: str, sent: Sent) -> str:
        """Whom the provider vouches for, for this code. Raises Silent, Unbelievable."""
        import httpx2
        from authlib.common.errors import AuthlibBaseError

        facts, keys = await self._found()
        try:
            async with asyncio.timeout(SECONDS), self._client(facts) as client:
                token = await client.fetch_token(
                    facts["token_endpoint"],
                    grant_type="authorization_code",
                    code=code,
                    code_verifier=sent.verifier,
                    redirect_uri=self._redirect_uri,
                )
        except (httpx2.HTTPError, TimeoutError) as error:
            raise Silent from error
        except (AuthlibBaseError, ValueError, TypeError, KeyError, AttributeError) as error:
            raise Unbelievable(type(error).__name__) from error
        said = token.get("id_token")
        if not isinstance(said, str):
            raise Unbelievable("no token of an identity")
        try:
            claims = self._claims(said, keys, token.get("access_token"), sent)
        except Unbelievable:
            # It may have taken new keys since.
            _, keys = await self._found(anew=True)
            claims = self._claims(said, keys, token.get("access_token"), sent)
        subject = claims["sub"]
        if not isinstance(subject, str) or not 1 <= len(subject) <= MOST_SUBJECT or not subject.isprintable():
            raise Unbelievable("no subject")
        return subject

    def believes_to_come_from(self, named: str) -> bool:
        """Is this (RFC 9207) the provider that we asked? A provider that names itself always does."""
        facts = self._known[0] if self._known else {}
        if named:
            return named == self.issuer
        return not facts.get("authorization_response_iss_parameter_supported", False)

    def _claims(self, said: str, keys: "KeySet", access_token: object, sent: Sent) -> "CodeIDToken":
        """Raises Unbelievable."""
        from authlib.common.errors import AuthlibBaseError
        from authlib.oidc.core import CodeIDToken
        from joserfc import jwt
        from joserfc.errors import JoseError

        try:
            token = jwt.decode(said, keys, algorithms=ALGORITHMS)
            claims = CodeIDToken(
                token.claims,
                token.header,
                {"iss": {"essential": True, "value": self.issuer}, "aud": {"essential": True}},
                {"nonce": sent.nonce, "client_id": self._provider.client_id, "access_token": access_token},
            )
            claims.validate(int(self._clock.now().timestamp()), SKEW)
        except (JoseError, AuthlibBaseError, ValueError, TypeError, KeyError, AttributeError) as error:
            raise Unbelievable(type(error).__name__) from error
        audience = claims["aud"]
        if self._provider.client_id not in ([audience] if isinstance(audience, str) else audience):
            raise Unbelievable("for somebody else")
        if self._provider.strong and claims.get("acr") not in self._provider.strong:
            # What is asked for is only a wish there; a provider that does not say how is taken for the weakest way.
            raise Unbelievable("signed in too weakly")
        return claims

    def _client(self, facts: dict[str, Any]) -> "AsyncOAuth2Client":
        from authlib.integrations.httpx_client import AsyncOAuth2Client

        known = facts.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        method = "client_secret_basic" if "client_secret_basic" in known else "client_secret_post"
        return AsyncOAuth2Client(
            client_id=self._provider.client_id,
            client_secret=self._provider.secret or None,
            token_endpoint_auth_method=method if self._provider.secret else "none",
            scope="openid",
            redirect_uri=self._redirect_uri,
            code_challenge_method="S256",
            timeout=SECONDS,
        )

    async def _found(self, anew: bool = False) -> tuple[dict[str, Any], "KeySet"]:
        """What the provider says of itself, and its keys; kept for an hour. Raises Silent, Unbelievable."""
        async with self._finding:
            age = self._since() - self._known[2] if self._known else _KEPT
            if self._known is None or age >= _KEPT or (anew and age >= _ANEW):
                self._known = (*await self._asked(), self._since())
            return self._known[0], self._known[1]

    async def _asked(self) -> tuple[dict[str, Any], "KeySet"]:
        import httpx2
        from joserfc.errors import JoseError
        from joserfc.jwk import KeySet

        try:
            async with asyncio.timeout(2 * SECONDS), httpx2.AsyncClient(timeout=SECONDS) as client:
                place = f"{self.issuer.rstrip('/')}/.well-known/openid-configuration"
                facts = (await client.get(place)).raise_for_status().json()
                if facts["issuer"] != self.issuer:
                    raise Unbelievable("another issuer")
                for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
                    if not _is_safe(facts[name]):
                        raise Unbelievable(f"its {name}")
                keys = KeySet.import_key_set((await client.get(facts["jwks_uri"])).raise_for_status().json())
        except (httpx2.HTTPError, httpx2.InvalidURL, TimeoutError) as error:
            raise Silent from error
        except (JoseError, ValueError, TypeError, KeyError, AttributeError) as error:
            raise Unbelievable(type(error).__name__) from error
        return facts, keys


def _is_safe(address: str) -> bool:
    parts = urlsplit(address)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in ("localhost", "127.0.0.1"))
