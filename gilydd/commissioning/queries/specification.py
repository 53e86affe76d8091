"""Reads: a specification with its versions, what people suggested for it, and who was heard."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gilydd.designing.queries.voice import Heard, Line, Measure, measure_between, measure_evenness
from gilydd.designing.sides import side_of
from gilydd.designing.words import Side
from gilydd.people.models import Person
from gilydd.people.queries import names
from gilydd.services.models import Outcome, Turn
from gilydd.services.queries import Fact
from gilydd.ui.bilingual import said
from gilydd.ui.filters import language

from ..comparing import ADDED, REMOVED, REWRITTEN, Change, changes
from ..models import Procurement, Seat, SpecificationVersion, Suggestion
from ..policy import may, visible_procurements, visible_suggestions
from ..words import ProcurementState, SeatState
from ..words_panel import SuggestionState

IN_TEXT = (SuggestionState.TAKEN, SuggestionState.PARTLY)


@dataclass(frozen=True)
class VersionRow:
    """One version with who wrote it, as what, and how many suggestions it took in."""

    version: SpecificationVersion
    who: str
    capacity: str
    taken: int


@dataclass(frozen=True)
class SuggestionRow:
    """One suggestion, with what became of it."""

    pk: int
    words: str
    lang: str
    who: str
    capacity: str
    made_at: dt.datetime
    state: str
    state_label: str
    answer: str
    answer_lang: str
    version: int | None
    mine: bool


@dataclass(frozen=True)
class Page:
    """The page of a specification."""

    versions: list[VersionRow]
    now: SpecificationVersion | None
    outcomes: list[str]
    waiting: list[SuggestionRow]
    answered: list[SuggestionRow]
    draft: bool


def page_of(person: Person | None, procurement: Procurement) -> Page:
    """The newest version with the list of all, and what people suggested. A constant number of queries."""
    versions = versions_of(person, procurement)
    now = versions[0].version if versions else None
    rows = suggestion_rows(person, procurement)
    waiting = [row for row in rows if row.state == SuggestionState.OPEN]
    return Page(
        versions, now, [said(one, "wording") for one in outcomes_of(now)] if now else [], waiting,
        [row for row in rows if row.state != SuggestionState.OPEN],
        procurement.state == ProcurementState.DRAFT,
    )  # fmt: skip


def outcomes_of(version: SpecificationVersion) -> list[Outcome]:
    """The outcomes of the service that a version is for."""
    return list(Outcome.objects.filter(specifications__version=version).order_by("pk"))


def versions_of(person: Person | None, procurement: Procurement) -> list[VersionRow]:
    """Every version, the newest first; who wrote it is named to members."""
    rows = list(procurement.specifications.order_by("-number"))
    taken = Counter(
        Suggestion.objects.filter(procurement=procurement, state__in=IN_TEXT).values_list(
            "version", flat=True
        )
    )
    called = _called(person, procurement, (row.party_id for row in rows if row.party_id))
    return [
        VersionRow(row, called.get(row.party_id or 0, ""), str(row.get_capacity_display()), taken[row.pk])
        for row in rows
    ]


def suggestion_rows(person: Person | None, procurement: Procurement) -> list[SuggestionRow]:
    """Every suggestion in sight, in the order in which they were made."""
    rows = list(
        visible_suggestions(person, procurement.community)
        .filter(procurement=procurement)
        .select_related("version")
        .order_by("pk")
    )
    called = _called(person, procurement, (row.party_id for row in rows))
    return [
        SuggestionRow(
            row.pk, row.words, row.lang, called.get(row.party_id, ""), str(row.get_capacity_display()),
            row.made_at, row.state, str(row.get_state_display()), row.answer, row.answer_lang,
            row.version.number if row.version else None, person is not None and row.party_id == person.pk,
        )
        for row in rows
    ]  # fmt: skip


def _called(person: Person | None, procurement: Procurement, parties: Iterable[int]) -> dict[int, str]:
    """Names for members; a visitor reads as what somebody wrote, and no name."""
    return names(parties) if may(person, "suggest", procurement) else {}


@dataclass(frozen=True)
class Comparison:
    """Two versions beside each other, with a sentence that sums it up."""

    before: SpecificationVersion
    after: SpecificationVersion
    changes: list[Change]
    summary: str


def compared(before: SpecificationVersion, after: SpecificationVersion) -> Comparison:
    """What is different between two versions, in the reader's language."""
    name = f"text_{language()}"
    told = changes(getattr(before, name), getattr(after, name))
    counted = Counter(one.kind for one in told if one.kind != "same" and (one.before or one.after).strip())
    return Comparison(before, after, told, _summary(counted))


def _summary(counted: Counter[str]) -> str:
    sentences = (
        (ADDED, ngettext("%(num)s paragraph is new.", "%(num)s paragraphs are new.", counted[ADDED])),
        (
            REWRITTEN,
            ngettext(
                "%(num)s paragraph was rewritten.", "%(num)s paragraphs were rewritten.", counted[REWRITTEN]
            ),
        ),
        (
            REMOVED,
            ngettext(
                "%(num)s paragraph was taken out.", "%(num)s paragraphs were taken out.", counted[REMOVED]
            ),
        ),
    )  # fmt: skip
    told = [text % {"num": counted[kind]} for kind, text in sentences if counted[kind]]
    return " ".join(told) or _("In this language nothing is different.")


def voice_of(procurement: Procurement) -> list[Measure]:
    """Who was heard in a specification: evenness, both sides, and what became of suggestions.

    Everybody with a seat on the panel counts, the silent with nothing; and whoever suggested something.
    Three queries.
    """
    heard = Heard()
    seats = Seat.objects.filter(panel__turn=procurement.turn_id, state=SeatState.SEATED)
    for party, capacity in seats.values_list("party", "capacity"):
        if side := side_of(capacity):
            heard.side[party] = side
    acts = [
        *procurement.suggestions.exclude(state=SuggestionState.WITHDRAWN).values_list(
            "party", "capacity", "words"
        ),
        *procurement.specifications.filter(party__isnull=False).values_list("party", "capacity", "why_en"),
    ]
    for party, capacity, words in acts:
        if side := side_of(capacity):
            heard.side[party] = side
            heard.acts[party] += 1
            heard.words[party] += len(words.split())
    return [measure_evenness(heard), measure_between(heard), _became(procurement)]


def _became(procurement: Procurement) -> Measure:
    """What became of suggestions, by side: counts of a process."""
    rows = procurement.suggestions.exclude(state=SuggestionState.WITHDRAWN)
    states: dict[Side, Counter[str]] = {side: Counter() for side in Side}
    for capacity, state in rows.values_list("capacity", "state"):
        if side := side_of(capacity):
            states[side][state] += 1
    lines = []
    for side, label in (
        (Side.CITIZEN, _("Suggested by citizens")),
        (Side.PROFESSIONAL, _("Suggested by professionals")),
    ):
        counted = states[side]
        if total := counted.total():
            words = {
                "num": total, "taken": sum(counted[state] for state in IN_TEXT),
                "refused": counted[SuggestionState.REFUSED], "open": counted[SuggestionState.OPEN],
            }  # fmt: skip
            text = _(
                "%(num)s in all: %(taken)s in the text, %(refused)s not taken, %(open)s without an answer"
            )
            lines.append(Line(label, text % words))
    waits = sum(counted[SuggestionState.OPEN] for counted in states.values())
    if not lines:
        says = _("Nobody suggested anything yet.")
    else:
        says = _("Some have no answer yet.") if waits else _("Every suggestion was answered.")
    return Measure(
        "became", _("What became of suggestions"), _("Was what people suggested answered?"), says,
        _("A suggestion counts as in the text when it was taken whole or in part. A no has its reason."),
        lines,
    )  # fmt: skip


def facts_specification(turn: Turn) -> list[Fact]:
    """What specifications of a turn can tell its page: versions and suggestions, counts of a process."""
    told = []
    rows = visible_procurements(None, turn.community).filter(turn=turn, specifications__isnull=False)
    kept = ~Q(suggestions__state=SuggestionState.WITHDRAWN)
    counted = rows.annotate(
        versions=Count("specifications", distinct=True),
        said_of_it=Count("suggestions", filter=kept, distinct=True),
    )
    for procurement in counted.order_by("pk"):
        href = reverse("commissioning:specification", args=[turn.community.slug, procurement.pk])
        words = {"versions": procurement.versions, "suggestions": procurement.said_of_it}
        text = _("Versions: %(versions)s. Suggestions: %(suggestions)s.") % words
        told.append(Fact(_("Specification: %(title)s") % {"title": said(procurement, "title")}, text, href))
    return told
