"""Time stamps of a real authority (openssl ts), and of others that are down, slow, confused or not who they say."""

import subprocess
import time
from pathlib import Path
from random import Random

import pytest
from cryptography.x509.oid import ExtendedKeyUsageOID
from rfc3161_client import HashAlgorithm, TimestampRequestBuilder, decode_timestamp_response

from exports.seal import stamp
from exports.seal.stamp import BadStamp, NoStamp, Unchecked, ask, read_stamp
from tests.exports.seal import authority as by
from tests.exports.seal import certified as of
from tests.exports.seal.authority import Authority, authority

IMPRINT = b"<SignatureValue>to je pecet</SignatureValue>"


@pytest.fixture(scope="module")
def token(tmp_path_factory: pytest.TempPathFactory, openssl: str) -> bytes:
    with authority(by.stamping(tmp_path_factory.mktemp("tsa"), openssl)) as there:
        return ask(there.url, IMPRINT, [by.root()])


@pytest.mark.parametrize("whole_chain", [True, False])
@pytest.mark.parametrize(("kind", "digest"), [("rsa2048/stamps", "sha256"), ("secp384r1/stamps", "sha384")])
def test_a_stamp_says_when_and_by_whom_and_openssl_agrees(
    tmp_path: Path, openssl: str, kind: str, digest: str, whole_chain: bool
) -> None:
    with authority(by.stamping(tmp_path / "tsa", openssl, kind, digest, whole_chain=whole_chain)) as there:
        given = ask(there.url, IMPRINT, [of.root(), by.root()])
    found = read_stamp(given, IMPRINT, [by.root()])
    assert abs(found.at.timestamp() - time.time()) < 60
    assert (found.authority, found.trusted) == (by.NAME, True)
    assert found.chain == (by.certificate(kind), by.root())
    (tmp_path / "token").write_bytes(given)
    (tmp_path / "root.pem").write_bytes(of.pem(by.root()))
    (tmp_path / "imprint").write_bytes(IMPRINT)
    command = [openssl, "ts", "-verify", "-in", "token", "-token_in", "-data", "imprint", "-CAfile", "root.pem"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)


def test_a_stamp_is_for_one_seal_and_no_other(token: bytes) -> None:
    with pytest.raises(BadStamp):
        read_stamp(token, IMPRINT + b".", [by.root()])
    with pytest.raises(BadStamp):
        read_stamp(token, IMPRINT + b".")


@pytest.mark.parametrize("trust", [[], [of.root()]], ids=["nobody", "somebody else"])
def test_without_somebody_who_vouches_for_the_authority_it_is_still_read_and_nobody_is_said_to_vouch(
    token: bytes, trust: list[object]
) -> None:
    found = read_stamp(token, IMPRINT, trust)  # type: ignore[arg-type]
    assert not found.trusted and found.authority == by.NAME


def test_a_stamp_that_brings_no_root_can_be_checked_only_with_it(tmp_path: Path, openssl: str) -> None:
    """Ours bring it; those of other programs may not."""
    query = TimestampRequestBuilder().data(IMPRINT).hash_algorithm(HashAlgorithm.SHA256).build().as_bytes()
    answer = by.stamping(tmp_path, openssl, whole_chain=False)(query)
    given = decode_timestamp_response(answer).time_stamp_token()
    assert read_stamp(given, IMPRINT, [by.root()]).trusted
    for trust in ([], [of.root()]):
        with pytest.raises(Unchecked):
            read_stamp(given, IMPRINT, trust)


def test_no_bit_of_a_stamp_can_be_changed_without_its_being_noticed(token: bytes) -> None:
    chosen = Random(5)
    places = [(place, 1 << chosen.randrange(8)) for place in range(len(token))]
    for place, bit in places:
        changed = bytearray(token)
        changed[place] ^= bit
        with pytest.raises(BadStamp):
            read_stamp(bytes(changed), IMPRINT)


def test_a_stamp_that_was_cut_off_or_is_none_is_refused(token: bytes) -> None:
    for content in (b"", b"\x30", b"Dobry den", token[:-1], token + b"\0", token[:40], b"\x30\x80" + token[4:]):
        with pytest.raises(BadStamp):
            read_stamp(content, IMPRINT)
    with pytest.raises(BadStamp, match="too large"):
        read_stamp(b"\x30" * (stamp.MOST_BYTES + 1), IMPRINT)


# Asking -------------------------------------------------------------------------------------------------------------


def refused(there: Authority, trust: object = None) -> str:
    with pytest.raises(NoStamp) as no:
        ask(there.url, IMPRINT, trust if trust is not None else [by.root()])  # type: ignore[arg-type]
    said = str(no.value)
    assert said.endswith(".") and "\n" not in said
    return said


def test_an_authority_that_is_down_or_sends_elsewhere_gives_no_stamp() -> None:
    with authority(lambda _: b"") as there:
        pass
    assert "cannot be reached" in refused(there)
    with authority(lambda _: b"") as there:
        for status in (500, 404, 302):
            there.status = status
            assert f"status {status}" in refused(there)
        assert there.asked == 3


def test_one_that_is_too_slow_or_never_stops_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stamp, "PATIENCE", 0.2)

    def sleeping(_: bytes) -> bytes:
        time.sleep(1)
        return b""

    started = time.monotonic()
    with authority(sleeping) as there:
        assert "cannot be reached" in refused(there)
    assert time.monotonic() - started < 1
    with authority(lambda _: b"\x30" * (stamp.MOST_BYTES + 1)) as there:
        assert "more than 64 KB" in refused(there)


NONSENSE = (b"", b"<html>Prihlaste se</html>", b"\x30\x03\x02\x01\x00", b"\x30\x05\x30\x03\x02\x01\x02", b"\x30\xff")


@pytest.mark.parametrize("nonsense", NONSENSE)
def test_nonsense_and_a_no_are_no_stamp(nonsense: bytes) -> None:
    with authority(lambda _: nonsense) as there:
        assert "of no use" in refused(there)


def test_an_answer_to_another_question_is_no_stamp(tmp_path: Path, openssl: str) -> None:
    """Somebody on the way hands out an answer that was given before, for something else or for the same."""
    answering = by.stamping(tmp_path, openssl)
    kept: list[bytes] = []
    with authority(lambda query: kept.append(answering(query)) or kept[0]) as there:
        ask(there.url, IMPRINT, [by.root()])
        assert "Nonce" in refused(there)
        kept.clear()
        ask(there.url, IMPRINT + b".", [by.root()])
        assert "of no use" in refused(there)


def test_somebody_else_who_answers_in_the_place_of_the_authority_gives_no_stamp(tmp_path: Path, openssl: str) -> None:
    with authority(by.stamping(tmp_path / "stranger", openssl)) as there:
        assert "of no use" in refused(there, [of.root()])


def test_a_certificate_of_the_same_root_that_is_for_something_else_stamps_nothing(
    tmp_path: Path, openssl: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    web = by.certificate("rsa2048/stamps", ExtendedKeyUsageOID.SERVER_AUTH)
    monkeypatch.setattr(by, "certificate", lambda _: web)
    with authority(by.stamping(tmp_path, openssl)) as there:
        assert refused(there)
