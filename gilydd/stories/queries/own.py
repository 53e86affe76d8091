"""What a teller sees of their own stories, and a listener of the queue."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef
from django.utils import timezone

from gilydd.algorithms.revealing import Mark, marks
from gilydd.people.models import Community, Person
from gilydd.people.queries import names
from gilydd.services.models import Service
from gilydd.ui.bilingual import said

from ..models import AboutService, Prompt, Recording, Story, StoryVersion, UseConsent
from ..policy import standing_consents, visible_listening, visible_own
from ..words import StoryState, Use, VersionState
from .known import known_here


@dataclass(frozen=True)
class Mine:
    """One of my stories on the list."""

    story: Story
    services: str
    teller: str
    waits_for_me: bool
    answers: int
    changes: int


@dataclass(frozen=True)
class Waiting:
    """A story in the listeners' queue: how it was told and how long it has waited, not a word of it."""

    story: Story
    services: str
    days: int
    has_recording: bool
    transcript: bool


@dataclass(frozen=True)
class UseNow:
    """One use, and the yes to it that stands, if any."""

    use: Use
    consent: UseConsent | None
    ran_out: bool


def mine(person: Person, community: Community) -> list[Mine]:
    """The stories I told, and those I wrote down and still look after, newest first. Five queries."""
    waiting = StoryVersion.objects.filter(story=OuterRef("pk"), state=VersionState.WAITING)
    rows = list(
        visible_own(person, community)
        .annotate(waits=Exists(waiting))
        .prefetch_related("about__service", "answers", "changes")
        .order_by("-begun_at", "-pk")
    )
    called = names(one.teller_id for one in rows if one.teller_id and one.teller_id != person.pk)
    return [
        Mine(
            one,
            _services(one),
            called.get(one.teller_id or 0, ""),
            bool(one.waits),
            len(one.answers.all()),
            len(one.changes.all()),
        )
        for one in rows
    ]


def uses_now(story: Story) -> list[UseNow]:
    """Every use with the yes to it that stands, in the order of the list; one query."""
    today = timezone.localdate()
    rows = {row.use: row for row in story.consents.filter(ended_at__isnull=True)}
    return [UseNow(use, row := rows.get(use), bool(row and row.until and row.until < today)) for use in Use]


def queue(person: Person, community: Community) -> list[Waiting]:
    """Stories that wait for a listener, the longest first; four queries whatever their number."""
    return _lines(person, community, (StoryState.TOLD,), "told_at")


def with_tellers(person: Person, community: Community) -> list[Waiting]:
    """Stories whose version waits for the teller's answer."""
    return _lines(person, community, (StoryState.ASKED,), "told_at")


def held(person: Person, community: Community) -> list[Waiting]:
    """Stories that are kept back."""
    return _lines(person, community, (StoryState.HELD,), "told_at")


def marked(story: Story, text: str) -> list[tuple[str, str]]:
    """The text in pieces (words, kind of mark or empty), for a page that shows what could tell who it is."""
    return pieces(text, marks(text, *known_here(story.community)))


def pieces(text: str, found: tuple[Mark, ...]) -> list[tuple[str, str]]:
    """A text cut at its marks; joined again it is the text.

    >>> pieces("Hi Siân!", (Mark(3, 7, "name"),))
    [('Hi ', ''), ('Siân', 'name'), ('!', '')]
    """
    cut: list[tuple[str, str]] = []
    last = 0
    for mark in found:
        cut += [(text[last : mark.start], ""), (text[mark.start : mark.end], mark.kind)]
        last = mark.end
    return [piece for piece in [*cut, (text[last:], "")] if piece[0]]


def prompts(community: Community, kind: str) -> list[Prompt]:
    """The questions of one kind that are asked now, in order."""
    rows = Prompt.objects.of(community).filter(kind=kind, ended_on__isnull=True)
    return list(rows.order_by("place_in_list", "pk"))


def services_of(community: Community) -> list[Service]:
    """Services that a story can be about, by name in the present language."""
    return sorted(Service.objects.of(community), key=lambda one: said(one, "name"))


def consent_history(story: Story) -> list[UseConsent]:
    """Every yes that was ever given for a story, newest first."""
    return list(story.consents.order_by("-given_at", "-pk"))


def standing_uses(story: Story) -> frozenset[str]:
    """The uses that hold for a story now."""
    rows = standing_consents(story.community).filter(story=story)
    return frozenset(rows.values_list("use", flat=True))


def _lines(person: Person, community: Community, states: tuple[str, ...], by: str) -> list[Waiting]:
    sounds = Recording.objects.filter(story=OuterRef("pk"))
    rows = (
        visible_listening(person, community)
        .filter(state__in=states)
        .annotate(sound=Exists(sounds), typed=Exists(sounds.exclude(transcript="")))
        .prefetch_related("about__service")
        .order_by(F(by).asc(nulls_last=True), "pk")
    )
    now = timezone.now()
    return [Waiting(one, _services(one), _days(one.told_at, now), one.sound, one.typed) for one in rows[:500]]


def _days(since: dt.datetime | None, now: dt.datetime) -> int:
    return (now - since).days if since else 0


def _services(story: Story) -> str:
    rows: list[AboutService] = list(story.about.all())
    return ", ".join(said(row.service, "name") for row in rows)
