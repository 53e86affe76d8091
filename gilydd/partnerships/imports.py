"""Reads a framework file: rules of membership, legal grounds, statements of a self-assessment, as data.

The file is JSON: `format`, `code`, `version`, `name`, `source`, `checked`, and any of `seats` with `rules`,
`grounds`, `statements`. Names and sentences come as {"cy": …, "en": …}. Nothing is written here.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from django.utils.translation import gettext as _

from gilydd.people.imports import BadFile, Problem
from gilydd.ui.environment import picture_names

from .words import PartnerKind, RuleKind

FORMAT: Final = "gilydd framework 1"
SHIPPED: Final = Path(__file__).parent / "data"
MOST_BYTES: Final = 200_000
MOST_ROWS: Final = 100
SLUG: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
PARTS: Final = ("seats", "rules", "grounds", "statements")
LONGEST: Final = {"name": 120, "missing": 240, "says": 4_000, "text": 240, "easy": 200}


@dataclass
class Read:
    """A framework as it stands in its file: fields of its row, and rows of its parts."""

    code: str
    version: int
    fields: dict[str, Any]
    sha256: str
    seats: list[dict[str, Any]] = field(default_factory=list)
    rules: list[dict[str, Any]] = field(default_factory=list)
    grounds: list[dict[str, Any]] = field(default_factory=list)
    statements: list[dict[str, Any]] = field(default_factory=list)


def shipped() -> list[Path]:
    """The files that come with Gilydd, by name."""
    return sorted(SHIPPED.glob("*.json"))


def read(content: bytes, name: str) -> Read:
    """Read a framework file. Raises BadFile with each thing that is wrong, where, and what would be right."""
    reader = _Reader(name)
    told = reader.open(content)
    if told is None:
        raise BadFile(reader.problems)
    read = reader.framework(told, hashlib.sha256(content).hexdigest())
    if reader.problems:
        raise BadFile(reader.problems)
    return read


class _Reader:
    """Goes through a file once and keeps what is wrong with it."""

    def __init__(self, name: str) -> None:
        self.name, self.problems = name, list[Problem]()

    def wrong(self, where: str, sentence: str) -> None:
        self.problems.append(Problem(f"{where}: {sentence}", self.name))

    def open(self, content: bytes) -> dict[str, Any] | None:
        """The JSON object of the file; None where it is none of ours."""
        if len(content) > MOST_BYTES:
            self.wrong("", _("The file is too large: at most %(most)s bytes.") % {"most": MOST_BYTES})
            return None
        try:
            told = json.loads(content)
        except (ValueError, RecursionError):
            self.wrong("", _("This is no JSON file."))
            return None
        if not isinstance(told, dict) or told.get("format") != FORMAT:
            self.wrong("format", _("Write “%(format)s”.") % {"format": FORMAT})
            return None
        return told

    def framework(self, told: Mapping[str, Any], sha256: str) -> Read:
        """The whole file, with what is wrong kept in `problems`."""
        code, version = told.get("code"), told.get("version")
        if not isinstance(code, str) or not SLUG.fullmatch(code):
            self.wrong("code", _("Write a short name of small letters, digits and hyphens."))
            code = ""
        if not isinstance(version, int) or isinstance(version, bool) or not 1 <= version <= 9_999:
            self.wrong("version", _("Write a whole number from 1."))
            version = 0
        source = told.get("source")
        if not isinstance(source, str) or not source.strip():
            self.wrong("source", _("Say where it comes from."))
        fields = self.pair(told, "name", "") | {
            "source": str(source or "").strip(),
            "checked": told.get("checked") is True,
        }
        read = Read(code, version, fields, sha256)
        for part in PARTS:
            setattr(read, part, self.rows(told, part))
        if not any(getattr(read, part) for part in PARTS):
            self.wrong("", _("The file holds no seats, no grounds and no statements."))
        self.check_rules(read)
        return read

    def rows(self, told: Mapping[str, Any], part: str) -> list[dict[str, Any]]:
        """The rows of one part, in their order."""
        given = told.get(part, [])
        if not isinstance(given, list) or len(given) > MOST_ROWS:
            self.wrong(part, _("Write a list of at most %(most)s rows.") % {"most": MOST_ROWS})
            return []
        made = []
        for place, row in enumerate(given, 1):
            where = f"{part} {place}"
            if not isinstance(row, dict):
                self.wrong(where, _("Write an object in curly brackets."))
                continue
            made.append(getattr(self, f"_{part[:-1]}")(row, where) | {"place_in_list": place})
        return made

    def pair(self, row: Mapping[str, Any], name: str, where: str) -> dict[str, str]:
        """The two languages of a text; both are needed."""
        given = row.get(name)
        found: dict[str, str] = {}
        for lang in ("cy", "en"):
            text = given.get(lang) if isinstance(given, dict) else None
            if not isinstance(text, str) or not text.strip() or len(text) > LONGEST[name]:
                self.wrong(
                    f"{where} {name}".strip(),
                    _("Write it in Welsh and in English, at most %(most)s signs.") % {"most": LONGEST[name]},
                )
                text = ""
            found[f"{name}_{lang}"] = text.strip()
        return found

    def code(self, row: Mapping[str, Any], where: str) -> str:
        code = row.get("code")
        if isinstance(code, str) and SLUG.fullmatch(code):
            return code
        self.wrong(f"{where} code", _("Write a short name of small letters, digits and hyphens."))
        return ""

    def _seat(self, row: Mapping[str, Any], where: str) -> dict[str, Any]:
        return {"code": self.code(row, where)} | self.pair(row, "name", where)

    def _ground(self, row: Mapping[str, Any], where: str) -> dict[str, Any]:
        return {"code": self.code(row, where)} | self.pair(row, "name", where) | self.pair(row, "says", where)

    def _statement(self, row: Mapping[str, Any], where: str) -> dict[str, Any]:
        picture = row.get("picture")
        if picture not in picture_names():
            self.wrong(f"{where} picture", _("There is no picture of this name."))
        return self.pair(row, "text", where) | self.pair(row, "easy", where) | {"picture": str(picture)}

    def _rule(self, row: Mapping[str, Any], where: str) -> dict[str, Any]:
        kind, number, each = row.get("kind"), row.get("at_least", 1), row.get("of_each", "")
        if kind not in RuleKind.values:
            self.wrong(f"{where} kind", _("Write one of: %(words)s.") % {"words": ", ".join(RuleKind.values)})
        if not isinstance(number, int) or isinstance(number, bool) or not 1 <= number <= 100:
            self.wrong(f"{where} at_least", _("Write a whole number from 1."))
        if (kind == RuleKind.EACH) != (each in PartnerKind.values):
            self.wrong(f"{where} of_each", _("Name a kind of partner for a rule of each, and only there."))
        told = {"kind": kind, "at_least": number, "of_each": each, "seat": row.get("seat")}
        return told | self.pair(row, "missing", where)

    def check_rules(self, read: Read) -> None:
        """Codes are there once, and each rule names a seat of this file."""
        for part in ("seats", "grounds"):
            codes = [row["code"] for row in getattr(read, part)]
            for code in _twice(codes):
                self.wrong(part, _("“%(code)s” is there twice.") % {"code": code})
        known = {row["code"] for row in read.seats}
        for row in read.rules:
            if row["seat"] not in known:
                where = f"rules {row['place_in_list']} seat"
                self.wrong(where, _("Name one of the seats of this file."))


def _twice(codes: Sequence[str]) -> list[str]:
    return sorted({code for code in codes if code and codes.count(code) > 1})
