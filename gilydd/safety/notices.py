"""What people are told of concerns: that there is one, never a word of it and never about whom.

Each notice reads its rows and asks the policy again at the moment of sending. A message may lie in an
inbox that somebody else looks over, go by email or be read out at a door: so it carries nothing.
"""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from gilydd.people.models import Membership, Person, RoleHeld
from gilydd.people.notices import notify
from gilydd.people.words import MembershipState, Role

from . import queries
from .models import Concern, ConcernShare
from .policy import may
from .words import ConcernState


def concern_raised(concern_id: int) -> None:
    """Tell every lead who may read it; where there is none, tell the brokers that a lead is needed."""
    concern = Concern.objects.select_related("community").get(pk=concern_id)
    able = [
        one for one in queries.leads(concern.community, concern=concern) if may(one, "read_concern", concern)
    ]
    for lead in able:
        notify(
            party=lead.party,
            community=concern.community,
            key=f"safety.concern:{concern.pk}:raised:{lead.pk}",
            render=_raised,
            href=lambda: reverse("safety:concern", args=[concern.community.slug, concern.pk]),
        )
    if not able:
        _ask_for_a_lead(concern)


def concern_read(concern_id: int) -> None:
    """Tell whoever raised it that a lead has read it and sees to it."""
    concern = Concern.objects.select_related("community", "raised_by__person").get(pk=concern_id)
    if concern.acknowledged_at is None or concern.raised_by is None:
        return
    notify(
        party=concern.raised_by,
        community=concern.community,
        key=f"safety.concern:{concern.pk}:read:{concern.raised_by_id}",
        render=lambda: (
            _("What you told the safeguarding leads"),
            _("A safeguarding lead has read what you told them, and sees to it."),
        ),
        href=lambda: reverse("safety:mine", args=[concern.community.slug]),
    )


def concern_late(concern_id: int, what: str) -> None:
    """Tell the other leads that something waits too long; where there is none, that another lead is needed.

    `what` is "unread" or "undecided". The lead who took it on is told as well, but is not counted as other.
    """
    concern = Concern.objects.select_related("community").get(pk=concern_id)
    if not queries.late(concern):
        return
    able = [
        one for one in queries.leads(concern.community, concern=concern) if may(one, "read_concern", concern)
    ]
    for lead in able:
        notify(
            party=lead.party,
            community=concern.community,
            key=f"safety.concern:{concern.pk}:late:{what}:{concern.decide_by}:{lead.pk}",
            render=_late,
            href=lambda: reverse("safety:concern", args=[concern.community.slug, concern.pk]),
        )
    if not [one for one in able if one.pk != concern.lead_id]:
        _ask_for_a_lead(concern)


def state_changed(concern_id: int) -> None:
    """Tell whoever raised it that it was closed; the page says its state at any other time."""
    concern = Concern.objects.select_related("community", "raised_by__person").get(pk=concern_id)
    if concern.state != ConcernState.CLOSED or concern.raised_by is None:
        return
    notify(
        party=concern.raised_by,
        community=concern.community,
        key=f"safety.concern:{concern.pk}:closed:{concern.raised_by_id}",
        render=lambda: (
            _("What you told the safeguarding leads"),
            _(
                "The safeguarding leads have finished with what you told them."
                " Tell them again if you are worried."
            ),
        ),
        href=lambda: reverse("safety:mine", args=[concern.community.slug]),
    )


def notes_shared(share_id: int) -> None:
    """Tell the named person that a lead shared notes with them."""
    share = ConcernShare.objects.select_related("community", "person__party").get(pk=share_id)
    notify(
        party=share.person.party,
        community=share.community,
        key=f"safety.share:{share.pk}:{share.since.isoformat()}",
        render=lambda: (
            _("A safeguarding lead shared notes with you"),
            _("Sign in to read them. Speak about them with nobody but the safeguarding lead."),
        ),
        href=lambda: reverse("safety:shared", args=[share.community.slug]),
    )


def _raised() -> tuple[str, str]:
    return (
        _("Somebody raised a safeguarding concern"),
        _("Please sign in and read it today. Nothing of it is written here, to keep it in confidence."),
    )


def _late() -> tuple[str, str]:
    return (
        _("A safeguarding concern waits too long"),
        _(
            "It was not read, or nothing was decided, in the time that the community promised."
            " Please sign in and see to it today, or agree with another lead who does."
        ),
    )


def _ask_for_a_lead(concern: Concern) -> None:
    brokers = RoleHeld.objects.filter(role=Role.BROKER, until__isnull=True).values("membership")
    here = Membership.objects.of(concern.community).filter(state=MembershipState.ACTIVE, pk__in=brokers)
    for person in Person.objects.filter(party__memberships__in=here).select_related("party"):
        if concern.about_id == person.pk:
            continue
        notify(
            party=person.party,
            community=concern.community,
            key=f"safety.lead-needed:{concern.pk}:{person.pk}",
            render=lambda: (
                _("Your community needs another safeguarding lead"),
                _(
                    "Give the role of safeguarding lead to somebody today:"
                    " something waits that nobody may read."
                ),
            ),
            href=lambda: reverse("safety:start", args=[concern.community.slug]),
        )
