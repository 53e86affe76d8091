"""What tellers, listeners, services and recipients are told of stories: each step, and never a word of one.

A message may be read over a shoulder, lie in a shared inbox or be read out at a door: it names neither the
service nor anything of the story. Where the teller is no member, whoever wrote it down is asked to tell them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.people.models import Community, Membership, Party, Person, RoleHeld
from gilydd.people.notices import Rendered, in_their_languages, notify
from gilydd.people.policy import speaks_for
from gilydd.people.words import MembershipState, Role

from .models import Change, ChangeFrom, DatasetShare, Received, Story, StoryAnswer, StoryVersion, UseConsent
from .policy import answering_for, may, shown_to
from .queries.datasets import going_out
from .words import ChangeState, StoryState, VersionState


def told(story_id: int) -> None:
    """Thank the teller, and tell the listeners that a story waits."""
    story = _story(story_id)
    if story.state != StoryState.TOLD:
        return
    _tell_teller(
        story,
        "told",
        lambda: (
            _("Thank you for your story"),
            _("Somebody will read it soon. Before others read it, we ask you whether every word is right.")
            + "\n"
            + _("You can change what it may be used for, or take it back, on any day."),
        ),
    )
    for listener in _holders(story.community, Role.RESEARCHER, Role.FACILITATOR):
        if may(listener, "listen", story):
            _tell(
                listener.party, story.community, f"stories.told:{story.pk}:{listener.pk}",
                lambda: (
                    _("A story waits for a listener"),
                    _("Sign in to read it. It was told in confidence."),
                ),
                lambda: reverse("stories:listening", args=[story.community.slug]),
            )  # fmt: skip


def version_waits(version_id: int) -> None:
    """Ask the teller whether these words are right."""
    version = _version(version_id)
    if version is None or version.state != VersionState.WAITING:
        return
    _tell_teller(
        version.story,
        f"version:{version.pk}",
        lambda: (
            _("Is your story right like this?"),
            _("Somebody has read your story and made it ready for others. Please read it and say yes or no.")
            + "\n"
            + _("Nobody else reads it before you say yes."),
        ),
    )


def version_answered(version_id: int) -> None:
    """Tell the listener what the teller said; with a yes, tell the services that a story is there."""
    version = _version(version_id)
    if version is None:
        return
    story = version.story
    listener = _person_of(version.made_by_key)
    agreed = version.state == VersionState.AGREED
    if listener is not None and may(listener, "listen", story):
        _tell(
            listener.party, story.community, f"stories.answered-version:{version.pk}",
            lambda: (
                _("The teller agreed to your version") if agreed else _("The teller wants it otherwise"),
                _("Sign in to read it."),
            ),
            lambda: reverse("stories:listen", args=[story.community.slug, story.pk]),
        )  # fmt: skip
    if agreed and story.state == StoryState.AGREED:
        _tell_services(story)


def held_back(story_id: int) -> None:
    """Tell the teller that the story is kept back; the reason stands on their page."""
    story = _story(story_id)
    if story.state != StoryState.HELD:
        return
    _tell_teller(
        story,
        f"held:{hashlib.sha256(story.reason.encode()).hexdigest()[:12]}",
        lambda: (
            _("Your story is kept back for now"),
            _("Sign in to read why, and who can look at it again."),
        ),
    )


def agreed_for_you(consent_id: int) -> None:
    """Tell a teller what was written down for them, so that nobody says yes behind their back."""
    consent = UseConsent.objects.select_related(
        "story__community", "story__teller__person", "story__collector__party"
    ).get(pk=consent_id)
    story = consent.story
    if story.teller is None or consent.ended_at is not None:
        return
    _tell_teller(
        story,
        f"agreed:{consent.pk}",
        lambda: (
            _("What your story may be used for"),
            _("We wrote down what you said: %(use)s. If this is not right, tell us and we change it at once.")
            % {"use": consent.get_use_display()},
        ),
    )


def answered(answer_id: int) -> None:
    """Tell the teller that the service answered."""
    rows = StoryAnswer.objects.select_related(
        "story__community", "story__teller__person", "story__collector__party"
    )
    row = rows.filter(pk=answer_id).first()
    if row is None:
        return
    _tell_teller(
        row.story,
        f"answer:{row.pk}",
        lambda: (
            _("Your story has an answer"),
            _("The service has answered you. Read it on the page of your story."),
        ),
    )


def change_named(tied_id: int) -> None:
    """Tell the teller that something will change because of what they told."""
    tied = _tied(tied_id)
    if tied is None:
        return
    _tell_teller(
        tied.story,
        f"change:{tied.pk}",
        lambda: (
            _("Something will change because of your story"),
            _("Read what will change, who does it and by when. We tell you when it is done."),
        ),
    )


def change_moved(change_id: int) -> None:
    """Tell the tellers that a change comes later."""
    change = Change.objects.get(pk=change_id)
    if change.state != ChangeState.PROMISED:
        return
    _tell_tellers(
        change,
        f"moved:{change.due_on.isoformat()}",
        lambda: (
            _("A change comes later than promised"),
            _("Read the new day and the reason on the page of your story."),
        ),
    )


def change_finished(change_id: int) -> None:
    """Tell the tellers that a change is done and ask whether it is better, or that it will not be done."""
    change = Change.objects.get(pk=change_id)

    def done() -> Rendered:
        return (
            _("What you told has changed something"),
            _("The change is done. Is it better now? Tell us on the page of your story."),
        )

    def not_done() -> Rendered:
        return (
            _("A change will not be made after all"),
            _("Read why on the page of your story. You can answer the service there."),
        )

    render = {ChangeState.DONE: done, ChangeState.NOT_DONE: not_done}.get(ChangeState(change.state))
    if render is not None:
        _tell_tellers(change, change.state, render)


def recipients_told(story_id: int) -> None:
    """Tell every recipient who has the story and may not have it any more to delete it; each one once."""
    waiting = Received.objects.filter(story=story_id, told_at__isnull=True).select_related(
        "share__community", "share__service", "story"
    )
    for row in waiting:
        if going_out(row.share).filter(pk=story_id).exists():
            continue
        with transaction.atomic():
            locked = Received.objects.select_for_update().filter(pk=row.pk, told_at__isnull=True)
            if not locked.exists():
                continue
            _write_to(row.share, str(row.story.key))
            locked.update(told_at=timezone.now())


def _write_to(share: DatasetShare, key: str) -> None:
    def render() -> Rendered:
        return (
            _("Delete a story from your dataset"),
            _("A teller took back what you may use. Delete the story %(key)s and every copy of it.")
            % {"key": key}
            + "\n"
            + _("Then fetch the dataset again at your address: the story is not in it any more."),
        )

    _languages, subject, text = in_their_languages(share.lang, render)
    send_mail(subject, text, settings.DEFAULT_FROM_EMAIL, [share.email])


def _tell_services(story: Story) -> None:
    """Whoever answers for a service of the story and may read it hears that it is there, once."""
    owners = story.about.filter(service__provider__isnull=False).values("service__provider")
    acting = Person.objects.filter(acts_for__party__in=owners, acts_for__community=story.community)
    people = {one.pk: one for one in acting.distinct()}
    if story.about.filter(service__provider__isnull=True).exists():
        for one in _holders(story.community, Role.FACILITATOR, Role.COMMISSIONER, Role.PROVIDER):
            people[one.pk] = one
    for person in people.values():
        reads = shown_to(person, story.community).filter(pk=story.pk).exists()
        if reads and answering_for(person, story):
            _tell(
                person.party, story.community, f"stories.to-answer:{story.pk}:{person.pk}",
                lambda: (
                    _("A story waits for your answer"),
                    _("Somebody told what happened to them with your service. Please read it and answer."),
                ),
                lambda: reverse("stories:to_answer", args=[story.community.slug]),
            )  # fmt: skip


def _tell_tellers(change: Change, step: str, render: Callable[[], Rendered]) -> None:
    tied = ChangeFrom.objects.filter(change=change).exclude(story__state=StoryState.WITHDRAWN)
    for row in tied.select_related("story__community", "story__teller__person", "story__collector__party"):
        _tell_teller(row.story, f"change:{row.pk}:{step}", render)


def _tell_teller(story: Story, step: str, render: Callable[[], Rendered]) -> None:
    """The teller in their own language and way; where they are no member, whoever wrote the story down."""
    if story.state == StoryState.WITHDRAWN:
        return
    if story.teller is not None:
        parties, passed_on = _persons_of(story), False
    elif story.collector is not None:
        parties, passed_on = [story.collector.party], True
    else:
        return

    def with_hint() -> Rendered:
        subject, text = render()
        if not passed_on:
            return subject, text
        return subject, _("Please tell the person whose story you wrote down:") + "\n" + text

    for party in parties:
        _tell(
            party, story.community, f"stories.story:{story.pk}:{step}:{party.pk}", with_hint,
            lambda: reverse("stories:mine_one", args=[story.community.slug, story.pk]),
        )  # fmt: skip


def _persons_of(story: Story) -> list[Party]:
    """The teller; of a household, group or organisation whoever acts for it."""
    teller = story.teller
    if teller is None or getattr(teller, "person", None) is not None:
        return [teller] if teller else []
    acting = Person.objects.filter(acts_for__party=teller, acts_for__community=story.community)
    return [
        one.party
        for one in acting.select_related("party").distinct()
        if speaks_for(one, story.community, teller.pk)
    ]


def _tell(
    party: Party, community: Community, key: str, render: Callable[[], Rendered], href: Callable[[], str]
) -> None:
    notify(party=party, community=community, key=key, render=render, href=href)


def _holders(community: Community, *roles: Role) -> list[Person]:
    """Active members who hold one of the roles."""
    held = RoleHeld.objects.filter(role__in=roles, until__isnull=True).values("membership")
    here = Membership.objects.of(community).filter(state=MembershipState.ACTIVE, pk__in=held)
    return list(Person.objects.filter(party__memberships__in=here).select_related("party").distinct())


def _person_of(key: str) -> Person | None:
    """The person behind an opaque key of history; None for Gilydd itself."""
    kind, _colon, own = key.partition(":")
    return Person.objects.filter(party__key=own).first() if kind == Party._meta.label_lower else None


def _story(pk: int) -> Story:
    return Story.objects.select_related("community", "teller__person", "collector__party").get(pk=pk)


def _version(pk: int) -> StoryVersion | None:
    """None where the story was taken back in the meantime: its versions went with it."""
    rows = StoryVersion.objects.select_related(
        "story__community", "story__teller__person", "story__collector__party"
    )
    return rows.filter(pk=pk).first()


def _tied(pk: int) -> ChangeFrom | None:
    rows = ChangeFrom.objects.select_related(
        "story__community", "story__teller__person", "story__collector__party"
    )
    return rows.filter(pk=pk).first()
