"""Whether a certificate leads, step by step, to somebody whom the asker trusts."""

from collections.abc import Sequence
from datetime import datetime

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.x509 import BasicConstraints, Certificate, DuplicateExtension, KeyUsage
from cryptography.x509.verification import (
    Criticality,
    ExtensionPolicy,
    Policy,
    PolicyBuilder,
    Store,
    VerificationError,
)


def leads_to(
    roots: Sequence[Certificate], certificate: Certificate, chain: Sequence[Certificate], at: datetime
) -> bool:
    """Signatures, times, who may issue and who may sign, as `cryptography` checks them; not whether it was revoked.

    at: the moment (with its zone) at which all of it has to hold. A certificate that is itself among the roots, such
    as a self-signed one, has to be valid at that moment and nothing else.
    """
    if certificate in roots:
        return certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc
    issuers = ExtensionPolicy.permit_all().require_present(BasicConstraints, Criticality.AGNOSTIC, _may_issue)
    issuers = issuers.may_be_present(KeyUsage, Criticality.AGNOSTIC, _may_sign_certificates)
    signers = ExtensionPolicy.permit_all().may_be_present(KeyUsage, Criticality.AGNOSTIC, _may_sign)
    builder = PolicyBuilder().store(Store(list(roots))).time(at)
    verifier = builder.extension_policies(ca_policy=issuers, ee_policy=signers).build_client_verifier()
    try:
        verifier.verify(certificate, list(chain))
    except (VerificationError, ValueError, DuplicateExtension, UnsupportedAlgorithm):
        return False
    return True


def _may_issue(_: Policy, __: Certificate, constraints: BasicConstraints) -> None:
    if not constraints.ca:
        raise ValueError("this certificate may not issue others")


def _may_sign_certificates(_: Policy, __: Certificate, usage: KeyUsage | None) -> None:
    if usage is not None and not usage.key_cert_sign:
        raise ValueError("this key may not sign certificates")


def _may_sign(_: Policy, __: Certificate, usage: KeyUsage | None) -> None:
    if usage is not None and not (usage.digital_signature or usage.content_commitment):
        raise ValueError("this key may not sign documents")
