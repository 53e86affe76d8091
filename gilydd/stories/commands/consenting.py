"""Writes: say yes to a use of one's story, change it, take it back."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.history.commands import later
from gilydd.history.words import Refused
from gilydd.people.models import Party
from gilydd.people.policy import type_of_actor
from gilydd.people.queries import under_age
from gilydd.people.words import Explained

from ..models import Story, UseConsent
from ..policy import policy
from ..words import AUDIENCES, StoryState, Use, Whose
from ._forgetting import forget_research
from ._shared import locked, note, typed_by


@transaction.atomic
def agree_to_use(
    *,
    by: type_of_actor,
    story: Story,
    use: str,
    audience: str,
    lang: str,
    named: bool = False,
    until: dt.date | None = None,
    explained: str = Explained.SCREEN,
) -> UseConsent:
    """The teller says yes to one use. It holds at once, and takes the place of an earlier yes to this use.

    `lang`: the language in which it was explained; `until`: its last day, or None until it is taken back.
    Raises Refused for an audience that this use does not have, a day that has passed, and a name where there
    is none to show: of somebody under 18, of somebody else's story, of a teller who is no member.
    """
    story = locked(story)
    policy.check(by, "agree_to_use", story)
    if story.state == StoryState.WITHDRAWN:
        raise Refused(_("This story was taken back."))
    if use not in Use.values or audience not in AUDIENCES[Use(use)]:
        raise Refused(_("Choose who may read it."), field="audience")
    if until is not None and until < timezone.localdate():
        raise Refused(_("Choose today or a later day."), field="until")
    if explained not in Explained.values:
        raise Refused(_("Say how it was explained."), field="explained")
    typed = typed_by(by, story)
    if typed and explained == Explained.SCREEN and story.teller_id is not None:
        raise Refused(_("Say how it was explained: by phone, on paper or at a visit."), field="explained")
    if named:
        _check_name(story)
    same = {
        "audience": audience, "named": named, "lang": lang, "until": until, "explained": explained,
    }  # fmt: skip
    known = story.consents.filter(use=use, ended_at__isnull=True).first()
    if known is not None:
        if all(getattr(known, field) == value for field, value in same.items()):
            return known
        _end(known)
    row = UseConsent.objects.create(
        community=story.community, story=story, use=use, typed_by_key=typed, **same
    )
    note("agree_to_use", by, story, told_by=story.teller, use=use, to=audience, named=named)
    if typed:
        later("gilydd.stories.notices.agreed_for_you", row.pk)
    if known is not None:
        later("gilydd.stories.notices.recipients_told", story.pk)
    return row


@transaction.atomic
def end_use(*, by: type_of_actor, story: Story, use: str) -> Story:
    """The teller takes a yes back. From this moment the story is nowhere under this use."""
    story = locked(story)
    policy.check(by, "end_use", story)
    row = story.consents.filter(use=use, ended_at__isnull=True).first()
    if row is None:
        return story
    _end(row)
    note("end_use", by, story, told_by=story.teller, use=use)
    _research_ended(story, use)
    later("gilydd.stories.notices.recipients_told", story.pk)
    return story


def _research_ended(story: Story, use: str) -> None:
    if use == Use.RESEARCH:
        forget_research(story)


def _end(row: UseConsent) -> None:
    row.ended_at = timezone.now()
    row.save(update_fields=["ended_at"])


def _check_name(story: Story) -> None:
    if story.teller_id is None or story.whose != Whose.OWN:
        raise Refused(_("A name is only shown where somebody tells their own story."), field="named")
    if Party.objects.filter(pk=story.teller_id, pk__in=under_age()).exists():
        raise Refused(_("The name of somebody under 18 is not shown."), field="named")
