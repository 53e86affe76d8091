"""Who may do what in peer research: peer researchers alone, each in the studies that they code in.

No broker, officer or evaluator finds a study, unless they are a peer researcher of it as well.
"""

from __future__ import annotations

from typing import Any

import rules
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from gilydd.people.models import Community, Person
from gilydd.people.policy import System, holds, type_of_actor
from gilydd.people.queries import standing
from gilydd.people.words import CITIZENS, Role

from .models import (
    Codebook,
    Highlight,
    Memo,
    Story,
    Study,
    StudyCoder,
    StudySource,
    Theme,
)
from .policy import policy, research_stories
from .research_words import StudyState


def study_of(thing: Any) -> Study | None:
    """The study that a thing is, or is of."""
    if isinstance(thing, Study):
        return thing
    if isinstance(thing, Highlight):
        return thing.source.study
    found = getattr(thing, "study", None)
    return found if isinstance(found, Study) else None


def coder_of(person: type_of_actor, study: Study) -> StudyCoder | None:
    """The person's place among the coders of a study, where they have one today; one query."""
    if not isinstance(person, Person):
        return None
    rows = StudyCoder.objects.filter(study=study, party=person.pk, ended_at__isnull=True)
    return rows.select_related("study", "community", "party").first()


is_researcher = holds(Role.RESEARCHER)


@rules.predicate
def codes_in_it(person: Person | None, thing: Any) -> bool:
    study = study_of(thing)
    return study is not None and coder_of(person, study) is not None


@rules.predicate
def leads_it(person: Person | None, thing: Any) -> bool:
    study = study_of(thing)
    return study is not None and person is not None and study.lead_id == person.pk


@rules.predicate
def is_open(person: Person | None, thing: Any) -> bool:
    study = study_of(thing)
    return study is not None and study.state != StudyState.CLOSED


@rules.predicate
def is_own_mark(person: Person | None, thing: Any) -> bool:
    """The highlight or note is the person's."""
    return isinstance(thing, Highlight | Memo) and person is not None and thing.coder.party_id == person.pk


@rules.predicate
def is_citizen_here(person: Person | None, thing: Any) -> bool:
    """Takes part as a citizen: who does it as their paid work is credited no hours."""
    return person is not None and standing(person, thing.community).capacity in CITIZENS


@rules.predicate
def is_published(person: Person | None, thing: Any) -> bool:
    return isinstance(thing, Study) and thing.published_at is not None


policy.allow("keep_codebook", is_researcher)
policy.allow("start_study", is_researcher)
policy.allow("see_study", is_researcher & codes_in_it)
policy.allow("lead_study", is_researcher & leads_it)
policy.allow("code", is_researcher & codes_in_it & is_open)
policy.allow("change_mark", is_researcher & codes_in_it & is_open & is_own_mark)
policy.allow("take_study", is_researcher & codes_in_it)
policy.allow("credit_research", is_researcher & codes_in_it & is_citizen_here)
policy.allow("see_findings", is_published | (is_researcher & codes_in_it))
policy.allow("forget_text", rules.always_false)
may = policy.may


def visible_codebooks(person: type_of_actor, community: Community) -> QuerySet[Codebook]:
    """Codebooks of the community, for its peer researchers."""
    rows = Codebook.objects.of(community).select_related("community")
    return rows if may(person, "keep_codebook", community) else rows.none()


def visible_themes(person: type_of_actor, community: Community) -> QuerySet[Theme]:
    """Themes of the codebooks that the person may open."""
    rows = Theme.objects.of(community).select_related("codebook", "community", "parent")
    return rows if may(person, "keep_codebook", community) else rows.none()


def visible_studies(person: type_of_actor, community: Community) -> QuerySet[Study]:
    """Studies in which the person codes."""
    rows = Study.objects.of(community).select_related("community", "codebook", "lead")
    if isinstance(person, System):
        return rows
    if person is None or not may(person, "keep_codebook", community):
        return rows.none()
    coding = StudyCoder.objects.filter(study=OuterRef("pk"), party=person.pk, ended_at__isnull=True)
    return rows.filter(Exists(coding))


def published_studies(community: Community) -> QuerySet[Study]:
    """Studies whose findings anybody may read."""
    rows = Study.objects.of(community).filter(published_at__isnull=False)
    return rows.select_related("community", "codebook", "lead")


def standing_texts(person: type_of_actor, community: Community) -> Q:
    """A condition on StudySource: its consent stands at this very moment.

    A story's is read anew each time, so a text is gone from every page the moment a yes is taken back or
    over, whatever has been cleared away by then.
    """
    stories = research_stories(person, community).values("pk")
    transcript = Q(story__isnull=True) & (
        Q(consent_until__isnull=True) | Q(consent_until__gte=timezone.localdate())
    )
    return Q(gone_at__isnull=True) & (Q(story__in=stories) | transcript)


def visible_sources(person: type_of_actor, community: Community) -> QuerySet[StudySource]:
    """Texts that the person may read: of the studies in which they code, with a consent that stands now."""
    rows = StudySource.objects.of(community).select_related("study__community", "study__codebook", "service")
    studies = visible_studies(person, community).values("pk")
    return rows.filter(standing_texts(person, community), study__in=studies)


def visible_highlights(person: type_of_actor, community: Community) -> QuerySet[Highlight]:
    """Marks on texts that the person may read: one's own; those of the others once the study compares."""
    rows = Highlight.objects.of(community).select_related("theme", "coder", "source__study__community")
    rows = rows.filter(source__in=visible_sources(person, community).values("pk"))
    if not isinstance(person, Person):
        return rows
    own = Q(coder__party=person.pk)
    return rows.filter(own | ~Q(source__study__state=StudyState.CODING))


def visible_memos(person: type_of_actor, community: Community) -> QuerySet[Memo]:
    """One's own notes; shared ones of the others once the study compares. None about a text that is gone."""
    rows = Memo.objects.of(community).select_related("coder", "study__community", "source", "theme")
    rows = rows.filter(study__in=visible_studies(person, community).values("pk"))
    readable = visible_sources(person, community).values("pk")
    rows = rows.filter(Q(source__isnull=True) | Q(source__in=readable))
    if not isinstance(person, Person):
        return rows
    others = Q(shared=True) & ~Q(study__state=StudyState.CODING)
    return rows.filter(Q(coder__party=person.pk) | others)


def codable_stories(person: type_of_actor, study: Study) -> QuerySet[Story]:
    """Stories with a standing yes to research that are not in the study yet."""
    here = StudySource.objects.filter(study=study, story__isnull=False).values("story")
    return research_stories(person, study.community).exclude(pk__in=here)
