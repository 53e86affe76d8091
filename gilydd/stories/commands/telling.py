"""Writes: begin a story, save it, say what it means, add a recording, tell it, throw it away."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.history.commands import key_of, later
from gilydd.history.words import Refused
from gilydd.people.models import Area, Community, Membership, Party, Person
from gilydd.people.policy import SYSTEM, speaks_for, type_of_actor
from gilydd.services.models import Service

from ..models import AboutService, Feeling, Prompt, Recording, Story, TriadPoint
from ..policy import policy
from ..sounds import Sound
from ..words import (
    LONGEST_TITLE,
    LONGEST_WORDS,
    How,
    HowCommon,
    Involved,
    PromptKind,
    StoryState,
    Whose,
)
from ._shared import language_tag, locked, move, note, tidy, turn_under_way

LEFT = object()


@transaction.atomic
def begin_story(
    *,
    by: type_of_actor,
    community: Community,
    lang: str,
    how: str = How.WRITTEN,
    teller: Party | None = None,
    for_somebody: bool = False,
) -> Story:
    """Begin a story: an empty draft that can be left and come back to.

    `teller`: whose telling is written down, where it is not one's own. `for_somebody` without a teller:
    somebody who is no member tells it, and whoever writes it down tells them what happens.
    """
    policy.check(by, "begin_story", community)
    if how not in How.values:
        raise Refused(_("Choose how the story is told."), field="how")
    own = by.party if isinstance(by, Person) and not for_somebody else None
    told_by = teller or own
    for_other = told_by is None or not speaks_for(by, community, told_by.pk)
    if for_other:
        policy.check(by, "write_down", community)
    if told_by is not None and not Membership.objects.of(community).filter(party=told_by).exists():
        raise Refused(_("This is not a member of the community."), field="teller")
    story = Story.objects.create(
        community=community,
        teller=told_by,
        collector=by if for_other and isinstance(by, Person) else None,
        how=how,
        lang=language_tag(lang),
    )
    note("begin_story", by, story, told_by=told_by, how=how)
    return story


@transaction.atomic
def save_story(
    *,
    by: type_of_actor,
    story: Story,
    title: str | None = None,
    words: str | None = None,
    lang: str | None = None,
    whose: str | None = None,
    how_common: str | None = None,
    involved: Collection[str] | None = None,
    month: object = LEFT,
    area: object = LEFT,
    services: Sequence[Service] | None = None,
) -> Story:
    """Keep what there is of a draft; what is left out stays as it is. Nothing need be complete yet.

    `month` is a date or None, `area` an Area or None.
    """
    story = _draft(by, story)
    if title is not None:
        story.title = tidy(title)[:LONGEST_TITLE]
    if words is not None:
        if len(words) > LONGEST_WORDS:
            raise Refused(_("This is too long to read in one go. Make two stories of it."), field="words")
        story.words = tidy(words)
    if lang is not None:
        story.lang = language_tag(lang)
    _say_about_it(story, whose, how_common, involved)
    if month is not LEFT:
        story.month = _month(month)
    if area is not LEFT:
        story.area = _own_area(story, area)
    story.save()
    if services is not None:
        _set_services(story, services)
    note("save_story", by, story, told_by=story.teller)
    return story


@transaction.atomic
def signify(
    *,
    by: type_of_actor,
    story: Story,
    feelings: Mapping[Prompt, int | None] | None = None,
    points: Mapping[Prompt, tuple[int, int, int] | None] | None = None,
) -> Story:
    """The teller says what the story means: a face for a question, a point between three things.

    feelings: 1 (very sad) to 5 (very happy); points: three whole numbers, 0 to 100, that make 100; None
    takes an answer away. What is not named stays as it is.
    """
    story = _draft(by, story)
    for prompt, level in (feelings or {}).items():
        _check_prompt(story, prompt, PromptKind.FEELING)
        if level is None:
            story.feelings.filter(prompt=prompt).delete()
        elif level not in range(1, 6):
            raise Refused(_("Choose one of the five faces."), field=f"feeling_{prompt.pk}")
        else:
            told = {"community": story.community, "level": level}
            Feeling.objects.update_or_create(story=story, prompt=prompt, defaults=told)
    for prompt, point in (points or {}).items():
        _check_prompt(story, prompt, PromptKind.TRIAD)
        if point is None:
            story.points.filter(prompt=prompt).delete()
            continue
        if len(point) != 3 or sum(point) != 100 or not all(0 <= part <= 100 for part in point):
            raise Refused(_("The three numbers must make 100."), field=f"point_{prompt.pk}")
        told = dict(zip("abc", point, strict=True), community=story.community)
        TriadPoint.objects.update_or_create(story=story, prompt=prompt, defaults=told)
    note("signify", by, story, told_by=story.teller)
    return story


@transaction.atomic
def keep_recording(*, by: type_of_actor, story: Story, sound: Sound) -> Recording:
    """Keep a recording with a draft; a new one takes the place of the old one and of its transcript."""
    story = _draft(by, story)
    row, _fresh = Recording.objects.update_or_create(
        story=story,
        defaults={
            "community": story.community,
            "content": sound.content,
            "content_type": sound.content_type,
            "size_bytes": len(sound.content),
            "made_at": timezone.now(),
            "transcript": "",
            "transcribed_by_key": "",
        },
    )
    note("keep_recording", by, story, told_by=story.teller, size_bytes=row.size_bytes)
    return row


@transaction.atomic
def remove_recording(*, by: type_of_actor, story: Story) -> Story:
    """Take the recording of a draft away, for good."""
    story = _draft(by, story)
    Recording.objects.filter(story=story).delete()
    note("remove_recording", by, story, told_by=story.teller)
    return story


@transaction.atomic
def write_transcript(*, by: type_of_actor, recording: Recording, words: str) -> Recording:
    """Type what is said in a recording. It stays beside the recording; it is no version that others read."""
    story = locked(recording.story)
    policy.check(by, "write_transcript", story)
    row = Recording.objects.get(pk=recording.pk)
    if not tidy(words):
        raise Refused(_("Type what is said in the recording."), field="words")
    if len(words) > LONGEST_WORDS:
        raise Refused(_("This is too long to read in one go. Make two stories of it."), field="words")
    row.transcript = tidy(words)
    row.transcribed_by_key = key_of(by) if isinstance(by, Person) else SYSTEM.key
    row.save(update_fields=["transcript", "transcribed_by_key"])
    note("write_transcript", by, story, told_by=story.teller)
    return row


@transaction.atomic
def tell_story(*, by: type_of_actor, story: Story, told_at: dt.datetime | None = None) -> Story:
    """Hand a story in: from now on its own words stay as they are, and a listener reads them.

    Raises Refused where there is nothing to listen to, no service it is about, or no use agreed to.
    """
    story = _draft(by, story)
    heard = Recording.objects.filter(story=story).exists() or story.feelings.exists()
    if not story.words and not heard:
        raise Refused(_("Tell it first: with words, with pictures or as a recording."), field="words")
    if not story.about.exists():
        raise Refused(_("Say which service it is about."), field="services")
    if not story.consents.filter(ended_at__isnull=True).exists():
        raise Refused(
            _("Say yes to at least one use, or keep the story for yourself: nobody reads a draft."),
            field="uses",
        )
    move(story, StoryState.TOLD)
    story.told_at = told_at or timezone.now()
    story.save(update_fields=["state", "told_at"])
    note("tell_story", by, story, told_by=story.teller, how=story.how, mentions=_turns(story))
    later("gilydd.stories.notices.told", story.pk)
    return story


@transaction.atomic
def discard_draft(*, by: type_of_actor, story: Story) -> None:
    """Throw a draft away: nothing of it is kept."""
    story = _draft(by, story)
    note("discard_draft", by, story, told_by=story.teller)
    Recording.objects.filter(story=story).delete()
    for rows in (story.feelings, story.points, story.consents, story.about):
        rows.all().delete()
    story.delete()


def _draft(by: type_of_actor, story: Story) -> Story:
    story = locked(story)
    policy.check(by, "change_story", story)
    if story.state != StoryState.DRAFT:
        raise Refused(_("This story was told already. Take it back if you want to tell it anew."))
    return story


def _say_about_it(
    story: Story, whose: str | None, how_common: str | None, involved: Collection[str] | None
) -> None:
    if whose is not None:
        if whose not in Whose.values:
            raise Refused(_("Say whether it happened to you or to somebody else."), field="whose")
        story.whose = whose
    if how_common is not None:
        if how_common and how_common not in HowCommon.values:
            raise Refused(_("Choose how often it happens."), field="how_common")
        story.how_common = how_common
    if involved is not None:
        if not set(involved) <= set(Involved.values):
            raise Refused(_("Choose who had a part in it from the list."), field="involved")
        story.involved = [one for one in Involved.values if one in involved]


def _month(month: Any) -> dt.date | None:
    if month is None:
        return None
    if month > timezone.localdate():
        raise Refused(_("This month has not come yet."), field="month")
    first: dt.date = month.replace(day=1)
    return first


def _own_area(story: Story, area: Any) -> Area | None:
    if area is not None and area.community_id != story.community_id:
        raise Refused(_("This area is in another community."), field="area")
    return area


def _set_services(story: Story, services: Sequence[Service]) -> None:
    if any(one.community_id != story.community_id for one in services):
        raise Refused(_("This service is in another community."), field="services")
    story.about.exclude(service__in=services).delete()
    for service in services:
        AboutService.objects.get_or_create(
            story=story, service=service,
            defaults={"community": story.community, "turn": turn_under_way(service)},
        )  # fmt: skip


def _turns(story: Story) -> list[Any]:
    """The turns that are under way now, written down with the services the story is about."""
    turns = []
    for row in story.about.select_related("service"):
        row.turn = turn_under_way(row.service)
        row.save(update_fields=["turn"])
        turns += [row.turn] if row.turn else []
    return turns


def _check_prompt(story: Story, prompt: Prompt, kind: PromptKind) -> None:
    if prompt.community_id != story.community_id or prompt.kind != kind or prompt.ended_on:
        raise Refused(_("This question is not asked here."))
