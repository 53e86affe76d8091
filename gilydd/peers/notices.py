"""What members are told of conversations and introductions. Each notice asks again when it is sent."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from gilydd.people.models import Community, Membership, Party, Person, RoleHeld
from gilydd.people.notices import notify
from gilydd.people.queries import acting_for, names, reachable, standing
from gilydd.people.words import Channel, MembershipState, PartyKind, Role
from gilydd.safety.queries import may_meet

from .models import IntroductionRequest, Written
from .policy import may, other_side
from .words import RequestState


def wrote(written_id: int) -> None:
    """Tell the other side that somebody wrote. The words go along only where there is no screen to read
    them on: in a letter, or read out by a broker. Nobody is told where a block stands by now.
    """
    written = Written.objects.select_related(
        "conversation__first", "conversation__second", "community", "party"
    ).get(pk=written_id)
    row, community = written.conversation, written.community
    other = other_side(row, written.party)
    if row.closed_at or not may_meet(community, row.first_id, row.second_id):
        return
    for party in _people(community, other):
        person: Person = party.person
        if not standing(person, community).active:
            continue
        on_screen = reachable(person.pk).channel(person.channel) == Channel.EMAIL
        notify(
            party=party,
            community=community,
            key=f"peers.written:{written.pk}:{party.pk}",
            render=partial(_wrote, written, on_screen),
            href=lambda: reverse("peers:conversation", args=[community.slug, row.pk]),
        )


def _wrote(written: Written, on_screen: bool) -> tuple[str, str]:
    who = {"name": names([written.party_id])[written.party_id]}
    if on_screen:
        lines = [_("%(name)s wrote to you. Sign in to read it and to answer.") % who]
    else:
        lines = [
            _("%(name)s wrote to you:") % who,
            written.words,
            _("Tell your broker what you would like to answer, or that you do not want to answer."),
        ]
    lines.append(_("They do not see your address, your phone number or your email."))
    return _("%(name)s wrote to you") % who, "\n".join(lines)


def introduction_asked(request_id: int) -> None:
    """Tell the brokers that a wish waits; those who are one of the two are not told by this."""
    request = IntroductionRequest.objects.select_related("community", "party", "other").get(pk=request_id)
    if request.state != RequestState.WAITING:
        return
    held = RoleHeld.objects.filter(role=Role.BROKER, until__isnull=True).values("membership")
    here = Membership.objects.of(request.community).filter(state=MembershipState.ACTIVE, pk__in=held)
    for person in Person.objects.filter(party__memberships__in=here).select_related("party"):
        if not may(person, "answer_request", request):
            continue
        notify(
            party=person.party,
            community=request.community,
            key=f"peers.request:{request.pk}:asked:{person.pk}",
            render=lambda: (
                _("A member would like to be introduced to somebody"),
                _("Look at it with the other wishes, and bring the two together if it fits."),
            ),
            href=lambda: reverse("peers:introductions", args=[request.community.slug]),
        )


def request_declined(request_id: int) -> None:
    """Tell the asker, in the broker's kind words; never the one whom it was about."""
    request = IntroductionRequest.objects.select_related("community", "party", "other").get(pk=request_id)
    if request.state != RequestState.DECLINED:
        return

    def render() -> tuple[str, str]:
        who = {"name": names([request.other_id])[request.other_id]}
        return (
            _("About meeting %(name)s") % who,
            _("Your broker does not bring you together with %(name)s this time.") % who
            + "\n"
            + request.answer,
        )

    for party in _people(request.community, request.party):
        notify(
            party=party,
            community=request.community,
            key=f"peers.request:{request.pk}:declined:{party.pk}",
            render=render,
            href=lambda: reverse("peers:find", args=[request.community.slug]),
        )


def _people(community: Community, party: Party) -> list[Any]:
    """Whom to tell for a party: the person, or all who act for the household, group or organisation."""
    if party.kind == PartyKind.PERSON:
        return list(Party.objects.filter(pk=party.pk, person__isnull=False).select_related("person"))
    acting = [row.person_id for row, _name in acting_for(community, party)]
    return list(Party.objects.filter(pk__in=acting).select_related("person").order_by("pk"))
