"""A report as files: sheets with the numbers behind it, and a bundle of open data with its dictionary."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from typing import Any, Final

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from gilydd.algorithms.disclosure import Disclosed
from gilydd.ui.sheets import Table, escaped

from .written import Written

LANGUAGES: Final = ("cy", "en")
COLUMNS: Final = (
    "section", "what", "value", "low", "high", "base", "unit", "kind", "marker", "text", "note", "counted_at",
)  # fmt: skip


def tables(made: Written) -> list[Table]:
    """The report as sheets: what it is and what is missing, then one for each section."""
    about: list[tuple[Any, Any]] = [
        (_("Report"), made.title),
        (_("From"), made.since),
        (_("Up to and including"), made.until),
        (_("Sign [c]"), _("hidden, so that nobody can be recognised")),
        (_("Sign [k]"), _("low: rounds to nothing")),
        *((_("Missing or uncertain"), text) for text, _href in made.first),
    ]
    found = [Table(_("About this report"), [_("What"), ""], about)]
    for section in made.sections:
        rows = [(what, value, note) for what, value, note, _href in section.figures()]
        found.append(Table(section.title, [_("What"), _("Number"), _("Said of")], rows))
    return found


def bundle(written: Any, origin: str) -> bytes:
    """The open-data bundle: a ZIP of figures in both languages, their dictionary, licence and description.

    `written` makes the report anew in the language that is active. Described as a Data Package (Frictionless
    Standards, version 1): whoever has it needs nothing of us to read it. `origin`: where the addresses of
    pages begin.
    """
    kept = io.BytesIO()
    resources = []
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as package:
        for language in LANGUAGES:
            with translation.override(language):
                made = written()
                name = f"figures-{language}.csv"
                package.writestr(name, _csv(made, origin))
                package.writestr(
                    f"missing-{language}.txt", "".join(f"{text}\n" for text, _href in made.first)
                )
                resources.append(_resource(name, language))
                title, days = made.title, [made.since.isoformat(), made.until.isoformat()]
        described = {
            "profile": "tabular-data-package",
            "name": "gilydd-report",
            "title": title,
            "temporal": days,
            "licenses": [{"path": settings.OCDS_LICENCE}],
            "sources": [{"title": "Gilydd", "path": origin}],
            "resources": resources,
        }
        package.writestr("datapackage.json", json.dumps(described, ensure_ascii=False, indent=2))
    return kept.getvalue()


def _csv(made: Written, origin: str) -> str:
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(COLUMNS)
    for section in made.sections:
        for what, value, note, href in section.figures():
            where = f"{origin}{href}" if href.startswith("/") else ""
            rows.writerow([section.key, escaped(what), *_cells(value), escaped(note), where])
    return text.getvalue()


def _cells(value: Any) -> list[Any]:
    """value, low, high, base, unit, kind, marker and text; what does not apply is empty."""
    if isinstance(value, Disclosed):
        told = value.as_json()
        return [told[name] for name in ("value", "low", "high", "base", "unit", "kind", "marker")] + [""]
    return ["", "", "", "", "", "", "", escaped(str(value))]


def _resource(name: str, language: str) -> dict[str, Any]:
    with translation.override(language):
        said_of = {
            "section": _("The part of the report"),
            "what": _("What is counted"),
            "value": _(
                "The number as it may be shown; shares from 0 to 1, time in minutes; empty where hidden"
            ),
            "low": _("The lower end of its 95% interval, or of what a blurred total can be"),
            "high": _("The upper end of it"),
            "base": _("How many people it is about, rounded"),
            "unit": _("count, share, minutes or score"),
            "kind": _("Whose numbers: people, health or process"),
            "marker": _("c: hidden, because too few people are behind it; k: rounds to nothing"),
            "text": _("What is said in words instead of a number"),
            "note": _("What it is said of"),
            "counted_at": _("The page that it was counted from"),
        }
        numbers = {"value", "low", "high", "base"}
        fields = [
            {"name": field, "type": "number" if field in numbers else "string", "description": str(text)}
            for field, text in said_of.items()
        ]
    return {
        "name": name.removesuffix(".csv"),
        "path": name,
        "profile": "tabular-data-resource",
        "format": "csv",
        "encoding": "utf-8",
        "schema": {"fields": fields, "missingValues": [""]},
    }
