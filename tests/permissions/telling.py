"""What stands in the addresses of stories, in two twin communities. Dai tells all of them.

The service has no provider: Ffion and Rhodri answer for it. Ffion and Priya listen.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from gilydd.people import commands as people
from gilydd.people.models import RoleHeld
from gilydd.people.policy import SYSTEM
from gilydd.people.words import Role
from gilydd.services.models import Service
from gilydd.stories import commands
from gilydd.stories.models import Story, StoryVersion
from gilydd.stories.sounds import checked
from gilydd.stories.words import Check
from tests.cast import Cast

SAID = {"title": "Waiting", "words": "We waited.", "lang": "en", "why": "Nothing.", "why_lang": "en"}


def furnish_telling(cast: Cast, service: Service) -> dict[str, Any]:
    """A draft, a story that everybody may read with a change that is done, one that waits for Dai, a dataset."""
    priya = cast.member("Priya")
    if not RoleHeld.objects.filter(membership=priya, role=Role.RESEARCHER).exists():
        people.give_role(by=SYSTEM, membership=priya, role=Role.RESEARCHER)
    dai, ffion = cast.fresh("Dai"), cast.fresh("Ffion")
    prompt = commands.add_prompt(
        by=ffion, community=cast.community, kind="feeling", question_cy="Sut?", question_en="How?"
    )
    commands.end_prompt(by=ffion, prompt=prompt)
    draft = commands.begin_story(by=dai, community=cast.community, lang="en")
    ready = _ready(cast, service)
    held = _told(cast, service)
    commands.hold_back(by=ffion, story=held, reason="Wait.", lang="en")
    open_one = _told(cast, service)
    commands.answer_version(by=dai, version=_version(cast, open_one), agreed=True)
    change = commands.name_change(
        by=ffion, service=service, what_cy="A", what_en="B", by_whom_cy="C", by_whom_en="D",
        due_on=timezone.localdate() + dt.timedelta(days=9), stories=[open_one],
    )  # fmt: skip
    finished = commands.name_change(
        by=ffion, service=service, what_cy="A", what_en="B", by_whom_cy="C", by_whom_en="D",
        due_on=timezone.localdate(), stories=[open_one],
    )  # fmt: skip
    commands.finish_change(by=ffion, change=finished, done=True)
    waiting = _version(cast, _told(cast, service))
    share, secret = commands.share_dataset(
        by=ffion, community=cast.community, use="research", recipient="A reader", email="reader@example.org",
        purpose="Reading", licence="agreement", until=timezone.localdate(),
    )  # fmt: skip
    return {
        "story": open_one.pk, "story_key": open_one.key, "story_draft": draft.pk, "story_use": "public",
        "story_version": waiting.pk, "tied_change": finished.stories.get().pk, "named_change": change.pk,
        "story_share": share.pk, "dataset_secret": secret, "story_prompt": prompt.pk,
        "ready_story": ready.pk, "held_story": held.pk,
    }  # fmt: skip


def _told(cast: Cast, service: Service) -> Story:
    return commands.tell_story(by=cast.fresh("Dai"), story=_ready(cast, service))


def _ready(cast: Cast, service: Service) -> Story:
    dai = cast.fresh("Dai")
    story = commands.begin_story(by=dai, community=cast.community, lang="en")
    commands.save_story(by=dai, story=story, words="We waited.", services=[service])
    commands.keep_recording(by=dai, story=story, sound=checked(b"OggS voice"))
    commands.agree_to_use(by=dai, story=story, use="public", audience="everybody", lang="en")
    return story


def _version(cast: Cast, story: Story) -> StoryVersion:
    return commands.propose_version(by=cast.fresh("Ffion"), story=story, checked=list(Check.values), **SAID)
