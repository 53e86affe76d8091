"""Writes: impact maps and their lines; open for comment, published, continued."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from gilydd.history.commands import key_of, later
from gilydd.history.words import Audience, Refused
from gilydd.people.imports import Said, WrongCell
from gilydd.people.policy import type_of_actor
from gilydd.services.models import Outcome, Service, Turn

from ..impact_cells import counted, fraction_of, line_of, ranges_of
from ..impact_policy import policy
from ..impact_reckoning import evidence_of, lines_of, numbers_of, reckon
from ..impact_words import (
    FEWEST_COMMENT_DAYS,
    PEOPLE_COUNTED,
    SHARES,
    EvidenceKind,
    LineKind,
    MapState,
    Shape,
)
from ..models import CellChange, ImpactMap, LineEvidence, MapLine
from ._map_lines import check_names, put_new, put_numbers, remove
from ._map_writing import Writing, names_once, text_of, write_down

ON_THE_SHEET = ("quantity", "proxy", *SHARES, "years")
DISCOUNT = Decimal("0.035")
WORDS = ("title", "about", "missing")
# What speaks for a line in the next map as well; the rest is of the years before.
STILL_TRUE = (EvidenceKind.WRITTEN, EvidenceKind.PUBLISHED)


@transaction.atomic
def make_map(
    *,
    by: type_of_actor,
    service: Service,
    starts_on: dt.date,
    ends_on: dt.date,
    turn: Turn | None = None,
    discount: Decimal = DISCOUNT,
    shape: str = Shape.TRIANGULAR,
    **words: str,
) -> ImpactMap:
    """Begin a map of a service: title and about in both languages, missing (what is not valued) or nothing.

    Raises Refused where a language is missing, the years are out of order, or the turn is another service's.
    """
    policy.check(by, "make_map", service)
    told = _words(words)
    _check_frame(starts_on, ends_on, discount)
    if turn is not None and turn.service_id != service.pk:
        raise Refused(_("This turn is of another service."), field="turn")
    row = ImpactMap.objects.create(
        community=service.community, service=service, turn=turn, starts_on=starts_on, ends_on=ends_on,
        discount=discount, shape=shape, made_by_key=key_of(by), **told,
    )  # fmt: skip
    write_down("make_map", by, row, audience=Audience.STAFF, mentions=[service])
    return row


@transaction.atomic
def change_map(
    *,
    by: type_of_actor,
    impact_map: ImpactMap,
    starts_on: dt.date,
    ends_on: dt.date,
    discount: Decimal,
    shape: str,
    **words: str,
) -> ImpactMap:
    """Change what stands above the lines: title, about, missing, the years, the discount rate, the shape."""
    writing = Writing(by, impact_map)
    _check_frame(starts_on, ends_on, discount)
    told = {"starts_on": starts_on, "ends_on": ends_on, "discount": discount, "shape": shape}
    writing.put(writing.impact_map, **told, **_words(words))
    return writing.finish("change_map")


def _words(words: Mapping[str, str]) -> dict[str, str]:
    told = {
        f"{name}_{code}": words.get(f"{name}_{code}", "").strip() for name in WORDS for code in ("cy", "en")
    }
    for name in WORDS:
        pair = [told[f"{name}_cy"], told[f"{name}_en"]]
        if not all(pair) and (name != "missing" or any(pair)):
            raise Refused(_("Write it in Welsh and in English."), field=f"{name}_{'en' if pair[0] else 'cy'}")
    return told


def _check_frame(starts_on: dt.date, ends_on: dt.date, discount: Decimal) -> None:
    if ends_on < starts_on:
        raise Refused(_("The period ends before it begins."), field="ends_on")
    if not 0 <= discount < 1:
        raise Refused(_("The discount rate is 0% or more, and below 100%."), field="discount")


@transaction.atomic
def save_sheet(
    *, by: type_of_actor, impact_map: ImpactMap, rows: Sequence[Mapping[str, Any]], version: int, lang: str
) -> ImpactMap:
    """Write the lines of a map as they stand on a sheet, all of them or none.

    rows: {number (None for a new line), remove, and the texts of the cells by their columns}. version: the
    version that the sheet showed: a cell that somebody else changed since and this sheet left alone keeps
    their value; one that both changed is refused. lang: the language of the names.
    Raises WrongCells with every wrong cell.
    """
    writing = Writing(by, impact_map)
    live = {row.number: row for row in lines_of(writing.impact_map)}
    newer = _newer(writing.impact_map, version)
    problems: list[tuple[int, str, Said]] = []
    number = writing.next_number()
    places = {row["number"]: place for place, row in enumerate(rows) if row.get("number")}
    for place, given in enumerate(rows):
        line = live.get(given.get("number") or 0)
        try:
            if given.get("number") and line is None:
                raise WrongCell("name", gettext_noop("somebody took this line out in the meantime"))
            if given.get("remove"):
                if line is not None:
                    remove(writing, line)
                    del live[line.number]
            elif line is None:
                live[number] = put_new(writing, number, given, lang)
                places[number] = place
                number += 1
            else:
                _put(writing, line, given, lang, newer)
        except WrongCell as wrong:
            problems.append((place, wrong.column, wrong.said))
    check_names(list(live.values()), problems, places)
    return writing.finish("save_sheet")


def _newer(impact_map: ImpactMap, version: int) -> dict[tuple[int, str], str]:
    """The cells that changed after a version, each with what it was in that version."""
    found: dict[tuple[int, str], str] = {}
    rows = CellChange.objects.filter(impact_map=impact_map, version__gt=version, line__isnull=False)
    for line, cell, was in rows.order_by("pk").values_list("line", "cell", "was"):
        found.setdefault((line, cell), was)
    return found


def _put(
    writing: Writing, line: MapLine, cells: Mapping[str, Any], lang: str, newer: Mapping[tuple[int, str], str]
) -> None:
    """Give a line the cells of a sheet, but for those that somebody else changed and the sheet left alone."""
    told = line_of({**cells, "kind": line.kind}, line.counts)
    shown = f"name_{lang}" if getattr(line, f"name_{lang}") else f"name_{'en' if lang == 'cy' else 'cy'}"
    values: dict[str, Any] = {shown: told["name"]}
    values |= {cell: told["proxy_pence" if cell == "proxy" else cell] for cell in ON_THE_SHEET}
    for cell, value in list(values.items()):
        if (line.pk, cell) not in newer or _same(line, cell, value):
            continue
        if _said(line, cell, value) != newer[line.pk, cell]:
            raise WrongCell(
                "name" if cell == shown else cell,
                gettext_noop("somebody changed this in the meantime: it is %(now)s now"),
                now=text_of(line, cell),
            )  # fmt: skip
        del values[cell]
    put_numbers(writing, line, values)


def _same(line: MapLine, cell: str, value: Any) -> bool:
    return bool(getattr(line, "proxy_pence" if cell == "proxy" else cell) == value)


def _said(line: MapLine, cell: str, value: Any) -> str:
    """What a value would be called in the history."""
    return text_of(MapLine(**{"proxy_pence" if cell == "proxy" else cell: value}), cell)


@transaction.atomic
def change_line(
    *,
    by: type_of_actor,
    line: MapLine,
    name_cy: str,
    name_en: str,
    counts: str,
    outcome: Outcome | None = None,
    who_cy: str = "",
    who_en: str = "",
    ranges: Mapping[str, str] | None = None,
) -> MapLine:
    """Change what stands behind a line: its name in both languages, for whom, which outcome, its ranges.

    ranges: texts by `quantity_low`, `quantity_high` and so on; left out, they stay. Raises Refused with the
    field: no name, an outcome of another service, a range that does not hold its number.
    """
    writing = Writing(by, line.impact_map)
    row = _fresh_line(line)
    if not (name_cy.strip() or name_en.strip()):
        raise Refused(_("Give the line a name, in Welsh or in English."), field="name_cy")
    if outcome is not None and outcome.service_id != writing.impact_map.service_id:
        raise Refused(_("This outcome is of another service."), field="outcome")
    if row.kind == LineKind.INPUT and (outcome is not None or counts in PEOPLE_COUNTED):
        raise Refused(
            _("What was put in has no outcome, and is counted in hours or other things."), field="counts"
        )
    values: dict[str, Any] = {
        "name_cy": " ".join(name_cy.split()), "name_en": " ".join(name_en.split()), "who_cy": who_cy.strip(),
        "who_en": who_en.strip(), "counts": counts, "outcome": outcome,
    }  # fmt: skip
    try:
        values["quantity"] = counted(fraction_of(numbers_of(row), "quantity"), counts)
        if ranges is not None and row.kind == LineKind.OUTCOME:
            values["ranges"] = ranges_of(ranges, {**numbers_of(row), "quantity": values["quantity"]})
        put_numbers(writing, row, values)
    except WrongCell as wrong:
        raise Refused(str(wrong.said), field=wrong.column) from None
    if names_once(lines_of(writing.impact_map)):
        raise Refused(_("Another line has this name already."), field="name_cy")
    writing.finish("change_line")
    return row


def _fresh_line(line: MapLine) -> MapLine:
    rows = MapLine.objects.select_related("taken_from", "outcome", "impact_map")
    row = rows.get(pk=line.pk)
    if row.removed_at is not None:
        raise Refused(_("This line was taken out."))
    return row


@transaction.atomic
def open_map(*, by: type_of_actor, impact_map: ImpactMap, comment_until: dt.date) -> ImpactMap:
    """Show a draft to everybody, and let people comment until a day, a week from now or later."""
    writing = Writing(by, impact_map, "open_map")
    row = writing.impact_map
    if row.state != MapState.DRAFT:
        raise Refused(_("It is open for comment already."))
    today = timezone.localdate()
    if comment_until < today + dt.timedelta(days=FEWEST_COMMENT_DAYS):
        words = _("Give people a week at least.")
        raise Refused(words, field="comment_until")
    _check_whole(row)
    row.state, row.opened_on, row.comment_until = MapState.COMMENT, today, comment_until
    row.save(update_fields=["state", "opened_on", "comment_until"])
    write_down("open_map", by, row, mentions=_mentioned(row))
    later("gilydd.evaluating.impact_notices.opened", row.pk)
    return row


@transaction.atomic
def publish_map(*, by: type_of_actor, impact_map: ImpactMap) -> ImpactMap:
    """Publish a map with the figures of today, frozen, once the days for comment are over. Twice is once."""
    row = ImpactMap.objects.select_for_update(of=("self",)).select_related("community").get(pk=impact_map.pk)
    policy.check(by, "publish_map", row)
    if row.state == MapState.PUBLISHED:
        return row
    today = timezone.localdate()
    if row.state != MapState.COMMENT or row.comment_until is None or today <= row.comment_until:
        raise Refused(_("People can comment first. It can be published when the days for comment are over."))
    lines = _check_whole(row)
    reckoned = reckon(row, lines, {one.line_id for one in evidence_of(lines)})
    row.result = {"report": reckoned.report, "doubts": reckoned.doubts, "version": row.version}
    row.state, row.published_on = MapState.PUBLISHED, today
    row.save(update_fields=["result", "state", "published_on"])
    write_down("publish_map", by, row, mentions=_mentioned(row), version=row.version)
    return row


def _check_whole(row: ImpactMap) -> list[MapLine]:
    """Its lines, if something was put in, something changed, and each change is one of the service's."""
    lines = lines_of(row)
    reckoned = reckon(row, lines, set())
    if reckoned.why_not == "input":
        raise Refused(_("Write down first what was put in, and what it is worth."))
    if reckoned.why_not:
        raise Refused(_("Write down first what changed."))
    loose = [line for line in lines if line.kind == LineKind.OUTCOME and line.outcome_id is None]
    if loose:
        words = _("Say first of which outcome of the service this line speaks: %(line)s")
        raise Refused(words % {"line": loose[0].name_en or loose[0].name_cy})
    return lines


def _mentioned(row: ImpactMap) -> Iterable[Any]:
    return [one for one in (row.turn, row.service) if one is not None]


@transaction.atomic
def continue_map(
    *,
    by: type_of_actor,
    impact_map: ImpactMap,
    starts_on: dt.date,
    ends_on: dt.date,
    turn: Turn | None = None,
) -> ImpactMap:
    """Begin the next map from a published one: its lines and their written sources, nobody's comments.

    Continued twice, it is continued once. Raises Refused for a map that is not published.
    """
    rows = ImpactMap.objects.select_for_update(of=("self",)).select_related("community", "service")
    old = rows.get(pk=impact_map.pk)
    policy.check(by, "make_map", old)
    if old.state != MapState.PUBLISHED:
        raise Refused(_("Publish this map first."))
    if already := ImpactMap.objects.filter(before=old).first():
        return already
    words = {f"{name}_{code}": getattr(old, f"{name}_{code}") for name in WORDS for code in ("cy", "en")}
    made = make_map(
        by=by, service=old.service, starts_on=starts_on, ends_on=ends_on, turn=turn, discount=old.discount,
        shape=old.shape, **words,
    )  # fmt: skip
    made.before = old
    made.save(update_fields=["before"])
    lines = lines_of(old)
    kept = [one for one in evidence_of(lines) if one.kind in STILL_TRUE]
    copies = {line.pk: _copied(line, made) for line in lines}
    for one in kept:
        LineEvidence.objects.create(
            community=made.community, line=copies[one.line_id], kind=one.kind, published=one.published,
            written=one.written, written_url=one.written_url,
        )  # fmt: skip
    return made


def _copied(line: MapLine, to: ImpactMap) -> MapLine:
    same = (
        "number", "kind", "name_cy", "name_en", "who_cy", "who_en", "counts", "outcome", "quantity",
        "proxy_pence", *SHARES, "years", "ranges", "taken_from",
    )  # fmt: skip
    return MapLine.objects.create(
        community=to.community, impact_map=to, **{name: getattr(line, name) for name in same}
    )
