"""Writes that follow a story into the studies and rounds it is in; called by the commands of telling."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from gilydd.people.policy import type_of_actor

from ..models import Story, StudySource, UseConsent
from ..research_policy import policy
from ..research_words import Gone
from ..words import Use
from . import _research
from ._rounds import forget_entries


@transaction.atomic
def forget_story(*, by: type_of_actor, story: Story) -> int:
    """The yes to research ended: the story goes from every study, with all marks and notes on it."""
    policy.check(by, "forget_text", story)
    return _research.forget_story(story)


@transaction.atomic
def forget_in_rounds(*, by: type_of_actor, story: Story) -> int:
    """The story was taken back: it goes from every round of Most Significant Change, with each reason."""
    policy.check(by, "forget_text", story)
    return forget_entries(story)


@transaction.atomic
def rebase_story(*, by: type_of_actor, story: Story) -> int:
    """The teller agreed to other words: every study gets them, and the marks move along."""
    policy.check(by, "forget_text", story)
    return _research.rebase_story(story)


@transaction.atomic
def forget_expired(*, by: type_of_actor) -> int:
    """The worker's daily task: texts whose consent has run out go for good. Gives how many went.

    Nobody could read them from the day after the last one: what is read asks the consent each time.
    """
    policy.check(by, "forget_text", None)
    today = timezone.localdate()
    rows = StudySource.objects.filter(gone_at__isnull=True)
    over = rows.filter(story__isnull=True, consent_until__lt=today)
    standing = UseConsent.objects.filter(
        story=OuterRef("story"), use=Use.RESEARCH, ended_at__isnull=True
    ).exclude(until__lt=today)
    lapsed = rows.filter(~Exists(standing), story__isnull=False)
    return _research.forget_texts(over | lapsed, Gone.WITHDRAWN)
