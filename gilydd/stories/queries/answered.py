"""Told, answered, changed: what became of the stories about a service, counted and timed."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median_low

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gilydd.algorithms import disclosure
from gilydd.algorithms.disclosure import Disclosed
from gilydd.people.models import Community, Person
from gilydd.services.models import Service, Turn
from gilydd.services.queries import Fact

from ..models import Change, ChangeFrom, Story, StoryAnswer
from ..policy import in_use, services_answered, shown_to
from ..words import FEWEST_FOR_TIMES, Audience, ChangeState, Felt, StoryState, Use


@dataclass(frozen=True)
class Record:
    """What became of the stories about one service, for everybody.

    told: people's stories, so only as a disclosed figure. shown, answered: of the stories that everybody may
    read; the list shows them, so they are plain counts, as changes are. days: the middle time to a first
    answer, where enough stories have one.
    """

    service: Service
    told: Disclosed
    shown: int
    answered: int
    promised: int
    late: int
    done: int
    not_done: int
    days: int | None


@dataclass(frozen=True)
class ChangeLine:
    """A named change, what became of it, and how many stories led to it that everybody may read."""

    change: Change
    late: bool
    moved: bool
    stories: int


def record(service: Service) -> Record:
    """What became of the stories about a service; six queries."""
    return records(service.community, [service])[0]


def records(community: Community, services: Iterable[Service]) -> list[Record]:
    """The same for several services, in six queries whatever their number."""
    services = list(services)
    keys = [one.pk for one in services]
    public = in_use(community, Use.PUBLIC, Audience.EVERYBODY)
    told = Counter(
        Story.objects.of(community)
        .exclude(state__in=(StoryState.DRAFT, StoryState.WITHDRAWN))
        .filter(about__service__in=keys)
        .values_list("about__service", flat=True)
    )
    shown = Counter(public.filter(about__service__in=keys).values_list("about__service", flat=True))
    firsts = _first_answers(community, keys, public)
    changes = _changes_by_state(community, keys)
    return [
        Record(
            service=one,
            told=disclosure.count(told[one.pk], "people"),
            shown=shown[one.pk],
            answered=len(firsts.get(one.pk, ())),
            promised=changes[one.pk, ChangeState.PROMISED],
            late=changes[one.pk, "late"],
            done=changes[one.pk, ChangeState.DONE],
            not_done=changes[one.pk, ChangeState.NOT_DONE],
            days=_middle(firsts.get(one.pk, ())),
        )
        for one in services
    ]


def changes_of(service: Service) -> list[ChangeLine]:
    """The named changes of a service, the newest first; two queries."""
    public = in_use(service.community, Use.PUBLIC, Audience.EVERYBODY).values("pk")
    rows = (
        Change.objects.filter(service=service)
        .annotate(shown=Count("stories", filter=Q(stories__story__in=public)))
        .order_by("-named_at", "-pk")
    )
    return [_line(row, row.shown) for row in rows]


def of_story(story: Story) -> tuple[list[StoryAnswer], list[tuple[ChangeFrom, bool]]]:
    """The answers to a story, and the changes it led to with whether they are late; two queries."""
    answers = list(story.answers.select_related("service").order_by("answered_at"))
    tied = story.changes.select_related("change__service").order_by("change__named_at")
    return answers, [(row, row.change.is_late()) for row in tied]


def to_answer(person: Person, community: Community) -> list[tuple[Story, Service, int]]:
    """Stories that wait for an answer of a service the person answers for, with days waited."""
    services = services_answered(person, community)
    answered = set(
        StoryAnswer.objects.of(community).filter(service__in=services).values_list("story_id", "service_id")
    )
    rows = shown_to(person, community).filter(about__service__in=services).distinct().order_by("agreed_at")
    able = {one.pk: one for one in services}
    today = timezone.now()
    found = []
    for story in rows.prefetch_related("about"):
        for row in story.about.all():
            if row.service_id in able and (story.pk, row.service_id) not in answered:
                days = (today - story.agreed_at).days if story.agreed_at else 0
                found.append((story, able[row.service_id], days))
    return found


def my_changes(person: Person, community: Community) -> list[ChangeLine]:
    """The changes of the services that the person answers for: promised first, by day."""
    rows = Change.objects.of(community).filter(service__in=services_answered(person, community))
    ordered = rows.select_related("service").annotate(shown=Count("stories")).order_by("due_on")
    lines = [_line(row, row.shown) for row in ordered]
    return sorted(lines, key=lambda one: one.change.state != ChangeState.PROMISED)


def felt_of(change: Change) -> disclosure.DisclosedTable:
    """What tellers say of a change that is done, through the disclosure gate."""
    said_so = Counter(change.stories.exclude(felt="").values_list("felt", flat=True))
    cells = {one.value: said_so[one.value] for one in Felt if one.value}
    return disclosure.table(cells, "people")


def facts(turn: Turn) -> list[Fact]:
    """What this room knows of one service turn, each with the page it was counted from. Four queries."""
    slug, service = turn.community.slug, turn.service
    href = reverse("stories:service", args=[slug, service.pk])
    public = in_use(turn.community, Use.PUBLIC, Audience.EVERYBODY)
    here = public.filter(about__service=service, about__turn=turn)
    told = here.count()
    found: list[Fact] = []
    if told:
        answered = here.filter(answers__service=service).distinct().count()
        words = ngettext("%(num)s story told", "%(num)s stories told", told) % {"num": told}
        answers = ngettext("%(num)s answered", "%(num)s answered", answered) % {"num": answered}
        found.append(Fact(_("Stories that everybody can read"), f"{words}; {answers}", href))
    states = Counter(Change.objects.filter(turn=turn).values_list("state", flat=True))
    if states:
        done, all_of_them = states[ChangeState.DONE], sum(states.values())
        words = ngettext("%(done)s of %(num)s done", "%(done)s of %(num)s done", all_of_them)
        found.append(
            Fact(
                _("Changes that stories led to"),
                words % {"done": done, "num": all_of_them},
                f"{href}#changes",
            )
        )
    return found


def _line(change: Change, stories: int) -> ChangeLine:
    return ChangeLine(change, change.is_late(), change.due_on != change.first_due_on, stories)


def _changes_by_state(community: Community, services: list[int]) -> Counter[tuple[int, str]]:
    counted: Counter[tuple[int, str]] = Counter()
    today = timezone.localdate()
    rows = Change.objects.of(community).filter(service__in=services)
    for service, state, due in rows.values_list("service", "state", "due_on"):
        counted[service, state] += 1
        counted[service, "late"] += state == ChangeState.PROMISED and due < today
    return counted


def _first_answers(community: Community, services: list[int], public: object) -> dict[int, list[int]]:
    """For each service the days from agreement to first answer, of stories that everybody may read."""
    rows = (
        StoryAnswer.objects.of(community)
        .filter(service__in=services, story__in=public)
        .values("service", "story", "story__agreed_at")
        .annotate(first=Min("answered_at"))
    )
    days: dict[int, list[int]] = {}
    for row in rows:
        waited: dt.timedelta = row["first"] - row["story__agreed_at"]
        days.setdefault(row["service"], []).append(max(waited.days, 0))
    return days


def _middle(days: Iterable[int]) -> int | None:
    known = list(days)
    return median_low(known) if len(known) >= FEWEST_FOR_TIMES else None
