"""What the browser loads comes from here, and holds nothing that only gov.uk may use."""

from __future__ import annotations

import re
from pathlib import Path

import gilydd.ui

UI = Path(gilydd.ui.__file__).parent
STATIC = UI / "static" / "ui"


def test_the_vendored_style_loads_nothing_and_has_no_crown() -> None:
    css = (STATIC / "vendor" / "govuk-frontend.min.css").read_text(encoding="utf-8")
    assert [url for url in re.findall(r"url\(([^)]*)", css) if not url.strip("\"'").startswith("data:")] == []
    assert not re.search(r"GDS Transport|footer__crown|copyright-logo|crest|sourceMapping", css)
    assert css.count("{") == css.count("}")


def test_every_file_that_our_style_loads_is_here() -> None:
    css = (STATIC / "gilydd.css").read_text(encoding="utf-8")
    loaded = re.findall(r'url\("([^"]+)"\)', css)
    assert len(loaded) == 4
    assert [name for name in loaded if not (STATIC / name).is_file()] == []


def test_the_typeface_covers_the_letters_of_welsh() -> None:
    css = (STATIC / "gilydd.css").read_text(encoding="utf-8")
    ranges = re.findall(r"U\+([0-9A-F]+)(?:-([0-9A-F]+))?", css)
    spans = [(int(low, 16), int(high or low, 16)) for low, high in ranges]
    letters = "âêîôûŵŷÂÊÎÔÛŴŶáéíóúẃýàèìòùẁỳäëïöüẅÿ"
    assert [letter for letter in letters if not any(low <= ord(letter) <= high for low, high in spans)] == []


def test_third_party_files_carry_their_licence() -> None:
    assert "SIL OPEN FONT LICENSE" in (STATIC / "fonts" / "OFL.txt").read_text(encoding="utf-8")
    for folder in ("vendor", "pictures"):
        assert "free of charge" in (STATIC / folder / "LICENCE.txt").read_text(encoding="utf-8")


def test_no_template_has_an_inline_style_or_script() -> None:
    for path in (UI / "templates").rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"\sstyle=|<style|\son[a-z]+=[\"']|javascript:", text), path.name
        assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", text)), path.name


def test_a_picture_has_no_script_and_no_style() -> None:
    pictures = list((STATIC / "pictures").glob("*.svg"))
    assert len(pictures) >= 40
    for path in pictures:
        assert not re.search(r"<script|style=|<style|href=|\son[a-z]+=", path.read_text(encoding="utf-8")), (
            path.name
        )
