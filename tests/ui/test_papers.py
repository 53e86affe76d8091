"""PDFs: tagged, in their language, in our own typeface, and made from our own files alone."""

from __future__ import annotations

import builtins
import doctest
import io
import re
import socket
from pathlib import Path
from typing import Any

import pytest
from django.template import engines
from django.utils import translation
from markupsafe import Markup
from pypdf import PdfReader

from gilydd.history.words import Refused
from gilydd.ui import papers
from gilydd.ui.papers import Binder, Sheet, bind, grouped, own_file, pdf, qr

WELSH = "âêîôûŵŷÂÊÎÔÛŴŶáéíóúẃýàèìòùẁỳäëïöüẅÿ"
PAGE = """{% extends "ui/paper.html" %}{% block title %}{{ title }}{% endblock %}{% block main %}
<h1>{{ title }}</h1>{% for line in lines %}<p>{{ line }}</p>{% endfor %}{{ drawing }}
<table><thead><tr><th scope="col">A</th><th scope="col">B</th></tr></thead>
<tbody><tr><th scope="row">1</th><td>2</td></tr></tbody></table>{% endblock %}"""


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> str:
    """The name of a template that prints `title`, `lines` and a `drawing`."""
    jinja: Any = engines["jinja2"]
    environment = jinja.env
    before = environment.get_template

    def get_template(name: str, *more: Any) -> Any:
        return environment.from_string(PAGE) if name == "page" else before(name, *more)

    monkeypatch.setattr(environment, "get_template", get_template)
    return "page"


def read(made: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(made))


def text(reader: PdfReader) -> str:
    return " ".join(" ".join(one.extract_text() for one in reader.pages).split())


def elements(reader: PdfReader) -> list[Any]:
    """The elements at the top of the document's structure."""
    root = reader.trailer["/Root"]["/StructTreeRoot"]["/K"][0].get_object()  # type: ignore[index]
    return [one.get_object() for one in root["/K"]]


def figures(found: list[Any]) -> list[Any]:
    """The pictures among elements and what lies in them, in their order."""
    below = [
        kid.get_object()
        for one in found
        for kid in (one.get("/K") or [])
        if isinstance(kid.get_object(), dict) and "/S" in kid.get_object()
    ]
    here = [one for one in found if one["/S"] == "/Figure"]
    return here + (figures(below) if below else [])


def sizes(reader: PdfReader) -> set[int]:
    """The sizes of letters in points, as they are printed."""
    found: set[int] = set()

    def visit(words: str, _cm: Any, tm: Any, _font: Any, size: float) -> None:
        if words.strip():
            found.add(round(abs(size * tm[3] * 0.75)) if abs(tm[3]) != 1 else round(size * 0.75))

    for one in reader.pages:
        one.extract_text(visitor_text=visit)
    return found


def test_the_examples_in_the_docstrings_are_true() -> None:
    assert doctest.testmod(papers).failed == 0


def test_a_file_is_tagged_pdf_ua_with_title_and_language(page: str) -> None:
    reader = read(pdf(page, {"title": "Cyfriflen oriau", "lines": []}, ["cy"]))
    root: Any = reader.trailer["/Root"]
    assert reader.metadata and reader.metadata.title == "Cyfriflen oriau"
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == ("cy", True)
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b'pdfuaid:part="1"' in root["/Metadata"].get_object().get_data()
    assert {"/H1", "/Table"} <= {one["/S"] for one in elements(reader)}


def test_every_letter_of_welsh_is_printed_in_our_own_typeface(page: str) -> None:
    reader = read(pdf(page, {"title": f"Tŷ {WELSH}", "lines": [WELSH]}, ["cy"]))
    assert text(reader).count(WELSH) == 2
    fonts = {
        str(font.get_object()["/BaseFont"])
        for one in reader.pages
        for font in one["/Resources"]["/Font"].get_object().values()  # type: ignore[index]
    }
    assert fonts and all("Atkinson" in name for name in fonts), fonts


def test_two_languages_are_two_parts_each_marked_and_numbered_for_itself(page: str) -> None:
    lines = ["A line that fills the page."] * 70
    reader = read(pdf(page, {"title": "Oriau", "lines": lines}, ["cy", "en"]))
    assert len(reader.pages) == 6
    with translation.override("cy"):
        said = translation.gettext("Page %(page)s of %(pages)s") % {"page": 1, "pages": 3}
    assert said in reader.pages[0].extract_text()
    assert "Page 1 of 3" in reader.pages[3].extract_text()
    languages = [one["/Lang"] for one in elements(reader)]
    assert languages == sorted(languages) and set(languages) == {"cy", "en"}


@pytest.mark.parametrize(("look", "smallest"), [({}, 9), ({"easy": True}, 14), ({"large": True}, 18)])
def test_large_print_and_easy_read_are_as_large_as_they_must_be(
    page: str, look: dict[str, bool], smallest: int
) -> None:
    lines = ["Words."]
    found = sizes(read(pdf(page, {"title": "T", "lines": lines}, ["en"], **look)))
    assert min(found) >= smallest, found


EVIL = [
    "http://127.0.0.1:1/x.png",
    "https://example.org/x.svg",
    "file:///etc/passwd",
    "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'/>",
    "ftp://example.org/x.png",
    "/static/ui/../../people/models.py",
    "/static/ui/%2e%2e/%2e%2e/papers.py",
    "https://paper.invalid/static/ui/../papers.py",
    "/etc/passwd",
    "//example.org/x.png",
]


@pytest.mark.parametrize("address", EVIL)
def test_nothing_but_our_own_files_is_ever_fetched(
    page: str, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pdf(page, {"title": "T", "lines": []}, ["en"])  # the typeface is read once, before
    opened: list[str] = []
    real = Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", lambda path: (opened.append(str(path)), real(path))[1])

    def nobody(*_more: Any, **_named: Any) -> Any:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket.socket, "connect", nobody)
    monkeypatch.setattr(socket, "getaddrinfo", nobody)
    ways = Markup(
        '<img src="{0}" alt="x"><link rel="stylesheet" href="{0}"><object data="{0}"></object>'
        '<div style="background:url({0})">x</div><style>@import url("{0}");</style>'
        '<svg><image href="{0}"/><use href="{0}#a"/></svg><link rel="attachment" href="{0}">'
    ).format(address)
    made = pdf(page, {"title": "T", "lines": ["Here."], "drawing": ways}, ["en"])
    assert opened == []
    assert b"root:" not in made and "/EmbeddedFiles" not in str(read(made).trailer["/Root"])


def test_our_own_files_are_given_by_address() -> None:
    path = own_file("https://paper.invalid/static/ui/pictures/heart.svg")
    assert path.name == "heart.svg" and path.is_file()


def test_words_of_people_stay_words(page: str) -> None:
    line = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    assert "<script>alert(1)</script>" in text(read(pdf(page, {"title": "T", "lines": [line]}, ["en"])))


def test_a_computer_without_pango_says_what_to_install(page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *more: Any, **named: Any) -> Any:
        if name == "weasyprint":
            raise OSError("cannot load library 'libpangoft2-1.0.so.0'")
        return real(name, *more, **named)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(Refused, match=r"Pango is missing.*apt-get install libpango-1\.0-0"):
        pdf(page, {"title": "T", "lines": []}, ["en"])


def test_a_binding_on_both_sides_begins_each_letter_on_a_new_leaf(page: str) -> None:
    sheets = [Sheet(page, {"title": str(number), "lines": []}, "en") for number in range(3)]
    reader = read(bind(sheets, title="Letters", two_sided=True))
    assert len(reader.pages) == 6
    assert [bool(one.extract_text().strip()) for one in reader.pages] == [True, False] * 3
    assert reader.metadata and reader.metadata.title == "Letters"


def test_an_empty_binding_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one document"):
        Binder().write()


def test_a_qr_code_holds_what_it_says_and_has_words_for_who_cannot_see_it(page: str) -> None:
    segno = pytest.importorskip("segno")
    said = "http://127.0.0.1:8000/cy/c/garw/exchange/slips/?member=12"
    drawn = qr(said, 'Slip "12" <b>')
    assert "Slip &#34;12&#34; &lt;b&gt;" in drawn and "<b>" not in drawn
    dark = {
        (x, int(top))
        for left, top, width in re.findall(r"M(\d+) (\d+)h(\d+)v1", drawn)
        for x in range(int(left), int(left) + int(width))
    }
    matrix = segno.make(said, error="m", micro=False, boost_error=False).matrix_iter(border=4)
    assert dark == {(x, y) for y, row in enumerate(matrix) for x, one in enumerate(row) if one}
    top = elements(read(pdf(page, {"title": "T", "lines": [], "drawing": drawn}, ["en"])))
    assert [one["/Alt"] for one in figures(top)] == ["Gilydd", 'Slip "12" <b>']


def test_a_hash_is_shown_in_groups() -> None:
    assert grouped("0123456789abcdef" * 4) == "0123 4567 89ab cdef"
