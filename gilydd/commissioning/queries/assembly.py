"""Reads: what stories, surveys, asks and the directory show already, as needs that can go on the list.

Every figure about people is disclosed; what is hidden by disclosure control is not suggested, so that a need
on the list can never tell that a few people are behind it.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from gilydd.algorithms import disclosure
from gilydd.algorithms.disclosure import Disclosed
from gilydd.exchange.models import Ask
from gilydd.exchange.words import AskState
from gilydd.people.models import Area, Community, Membership, Term
from gilydd.people.policy import type_of_actor
from gilydd.services.models import Mistake, Turn
from gilydd.services.words import MistakeKind, MistakeState
from gilydd.stories.models import Story, Study, Theme
from gilydd.stories.policy import shown_to
from gilydd.stories.queries.comparing import findings
from gilydd.surveys.models import PublishedResult, Question
from gilydd.surveys.policy import visible_published, visible_surveys
from gilydd.surveys.queries.results import published_row, results_of
from gilydd.surveys.words import Group, SurveyState
from gilydd.ui.bilingual import said

from ..models import Need
from ..words_panel import NO_AREA

LOOKS_BACK_DAYS = 365
# An ask without a day that nobody took for so long was not met.
WAITED_DAYS = 30
MOST_SURVEYS = 4
MOST_STUDIES = 3
MOST_EACH = 12
HALF = Fraction(1, 2)


@dataclass(frozen=True)
class Found:
    """Something that could be a need: its words in both languages, the figure, and where it was counted."""

    key: str
    text_cy: str
    text_en: str
    figure: Disclosed | None
    href: str
    on_list: bool = False

    @property
    def text(self) -> str:
        return said(self, "text")


@dataclass(frozen=True)
class Source:
    """One kind of source, what was looked at, and what it showed."""

    code: str
    title: str
    looked: str
    found: list[Found] = field(default_factory=list)


def assembled(person: type_of_actor, turn: Turn) -> list[Source]:
    """What each kind of source shows for a turn. A bounded number of queries, whatever there is."""
    community = turn.community
    on_list = set(Need.objects.filter(turn=turn).exclude(source_key="").values_list("source_key", flat=True))
    sources = [
        Source(
            "stories", _("What stories say"),
            _("Themes that peer researchers found in stories about this service, and published."),
            _of_stories(turn),
        ),
        Source(
            "surveys", _("What surveys say"),
            _("Questions to which fewer than half of the citizens who answered gave a good answer."),
            _of_surveys(person, community),
        ),
        Source(
            "asks", _("Asks that nobody could answer"),
            _("Asks of the last year that ran out, or that nobody took for 30 days."),
            _of_asks(turn),
        ),
        Source(
            "gaps", _("Gaps in the directory"),
            _("What people looked for, did not find, and told us is missing."),
            _of_gaps(turn),
        ),
    ]  # fmt: skip
    return [
        Source(one.code, one.title, one.looked, [_marked(row, on_list) for row in one.found[:MOST_EACH]])
        for one in sources
    ]


def found_by_key(person: type_of_actor, turn: Turn, key: str) -> Found | None:
    """The suggestion with this key, as it stands now."""
    rows = (row for source in assembled(person, turn) for row in source.found)
    return next((row for row in rows if row.key == key), None)


def _marked(row: Found, on_list: set[str]) -> Found:
    return Found(row.key, row.text_cy, row.text_en, row.figure, row.href, row.key in on_list)


def _both(words: Callable[[], str]) -> tuple[str, str]:
    """What `words` gives with Welsh and with English active."""
    with translation.override("cy"):
        welsh = words()
    with translation.override("en"):
        return welsh, words()


def _here(turn: Turn, anchor: str) -> str:
    return f"{reverse('commissioning:assembly', args=[turn.community.slug, turn.pk])}#{anchor}"


def _of_stories(turn: Turn) -> list[Found]:
    rows: list[Found] = []
    studies = Study.objects.of(turn.community).filter(published_at__isnull=False).select_related("codebook")
    called = said(turn.service, "name")
    for study in studies.order_by("-published_at")[:MOST_STUDIES]:
        told = findings(study)
        if called not in told.services:
            continue
        place = told.services.index(called)
        themes = Theme.objects.in_bulk([line.pk for line, _cells in told.rows])
        for line, cells in told.rows:
            if cells[place].value:
                href = reverse("stories:findings", args=[turn.community.slug, study.pk])
                words = _both(partial(_told, themes[line.pk]))
                rows.append(_found(f"stories.theme:{line.pk}", words, cells[place], href))
    first = {row.key: row for row in reversed(rows)}
    return sorted(first.values(), key=lambda row: -(row.figure.value or 0) if row.figure else 0)


def _told(theme: Theme) -> str:
    return _("People say it in their stories: %(theme)s") % {"theme": said(theme, "name")}


def _found(key: str, words: tuple[str, str], figure: Disclosed, href: str) -> Found:
    return Found(key, words[0], words[1], figure, href)


def _of_surveys(person: type_of_actor, community: Community) -> list[Found]:
    closed = visible_surveys(person, community).filter(state=SurveyState.CLOSED)
    surveys = list(closed.order_by("-closed_on", "-pk")[:MOST_SURVEYS])
    rows: list[Found] = []
    for survey_id, results in results_of(surveys).items():
        for result in results:
            for group in result.groups:
                share = group.favourable
                if group.group == Group.CITIZENS and share.value is not None and share.value < HALF:
                    href = reverse("surveys:survey", args=[community.slug, survey_id])
                    key = f"surveys.question:{result.question.pk}"
                    rows.append(_found(key, _badly(result.question, "text"), share, href))
    published = visible_published(person, community).filter(group=Group.CITIZENS)
    for row in published.order_by("-published_on", "-pk")[:MOST_EACH]:
        share = published_row(row).favourable
        if share.value is not None and share.value < HALF:
            href = reverse("surveys:published", args=[community.slug, row.pk])
            key = f"surveys.publishedresult:{row.pk}"
            rows.append(_found(key, _badly(row, "question"), share, href))
    return sorted(rows, key=lambda one: one.figure.value if one.figure and one.figure.value else 0)


def _badly(row: Question | PublishedResult, name: str) -> tuple[str, str]:
    return _both(
        lambda: (
            _("Fewer than half gave a good answer when they were asked: “%(question)s”")
            % {"question": said(row, name)}
        )
    )


def unmet(community: Community) -> Iterable[tuple[int, int, str]]:
    """(asker, top kind of work, area) of asks of the last year that ran out unmet. Two queries."""
    now = timezone.now()
    today = timezone.localdate()
    waited = Q(wanted_on__lt=today) | Q(
        wanted_on__isnull=True, asked_at__lt=now - dt.timedelta(days=WAITED_DAYS)
    )
    asks = Ask.objects.of(community).filter(
        waited, state=AskState.OPEN, asked_at__gte=now - dt.timedelta(days=LOOKS_BACK_DAYS)
    )
    rows = list(asks.values_list("asker", "work", "work__parent"))
    where = dict(
        Membership.objects.of(community)
        .filter(party__in={asker for asker, *_rest in rows})
        .values_list("party", "area__code")
    )
    return [(asker, parent or work, where.get(asker) or NO_AREA) for asker, work, parent in rows]


def _of_asks(turn: Turn) -> list[Found]:
    """By kind of work and area, how many people asked in vain: one table, disclosed as one."""
    cells: dict[str, set[int]] = defaultdict(set)
    first: dict[int, str] = {}
    for asker, work, area in unmet(turn.community):
        # A person counts once in the whole table: where they asked first.
        cells[first.setdefault(asker, f"{work}.{area}")].add(asker)
    if not cells:
        return []
    shown = disclosure.table({name: len(askers) for name, askers in cells.items()}, "people").cells
    works = Term.objects.in_bulk([int(name.partition(".")[0]) for name in shown])
    areas = {area.code: area for area in Area.objects.of(turn.community)}
    rows = []
    for name, figure in shown.items():
        if not figure.value:
            continue
        number, _dot, code = name.partition(".")
        term = works[int(number)]
        words = _both(partial(_asked, term, areas.get(code)))
        key = f"exchange.unmet:{term.code}.{code}"
        rows.append(_found(key, words, figure, _here(turn, "asks")))
    return sorted(rows, key=lambda row: -(row.figure.value or 0) if row.figure else 0)


def _asked(term: Term, area: Area | None) -> str:
    words = {"work": said(term, "name"), "area": said(area, "name") if area else ""}
    if area is None:
        return _("People asked for help and nobody could give it: %(work)s") % words
    return _("People in %(area)s asked for help and nobody could give it: %(work)s") % words


def _of_gaps(turn: Turn) -> list[Found]:
    """How many told us that something is missing. Their own words stay with those who keep the directory."""
    rows = Mistake.objects.of(turn.community).filter(kind=MistakeKind.MISSING, state=MistakeState.OPEN)
    told = disclosure.count(rows.count(), "people")
    if not told.value:
        return []
    words = _both(lambda: _("People look for help in the directory and do not find it"))
    return [_found("services.gaps:missing", words, told, _here(turn, "gaps"))]


def links_of(person: type_of_actor, needs: Iterable[Need]) -> dict[int, str]:
    """For each need the page of what it came from, where the reader may see it; four queries at most."""
    by_label: dict[str, dict[int, list[Need]]] = defaultdict(lambda: defaultdict(list))
    links: dict[int, str] = {}
    for need in needs:
        label, _colon, number = need.source_key.partition(":")
        if label in ("exchange.unmet", "services.gaps"):
            links[need.pk] = _here(need.turn, "asks" if label == "exchange.unmet" else "gaps")
        elif number.isdecimal():
            by_label[label][int(number)].append(need)
    for label, rows in by_label.items():
        pages = PAGES[label](person, rows) if label in PAGES else {}
        links |= {need.pk: page for number, page in pages.items() for need in rows[number]}
    return links


Rows = dict[int, list[Need]]


def _slug(rows: Rows) -> tuple[Community, str]:
    community = next(iter(rows.values()))[0].community
    return community, community.slug


def _themes(person: type_of_actor, rows: Rows) -> dict[int, str]:
    community, slug = _slug(rows)
    studies = Study.objects.of(community).filter(published_at__isnull=False, codebook__themes__in=list(rows))
    found = studies.order_by("published_at").values_list("codebook__themes", "pk")
    return {theme: reverse("stories:findings", args=[slug, study]) for theme, study in found if theme in rows}


def _stories(person: type_of_actor, rows: Rows) -> dict[int, str]:
    community, slug = _slug(rows)
    seen: Iterable[Story] = shown_to(person, community).filter(pk__in=list(rows))
    return {one.pk: reverse("stories:story", args=[slug, one.key]) for one in seen}


def _questions(person: type_of_actor, rows: Rows) -> dict[int, str]:
    community, slug = _slug(rows)
    surveys = visible_surveys(person, community).filter(state=SurveyState.CLOSED, questions__in=list(rows))
    found = surveys.values_list("questions", "pk")
    return {one: reverse("surveys:survey", args=[slug, survey]) for one, survey in found if one in rows}


def _published(person: type_of_actor, rows: Rows) -> dict[int, str]:
    community, slug = _slug(rows)
    found = visible_published(person, community).filter(pk__in=list(rows)).values_list("pk", flat=True)
    return {pk: reverse("surveys:published", args=[slug, pk]) for pk in found}


PAGES: dict[str, Callable[[type_of_actor, Rows], dict[int, str]]] = {
    "stories.theme": _themes,
    "stories.story": _stories,
    "surveys.question": _questions,
    "surveys.publishedresult": _published,
}
