"""What the commands of telling, listening and answering share."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from gilydd.history.commands import key_of, record
from gilydd.history.words import Audience, Refused
from gilydd.people.models import Party, Person
from gilydd.people.policy import SYSTEM, speaks_for, type_of_actor
from gilydd.people.queries import capacity_of
from gilydd.services.models import Service, Turn

from ..models import Story
from ..words import MOVES, StoryState

LANGUAGE_TAG = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


def locked(story: Story) -> Story:
    """The story as it is now, locked."""
    rows = Story.objects.select_for_update(of=("self",)).select_related("community")
    return rows.get(pk=story.pk)


def tidy(text: str) -> str:
    """Text as it is kept: NFC, so that an offset into it means the same everywhere, without loose ends."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n")).strip()


def typed_by(by: type_of_actor, story: Story) -> str:
    """The key of whoever writes down for the teller; empty where they do it themselves."""
    if not isinstance(by, Person):
        return SYSTEM.key
    own = story.teller_id is not None and speaks_for(by, story.community, story.teller_id)
    return "" if own else key_of(by)


def move(story: Story, state: StoryState) -> None:
    """Set the state, or refuse a move that the rules do not know."""
    if state not in MOVES[StoryState(story.state)]:
        raise Refused(
            _("This cannot be done now: the story is “%(state)s”.") % {"state": story.get_state_display()}
        )
    story.state = state


def language_tag(tag: str, field: str = "lang") -> str:
    """The tag of a language, or a refusal that says what one looks like."""
    if not LANGUAGE_TAG.fullmatch(tag):
        raise Refused(_("Give the language as its short code, such as cy, en or pl."), field=field)
    return tag


def note(
    verb: str,
    by: type_of_actor,
    subject: Any,
    *,
    audience: Audience = Audience.PRIVATE,
    mentions: Iterable[Any] = (),
    told_by: Party | None = None,
    **facts: object,
) -> None:
    """Record one act. What a teller does themselves is recorded without them: a story names nobody.

    `told_by`: the teller, where the act is theirs.
    """
    own = told_by is not None and speaks_for(by, subject.community, told_by.pk)
    actor = None if own else by
    record(
        community=subject.community,
        actor=actor,
        capacity=capacity_of(actor, subject.community) if actor else "",
        verb=f"stories.{verb}",
        subject=subject,
        mentions=mentions,
        audience=audience,
        facts=facts,
    )


def turns_of(story: Story) -> list[Turn]:
    """The turns that were under way when the story was told, for the cycle pages of its services."""
    return list(Turn.objects.filter(stories_about__story=story).distinct())


def turn_under_way(service: Service) -> Turn | None:
    """The turn of a service that goes on now."""
    return service.turns.filter(ended_on__isnull=True).first()
