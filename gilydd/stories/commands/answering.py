"""Writes: a service answers a story, names a change, says when it comes later, that it is done or why not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.history.commands import key_of, later
from gilydd.history.words import Audience as ReadBy
from gilydd.history.words import Refused
from gilydd.people.models import Person
from gilydd.people.policy import SYSTEM, type_of_actor
from gilydd.services.models import Service, Turn

from ..models import Change, ChangeFrom, Story, StoryAnswer
from ..policy import answering_for, policy, shown_to
from ..words import ChangeState, Felt, StoryState
from ._shared import locked, note, tidy, turn_under_way


@transaction.atomic
def answer_story(
    *,
    by: type_of_actor,
    story: Story,
    service: Service,
    words_cy: str = "",
    words_en: str = "",
    no_change_cy: str = "",
    no_change_en: str = "",
) -> StoryAnswer:
    """A service answers the teller, at least in the language of the story. `no_change`: why nothing changes.

    Each service answers a story as often as it has something to say.
    """
    story = locked(story)
    policy.check(by, "answer_story", story)
    _check_service(by, story, service)
    words_cy, words_en = tidy(words_cy), tidy(words_en)
    if not (words_cy or words_en):
        raise Refused(_("Write an answer."), field="words_cy")
    if story.lang in ("cy", "en") and not (words_cy if story.lang == "cy" else words_en):
        asked = _("Answer in Welsh at least.") if story.lang == "cy" else _("Answer in English at least.")
        raise Refused(f"{asked} {_('It is the language of the story.')}", field=f"words_{story.lang}")
    row = StoryAnswer.objects.create(
        community=story.community,
        story=story,
        service=service,
        words_cy=words_cy,
        words_en=words_en,
        no_change_cy=tidy(no_change_cy),
        no_change_en=tidy(no_change_en),
        answered_by_key=_key(by),
    )
    note("answer_story", by, row, audience=ReadBy.PUBLIC, mentions=_turns(story, service))
    later("gilydd.stories.notices.answered", row.pk)
    return row


@transaction.atomic
def name_change(
    *,
    by: type_of_actor,
    service: Service,
    what_cy: str,
    what_en: str,
    by_whom_cy: str,
    by_whom_en: str,
    due_on: dt.date,
    stories: Collection[Story] = (),
) -> Change:
    """A service says in public what it will do otherwise, who does it and by when; the tellers are told."""
    policy.check(by, "name_change", service)
    if not all(text.strip() for text in (what_cy, what_en)):
        raise Refused(_("Say what will change, in Welsh and in English."), field="what_cy")
    if not all(text.strip() for text in (by_whom_cy, by_whom_en)):
        raise Refused(_("Say who does it, in Welsh and in English: a role or a team."), field="by_whom_cy")
    if due_on < timezone.localdate():
        raise Refused(_("Choose today or a later day."), field="due_on")
    row = Change.objects.create(
        community=service.community,
        service=service,
        turn=turn_under_way(service),
        what_cy=tidy(what_cy),
        what_en=tidy(what_en),
        by_whom_cy=tidy(by_whom_cy),
        by_whom_en=tidy(by_whom_en),
        first_due_on=due_on,
        due_on=due_on,
        named_by_key=_key(by),
    )
    note("name_change", by, row, audience=ReadBy.PUBLIC, mentions=[service, *_turn(row)])
    for story in stories:
        _tie(by, row, story)
    return row


@transaction.atomic
def tie_change(*, by: type_of_actor, change: Change, story: Story) -> ChangeFrom:
    """Another story led to the same change: its teller hears of it from now on."""
    change = _fresh(change)
    policy.check(by, "change_change", change)
    return _tie(by, change, story)


@transaction.atomic
def move_change(
    *, by: type_of_actor, change: Change, due_on: dt.date, reason_cy: str, reason_en: str
) -> Change:
    """A change comes later: the new day and why. The first day stays on the page beside it."""
    change = _promised(by, change)
    if due_on <= timezone.localdate():
        raise Refused(_("Choose a day that is still to come."), field="due_on")
    change.reason_cy, change.reason_en = _reasons(reason_cy, reason_en)
    change.due_on = due_on
    change.save()
    note(
        "move_change", by, change, audience=ReadBy.PUBLIC, mentions=[change.service, *_turn(change)],
        due_on=due_on.isoformat(),
    )  # fmt: skip
    later("gilydd.stories.notices.change_moved", change.pk)
    return change


@transaction.atomic
def finish_change(
    *,
    by: type_of_actor,
    change: Change,
    done: bool,
    reason_cy: str = "",
    reason_en: str = "",
    done_on: dt.date | None = None,
) -> Change:
    """A change is done, or will not be and why. The tellers are told, and asked whether it is better now."""
    change = _promised(by, change)
    if done:
        change.done_on = done_on or timezone.localdate()
        if change.done_on > timezone.localdate():
            raise Refused(_("This day has not come yet."), field="done_on")
        change.reason_cy, change.reason_en = tidy(reason_cy), tidy(reason_en)
    else:
        change.reason_cy, change.reason_en = _reasons(reason_cy, reason_en)
    change.state = ChangeState.DONE if done else ChangeState.NOT_DONE
    change.save()
    note(
        "finish_change", by, change, audience=ReadBy.PUBLIC, mentions=[change.service, *_turn(change)],
        done=done,
    )  # fmt: skip
    later("gilydd.stories.notices.change_finished", change.pk)
    return change


@transaction.atomic
def say_felt(*, by: type_of_actor, tied: ChangeFrom, felt: str) -> ChangeFrom:
    """The teller says whether it is better now. The service sees how many said what, never who."""
    story = locked(tied.story)
    policy.check(by, "say_felt", story)
    row = ChangeFrom.objects.select_related("change").get(pk=tied.pk)
    if row.change.state != ChangeState.DONE:
        raise Refused(_("This change is not done yet."))
    if felt not in Felt.values or not felt:
        raise Refused(_("Choose one of the answers."), field="felt")
    row.felt, row.felt_at = felt, timezone.now()
    row.save(update_fields=["felt", "felt_at"])
    note("say_felt", by, story, told_by=story.teller)
    return row


def _tie(by: type_of_actor, change: Change, story: Story) -> ChangeFrom:
    story = locked(story)
    if story.state != StoryState.AGREED or not _reads(by, story):
        raise Refused(_("Choose stories that you may read."), field="stories")
    if not story.about.filter(service=change.service_id).exists():
        raise Refused(_("This story is about another service."), field="stories")
    row, fresh = ChangeFrom.objects.get_or_create(
        change=change, story=story, defaults={"community": change.community}
    )
    if fresh:
        later("gilydd.stories.notices.change_named", row.pk)
    return row


def _reads(by: type_of_actor, story: Story) -> bool:
    return shown_to(by, story.community).filter(pk=story.pk).exists()


def _check_service(by: type_of_actor, story: Story, service: Service) -> None:
    if not story.about.filter(service=service).exists():
        raise Refused(_("This story is about another service."), field="service")
    if isinstance(by, Person) and service.pk not in {one.pk for one in answering_for(by, story)}:
        raise Refused(_("You do not answer for this service."), field="service")


def _promised(by: type_of_actor, change: Change) -> Change:
    change = _fresh(change)
    policy.check(by, "change_change", change)
    if change.state != ChangeState.PROMISED:
        raise Refused(_("This change is “%(state)s” already.") % {"state": change.get_state_display()})
    return change


def _reasons(cy: str, en: str) -> tuple[str, str]:
    if not (cy.strip() and en.strip()):
        raise Refused(_("Give the reason in Welsh and in English."), field="reason_cy")
    return tidy(cy), tidy(en)


def _fresh(change: Change) -> Change:
    rows = Change.objects.select_for_update(of=("self",)).select_related("community", "service", "turn")
    return rows.get(pk=change.pk)


def _turn(change: Change) -> list[Turn]:
    return [change.turn] if change.turn else []


def _turns(story: Story, service: Service) -> list[Turn]:
    rows = story.about.filter(service=service, turn__isnull=False).select_related("turn")
    return [row.turn for row in rows if row.turn]


def _key(by: type_of_actor) -> str:
    return key_of(by) if isinstance(by, Person) else SYSTEM.key
