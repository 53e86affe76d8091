"""Steps of a story that many tests need: begun, told, proposed, agreed."""

from __future__ import annotations

from typing import Any

from gilydd.people.models import Person
from gilydd.services.models import Service
from gilydd.stories import commands
from gilydd.stories.models import Story, StoryVersion
from gilydd.stories.words import Check
from tests.cast import Cast

WORDS = "I waited in the cold. Nobody said why. Then a kind person came and it was all right."


def begun(cast: Cast, service: Service, teller: str = "Dai", words: str = WORDS, **more: Any) -> Story:
    """A draft with words and a service."""
    who = cast.fresh(teller)
    story = commands.begin_story(by=who, community=cast.community, lang=more.pop("lang", "en"))
    return commands.save_story(by=who, story=story, title="Waiting", words=words, services=[service], **more)


def told(
    cast: Cast, service: Service, uses: dict[str, str] | None = None, teller: str = "Dai", **more: Any
) -> Story:
    """A story told by somebody who signs in, with yeses: {use: audience}."""
    who = cast.fresh(teller)
    story = begun(cast, service, teller, **more)
    for use, audience in (uses or {"public": "everybody"}).items():
        commands.agree_to_use(by=who, story=story, use=use, audience=audience, lang="en")
    return commands.tell_story(by=who, story=story)


def proposed(listener: Person, story: Story, words: str = WORDS, **more: Any) -> StoryVersion:
    """A version that waits for the teller."""
    said = {
        "title": "Waiting without a word",
        "lang": "en",
        "why": "Nothing but the title.",
        "why_lang": "en",
    }
    return commands.propose_version(
        by=listener, story=story, words=words, checked=list(Check.values), **(said | more)
    )


def agreed(
    cast: Cast,
    listener: Person,
    service: Service,
    uses: dict[str, str] | None = None,
    teller: str = "Dai",
    **more: Any,
) -> Story:
    """A story that others may read for these uses."""
    story = told(cast, service, uses, teller, **more)
    version = proposed(listener, story)
    commands.answer_version(by=cast.fresh(teller), version=version, agreed=True)
    return Story.objects.get(pk=story.pk)
