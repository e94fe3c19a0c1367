"""Seals a record: an OPC signature as Word makes them (XAdES-EPES), and the time stamp that is added to it later."""

from base64 import b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import Certificate, Name
from lxml import etree

from .findings import Unreadable, Why
from .key import Key
from .markup import (
    C14N,
    DS,
    MDSSI,
    MSO,
    OBJECT,
    RELATIONSHIP_TRANSFORM,
    SHA256,
    SIGNED_PROPERTIES,
    XD,
    Coverage,
    canonical,
    chosen,
    compact,
    coverage,
    digest_of,
    ds,
    main_part,
    mdssi,
    signatures,
    written,
    xd,
)
from .note import Note, note_xml, sha256
from .package import (
    CUSTOM_XML,
    ORIGIN,
    ORIGIN_TYPE,
    RELATIONSHIPS,
    RELS_TYPE,
    SIGNATURE,
    SIGNATURE_TYPE,
    TYPES_PART,
    Package,
    comparable,
    parsed,
    rels_of,
)
from .zipped import Zipping

ORIGIN_PART = "_xmlsignatures/origin.sigs"
SEAL_PART = "_xmlsignatures/sig1.xml"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
RSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
ECDSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256"


class AlreadySealed(ValueError):
    """There is a seal, or a stamp, and a second one would say nothing new."""


def seal(docx: bytes, key: Key, at: datetime, *, awaits_stamp: bool = False) -> bytes:
    """The file with a seal on everything in it, made at `at`.

    awaits_stamp: a time stamp is to be added, and whoever verifies is to miss it if it is not there. With an RSA key
    the same file, key and moment give the same bytes. Raises AlreadySealed; Unreadable where it is no file of ours.
    """
    with Package(docx) as package:
        if signatures(package) or comparable(SEAL_PART) in package.parts:
            raise AlreadySealed
        if package.findings or package.others:
            raise Unreadable(Why.TWO_WAYS)
        contents = {entry.name: package.content(entry.name, len(docx) * 1100) for entry in package.zipped.entries}
        main = main_part(package)
    item = _free_item(contents)
    _lead_to(contents, item, main)
    zipping = Zipping()
    for name, content in contents.items():
        zipping.add(name, content)
    with Package(zipping.finished()) as package:
        beside = {name: package.digest(name) for name in coverage(package).beside}
    chain = tuple(sha256(der(each)) for each in key.chain)
    zipping.add(item, note_xml(Note(sha256(zipping.written), beside, chain, awaits_stamp)), stored=True)
    zipping.add(ORIGIN_PART, b"", stored=True)
    zipping.add(rels_of(ORIGIN_PART), origin_rels(), stored=True)
    with Package(zipping.finished()) as package:
        signature = _signature(package, coverage(package), key, at)
    zipping.add(SEAL_PART, written(signature), stored=True)
    return zipping.finished()


def imprint(docx: bytes) -> bytes:
    """What a time stamp of this seal is made for: the SignatureValue in canonical form, not yet hashed."""
    with Package(docx) as package:
        return canonical(_only_seal(package).find(ds("SignatureValue")))


def stamped(docx: bytes, token: bytes) -> bytes:
    """The sealed file with a time stamp added (XAdES-T), nothing else being touched.

    token: the DER of a TimeStampToken of RFC 3161. Raises AlreadySealed where there is one.
    """
    with Package(docx) as package:
        signature = parsed(etree.tostring(_only_seal(package)))
        unsigned = next(signature.iter(xd("UnsignedSignatureProperties")))
        if unsigned.find(xd("SignatureTimeStamp")) is not None:
            raise AlreadySealed
        unsigned.insert(0, _stamp(unsigned, token))
        zipping = Zipping()
        for entry in package.zipped.entries:
            if entry.name != SEAL_PART:
                zipping.copy(package.zipped, entry)
    zipping.add(SEAL_PART, written(signature), stored=True)
    return zipping.finished()


def _only_seal(package: Package) -> etree._Element:
    named = signatures(package)
    if len(named) != 1:
        raise ValueError("there is no seal" if not named else "there are several seals")
    return package.xml(named[0])


# The package --------------------------------------------------------------------------------------------------------


def _free_item(contents: Iterable[str]) -> str:
    taken = {comparable(name) for name in contents}
    number = 1
    while comparable(f"customXml/item{number}.xml") in taken:
        number += 1
    return f"customXml/item{number}.xml"


def _lead_to(contents: dict[str, bytes], item: str, main: str) -> None:
    """Types and relationships of what is going to be added; all relationships in the form that LibreOffice wants."""
    types = parsed(contents[TYPES_PART])
    etree.SubElement(types, f"{{{_TYPES}}}Override", PartName=f"/{item}", ContentType="application/xml")
    etree.SubElement(types, f"{{{_TYPES}}}Override", PartName=f"/{SEAL_PART}", ContentType=SIGNATURE_TYPE)
    types.insert(0, etree.Element(f"{{{_TYPES}}}Default", Extension="sigs", ContentType=ORIGIN_TYPE))
    contents[TYPES_PART] = written(types)
    added = {rels_of(""): (ORIGIN, ORIGIN_PART), rels_of(main): (CUSTOM_XML, f"/{item}")}
    for name in [*contents]:
        if name.endswith(".rels"):
            root = parsed(contents[name])
            if name in added:
                _relate(root, *added[name])
            contents[name] = compact(root)


def _relate(root: etree._Element, kind: str, target: str) -> None:
    taken = {each.get("Id") for each in root}
    free = next(f"rId{number}" for number in range(1, len(taken) + 2) if f"rId{number}" not in taken)
    etree.SubElement(root, f"{{{RELATIONSHIPS}}}Relationship", Id=free, Type=kind, Target=target)


def origin_rels() -> bytes:
    root = etree.Element(f"{{{RELATIONSHIPS}}}Relationships", nsmap={None: RELATIONSHIPS})
    _relate(root, SIGNATURE, "sig1.xml")
    return written(root)


# The signature ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Signed:
    """What a signature signs: three elements in which everything else is named by its digest."""

    package: etree._Element
    office: etree._Element
    properties: etree._Element


def assembled(
    info: etree._Element, value: bytes, certificates: Sequence[bytes], signed: Signed, tokens: Iterable[bytes]
) -> etree._Element:
    """The whole <Signature>. certificates: DER, the signer's first; tokens: the time stamps."""
    root = _empty()
    root.append(info)
    _put(root, ds("SignatureValue"), _base64(value))
    known = _put(_put(root, ds("KeyInfo")), ds("X509Data"))
    for each in certificates:
        _put(known, ds("X509Certificate"), _base64(each))
    root.append(signed.package)
    root.append(signed.office)
    qualifying = _qualifying(root, signed.properties)
    unsigned = _put(_put(qualifying, xd("UnsignedProperties")), xd("UnsignedSignatureProperties"))
    for token in tokens:
        unsigned.append(_stamp(unsigned, token))
    if certificates[1:]:
        values = _put(unsigned, xd("CertificateValues"))
        for each in certificates[1:]:
            _put(values, xd("EncapsulatedX509Certificate"), _base64(each))
    return root


def _signature(package: Package, covers: Coverage, key: Key, at: datetime) -> etree._Element:
    moment = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    root = _empty()
    signed = Signed(
        _package_object(root, package, covers, moment),
        _office_object(root),
        _signed_properties(_qualifying(root), key.certificate, moment),
    )
    info = _signed_info(root, signed, key)
    value = _value(key, canonical(info))
    return assembled(info, value, [der(key.certificate), *map(der, key.chain)], signed, ())


def _signed_info(root: etree._Element, signed: Signed, key: Key) -> etree._Element:
    info = _put(root, ds("SignedInfo"))
    _put(info, ds("CanonicalizationMethod"), Algorithm=C14N)
    method = RSA_SHA256 if isinstance(key.private, rsa.RSAPrivateKey) else ECDSA_SHA256
    _put(info, ds("SignatureMethod"), Algorithm=method)
    for element in (signed.package, signed.office, signed.properties):
        kind = SIGNED_PROPERTIES if element is signed.properties else OBJECT
        reference = _put(info, ds("Reference"), Type=kind, URI=f"#{element.get('Id')}")
        if element is signed.properties:
            _put(_put(reference, ds("Transforms")), ds("Transform"), Algorithm=C14N)
        _digest(reference, digest_of(element))
    return info


def _value(key: Key, signed: bytes) -> bytes:
    if isinstance(key.private, rsa.RSAPrivateKey):
        return key.private.sign(signed, padding.PKCS1v15(), hashes.SHA256())
    # XML wants the two numbers one behind the other, each as long as the curve is wide.
    wide = (key.private.curve.key_size + 7) // 8
    r, s = decode_dss_signature(key.private.sign(signed, ec.ECDSA(hashes.SHA256())))
    return r.to_bytes(wide, "big") + s.to_bytes(wide, "big")


def _package_object(root: etree._Element, package: Package, covers: Coverage, moment: str) -> etree._Element:
    told = _put(root, ds("Object"), Id="idPackageObject")
    manifest = _put(told, ds("Manifest"))
    named = [*covers.parts, *covers.links]
    for name in sorted(named):
        if name in covers.links:
            reference = _put(manifest, ds("Reference"), URI=f"/{name}?ContentType={RELS_TYPE}")
            transforms = _put(reference, ds("Transforms"))
            chooses = _put(transforms, ds("Transform"), Algorithm=RELATIONSHIP_TRANSFORM)
            for known in covers.links[name]:
                etree.SubElement(chooses, mdssi("RelationshipReference"), {"SourceId": known}, {"mdssi": MDSSI})
            _put(transforms, ds("Transform"), Algorithm=C14N)
            _digest(reference, sha256(chosen(package.xml(name), covers.links[name])))
        else:
            content_type = package.content_type(name)
            if not content_type:
                raise Unreadable(Why.TWO_WAYS, name)
            reference = _put(manifest, ds("Reference"), URI=f"/{name}?ContentType={content_type}")
            _digest(reference, package.digest(name))
    properties = _put(told, ds("SignatureProperties"))
    about = _put(properties, ds("SignatureProperty"), Id="idSignatureTime", Target="#idPackageSignature")
    time = etree.SubElement(about, mdssi("SignatureTime"), nsmap={"mdssi": MDSSI})
    _put(time, mdssi("Format"), "YYYY-MM-DDThh:mm:ssTZD")
    _put(time, mdssi("Value"), moment)
    return told


# In this order, all of them; Word shows some in "additional information". They are the same in every seal: nothing is
# collected about the machine.
_OFFICE_DETAILS = {
    "SetupID": "",
    "SignatureText": "",
    "SignatureImage": "",
    "SignatureComments": "",
    "WindowsVersion": "10.0",
    "OfficeVersion": "16.0",
    "ApplicationVersion": "16.0",
    "Monitors": "1",
    "HorizontalResolution": "1280",
    "VerticalResolution": "800",
    "ColorDepth": "32",
    "SignatureProviderId": "{00000000-0000-0000-0000-000000000000}",
    "SignatureProviderUrl": "",
    "SignatureProviderDetails": "9",
    "SignatureType": "1",
}


def _office_object(root: etree._Element) -> etree._Element:
    told = _put(root, ds("Object"), Id="idOfficeObject")
    properties = _put(told, ds("SignatureProperties"))
    about = _put(properties, ds("SignatureProperty"), Id="idOfficeV1Details", Target="#idPackageSignature")
    details = etree.SubElement(about, f"{{{MSO}}}SignatureInfoV1", nsmap={None: MSO})
    for name, words in _OFFICE_DETAILS.items():
        _put(details, f"{{{MSO}}}{name}", words)
    return told


def _qualifying(root: etree._Element, signed: etree._Element | None = None) -> etree._Element:
    holds = _put(root, ds("Object"))
    qualifying = etree.SubElement(
        holds, xd("QualifyingProperties"), {"Target": "#idPackageSignature"}, nsmap={"xd": XD}
    )
    if signed is not None:
        qualifying.append(signed)
    return qualifying


def _signed_properties(qualifying: etree._Element, certificate: Certificate, moment: str) -> etree._Element:
    told = _put(qualifying, xd("SignedProperties"), Id="idSignedProperties")
    properties = _put(told, xd("SignedSignatureProperties"))
    _put(properties, xd("SigningTime"), moment)
    cert = _put(_put(properties, xd("SigningCertificate")), xd("Cert"))
    _digest(_put(cert, xd("CertDigest")), sha256(der(certificate)))
    serial = _put(cert, xd("IssuerSerial"))
    _put(serial, ds("X509IssuerName"), as_office(certificate.issuer))
    _put(serial, ds("X509SerialNumber"), str(certificate.serial_number))
    _put(_put(properties, xd("SignaturePolicyIdentifier")), xd("SignaturePolicyImplied"))
    return told


def as_office(name: Name) -> str:
    """ "CN=…, O=…, C=CZ": the last part first, as Office writes names."""
    return ", ".join(part.rfc4514_string() for part in reversed(list(name.rdns)))


def _stamp(unsigned: etree._Element, token: bytes) -> etree._Element:
    told = _put(unsigned, xd("SignatureTimeStamp"))
    _put(told, ds("CanonicalizationMethod"), Algorithm=C14N)
    _put(told, xd("EncapsulatedTimeStamp"), _base64(token))
    return told


def _empty() -> etree._Element:
    # No other namespace may be declared here: canonical form would carry it into every digest.
    return etree.Element(ds("Signature"), nsmap={None: DS}, Id="idPackageSignature")


def _put(parent: etree._Element, name: str, text: str | None = None, **attributes: str) -> etree._Element:
    element = etree.SubElement(parent, name, attributes)
    element.text = text or None
    return element


def _digest(parent: etree._Element, value: bytes) -> None:
    _put(parent, ds("DigestMethod"), Algorithm=SHA256)
    _put(parent, ds("DigestValue"), _base64(value))


def _base64(value: bytes) -> str:
    return b64encode(value).decode()


def der(certificate: Certificate) -> bytes:
    return certificate.public_bytes(Encoding.DER)
