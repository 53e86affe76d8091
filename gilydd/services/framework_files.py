"""A framework out of a table: a statement a row, in CSV, XLSX or ODS. Read, compared, written.

`gilydd import framework` brings one in at a console; the pages of frameworks do the same with a button.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext_noop as _

from gilydd.people.imports import BadFile, Problem, Report, Said
from gilydd.people.models import Community
from gilydd.people.policy import SYSTEM
from gilydd.people.queries import folded
from gilydd.people.tables import Row, Table, read_table, text_of

from .models import Framework, Statement, StatementGroup
from .words import LONGEST_STATEMENT, MOST_STATEMENTS, Standing

COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "code": ("code", "id", "reference", "ref", "number", "cod", "cyfeirnod", "rhif"),
    "group_en": ("group en", "group", "heading en", "heading", "group in english", "pennawd saesneg"),
    "group_cy": ("group cy", "heading cy", "group in welsh", "pennawd", "pennawd cymraeg", "grwp"),
    "text_en": (
        "text en", "text", "statement en", "statement", "english", "statement in english", "saesneg",
        "datganiad saesneg",
    ),
    "text_cy": (
        "text cy", "statement cy", "welsh", "statement in welsh", "cymraeg", "datganiad",
        "datganiad cymraeg",
    ),
    "easy_en": ("easy en", "easy read en", "easy read", "easy read in english"),
    "easy_cy": ("easy cy", "easy read cy", "hawdd ei ddeall", "easy read in welsh"),
}  # fmt: skip
HEAD: Final = ("code", "group_en", "group_cy", "text_en", "text_cy", "easy_en", "easy_cy")
CODE: Final = re.compile(r"[a-z0-9][a-z0-9._-]{0,59}")
HEADER_ROWS: Final = 10
LONGEST_HEADING: Final = 160


@dataclass(frozen=True)
class Line:
    """A statement as the file tells it; `row` is its line there."""

    row: int
    code: str
    group_en: str = ""
    group_cy: str = ""
    text_en: str = ""
    text_cy: str = ""
    easy_en: str = ""
    easy_cy: str = ""

    @property
    def heading(self) -> str:
        return folded(self.group_en or self.group_cy)


def read_lines(name: str, data: bytes) -> list[Line]:
    """The statements of a file. Raises BadFile with all that is wrong: row, column, what would be right."""
    table = read_table(name, data, most=MOST_STATEMENTS + HEADER_ROWS + 2)
    columns, begin = _columns(table)
    lines = [_line(row, columns) for row in table.rows if row.number > begin]
    if not lines:
        raise BadFile([Problem(Said(_("there is no statement below the heads of the columns")), name)])
    if len(lines) > MOST_STATEMENTS:
        most = Said(_("there are more than %(most)s statements; divide the file"), most=MOST_STATEMENTS)
        raise BadFile([Problem(most, name)])
    wrong = [
        Problem(said, name, row, columns[column].shown if column in columns else "")
        for row, column, said in sorted(
            [*_wrong_cells(lines), *_twice(lines), *_headings(lines)], key=lambda one: one[0]
        )
    ]
    if wrong:
        raise BadFile(wrong)
    return lines


@dataclass(frozen=True)
class _Column:
    place: int
    shown: str


def _columns(table: Table) -> tuple[dict[str, _Column], int]:
    """Which column is which, and the row that says so."""
    meaning = {head: name for name, heads in COLUMNS.items() for head in heads}
    for row in table.rows[:HEADER_ROWS]:
        found: dict[str, _Column] = {}
        for place, cell in enumerate(row.cells):
            name = meaning.get(" ".join(folded(text_of(cell)).replace("_", " ").split()))
            if name and name not in found:
                found[name] = _Column(place, text_of(cell))
        if "code" in found and ("text_en" in found or "text_cy" in found):
            return found, row.number
    wanted = _(
        "the heads of the columns are missing: there must be “code”, and “text_en” or “text_cy”; "
        "“group_en”, “group_cy”, “easy_en” and “easy_cy” may be there too"
    )
    raise BadFile([Problem(Said(wanted), table.name, table.rows[0].number if table.rows else None)])


def _line(row: Row, columns: Mapping[str, _Column]) -> Line:
    told = {
        name: text_of(row.cells[column.place]) if column.place < len(row.cells) else ""
        for name, column in columns.items()
    }
    told["code"] = told["code"].lower()
    for name in told.keys() - {"easy_en", "easy_cy"}:
        told[name] = " ".join(told[name].split())
    return Line(row.number, **told)


Wrong = tuple[int, str, Said]


def _wrong_cells(lines: Iterable[Line]) -> Iterable[Wrong]:
    for line in lines:
        if not line.code:
            yield (line.row, "code", Said(_("the code is missing; it stays the same in every later version")))
        elif not CODE.fullmatch(line.code):
            right = _(
                "“%(code)s” is no code: letters a to z, figures, - . and _, 60 at most, such as health-1"
            )
            yield line.row, "code", Said(right, code=line.code[:60])
        if not (line.text_en or line.text_cy):
            yield line.row, "text_en", Said(_("the statement is missing, in Welsh and in English"))
        for name, value in asdict(line).items():
            most = LONGEST_HEADING if name.startswith("group") else LONGEST_STATEMENT
            if isinstance(value, str) and name != "code" and len(value) > most:
                yield line.row, name, Said(_("this is longer than %(most)s characters"), most=most)


def _twice(lines: Iterable[Line]) -> Iterable[Wrong]:
    codes: dict[str, int] = {}
    for line in lines:
        if line.code and line.code in codes:
            said = Said(
                _("the code “%(code)s” stands in row %(row)s already"), code=line.code, row=codes[line.code]
            )
            yield line.row, "code", said
        codes.setdefault(line.code, line.row)
    for name in ("text_en", "text_cy"):
        texts: dict[str, int] = {}
        for line in lines:
            text = folded(getattr(line, name))
            if text and text in texts:
                said = Said(_("the same statement stands in row %(row)s already"), row=texts[text])
                yield line.row, name, said
            texts.setdefault(text, line.row)


def _headings(lines: Iterable[Line]) -> Iterable[Wrong]:
    """A heading has one name in each language."""
    first: dict[str, Line] = {}
    for line in lines:
        if not line.heading:
            continue
        before = first.setdefault(line.heading, line)
        if line.group_cy and before.group_cy and folded(line.group_cy) != folded(before.group_cy):
            said = _("in row %(row)s this heading is called “%(name)s” in Welsh; call it so here too")
            yield line.row, "group_cy", Said(said, row=before.row, name=before.group_cy)


def compared(lines: Sequence[Line], before: Framework | None) -> dict[str, int]:
    """How many statements and headings there are; against the version before: same, changed, new, gone."""
    figures = Counter(
        statements=len(lines), headings=len({line.heading for line in lines if line.heading}),
        no_cy=sum(not line.text_cy for line in lines), no_en=sum(not line.text_en for line in lines),
    )  # fmt: skip
    told = dict(figures)
    if before is None:
        return told
    old = {code: (cy, en) for code, cy, en in before.statements.values_list("code", "text_cy", "text_en")}
    told |= dict.fromkeys(("same", "changed", "new", "gone"), 0)
    for line in lines:
        if line.code not in old:
            told["new"] += 1
        else:
            told["same" if old[line.code] == (line.text_cy, line.text_en) else "changed"] += 1
    told["gone"] = len(old.keys() - {line.code for line in lines})
    return told


def write_lines(
    community: Community, told: Mapping[str, str], lines: Sequence[Line], number: int
) -> Framework:
    """Write a version of a framework of the community; the caller owns the transaction and the checks."""
    row = Framework.objects.create(community=community, number=number, **told)
    groups: dict[str, StatementGroup] = {}
    for line in lines:
        if line.heading and line.heading not in groups:
            groups[line.heading] = _group(row, line, lines, {one.code for one in groups.values()})
    Statement.objects.bulk_create(
        [
            Statement(
                community=community, framework=row, group=groups.get(line.heading), code=line.code,
                text_cy=line.text_cy, text_en=line.text_en, easy_cy=line.easy_cy, easy_en=line.easy_en,
                place_in_list=place,
            )
            for place, line in enumerate(lines)
        ]
    )  # fmt: skip
    return row


def _group(row: Framework, line: Line, lines: Sequence[Line], used: set[str]) -> StatementGroup:
    same = [one for one in lines if one.heading == line.heading]
    begin = slugify(line.group_en or line.group_cy)[:50] or "group"
    code = next(
        one for one in (begin, *(f"{begin}-{n}" for n in range(2, MOST_STATEMENTS + 2))) if one not in used
    )
    return StatementGroup.objects.create(
        community=row.community, framework=row, code=code, place_in_list=len(used),
        name_en=next((one.group_en for one in same if one.group_en), ""),
        name_cy=next((one.group_cy for one in same if one.group_cy), ""),
    )  # fmt: skip


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of `gilydd import framework` beside --community and --write."""
    parser.add_argument(
        "file", help="CSV, XLSX or ODS: code, text_en, text_cy, group_en, group_cy, easy_en, easy_cy"
    )
    parser.add_argument("--code", required=True, help="the framework's code, the same in every version")
    parser.add_argument("--as-version", required=True, help="what this version is called, such as 2027")
    parser.add_argument(
        "--name-en", default="", help="its name; of a new version of one that is here, not needed"
    )
    parser.add_argument("--name-cy", default="")
    parser.add_argument("--about-en", default="")
    parser.add_argument("--about-cy", default="")
    parser.add_argument("--source-url", default="", help="where it was published")
    for lang in ("en", "cy"):
        parser.add_argument(
            f"--standing-{lang}", choices=Standing.values, default=Standing.TO_CHECK,
            help="whether these are the published words",
        )  # fmt: skip


def run(args: argparse.Namespace) -> Report:
    """gilydd import framework FILE --community SLUG --code CODE --as-version VERSION [--write]"""
    from .commands import try_framework, write_framework

    community = Community.objects.filter(slug=args.community).first()
    if community is None:
        raise ValueError(f"there is no community {args.community!r}")
    path = Path(args.file)
    lines = read_lines(path.name, path.read_bytes())
    names = ("code", "name_cy", "name_en", "about_cy", "about_en", "source_url", "standing_cy", "standing_en")
    told = {name: str(getattr(args, name)) for name in names} | {"version": args.as_version}
    # Without --write even the trial leaves nothing behind.
    with transaction.atomic():
        tried = try_framework(
            by=SYSTEM, community=community, name=path.name, data=path.read_bytes(), told=told
        )
        figures = dict(tried.report["figures"])
        if args.write:
            write_framework(by=SYSTEM, framework_file=tried)
        else:
            transaction.set_rollback(True)
    warnings = [
        Problem(f"{figures[key]} of {len(lines)} statements have no {language}", path.name)
        for key, language in (("no_cy", "Welsh"), ("no_en", "English"))
        if figures[key]
    ]
    shown = [f"{name}: {value:,}" for name, value in figures.items() if not name.startswith("no_")]
    return Report(f"framework {args.code} {args.as_version}", shown, warnings, written=args.write)
