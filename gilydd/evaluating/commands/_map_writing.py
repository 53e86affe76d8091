"""One change of an impact map: locked, checked, every cell that changes kept, one version more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from gilydd.history.commands import record
from gilydd.history.words import Audience, Refused
from gilydd.people.models import Person
from gilydd.people.policy import type_of_actor
from gilydd.people.queries import capacity_of
from gilydd.ui.bilingual import said

from ..impact_cells import pounds_written, range_of, written
from ..impact_policy import policy
from ..impact_words import SHARES, EvidenceKind, MapState
from ..models import CellChange, ImpactMap, LineEvidence, MapLine

FIELD_OF = {"proxy": "proxy_pence", "source": "taken_from"}


class Writing:
    """A change under way: `impact_map` is locked until the end of the transaction."""

    def __init__(self, by: type_of_actor, impact_map: ImpactMap, verb: str = "edit_map") -> None:
        rows = ImpactMap.objects.select_for_update(of=("self",)).select_related("community")
        self.impact_map = rows.get(pk=impact_map.pk)
        self.by = by
        policy.check(by, verb, self.impact_map)
        if self.impact_map.state == MapState.PUBLISHED:
            raise Refused(_("This map is published and stays as it is. Continue it as a new one."))
        self.changes: list[CellChange] = []

    def next_number(self) -> int:
        """A number that no line of this map ever had."""
        last = self.impact_map.lines.order_by("-number").values_list("number", flat=True).first()
        return int(last or 0) + 1

    def put(self, row: MapLine | ImpactMap, **cells: Any) -> None:
        """Give cells of a line or of the map their new values, and keep what they were."""
        changed = []
        for cell, value in cells.items():
            name = FIELD_OF.get(cell, cell)
            if getattr(row, name) == value:
                continue
            was = text_of(row, cell)
            setattr(row, name, value)
            changed.append(name)
            self.note(row if isinstance(row, MapLine) else None, cell, was, text_of(row, cell))
        if changed:
            row.save(update_fields=changed)

    def add(self, line: MapLine) -> MapLine:
        """A new line."""
        line.save()
        self.note(line, "line", "", _whole(line))
        return line

    def note(self, line: MapLine | None, cell: str, was: str, became: str) -> None:
        """Keep that a cell changed."""
        self.changes.append(
            CellChange(
                community=self.impact_map.community, impact_map=self.impact_map, line=line, cell=cell,
                was=was, became=became, capacity=capacity_of(self.by, self.impact_map.community),
                changed_by=self.by.party if isinstance(self.by, Person) else None, version=0,
            )
        )  # fmt: skip

    def finish(self, verb: str) -> ImpactMap:
        """Write the version down; nothing changed is no version."""
        if not self.changes:
            return self.impact_map
        self.impact_map.version += 1
        self.impact_map.save(update_fields=["version"])
        for one in self.changes:
            one.version = self.impact_map.version
        CellChange.objects.bulk_create(self.changes)
        draft = self.impact_map.state == MapState.DRAFT
        write_down(
            verb, self.by, self.impact_map, audience=Audience.STAFF if draft else Audience.PUBLIC,
            cells=len(self.changes), version=self.impact_map.version,
        )  # fmt: skip
        return self.impact_map


def text_of(row: Any, cell: str) -> str:
    """A cell in words, for the history of a map."""
    value = getattr(row, FIELD_OF.get(cell, cell))
    if value is None:
        return ""
    if cell == "proxy":
        return pounds_written(value)
    if cell == "quantity" or cell in SHARES:
        return written(value, cell)
    if cell == "discount":
        return written(value, "dropoff")
    if cell == "ranges":
        return ranges_text(value)
    if cell == "outcome":
        return said(value, "wording")[:200]
    return str(value)


def ranges_text(ranges: dict[str, list[str]]) -> str:
    """The ranges of a line in words, by the names of their columns."""
    return "; ".join(
        f"{name} {' – '.join(written(end, name) for end in range_of(ranges, name))}" for name in ranges
    )


def _whole(line: MapLine) -> str:
    named = line.name_en or line.name_cy
    return f"{named}: {text_of(line, 'quantity')} × £{text_of(line, 'proxy')}"


def names_once(lines: Sequence[MapLine]) -> list[MapLine]:
    """The lines whose name another one has as well, in either language."""
    named = Counter((code, name) for line in lines for code in ("cy", "en") if (name := _folded(line, code)))
    return [
        line for line in lines
        if any(named[code, _folded(line, code)] > 1 for code in ("cy", "en") if _folded(line, code))
    ]  # fmt: skip


def _folded(line: MapLine, code: str) -> str:
    return str(getattr(line, f"name_{code}")).casefold()


def write_down(
    verb: str,
    by: type_of_actor,
    row: Any,
    *,
    audience: Audience = Audience.PUBLIC,
    mentions: Any = (),
    **facts: Any,
) -> None:
    """Record an act on a map or on something of it."""
    record(
        community=row.community, actor=by, capacity=capacity_of(by, row.community), verb=f"evaluating.{verb}",
        subject=row, mentions=list(mentions), audience=audience, facts=facts,
    )  # fmt: skip


def evidence_words(row: LineEvidence) -> str:
    """A piece of evidence in words, for the history of a map."""
    if row.turn is not None:
        return f"{EvidenceKind(row.kind).label}: {row.turn.number}"
    if row.survey is not None:
        return f"{EvidenceKind(row.kind).label}: {row.survey.title_en}"
    if row.claim is not None:
        return f"{EvidenceKind(row.kind).label}: {row.claim.what_en}"
    return row.written if row.published is None else row.published.source
