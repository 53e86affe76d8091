"""Paper: tagged PDF/UA-1 files in the reader's language, in large print and Easy Read, with our own typeface.

WeasyPrint (and with it Pango) is loaded at the first page that is made, so that everything else runs without.
While a page is made nothing is fetched but our own style, typeface and pictures, whatever stands in the text.
"""

from __future__ import annotations

import atexit
import functools
import re
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.http import HttpResponse
from django.template import engines
from django.utils import translation
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from markupsafe import Markup

from gilydd.history.words import Refused
from gilydd.ui.sheets import file_name

if TYPE_CHECKING:
    from weasyprint import Document

STATIC: Final = Path(__file__).resolve().parent / "static"
# No such host can exist (RFC 2606): an address that is not ours cannot be reached even by mistake.
HERE: Final = "https://paper.invalid"
TYPES: Final = {".css": "text/css", ".svg": "image/svg+xml", ".woff2": "font/woff2", ".png": "image/png"}
# Pango's font map is not safe in several threads at once.
ONE_AT_A_TIME = threading.Lock()


@dataclass(frozen=True)
class Sheet:
    """One document of a binding, numbered from page 1: template, what it needs, language and look."""

    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
    language: str = "cy"
    large: bool = False
    easy: bool = False


def pdf(
    template: str,
    context: Mapping[str, Any],
    languages: Sequence[str],
    *,
    large: bool = False,
    easy: bool = False,
) -> bytes:
    """One document as a PDF/UA-1 file, once in each language, the first one first.

    `large` sets 18 points and more; `easy` is Easy Read. The template extends "ui/paper.html".
    Raises Refused where this computer lacks what makes PDFs.
    """
    return bind(Sheet(template, context, language, large, easy) for language in languages)


def paper_response(name: str, made: bytes) -> HttpResponse:
    """A PDF as a file to save, called `name`."""
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(True, file_name(name, "pdf")) or ""
    return response


def bind(sheets: Iterable[Sheet], *, title: str = "", two_sided: bool = False) -> bytes:
    """Several documents bound into one PDF file; each keeps its own page numbers and its language.

    `two_sided` adds an empty page where a document ends on the front of a leaf, so that the next begins on
    a new one. `title` is the file's, else the first document's. O(pages), about a tenth of a second each.
    """
    binder = Binder(title, two_sided=two_sided)
    for sheet in sheets:
        binder.add(sheet)
    return binder.write()


class Binder:
    """A binding that is filled document by document, so that a long one can tell how far it is."""

    def __init__(self, title: str = "", *, two_sided: bool = False) -> None:
        self._title, self._two_sided = title, two_sided
        self._first: Document | None = None
        self._pages: list[Any] = []
        self._languages: list[str] = []

    def add(self, sheet: Sheet) -> int:
        """Lay one document out; gives its number of pages."""
        with ONE_AT_A_TIME:
            laid = _laid_out(sheet)
            if self._first is None:
                self._first = laid
            pages = list(laid.pages)
            if self._two_sided and len(pages) % 2:
                pages += _laid_out(Sheet("ui/paper_empty.html", {}, sheet.language)).pages
        self._pages += pages
        self._languages += [sheet.language] * len(pages)
        return len(pages)

    def write(self) -> bytes:
        """The whole as a file. Raises ValueError where nothing was added."""
        if self._first is None:
            raise ValueError("a PDF needs at least one document")
        with ONE_AT_A_TIME:
            bound = self._first.copy(self._pages)
            if self._title:
                bound.metadata.title = self._title
            made: bytes = bound.write_pdf(pdf_variant="pdf/ua-1", finisher=self._name_languages)
        return made

    def _name_languages(self, _document: Any, made: Any) -> None:
        """Mark each page's content with its language: the file itself can only name the first one's."""
        if len(set(self._languages)) < 2:
            return
        pages = dict(zip(made.page_references, self._languages, strict=True))
        root = next(one for one in made.objects if _is_a(one, "/Document"))
        under_root = {bytes(reference) for reference in root["K"]}
        for one in made.objects:
            if getattr(one, "reference", None) in under_root and _is_a(one, None):
                one["Lang"] = _pdf_text(pages[one["Pg"]])


def qr(text: str, title: str) -> Markup:
    """A QR code as an SVG drawing with a title in words, for the paper or for the screen.

    Error correction M (15%): a folded or stained slip is still read. Raises ValueError for a text too long.
    """
    import segno

    made = segno.make(text, error="m", micro=False, boost_error=False)
    width = made.symbol_size(border=4)[0]
    squares = "".join(
        f"M{left} {top}h{right - left}v1h{left - right}z"
        for top, row in enumerate(made.matrix_iter(border=4))
        for left, right in _runs(row)
    )
    return Markup(
        '<svg class="qr" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {0} {0}" width="128" height="128" '
        'role="img" aria-label="{1}"><title>{1}</title><path fill="#ffffff" d="M0 0h{0}v{0}H0z"/>'
        '<path fill="#000000" d="{2}"/></svg>'
    ).format(width, title, squares)


def _runs(row: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Begin and end of each stretch of dark squares in a row."""
    begin = None
    place = -1
    for place, dark in enumerate(row):
        if dark and begin is None:
            begin = place
        elif not dark and begin is not None:
            yield begin, place
            begin = None
    if begin is not None:
        yield begin, place + 1


def grouped(digest: str, groups: int = 4) -> str:
    """The first signs of a hash in groups of four, to be read aloud or compared by eye.

    >>> grouped("0123456789abcdef0123")
    '0123 4567 89ab cdef'
    """
    return " ".join(re.findall(".{4}", digest)[:groups])


def page_words() -> tuple[str, str, str]:
    """What stands before, between and after the two numbers of "page x of y" in the present language."""
    said = _("Page %(page)s of %(pages)s") % {"page": "\0", "pages": "\0"}
    before, between, after = said.split("\0")
    return before, between, after


def _laid_out(sheet: Sheet) -> Document:
    weasyprint = _weasyprint()
    with translation.override(sheet.language):
        context = {
            **sheet.context,
            "language": sheet.language,
            "large": sheet.large,
            "easy": sheet.easy,
            "page_words": page_words(),
        }
        jinja: Any = engines["jinja2"]
        html = jinja.env.get_template(sheet.template).render(context)
    fonts, style, fetcher = _style()
    return weasyprint.HTML(string=html, base_url=f"{HERE}/", url_fetcher=fetcher).render(
        font_config=fonts, stylesheets=[style]
    )


def _weasyprint() -> Any:
    try:
        import weasyprint
    except OSError as missing:  # Pango and its companions are shared libraries, not Python packages
        raise Refused(
            _(
                "This computer cannot make PDF files yet: Pango is missing. On Debian or Ubuntu, "
                "the operator types: %(command)s"
            )
            % {"command": "sudo apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"}
        ) from missing
    return weasyprint


@functools.cache
def _style() -> tuple[Any, Any, Any]:
    """The typeface, the style of all paper and the fetcher, read once in a process."""
    from weasyprint.text.fonts import FontConfiguration

    fonts, fetcher = FontConfiguration(), _fetcher()
    pictures = "".join(
        f'.picture--{path.stem}{{background-image:url("{HERE}{settings.STATIC_URL}ui/pictures/{path.name}")}}'
        for path in sorted((STATIC / "ui" / "pictures").glob("*.svg"))
    )
    text = (STATIC / "ui" / "paper.css").read_text(encoding="utf-8") + pictures
    style = _weasyprint().CSS(
        string=text,
        base_url=f"{HERE}{settings.STATIC_URL}ui/paper.css",
        url_fetcher=fetcher,
        font_config=fonts,
    )
    # The fonts lie in a folder of their own: it is cleared while Python can still do so.
    atexit.register(_style.cache_clear)
    return fonts, style, fetcher


def _fetcher() -> Any:
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class OwnFilesOnly(URLFetcher):
        """Gives our own static files of the ui room, and refuses every other address."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            path = own_file(url)
            return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": TYPES[path.suffix]})

    return OwnFilesOnly()


def own_file(url: str) -> Path:
    """The file of ours that an address names. Raises ValueError for any other address."""
    begin = f"{HERE}{settings.STATIC_URL}ui/"
    path = (STATIC / "ui" / url.removeprefix(begin)).resolve()
    if not url.startswith(begin) or not path.is_relative_to(STATIC / "ui") or path.suffix not in TYPES:
        raise ValueError(f"paper takes files of our own and nothing else, not {url!r}")
    return path


def _is_a(thing: Any, kind: str | None) -> bool:
    """Whether an object of a PDF is an element of its structure (of a kind)."""
    is_element = isinstance(thing, dict) and thing.get("Type") == "/StructElem"
    return is_element and (kind is None or thing["S"] == kind)


def _pdf_text(text: str) -> Any:
    import pydyf  # type: ignore[import-untyped]

    return pydyf.String(text)


__all__ = ["Binder", "Sheet", "bind", "grouped", "own_file", "page_words", "paper_response", "pdf", "qr"]
