"""What goes when a story is taken back, or when its teller says no to research. No command of its own."""

from __future__ import annotations

from django.utils import timezone

from gilydd.people.policy import SYSTEM
from gilydd.safety import commands as safety

from ..models import Recording, Story, StoryAnswer
from .research import forget_in_rounds, forget_story


def forget(story: Story) -> None:
    """Delete every word, picture, sound and point of a story. What is left names nobody and tells nothing.

    The yeses stay, ended: they prove what was agreed to, and name nobody once the teller is gone.
    """
    Recording.objects.filter(story=story).delete()
    for rows in (story.feelings, story.points, story.versions):
        rows.all().delete()
    StoryAnswer.objects.filter(story=story).delete()
    story.changes.update(felt="", felt_at=None)
    story.consents.filter(ended_at__isnull=True).update(ended_at=timezone.now())
    forget_research(story)
    forget_in_rounds(by=SYSTEM, story=story)
    safety.forget_thing(by=SYSTEM, community=story.community, thing_key=f"stories.story:{story.pk}")


def forget_research(story: Story) -> None:
    """Delete what peer researchers made of a story: highlights, and its place in studies."""
    forget_story(by=SYSTEM, story=story)
