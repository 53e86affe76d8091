"""Reads: the page of one proposal: who wrote it, its versions, what it costs, what people say of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from gilydd.people.models import Community
from gilydd.people.policy import type_of_actor
from gilydd.ui.filters import hours, pounds

from ..costing import Costing, Range, minutes_of, pence_of
from ..models import Amendment, Author, CostLine, Merging, Proposal, ProposalVersion
from ..policy import visible_amendments
from ..words import (
    IN_MINUTES,
    AmendmentState,
    AuthorKind,
    AuthorState,
    CostKind,
    MergingState,
    Side,
)
from .naming import shown_names


@dataclass(frozen=True)
class AuthorRow:
    """Somebody who is named with a proposal; `came_with` is the proposal that they came from."""

    pk: int
    party_id: int
    name: str
    kind: str
    kind_label: str
    capacity: str
    state: str
    state_label: str
    came_with: str
    mine: bool


def authors_of(
    person: type_of_actor, proposal: Proposal, community: Community, own: frozenset[int]
) -> list[AuthorRow]:
    """Everybody named with a proposal, originators first; who was asked and has not answered for authors."""
    rows = list(
        Author.objects.filter(proposal=proposal)
        .exclude(state=AuthorState.DECLINED)
        .select_related("came_with")
        .order_by("pk")
    )
    called = shown_names(person, community, (row.party_id for row in rows))
    order = list(AuthorKind)
    told = [
        AuthorRow(
            pk=row.pk, party_id=row.party_id, name=called.get(row.party_id, ""), kind=row.kind,
            kind_label=str(row.get_kind_display()), capacity=str(row.get_capacity_display()),
            state=row.state, state_label=str(row.get_state_display()),
            came_with=row.came_with.called if row.came_with else "", mine=row.party_id in own,
        )
        for row in rows
    ]  # fmt: skip
    return sorted(told, key=lambda row: order.index(AuthorKind(row.kind)))


@dataclass(frozen=True)
class VersionRow:
    """One version of a proposal, with who wrote it and what was changed."""

    version: ProposalVersion
    who: str
    capacity: str
    from_amendment: bool


def versions_of(person: type_of_actor, proposal: Proposal, community: Community) -> list[VersionRow]:
    """The versions of a proposal, the newest first."""
    rows = list(proposal.versions.order_by("-number"))
    called = shown_names(person, community, (row.party_id for row in rows))
    taken = set(Amendment.objects.filter(version__in=rows).values_list("version", flat=True))
    return [
        VersionRow(
            row, called.get(row.party_id, ""), str(row.get_capacity_display()), row.pk in taken
        )
        for row in rows
    ]  # fmt: skip


@dataclass(frozen=True)
class AmendmentRow:
    """A suggested change, with its answer."""

    pk: int
    who: str
    capacity: str
    words: str
    lang: str
    about: str
    made_at: dt.datetime
    state: str
    state_label: str
    answer: str
    answer_lang: str
    mine: bool


def amendments_of(
    person: type_of_actor,
    proposal: Proposal,
    community: Community,
    own: frozenset[int],
    blocked: frozenset[int],
) -> list[AmendmentRow]:
    """Suggested changes, those that wait first; without those of whom a block keeps apart."""
    rows = visible_amendments(person, community).filter(proposal=proposal).exclude(party__in=blocked)
    found = sorted(rows.order_by("pk"), key=lambda row: row.state != AmendmentState.OPEN)
    called = shown_names(person, community, (row.party_id for row in found))
    return [
        AmendmentRow(
            pk=row.pk, who=called.get(row.party_id, ""), capacity=str(row.get_capacity_display()),
            words=row.words, lang=row.lang, about=row.about, made_at=row.made_at, state=row.state,
            state_label=str(row.get_state_display()), answer=row.answer, answer_lang=row.answer_lang,
            mine=row.party_id in own,
        )
        for row in found
    ]  # fmt: skip


def mergings_of(proposal: Proposal) -> list[Merging]:
    """Wishes to put this proposal together with another that wait for an answer, in both directions."""
    rows = Merging.objects.filter(Q(proposal=proposal) | Q(into=proposal), state=MergingState.OPEN)
    return list(rows.select_related("proposal", "into").order_by("pk"))


@dataclass(frozen=True)
class LineRow:
    """One cost line in words: how much of one unit, and what it comes to."""

    line: CostLine
    kind_label: str
    each: str
    comes_to: str
    spread: str


def line_rows(lines: list[CostLine]) -> list[LineRow]:
    """The lines of a costing for a table."""
    return [_line(line) for line in lines]


def _line(line: CostLine) -> LineRow:
    in_time = line.kind in IN_MINUTES
    total = minutes_of(line) if in_time else pence_of(line)
    write = hours if in_time else pounds
    comes_to = write(total.likely)
    if line.kind == CostKind.STAFF and line.rate_pence:
        comes_to = f"{comes_to} · {pounds(pence_of(line).likely)}"
    return LineRow(
        line=line,
        kind_label=str(line.get_kind_display()),
        each=write(line.likely),
        comes_to=comes_to,
        spread=spread(total, in_time),
    )


def spread(total: Range, in_time: bool) -> str:
    """From the least to the most, in words; empty where nothing is left open."""
    if total.certain:
        return ""
    write = hours if in_time else pounds
    return f"{write(total.low)} – {write(total.high)}"


@dataclass(frozen=True)
class SignedRow:
    """A side of the costing: who signed, or that nobody has yet."""

    side: str
    side_label: str
    who: str
    signed_at: dt.datetime | None
    typed: bool


def signed_rows(person: type_of_actor, costing: Costing, community: Community) -> list[SignedRow]:
    """Both sides with who signed for each."""
    called = shown_names(person, community, (row.party_id for row in costing.signed.values()))
    told = []
    for side in Side:
        row = costing.signed.get(side.value)
        told.append(
            SignedRow(
                side.value, str(side.label), called.get(row.party_id, "") if row else "",
                row.signed_at if row else None, bool(row and row.typed_by_key),
            )
        )  # fmt: skip
    return told


@dataclass(frozen=True)
class TotalRow:
    """One sum of a costing in words: what, the likely sum, and from where to where."""

    what: str
    likely: str
    spread: str


def total_rows(costing: Costing) -> list[TotalRow]:
    """The sums of a costing: money out of the budget, time of staff, time credits, what is given in kind."""
    totals = costing.totals
    rows = [TotalRow(_("Money from the budget"), pounds(totals.money.likely), spread(totals.money, False))]
    if totals.staff_minutes:
        rows.append(
            TotalRow(_("Staff time"), hours(totals.staff_minutes.likely), spread(totals.staff_minutes, True))
        )
    if totals.credit_minutes:
        rows.append(
            TotalRow(
                _("Time credits"), hours(totals.credit_minutes.likely), spread(totals.credit_minutes, True)
            )
        )
    if totals.in_kind:
        rows.append(
            TotalRow(_("Given in kind"), pounds(totals.in_kind.likely), spread(totals.in_kind, False))
        )
    return rows
