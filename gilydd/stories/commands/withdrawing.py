"""Writes: a teller takes a story back, everywhere and at once."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from gilydd.history.commands import later
from gilydd.people.policy import type_of_actor

from ..models import Story
from ..policy import policy
from ..words import StoryState
from ._forgetting import forget
from ._shared import move, note, turns_of


@transaction.atomic
def withdraw_story(*, by: type_of_actor, story: Story) -> Story:
    """The teller takes the story back: every word, sound and point of it is deleted, and who told it.

    Every page, feed, answer of the API and dataset reads the present rows, so it is gone from them with
    this commit. A tombstone is left where others could read it. Whoever fetched it in a dataset is told.
    """
    story = _with_teller(story)
    policy.check(by, "withdraw_story", story)
    if story.state == StoryState.WITHDRAWN:
        return story
    turns = turns_of(story)
    note("withdraw_story", by, story, told_by=story.teller)
    forget(story)
    move(story, StoryState.WITHDRAWN)
    story.withdrawn_at = timezone.now()
    story.title = story.words = story.reason = story.reason_lang = story.how_common = ""
    story.involved, story.month, story.area = [], None, None
    story.teller, story.collector = None, None
    story.save()
    if story.was_shown:
        note("story_gone", None, story, mentions=turns)
    later("gilydd.stories.notices.recipients_told", story.pk)
    return story


def _with_teller(story: Story) -> Story:
    """The story as it is now, locked, with its teller."""
    rows = Story.objects.select_for_update(of=("self",)).select_related("community", "teller")
    return rows.get(pk=story.pk)
