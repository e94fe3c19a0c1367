"""One signature as it lies in a file, read by somebody who does not believe it yet."""

from base64 import b64decode
from binascii import Error
from dataclasses import dataclass, field
from datetime import UTC, datetime

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.x509 import Certificate, InvalidVersion, load_der_x509_certificate
from lxml import etree

from .findings import Kind
from .key import LEAST_RSA
from .markup import (
    C14N,
    DIGESTS,
    RELATIONSHIP_TRANSFORM,
    WEAK_DIGESTS,
    canonical,
    digest_of,
    ds,
    mdssi,
    written,
    xd,
)
from .note import sha256
from .package import BadXml, comparable
from .sign import Signed, assembled, der

MOST_CERTIFICATES = 20
"""That come along with one seal, and time stamps on it."""
MOST_REFERENCES = 10
"""Of a seal to what is signed within itself; Office has three to five."""

_MORE = "http://www.w3.org/2001/04/xmldsig-more#"
_METHODS: dict[str, tuple[type, hashes.HashAlgorithm]] = {
    f"{_MORE}{name}-{digest.name}": (kind, digest)
    for name, kind in (("rsa", rsa.RSAPublicKey), ("ecdsa", ec.EllipticCurvePublicKey))
    for digest in (hashes.SHA256(), hashes.SHA384(), hashes.SHA512())
}
_WEAK_METHODS = (
    "http://www.w3.org/2000/09/xmldsig#rsa-sha1",
    "http://www.w3.org/2000/09/xmldsig#dsa-sha1",
    f"{_MORE}ecdsa-sha1",
)
_CURVES = (ec.SECP256R1, ec.SECP384R1, ec.SECP521R1)


@dataclass(frozen=True, slots=True)
class Claim:
    """What a signature says of a part. ids: of the relationships that it covers, or None where it covers the bytes."""

    part: str
    content_type: str
    algorithm: str
    digest: bytes
    ids: tuple[str, ...] | None


@dataclass(slots=True)
class Signature:
    """problems: what is wrong with it, the file aside. tokens: time stamps, to be made for `imprint`."""

    part: str
    root: etree._Element
    certificates: tuple[Certificate, ...] = ()
    claims: list[Claim] = field(default_factory=list)
    at: datetime | None = None
    tokens: tuple[bytes, ...] = ()
    imprint: bytes = b""
    problems: set[tuple[Kind, str]] = field(default_factory=set)

    @property
    def signer(self) -> Certificate:
        return self.certificates[0]

    @property
    def chain(self) -> tuple[Certificate, ...]:
        return self.certificates[1:]


def read(part: str, root: etree._Element) -> Signature:
    """A signature with all that can be said of it alone. Raises BadXml where it is none."""
    signature = Signature(part, root)
    try:
        _Reading(signature).all()
    except _NO_SIGNATURE as error:
        raise BadXml(part) from error
    return signature


_NO_SIGNATURE = (
    Error,
    ValueError,
    AttributeError,
    OverflowError,
    UnsupportedAlgorithm,
    InvalidVersion,
)
"""What is raised by what is not there, is there twice, or is not what it should be."""


class _Reading:
    def __init__(self, signature: Signature) -> None:
        self.signature = signature
        self.root = signature.root
        self.ids: dict[str, etree._Element] = {}
        for element in self.root.iter("*"):
            known = element.get("Id")
            if known is not None:
                # Two elements of one name are how one is signed and the other shown.
                if known in self.ids:
                    raise BadXml(known)
                self.ids[known] = element

    def all(self) -> None:
        if self.root.tag != ds("Signature"):
            raise BadXml(self.root.tag)
        self.info = self.one(ds("SignedInfo"))
        references = self.info.findall(ds("Reference"))
        if len(references) > MOST_REFERENCES:
            raise BadXml("references")
        signed = [element for each in references if (element := self.signed(each)) is not None]
        self.read_certificates(signed)
        self.check_value()
        [manifest] = [found for each in signed if each.tag == ds("Object") for found in each.iterfind(ds("Manifest"))]
        self.signature.at = self.moment(manifest.getparent())
        self.signature.claims = [claim for each in manifest.iterfind(ds("Reference")) if (claim := self.claim(each))]
        if len({comparable(claim.part) for claim in self.signature.claims}) < len(self.signature.claims):
            raise BadXml("a part is named twice")
        self.read_stamps()

    def one(self, name: str) -> etree._Element:
        [found] = self.root.iterfind(name)
        return found

    def problem(self, kind: Kind, part: str = "") -> None:
        self.signature.problems.add((kind, part or self.signature.part))

    # What is signed in the signature itself --------------------------------------------------------------------------

    def signed(self, reference: etree._Element) -> etree._Element | None:
        """The element that a reference of SignedInfo leads to."""
        element = (
            self.ids[uri[1:]] if (uri := reference.get("URI", "")).startswith("#") and uri[1:] in self.ids else None
        )
        ways = [each.get("Algorithm") for each in reference.iterfind(f"{ds('Transforms')}/{ds('Transform')}")]
        algorithm = self.algorithm(reference)
        if element is None or ways not in ([], [C14N]):
            self.problem(Kind.UNKNOWN_WAY)
        elif algorithm and digest_of(element, algorithm) != _decoded(reference.find(ds("DigestValue"))):
            self.problem(Kind.BROKEN_SEAL)
        return element

    def algorithm(self, reference: etree._Element, part: str = "") -> str | None:
        uri = reference.find(ds("DigestMethod")).get("Algorithm")
        if uri not in DIGESTS:
            self.problem(Kind.WEAK if uri in WEAK_DIGESTS else Kind.UNKNOWN_WAY, part)
        return DIGESTS.get(uri)

    def read_certificates(self, signed: list[etree._Element]) -> None:
        told = [*self.root.iterfind(f"{ds('KeyInfo')}/{ds('X509Data')}/{ds('X509Certificate')}")]
        if not 0 < len(told) <= MOST_CERTIFICATES:
            raise BadXml("certificates")
        self.signature.certificates = certificates = tuple(load_der_x509_certificate(_decoded(each)) for each in told)
        # What a certificate says is read only when it is asked for, and may turn out not to be readable.
        _ = [(each.subject, each.issuer, each.not_valid_before_utc, each.not_valid_after_utc) for each in certificates]
        own = sha256(der(certificates[0]))
        properties = [each for each in signed if each.tag == xd("SignedProperties")]
        for each in (found for one in properties for found in one.iter(xd("CertDigest"))):
            algorithm = DIGESTS.get(each.find(ds("DigestMethod")).get("Algorithm"))
            if algorithm != "sha256" or _decoded(each.find(ds("DigestValue"))) != own:
                self.problem(Kind.OTHER_SIGNER)

    def check_value(self) -> None:
        key = self.signature.certificates[0].public_key()
        method = self.info.find(ds("SignatureMethod")).get("Algorithm")
        if self.info.find(ds("CanonicalizationMethod")).get("Algorithm") != C14N:
            self.problem(Kind.UNKNOWN_WAY)
        elif method not in _METHODS:
            self.problem(Kind.WEAK if method in _WEAK_METHODS else Kind.UNKNOWN_WAY)
        elif not isinstance(key, _METHODS[method][0]):
            self.problem(Kind.BROKEN_SEAL)
        elif isinstance(key, ec.EllipticCurvePublicKey) and not isinstance(key.curve, _CURVES):
            self.problem(Kind.UNKNOWN_WAY)
        else:
            if isinstance(key, rsa.RSAPublicKey) and key.key_size < LEAST_RSA:
                self.problem(Kind.WEAK)
            value = _decoded(self.one(ds("SignatureValue")))
            if not _fits(key, value, canonical(self.info), _METHODS[method][1]):
                self.problem(Kind.BROKEN_SEAL)

    def read_stamps(self) -> None:
        stamps = [*self.root.iter(xd("SignatureTimeStamp"))]
        if len(stamps) > MOST_CERTIFICATES:
            raise BadXml("stamps")
        for each in stamps:
            way = each.find(ds("CanonicalizationMethod"))
            if way is not None and way.get("Algorithm") != C14N:
                self.problem(Kind.UNKNOWN_WAY)
        self.signature.tokens = tuple(_decoded(each.find(xd("EncapsulatedTimeStamp"))) for each in stamps)
        self.signature.imprint = canonical(self.one(ds("SignatureValue")))

    # What it says of the file ----------------------------------------------------------------------------------------

    def moment(self, signed: etree._Element) -> datetime | None:
        told = signed.find(
            f"{ds('SignatureProperties')}/{ds('SignatureProperty')}/{mdssi('SignatureTime')}/{mdssi('Value')}"
        )
        if told is None:
            return None
        moment = datetime.fromisoformat(told.text or "")
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)

    def claim(self, reference: etree._Element) -> Claim | None:
        part, query, content_type = reference.get("URI", "").partition("?ContentType=")
        part = part.removeprefix("/")
        ways = reference.findall(f"{ds('Transforms')}/{ds('Transform')}")
        named = [each.get("Algorithm") for each in ways]
        algorithm = self.algorithm(reference, part)
        if not query or named not in ([], [RELATIONSHIP_TRANSFORM, C14N]):
            self.problem(Kind.UNKNOWN_WAY, part)
            return None
        if algorithm is None:
            return None
        ids = (
            tuple(each.get("SourceId", "") for each in ways[0].iterfind(mdssi("RelationshipReference")))
            if ways
            else None
        )
        return Claim(part, content_type, algorithm, _decoded(reference.find(ds("DigestValue"))), ids)


def in_our_form(signature: Signature, content: bytes) -> bool:
    """Whether these bytes are those that we would write for a signature of this content."""
    root = signature.root
    try:
        package, office = (
            root.find(f"{ds('Object')}[@Id='{known}']") for known in ("idPackageObject", "idOfficeObject")
        )
        properties = next(root.iter(xd("SignedProperties")))
        value = _decoded(root.find(ds("SignatureValue")))
        info = root.find(ds("SignedInfo"))
        certificates = [der(each) for each in signature.certificates]
        # The tree belongs to somebody else, and an element can be in one tree only.
        info, package, office, properties = map(_copied, (info, package, office, properties))
        again = assembled(info, value, certificates, Signed(package, office, properties), signature.tokens)
    except (AttributeError, StopIteration, TypeError):
        return False
    return written(again) == content


def _copied(element: etree._Element) -> etree._Element:
    return etree.fromstring(etree.tostring(element, with_tail=False))


def _decoded(element: etree._Element) -> bytes:
    return b64decode("".join((element.text or "").split()), validate=True)


def _fits(key: object, value: bytes, signed: bytes, digest: hashes.HashAlgorithm) -> bool:
    try:
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(value, signed, padding.PKCS1v15(), digest)
        elif isinstance(key, ec.EllipticCurvePublicKey):
            wide = (key.curve.key_size + 7) // 8
            if len(value) != 2 * wide:
                return False
            r, s = int.from_bytes(value[:wide], "big"), int.from_bytes(value[wide:], "big")
            key.verify(encode_dss_signature(r, s), signed, ec.ECDSA(digest))
        else:
            return False
    except InvalidSignature:
        return False
    return True
