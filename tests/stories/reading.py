"""Steps of peer research that many tests need: researchers, a codebook, a study with stories in it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from gilydd.people import commands as people
from gilydd.people.models import Person
from gilydd.people.policy import SYSTEM
from gilydd.people.words import Channel, Language, Role
from gilydd.services.models import Service
from gilydd.stories import commands as stories
from gilydd.stories.commands import codebooks, coding, studies
from gilydd.stories.models import Highlight, Story, Study, StudySource, Theme
from tests.cast import Cast

from .steps import proposed, told

TRAINED = {"training": "Listening and coding, Garw Timecentre", "trained_on": dt.date(2026, 2, 3)}
LONG = "Arhosais i'n hir yn y glaw. Ddaeth neb o'r tŷ. Wedyn daeth Siôn a'i ŵyr, ac roedd popeth yn iawn."


def researcher(cast: Cast, name: str) -> Person:
    """A member with a sign-in who is a peer researcher."""
    member = people.enrol(
        by=SYSTEM, community=cast.community, full_name=name, email=f"{name.lower()}.{cast.slug}@example.org",
        language=Language.ENGLISH, channel=Channel.EMAIL, number=f"R{name}",
    )  # fmt: skip
    people.give_role(by=SYSTEM, membership=member, role=Role.RESEARCHER)
    return Person.objects.select_related("party").get(pk=member.party_id)


def a_story(
    cast: Cast, listener: Person, service: Service, words: str = LONG, teller: str = "Dai", lang: str = "cy",
    uses: dict[str, str] | None = None,
) -> Story:  # fmt: skip
    """A story with a yes to research, with these words agreed."""
    story = told(cast, service, uses or {"research": "researchers"}, teller, words=words)
    version = proposed(listener, story, words, title="Aros", lang=lang, kept="No name of anybody here.")
    stories.answer_version(by=cast.fresh(teller), version=version, agreed=True)
    return Story.objects.get(pk=story.pk)


def a_study(cast: Cast, lead: Person, *coders: Person, name: str = "Waiting") -> Study:
    """A study with a codebook of two themes, one of them below the other, and one beside them."""
    codebook = codebooks.make_codebook(by=lead, community=cast.community, name_cy="Gofal", name_en="Care")
    heard = codebooks.add_theme(by=lead, codebook=codebook, name_cy="Cael fy nghlywed", name_en="Being heard")
    codebooks.add_theme(by=lead, codebook=codebook, name_cy="Aros", name_en="Waiting", parent=heard)
    codebooks.add_theme(by=lead, codebook=codebook, name_cy="Caredigrwydd", name_en="Kindness")
    study = studies.start_study(
        by=lead, community=cast.community, codebook=codebook, lead=lead.party, name=name,
        question="What is it like to wait?", lang="en", **TRAINED,
    )  # fmt: skip
    for one in coders:
        studies.add_coder(by=lead, study=study, party=one.party, **TRAINED)
    return study


def theme(study: Study, name: str) -> Theme:
    return Theme.objects.get(codebook=study.codebook, name_en=name)


def text(study: Study, number: int = 1) -> StudySource:
    return StudySource.objects.select_related("study__community").get(study=study, number=number)


def mark(by: Person, source: StudySource, name: str, words: str) -> Highlight:
    """Mark these words of a text."""
    start = source.text.index(words)
    return coding.highlight(
        by=by, source=source, theme=theme(source.study, name), start=start, end=start + len(words)
    )


def transcript(by: Person, study: Study, words: str, sheet: str = "7", **more: Any) -> StudySource:
    """What was said in a talk, with consent."""
    given = {"lang": "cy", "consented_how": "talked", "consented_on": timezone.localdate()} | more
    return studies.add_transcript(by=by, study=study, text=words, consent_sheet=sheet, **given)
