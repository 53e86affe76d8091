"""Writes: a listener proposes a version, the teller says yes or no to it; kept back; handed to the leads."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.algorithms.revealing import remaining
from gilydd.history.commands import key_of, later
from gilydd.history.words import Refused
from gilydd.people.models import Person
from gilydd.people.policy import SYSTEM, type_of_actor
from gilydd.safety import commands as safety

from .. import names
from ..models import Story, StoryVersion
from ..policy import policy
from ..queries.known import known_here
from ..words import LONGEST_TITLE, LONGEST_WORDS, Check, StoryState, VersionState
from ._shared import language_tag, locked, move, note, tidy, turns_of, typed_by
from .research import rebase_story


@transaction.atomic
def propose_version(
    *,
    by: type_of_actor,
    story: Story,
    title: str,
    words: str,
    lang: str,
    why: str,
    why_lang: str,
    checked: Collection[str],
    kept: str = "",
) -> StoryVersion:
    """A listener sends the teller a version that others could read, after looking for what tells who it is.

    checked: every one of words.Check. kept: why what the rules still mark may stay; needed where they mark
    anything. An agreed version stays in use until the teller says yes to this one.
    """
    story = locked(story)
    policy.check(by, "propose_version", story)
    if story.state not in (StoryState.TOLD, StoryState.ASKED, StoryState.AGREED):
        move(story, StoryState.ASKED)
    title, words = tidy(title), tidy(words)
    _check_words(story, title, words, why)
    if set(checked) != set(Check.values):
        raise Refused(_("Look for each of these, and tick it when you have."), field="checked")
    marked = remaining(f"{title}\n{words}", *known_here(story.community))
    if marked and not kept.strip():
        raise Refused(
            _("Some words are still marked. Take them out, or say why they may stay."), field="kept"
        )
    story.versions.filter(state=VersionState.WAITING).update(state=VersionState.REPLACED)
    last = story.versions.order_by("-number").values_list("number", flat=True).first() or 0
    row = StoryVersion.objects.create(
        community=story.community,
        story=story,
        number=last + 1,
        title=title,
        words=words,
        lang=language_tag(lang),
        why=tidy(why),
        why_lang=why_lang,
        checked=[one for one in Check.values if one in checked],
        marked=marked,
        kept=tidy(kept),
        made_by_key=key_of(by) if isinstance(by, Person) else SYSTEM.key,
    )
    if story.state != StoryState.AGREED:
        story.state = StoryState.ASKED
        story.save(update_fields=["state"])
    note("propose_version", by, story, number=row.number, marked=marked)
    later("gilydd.stories.notices.version_waits", row.pk)
    return row


@transaction.atomic
def answer_version(
    *, by: type_of_actor, version: StoryVersion, agreed: bool, reply: str = "", reply_lang: str = ""
) -> StoryVersion:
    """The teller says yes or no to these very words. With the first yes the story is there for its uses."""
    story = locked(version.story)
    policy.check(by, "answer_version", story)
    row = StoryVersion.objects.select_for_update().get(pk=version.pk)
    if row.state != VersionState.WAITING:
        raise Refused(_("This version does not wait for an answer any more."))
    row.state = VersionState.AGREED if agreed else VersionState.REFUSED
    row.reply, row.reply_lang = tidy(reply), reply_lang if reply.strip() else ""
    row.answered_at = timezone.now()
    row.answered_by_key = typed_by(by, story)
    row.save()
    if agreed:
        _agree(story)
    elif story.state == StoryState.ASKED:
        move(story, StoryState.TOLD)
        story.save(update_fields=["state"])
    note("answer_version", by, story, told_by=story.teller, number=row.number, agreed=agreed)
    later("gilydd.stories.notices.version_answered", row.pk)
    return row


@transaction.atomic
def hold_back(*, by: type_of_actor, story: Story, reason: str, lang: str) -> Story:
    """A listener keeps a story back, with a reason for the teller: nobody reads it until it is taken up."""
    story = locked(story)
    policy.check(by, "hold_back", story)
    if not reason.strip():
        raise Refused(_("Say why. The teller reads it."), field="reason")
    move(story, StoryState.HELD)
    story.versions.filter(state=VersionState.WAITING).update(state=VersionState.REPLACED)
    story.reason, story.reason_lang = tidy(reason), lang
    story.save(update_fields=["state", "reason", "reason_lang"])
    note("hold_back", by, story)
    later("gilydd.stories.notices.held_back", story.pk)
    return story


@transaction.atomic
def take_up_again(*, by: type_of_actor, story: Story) -> Story:
    """A listener takes a story up again that was kept back."""
    story = locked(story)
    policy.check(by, "take_up_again", story)
    if story.state != StoryState.HELD:
        raise Refused(_("This story is not kept back."))
    move(story, StoryState.TOLD)
    story.reason, story.reason_lang = "", ""
    story.save(update_fields=["state", "reason", "reason_lang"])
    note("take_up_again", by, story)
    return story


@transaction.atomic
def hand_to_leads(*, by: type_of_actor, story: Story, words: str, lang: str) -> None:
    """A listener hands what worries them to the safeguarding leads. The story itself goes on as it was.

    Nobody but a lead learns that this was done: the record of this room says nothing of it.
    """
    story = locked(story)
    policy.check(by, "hand_to_leads", story)
    if not words.strip():
        raise Refused(_("Write what worries you."), field="words")
    safety.raise_concern(
        by=by, community=story.community, words=tidy(words), lang=lang, about=story.teller, source=story
    )


def _agree(story: Story) -> None:
    first = story.agreed_at is None
    if story.state == StoryState.ASKED:
        move(story, StoryState.AGREED)
    if first:
        taken = set(
            Story.objects.of(story.community).exclude(pseudonym_en="").values_list("pseudonym_en", flat=True)
        )
        story.pseudonym_cy, story.pseudonym_en = names.fresh(taken)
        story.agreed_at = timezone.now()
    story.was_shown = True
    story.save()
    if first:
        # Private, and without an actor: the day on a public timeline could tell whose story it is.
        note("agree_story", None, story, mentions=turns_of(story))
    rebase_story(by=SYSTEM, story=story)


def _check_words(story: Story, title: str, words: str, why: str) -> None:
    if not title:
        raise Refused(_("Give it a title that tells what it is about."), field="title")
    if len(title) > LONGEST_TITLE:
        raise Refused(_("The title is too long."), field="title")
    if not words and not story.feelings.exists():
        raise Refused(_("Write the story as others would read it."), field="words")
    if len(words) > LONGEST_WORDS:
        raise Refused(_("This is too long to read in one go."), field="words")
    if not why.strip():
        raise Refused(
            _("Tell the teller what you changed and why, or that you changed nothing."), field="why"
        )
