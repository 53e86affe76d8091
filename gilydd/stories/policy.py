"""Who tells, listens, answers and reads. What somebody reads follows from what the teller agreed to, now.

Three circles. The *teller* keeps the story: changes their mind, answers each version, takes it back, also
when their membership is paused or closed. A *listener* (peer researcher or facilitator) reads own words, but
never of a story of their own, of one about a service they answer for, or of a teller with whom one of the two
does not want to be brought together. *Readers* read agreed versions alone. A block hides no agreed version:
whom it were hidden from would learn who told it.
"""

from __future__ import annotations

from typing import Any

import rules
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from gilydd.people.models import Community, Membership, Person
from gilydd.people.policy import Policy, System, holds, is_member, serves, speaks_for, type_of_actor
from gilydd.people.queries import aside, kept_apart, parties_of, standing
from gilydd.people.words import Role
from gilydd.services.models import Service
from gilydd.services.policy import answers_for

from .models import AboutService, Change, DatasetShare, Recording, Story, UseConsent
from .words import Audience, StoryState, Use

listens_here = holds(Role.RESEARCHER, Role.FACILITATOR)
collects_here = holds(Role.RESEARCHER, Role.FACILITATOR, Role.BROKER, Role.COORDINATOR)
researches = holds(Role.RESEARCHER)
chooses_providers = holds(Role.COMMISSIONER)
keeps_the_room = holds(Role.FACILITATOR)


def story_of(thing: Any) -> Story | None:
    """The story that something of it belongs to."""
    if isinstance(thing, Story) or thing is None:
        return thing
    return getattr(thing, "story", None)


@rules.predicate
def is_teller(person: Person | None, thing: Any) -> bool:
    """The story is the person's own, or of a household, group or organisation that they act for."""
    story = story_of(thing)
    return (
        story is not None
        and story.teller_id is not None
        and speaks_for(person, story.community, story.teller_id)
    )


@rules.predicate
def wrote_it_down(person: Person | None, thing: Any) -> bool:
    """The person wrote down the story of somebody who cannot do it here: who is no member, or has no sign-in.

    Whoever looks after such a member may write down what they say too.
    """
    story = story_of(thing)
    if person is None or story is None or not standing(person, story.community).active:
        return False
    collected = story.collector_id == person.pk and bool(collects_here(person, story.community))
    if story.teller_id is None:
        return collected
    if story.teller is None or not _has_no_login(story):
        return False
    return collected or serves(person, story.community, story.teller_id)


@rules.predicate
def typed_the_draft(person: Person | None, thing: Any) -> bool:
    """Whoever typed a draft goes on with it until it is told, also where the teller signs in."""
    story = story_of(thing)
    return (
        person is not None
        and story is not None
        and story.state == StoryState.DRAFT
        and story.collector_id == person.pk
        and bool(collects_here(person, story.community))
    )


@rules.predicate
def may_listen(person: Person | None, thing: Any) -> bool:
    """A listener who has no part in the story."""
    story = story_of(thing)
    if person is None or story is None or not listens_here(person, story.community):
        return False
    return visible_listening(person, story.community).filter(pk=story.pk).exists()


@rules.predicate
def may_answer(person: Person | None, thing: Any) -> bool:
    """Who answers for one of the services that the story is about, and may read it."""
    story = story_of(thing)
    if person is None or story is None:
        return False
    return (
        bool(answering_for(person, story)) and shown_to(person, story.community).filter(pk=story.pk).exists()
    )


@rules.predicate
def answers_for_its_service(person: Person | None, thing: Any) -> bool:
    """The change is of a service that the person answers for."""
    return isinstance(thing, Change) and bool(answers_for(person, thing.service))


def _has_no_login(story: Story) -> bool:
    return not Person.objects.filter(pk=story.teller_id, login__isnull=False).exists()


decides = is_teller | wrote_it_down

policy = Policy("stories")
policy.allow("begin_story", is_member)
policy.allow("write_down", collects_here)
policy.allow("change_story", decides | typed_the_draft)
policy.allow("see_own", decides | typed_the_draft)
policy.allow("hear_recording", decides | typed_the_draft | may_listen)
policy.allow("write_transcript", decides | typed_the_draft | may_listen)
policy.allow("agree_to_use", decides | typed_the_draft)
policy.allow("end_use", decides | typed_the_draft)
policy.allow("answer_version", decides)
policy.allow("withdraw_story", decides)
policy.allow("say_felt", decides)
policy.allow("listen", may_listen)
policy.allow("propose_version", may_listen)
policy.allow("hold_back", may_listen)
policy.allow("take_up_again", may_listen)
policy.allow("hand_to_leads", may_listen)
policy.allow("answer_story", may_answer)
policy.allow("name_change", answers_for)
policy.allow("change_change", answers_for_its_service)
policy.allow("keep_prompts", keeps_the_room)
policy.allow("share_dataset", keeps_the_room)
policy.allow("see_shares", listens_here)
may = policy.may


def standing_consents(community: Community, on: Any = None) -> QuerySet[UseConsent]:
    """Every yes that holds today (or on a day): not taken back, not run out."""
    day = on or timezone.localdate()
    rows = UseConsent.objects.of(community).filter(ended_at__isnull=True)
    return rows.filter(Q(until__isnull=True) | Q(until__gte=day))


def in_use(community: Community, use: str, *audiences: str) -> QuerySet[Story]:
    """Agreed stories with a yes to one use that holds now, for one of the audiences (none given: any)."""
    consents = standing_consents(community).filter(story=OuterRef("pk"), use=use)
    if audiences:
        consents = consents.filter(audience__in=audiences)
    rows = Story.objects.of(community).filter(Exists(consents), state=StoryState.AGREED)
    return rows.exclude(pk__in=aside(community, "stories.story"))


def readable_consents(person: type_of_actor, community: Community) -> QuerySet[UseConsent]:
    """The yeses under which this person (None = a visitor) may read agreed stories on a page, now."""
    rows = standing_consents(community).exclude(use=Use.MEDIA)
    if isinstance(person, System):
        return rows
    reached = Q(audience=Audience.EVERYBODY)
    if person is not None and standing(person, community).active:
        reached |= Q(audience=Audience.MEMBERS)
        answered = [one.pk for one in services_answered(person, community)]
        if answered:
            about = AboutService.objects.filter(story=OuterRef("story"), service__in=answered)
            reached |= Q(Exists(about), audience=Audience.SERVICE)
        if researches(person, community):
            reached |= Q(audience__in=(Audience.RESEARCHERS, Audience.SHARED))
        if chooses_providers(person, community):
            reached |= Q(audience=Audience.PANEL)
    return rows.filter(reached)


def shown_to(person: type_of_actor, community: Community, use: str = "") -> QuerySet[Story]:
    """Agreed stories that this person (None = a visitor) may read now; with `use`, under that use alone."""
    consents = readable_consents(person, community).filter(story=OuterRef("pk"))
    if use:
        consents = consents.filter(use=use)
    rows = Story.objects.of(community).filter(Exists(consents), state=StoryState.AGREED)
    # The desk, which acts as Gilydd itself, finds what it set aside.
    return rows if isinstance(person, System) else rows.exclude(pk__in=aside(community, "stories.story"))


def research_stories(person: type_of_actor, community: Community) -> QuerySet[Story]:
    """Agreed stories with a yes to research that holds now, for peer researchers of the community alone."""
    if not isinstance(person, System) and not researches(person, community):
        return Story.objects.none()
    return in_use(community, Use.RESEARCH)


def visible_own(person: Person, community: Community) -> QuerySet[Story]:
    """The stories of whom the person speaks for, and those they wrote down and still look after."""
    rows = Story.objects.of(community).exclude(state=StoryState.WITHDRAWN)
    own = Q(teller__in=parties_of(person, community))
    if collects_here(person, community):
        typed = Q(collector=person)
        own |= typed & (
            Q(teller__isnull=True) | Q(state=StoryState.DRAFT) | Q(teller__person__login__isnull=True)
        )
        own |= _served(person, community)
    return rows.filter(own)


def _served(person: Person, community: Community) -> Q:
    """Told stories of members without a sign-in whom the person looks after: they read it to them."""
    here = standing(person, community)
    without = Q(teller__isnull=False, teller__person__login__isnull=True) & ~Q(state=StoryState.DRAFT)
    if Role.BROKER in here.roles:
        return without
    served = Membership.objects.of(community).filter(area__in=here.areas)
    return without & Q(teller__in=served.values("party"))


def visible_listening(person: type_of_actor, community: Community) -> QuerySet[Story]:
    """Stories whose own words the person may read as a listener: told, and none of their own business."""
    rows = Story.objects.of(community).exclude(state__in=(StoryState.DRAFT, StoryState.WITHDRAWN))
    if isinstance(person, System):
        return rows
    if person is None or not listens_here(person, community):
        return rows.none()
    own = parties_of(person, community)
    rows = rows.exclude(teller__in=own).exclude(kept_apart("teller", community, own))
    return rows.exclude(about__service__provider__in=own)


def visible_recordings(person: Person, community: Community) -> QuerySet[Recording]:
    """Recordings that the person may hear."""
    heard = visible_own(person, community) | visible_listening(person, community)
    return Recording.objects.of(community).filter(story__in=heard.values("pk"))


def visible_changes(person: type_of_actor, community: Community) -> QuerySet[Change]:
    """Every named change: they are public, as the services are."""
    return Change.objects.of(community)


def visible_shares(person: type_of_actor, community: Community) -> QuerySet[DatasetShare]:
    """Datasets that went out, for those who listen: the manifest of who received what."""
    rows = DatasetShare.objects.of(community)
    if isinstance(person, System) or listens_here(person, community):
        return rows
    return rows.none()


def services_answered(person: Person, community: Community) -> list[Service]:
    """The services that the person answers for; two queries however many there are."""
    own = parties_of(person, community)
    here = standing(person, community)
    if not here.active:
        return []
    runs = not here.roles.isdisjoint({Role.FACILITATOR, Role.COMMISSIONER, Role.PROVIDER})
    wanted = Q(provider__in=own) | (Q(provider__isnull=True) if runs else Q(pk__in=[]))
    return list(Service.objects.of(community).filter(wanted).order_by("pk"))


def answering_for(person: Person, story: Story) -> list[Service]:
    """The services of the story that the person answers for."""
    able = {one.pk for one in services_answered(person, story.community)}
    return [one.service for one in story.about.select_related("service") if one.service_id in able]


__all__ = [
    "answering_for",
    "in_use",
    "listens_here",
    "may",
    "policy",
    "readable_consents",
    "research_stories",
    "services_answered",
    "shown_to",
    "standing_consents",
    "visible_changes",
    "visible_listening",
    "visible_own",
    "visible_recordings",
    "visible_shares",
]
