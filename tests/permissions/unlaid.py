"""Paper whose words are made and whose pages are not laid out: thousands of requests ask who may have it.

What stands on paper, and that it is a tagged file, is looked at where each paper is made.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import pytest
from django.template import engines
from django.utils import translation

from gilydd.ui import papers


class Unlaid:
    """Stands for a document of one page."""

    def __init__(self) -> None:
        self.pages = [0]
        self.metadata = SimpleNamespace(title="")

    def copy(self, _pages: Any) -> Unlaid:
        return self

    def write_pdf(self, **_how: Any) -> bytes:
        return b"%PDF-1.7"


def words_alone(sheet: papers.Sheet) -> Unlaid:
    """Render the template of a sheet, as `papers` does, and nothing more."""
    told = {"language": sheet.language, "large": sheet.large, "easy": sheet.easy}
    jinja: Any = engines["jinja2"]
    with translation.override(sheet.language):
        jinja.env.get_template(sheet.template).render(
            {**sheet.context, **told, "page_words": papers.page_words()}
        )
    return Unlaid()


@contextmanager
def unlaid() -> Iterator[None]:
    """Lay no page out while it lasts."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(papers, "_laid_out", words_alone)
        yield
