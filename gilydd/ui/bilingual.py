"""Pairs of fields, name_cy and name_en: which of them to read on this page."""

from __future__ import annotations

from typing import Any

from .filters import language


def field_of(name: str) -> str:
    """The name of the field to read in a query: "name" gives "name_cy" on a Welsh page."""
    return f"{name}_{language()}"


def said(row: Any, name: str) -> str:
    """The text of a pair in the reader's language; the other one where it was left empty."""
    here = language()
    there = "en" if here == "cy" else "cy"
    return getattr(row, f"{name}_{here}") or getattr(row, f"{name}_{there}")


def said_lang(row: Any, name: str) -> str:
    """The language of what `said` gives, for the lang attribute."""
    here = language()
    return here if getattr(row, f"{name}_{here}") else ("en" if here == "cy" else "cy")
