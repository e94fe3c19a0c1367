"""LibreOffice, asked through its own interface: records sealed here are valid there, with and without a time stamp."""

from pathlib import Path

from tests.peers.asked import libreoffice, sealed_files


def test_libreoffice_finds_every_seal_valid_and_a_change(
    tmp_path: Path, uno_python: str, soffice: str, openssl: str
) -> None:
    said = libreoffice(uno_python, soffice, tmp_path, sealed_files(tmp_path, openssl))
    assert {name: [seal["valid"] for seal in seals] for name, seals in said.items()} == {
        "rsa": [True],
        "rsa-stamped": [True],
        "ecdsa": [True],
        "ecdsa-stamped": [True],
        "changed": [False],
    }
    for seals in said.values():
        assert "Pomáháme společně, z. s." in seals[0]["signer"] and seals[0]["date"][0] == 20270312
