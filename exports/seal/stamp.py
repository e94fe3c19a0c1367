"""A time stamp (RFC 3161): an authority asked for one, its answer checked, and a stamp read again years later.

Signature and certificates of a stamp are checked by rfc3161-client, with OpenSSL. What is done here besides: to ask, to
put an answer into the order that the library wants, and to leave nothing in a stamp unaccounted for.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256, sha384, sha512
from http.client import HTTPException, HTTPResponse
from time import monotonic
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, Request, build_opener
from warnings import catch_warnings, simplefilter

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding
from rfc3161_client import (
    HashAlgorithm,
    PKIStatus,
    TimestampRequestBuilder,
    TimeStampResponse,
    VerificationError,
    Verifier,
    VerifierBuilder,
    decode_timestamp_response,
)

from server.meeting.text import clean

from .der import FIRST, SECOND, SEQUENCE, SET, element, fields
from .key import is_self_signed, name_of, upwards

MOST_BYTES = 64 * 1024
"""Bytes of an answer, and of a stamp."""
PATIENCE = 10.0
"""Seconds without a byte after which an authority is left alone; a whole answer may take three times as long."""


class NoStamp(Exception):
    """The authority gave no stamp that can be used. One sentence."""


class BadStamp(ValueError):
    """A stamp is for something else, or is not what its authority made. One sentence."""


class Unchecked(BadStamp):
    """Whether a stamp is as its authority made it only that authority's root can tell, and nobody has named it."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """at: UTC, as the authority says; authority: its name; chain: its certificate and those above it.

    trusted: the chain leads to one of the roots that were named. Where it does not, anyone may have made the stamp.
    """

    at: datetime
    authority: str
    chain: tuple[x509.Certificate, ...]
    trusted: bool


def ask(url: str, imprint: bytes, trust: Sequence[x509.Certificate]) -> bytes:
    """A stamp for `imprint` (not yet hashed) from the authority at `url`: a TimeStampToken in DER. Raises NoStamp.

    trust: roots; an answer that leads to none of them is none. The certificates on the way there come along in the
    stamp, so that whoever reads it can check it.
    """
    request = TimestampRequestBuilder().data(imprint).hash_algorithm(HashAlgorithm.SHA256).nonce(nonce=True)
    asked = request.cert_request(cert_request=True).build()
    answer = _post(url, asked.as_bytes())
    try:
        with _without_comment():
            token = _granted(answer)
            token = _in_order(token, _chain(token, [*_brought(token), *trust]))
            _verifier(trust, VerifierBuilder.from_request(asked)).verify_message(_decoded(token), imprint)
            _read(token, imprint, trust)
    except _NOT_GOOD as error:
        raise NoStamp(f"The answer of the time stamp authority at {url} is of no use: {_reason(error)}.") from error
    return token


def read_stamp(token: bytes, imprint: bytes, trust: Sequence[x509.Certificate] = ()) -> Stamp:
    """What a stamp says, if it was made for `imprint` and is as it was made. Raises BadStamp.

    Where it leads to none of the roots in `trust`, it is checked against the root that it brings along; where it brings
    none, it cannot be, and that raises Unchecked.
    """
    try:
        with _without_comment():
            return _read(token, imprint, trust)
    except BadStamp:
        raise
    except _NOT_GOOD as error:
        raise BadStamp(f"The time stamp is of no use: {_reason(error)}.") from error


def _read(token: bytes, imprint: bytes, trust: Sequence[x509.Certificate]) -> Stamp:
    if len(token) > MOST_BYTES:
        raise ValueError("it is too large")
    brought = _brought(token)
    chain = _chain(token, [*brought, *trust])
    if any(one not in chain for one in brought):
        raise ValueError("it brings a certificate that does not belong to it")
    told = _decoded(token)
    _accounted_for(token, told)
    trusted = bool(trust) and _leads_to(trust, told, imprint)
    if not trusted:
        if not _made_for(told, imprint):
            raise ValueError("it was made for something else")
        if not is_self_signed(chain[-1]):
            raise Unchecked(
                "The time stamp cannot be checked: nothing that it brings leads to the root of its authority."
            )
        _verifier(chain[-1:]).verify_message(_decoded(token), imprint)
    return Stamp(told.tst_info.gen_time, name_of(chain[0].subject), chain, trusted)


_NOT_GOOD = (
    ValueError,
    TypeError,
    LookupError,
    OverflowError,
    VerificationError,
    UnsupportedAlgorithm,
    x509.InvalidVersion,
)


@contextmanager
def _without_comment() -> Iterator[None]:
    """What is odd about somebody's certificate is no news for our log."""
    with catch_warnings():
        simplefilter("ignore")
        yield


def _reason(error: Exception) -> str:
    words = " ".join(clean(str(error)).split())
    return (words if len(words) <= 160 else words[:159] + "…").rstrip(".") or type(error).__name__


# Asking -------------------------------------------------------------------------------------------------------------


class _Here(HTTPRedirectHandler):
    """An authority answers where it was asked: nothing is sent on to nobody knows whom."""

    def redirect_request(self, *_: object) -> None:
        return None


def _post(url: str, query: bytes) -> bytes:
    headers = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}
    until = monotonic() + 3 * PATIENCE
    try:
        with build_opener(_Here).open(Request(url, query, headers), timeout=PATIENCE) as response:  # noqa: S310 - office.py takes http(s) alone
            return _all_of(response, until)
    except HTTPError as error:
        raise NoStamp(f"The time stamp authority at {url} answers with status {error.code}.") from error
    except (OSError, HTTPException, ValueError) as error:
        raise NoStamp(f"The time stamp authority at {url} cannot be reached: {_reason(error)}.") from error


def _all_of(response: HTTPResponse, until: float) -> bytes:
    content = b""
    while piece := response.read1(MOST_BYTES):
        content += piece
        if len(content) > MOST_BYTES:
            raise NoStamp(f"The time stamp authority answers with more than {MOST_BYTES // 1024} KB.")
        if monotonic() > until:
            raise NoStamp("The time stamp authority answers too slowly.")
    return content


def _granted(answer: bytes) -> bytes:
    """The token of an answer that gives one."""
    status, *token = fields(answer, SEQUENCE)
    given = int.from_bytes(fields(status, SEQUENCE)[0][2:], "big")
    if given != PKIStatus.GRANTED or len(token) != 1:
        raise ValueError(f"it gives none, with status {given}")
    return token[0]


# A token ------------------------------------------------------------------------------------------------------------


def _decoded(token: bytes) -> TimeStampResponse:
    """In order, and as an answer that grants it: the only form in which the library takes it."""
    ordered = _in_order(token, _brought(token))
    return decode_timestamp_response(element(SEQUENCE, element(SEQUENCE, b"\x02\x01\x00"), ordered))


def _in_order(token: bytes, certificates: Iterable[x509.Certificate]) -> bytes:
    """The token with these certificates and no others, sorted as DER wants it; not every authority does.

    Certificates, revocation lists and unsigned attributes are not under the signature of a token.
    """
    kind, (version, digests, content, *_, signers) = _parts(token)
    (signer,) = fields(signers, SET)
    signed = [part for part in fields(signer, SEQUENCE) if part[0] != SECOND]
    known = sorted(one.public_bytes(Encoding.DER) for one in certificates)
    inside = (version, digests, content, element(FIRST, *known), element(SET, element(SEQUENCE, *signed)))
    return element(SEQUENCE, kind, element(FIRST, element(SEQUENCE, *inside)))


def _parts(token: bytes) -> tuple[bytes, list[bytes]]:
    """The kind of content, and the fields of the SignedData: its version, digests, content, …, signers."""
    kind, content = fields(token, SEQUENCE)
    (signed,) = fields(content, FIRST)
    return kind, fields(signed, SEQUENCE)


def _brought(token: bytes) -> list[x509.Certificate]:
    """The certificates that came along."""
    found = [each for part in _parts(token)[1] if part[0] == FIRST for each in fields(part, FIRST)]
    certificates = [x509.load_der_x509_certificate(each) for each in found]
    for written, one in zip(found, certificates, strict=True):
        if not written.endswith(b"\0" + one.signature):  # bits said to be unused, where all are used
            raise ValueError("it brings a damaged certificate")
    return certificates


def _chain(token: bytes, known: Sequence[x509.Certificate]) -> tuple[x509.Certificate, ...]:
    """The certificate of the authority and those above it, as far as they are known."""
    (signer,) = _decoded(token).signed_data.signer_infos
    for one in known:
        if one.issuer == signer.issuer and one.serial_number == signer.serial_number:
            return (one, *upwards(one, known))
    raise ValueError("the certificate of the authority is not there")


def _verifier(roots: Sequence[x509.Certificate], builder: VerifierBuilder | None = None) -> Verifier:
    builder = builder or VerifierBuilder()
    for root in dict.fromkeys(roots):
        builder = builder.add_root_certificate(root)
    return builder.build()


def _leads_to(roots: Sequence[x509.Certificate], told: TimeStampResponse, imprint: bytes) -> bool:
    try:
        return _verifier(roots).verify_message(told, imprint)
    except VerificationError:
        return False


def _made_for(told: TimeStampResponse, imprint: bytes) -> bool:
    made_for = told.tst_info.message_imprint
    return made_for.message == _DIGESTS[made_for.hash_algorithm.dotted_string](imprint).digest()


_DIGESTS = {"2.16.840.1.101.3.4.2.1": sha256, "2.16.840.1.101.3.4.2.2": sha384, "2.16.840.1.101.3.4.2.3": sha512}


def _accounted_for(token: bytes, told: TimeStampResponse) -> None:
    """What a verifier passes over, because nothing depends on it, has to be as it must be all the same."""
    (signer,) = told.signed_data.signer_infos
    parts = fields(fields(_parts(token)[1][-1], SET)[0], SEQUENCE)
    digest, signs = fields(parts[2], SEQUENCE)[0], fields(parts[4], SEQUENCE)[0]
    if (told.signed_data.version, signer.version, told.tst_info.version) != (3, 1, 1):
        raise ValueError("it is of an unknown version")
    if signs not in (*_RSA, *_WITH.get(digest, ())):
        raise ValueError("it is signed in an unknown way")


_RSA = (bytes.fromhex("06092a864886f70d010101"), bytes.fromhex("06092a864886f70d01010a"))
"""The names (OID) of RSA as such, and of RSA-PSS."""
_WITH = {
    bytes.fromhex(digest): (bytes.fromhex(rsa), bytes.fromhex(ecdsa))
    for digest, rsa, ecdsa in (
        ("0609608648016503040201", "06092a864886f70d01010b", "06082a8648ce3d040302"),
        ("0609608648016503040202", "06092a864886f70d01010c", "06082a8648ce3d040303"),
        ("0609608648016503040203", "06092a864886f70d01010d", "06082a8648ce3d040304"),
    )
}
"""SHA-256, SHA-384, SHA-512 -> RSA and ECDSA with that digest."""
