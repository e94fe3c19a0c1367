"""The browser code is built from what lies here, and asks nothing of other machines."""

import re
from pathlib import Path

import pytest

import bundle


def test_the_bundle_is_of_these_sources() -> None:
    assert not bundle.stale()


def test_no_bundle_is_a_stale_bundle(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(bundle, "STAMP", tmp_path / "STAMP")
    assert bundle.stale()


def test_another_source_makes_it_stale(monkeypatch: pytest.MonkeyPatch) -> None:
    before = bundle._fingerprint()
    monkeypatch.setattr(bundle, "BUILD", bundle.STATIC / "elsewhere")  # so what was built counts as a source
    assert bundle._fingerprint() != before


def test_the_style_loads_its_own_fonts_only() -> None:
    places = re.findall(r"url\(([^)]*)\)", (bundle.BUILD / "app.css").read_text("utf-8"))
    fonts = {place.strip("\"'") for place in places if ".woff2" in place}
    assert {re.sub(r".*sans-3-(.*)-wght-normal\.woff2", r"\1", font) for font in fonts} == {
        "latin",
        "latin-ext",
        "cyrillic",
        "cyrillic-ext",
    }
    assert all((bundle.BUILD / font).is_file() for font in fonts)
    assert not [place for place in places if re.match(r"[\"']?(https?:)?//", place)]


@pytest.mark.parametrize(
    "name", ["htmx.org", "@codemirror/state", "signature_pad", "@fontsource-variable/source-sans-3"]
)
def test_whoever_gets_the_bundle_gets_the_licences(name: str) -> None:
    notices = (bundle.BUILD / "THIRD-PARTY.txt").read_text("utf-8")
    assert re.search(rf"^{re.escape(name)} \d", notices, re.MULTILINE)


def test_tools_are_no_part_of_the_bundle() -> None:
    assert "esbuild" not in (bundle.BUILD / "THIRD-PARTY.txt").read_text("utf-8")
