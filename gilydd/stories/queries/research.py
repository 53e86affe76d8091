"""Reads of peer research: studies, their texts and coders, themes as a tree."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from gilydd.people.models import Community, Membership, Person
from gilydd.people.queries import names
from gilydd.people.words import MembershipState, Role
from gilydd.ui.bilingual import said

from ..models import Codebook, Highlight, Reading, Study, StudySource, Theme
from ..research_policy import (
    coder_of,
    standing_texts,
    visible_codebooks,
    visible_highlights,
    visible_sources,
    visible_studies,
)
from ..research_words import COLOURS, Gone, StudyState


@dataclass(frozen=True)
class ThemeLine:
    """A theme in its tree. `number` is its place (2.1); `colour` and `pattern` name its classes, from 1."""

    pk: int
    number: str
    depth: int
    name: str
    other_name: str
    other_lang: str
    meaning: str
    colour: int
    pattern: int
    retired: bool
    marks: int = 0


@dataclass(frozen=True)
class StudyLine:
    """A study in a list, with how far one has read oneself."""

    pk: int
    name: str
    lang: str
    state: str
    texts: int
    read: int


@dataclass(frozen=True)
class CodebookLine:
    pk: int
    name: str
    about: str
    themes: int


@dataclass(frozen=True)
class TextLine:
    """A text in a study's list; of one that is gone only its number and why. `marks` are one's own."""

    pk: int
    number: int
    lang: str
    service: str
    begins: str
    marks: int
    look_again: int
    read: bool
    gone: str


@dataclass(frozen=True)
class CoderLine:
    """Somebody who codes. `read` counts the texts they read to the end."""

    pk: int
    name: str
    training: str
    trained_on: dt.date | None
    lead: bool
    ended: bool
    me: bool
    read: int


def studies(person: Person, community: Community) -> list[StudyLine]:
    """The person's studies, newest first; three queries whatever their number."""
    rows = list(visible_studies(person, community).order_by("-made_at"))
    texts = dict(
        StudySource.objects.filter(standing_texts(person, community), study__in=[one.pk for one in rows])
        .values_list("study")
        .annotate(n=Count("pk"))
    )
    read = dict(
        Reading.objects.of(community)
        .filter(coder__party=person.pk, source__study__in=[one.pk for one in rows], source__gone_at=None)
        .values_list("source__study")
        .annotate(n=Count("pk"))
    )
    return [
        StudyLine(
            one.pk, one.name, one.lang, one.get_state_display(), texts.get(one.pk, 0), read.get(one.pk, 0)
        )
        for one in rows
    ]


def codebooks(person: Person, community: Community) -> list[CodebookLine]:
    """The codebooks; one query."""
    rows = visible_codebooks(person, community).annotate(
        n=Count("themes", filter=Q(themes__retired_at__isnull=True))
    )
    return [CodebookLine(one.pk, said(one, "name"), said(one, "about"), one.n) for one in rows.order_by("pk")]


def theme_tree(codebook: Codebook, counted: dict[int, int] | None = None) -> list[ThemeLine]:
    """The themes of a codebook in the order of their tree; one query."""
    below: dict[int | None, list[Theme]] = {}
    for one in codebook.themes.order_by("place_in_list", "pk"):
        below.setdefault(one.parent_id, []).append(one)
    lines: list[ThemeLine] = []

    def add(above: int | None, prefix: str, depth: int) -> None:
        for place, one in enumerate(below.get(above, []), 1):
            lines.append(_theme(one, f"{prefix}{place}", depth, (counted or {}).get(one.pk, 0)))
            add(one.pk, f"{prefix}{place}.", depth + 1)

    add(None, "", 0)
    return lines


def _theme(one: Theme, number: str, depth: int, marks: int) -> ThemeLine:
    name = said(one, "name")
    other, lang = (one.name_cy, "cy") if name == one.name_en else (one.name_en, "en")
    return ThemeLine(
        one.pk, number, depth, name, other if other != name else "", lang, said(one, "meaning"),
        one.look % COLOURS + 1, one.look // COLOURS + 1, one.retired_at is not None, marks,
    )  # fmt: skip


def texts(person: Person, study: Study) -> list[TextLine]:
    """The texts of a study, those that are gone as their numbers; five queries whatever their number."""
    community = study.community
    readable = {one.pk: one for one in visible_sources(person, community).filter(study=study)}
    own = _own_marks(person, study)
    read = set(
        Reading.objects.filter(source__study=study, coder__party=person.pk).values_list("source", flat=True)
    )
    lines = []
    for pk, number, why in study.sources.order_by("number").values_list("pk", "number", "gone_why"):
        one = readable.get(pk)
        if one is None:
            told = Gone(why or Gone.WITHDRAWN).label
            lines.append(TextLine(pk, number, "", "", "", 0, 0, False, str(told)))
            continue
        marks, again = own.get(pk, (0, 0))
        service = said(one.service, "name") if one.service else ""
        lines.append(TextLine(pk, number, one.lang, service, _begins(one.text), marks, again, pk in read, ""))
    return lines


def _own_marks(person: Person, study: Study) -> dict[int, tuple[int, int]]:
    rows = Highlight.objects.filter(source__study=study, coder__party=person.pk, removed_at__isnull=True)
    counted = rows.values_list("source").annotate(n=Count("pk"), again=Count("pk", filter=Q(look_again=True)))
    return {source: (n, again) for source, n, again in counted}


def _begins(text: str) -> str:
    words = text.split()
    return " ".join(words[:9]) + ("…" if len(words) > 9 else "")


def coders(person: Person, study: Study) -> list[CoderLine]:
    """Who codes in a study; four queries whatever their number."""
    rows = list(study.coders.order_by("ended_at", "pk"))
    called = names(one.party_id for one in rows if one.party_id)
    read = dict(
        Reading.objects.filter(source__study=study, source__gone_at=None)
        .values_list("coder")
        .annotate(n=Count("pk"))
    )
    return [
        CoderLine(
            one.pk, one.called or called.get(one.party_id or 0, ""), one.training, one.trained_on,
            one.party_id == study.lead_id, one.ended_at is not None, one.party_id == person.pk,
            read.get(one.pk, 0),
        )
        for one in rows
    ]  # fmt: skip


def researchers_to_add(study: Study) -> list[tuple[int, str]]:
    """Active peer researchers who do not code in the study: (party id, name), by name."""
    coding = study.coders.filter(party__isnull=False, ended_at__isnull=True).values("party")
    rows = Membership.objects.of(study.community).filter(
        state=MembershipState.ACTIVE, roles__role=Role.RESEARCHER, roles__until__isnull=True
    )
    ids = set(rows.exclude(party__in=coding).values_list("party", flat=True))
    return sorted(names(ids).items(), key=lambda one: one[1].casefold())


def theme_choices(codebook: Codebook) -> list[tuple[str, str]]:
    """Themes that can be chosen, with their place in the tree: ("12", "2.1 Being heard")."""
    return [(str(one.pk), f"{one.number} {one.name}") for one in theme_tree(codebook) if not one.retired]


def marks_by_theme(person: Person, study: Study) -> dict[int, int]:
    """How many marks each theme has, as far as the person sees marks; one query."""
    rows = visible_highlights(person, study.community).filter(source__study=study, removed_at__isnull=True)
    return dict(rows.order_by().values_list("theme").annotate(n=Count("pk")))


def next_step(person: Person, study: Study) -> str:
    """What to do now in a study, in one sentence."""
    if study.state == StudyState.COMPARING:
        return _("Look where you marked the same and where not, and talk about it.")
    if study.state == StudyState.CLOSED:
        return _("The study is closed. What it found can be told.")
    if coder_of(person, study) is None:
        return ""
    return _("Read each text by yourself and mark what you find. The others do not see your marks yet.")


def context_of(person: Person, study: Study) -> dict[str, Any]:
    """What every page of a study shows."""
    return {"study": study, "next_step": next_step(person, study)}
