"""Writes: a programme reaches other communities. Each joins and leaves by its own act, in its own rows."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.history.commands import later, record
from gilydd.history.words import Audience, Refused
from gilydd.people.models import Community
from gilydd.people.policy import type_of_actor
from gilydd.people.queries import capacity_of

from ..models import Partnership, ProgrammeLink
from ..policy import policy, was_joined_here
from ..words import LINK_MOVES, Kind, LinkState
from ._shared import locked, move, note, running, said, written_by


@transaction.atomic
def invite_community(
    *, by: type_of_actor, programme: Partnership, community: Community, words: str = "", lang: str = ""
) -> ProgrammeLink:
    """Ask another community to take part. It answers for itself. Twice is once."""
    programme = locked(programme)
    policy.check(by, "invite_community", programme)
    running(programme)
    if programme.kind != Kind.PROGRAMME:
        raise Refused(_("Only a programme reaches other communities."))
    home = programme.community
    if community.pk == home.pk:
        raise Refused(_("This community keeps the programme already."), field="address")
    live = ProgrammeLink.objects.filter(
        community=community, programme=programme.key, state__in=(LinkState.INVITED, LinkState.JOINED)
    )
    if (known := live.first()) is not None:
        return known
    link = ProgrammeLink.objects.create(
        community=community, programme=programme.key, joined_as=community.key,
        name_cy=programme.name_cy, name_en=programme.name_en, home_cy=home.name_cy, home_en=home.name_en,
        words=words.strip()[:2_000], lang=lang,
    )  # fmt: skip
    note("invite_community", by, programme, programme, community=str(community.key))
    later("gilydd.partnerships.notices.community_invited", link.pk)
    return link


@transaction.atomic
def answer_link(*, by: type_of_actor, link: ProgrammeLink, yes: bool) -> ProgrammeLink:
    """The invited community takes part from now on, or says no. No reason is asked for."""
    link = _locked(link)
    policy.check(by, "answer_link", link)
    move(link, LinkState.JOINED if yes else LinkState.DECLINED, LINK_MOVES)
    link.answered_at, link.answered_by_key = timezone.now(), written_by(by)
    link.save(update_fields=["state", "answered_at", "answered_by_key"])
    _note("answer_link", by, link, yes=yes)
    later("gilydd.partnerships.notices.link_answered", link.pk)
    return link


@transaction.atomic
def leave_programme(*, by: type_of_actor, link: ProgrammeLink, reason: str, lang: str) -> ProgrammeLink:
    """The community takes part no longer, and says why. What its partners gave stays on the books."""
    link = _locked(link)
    policy.check(by, "leave_programme", link)
    reason = said(reason, _("Say why. Everybody can read it."), "reason", 400)
    move(link, LinkState.LEFT, LINK_MOVES)
    link.left_at, link.reason, link.reason_lang = timezone.now(), reason, lang
    link.save(update_fields=["state", "left_at", "reason", "reason_lang"])
    _note("leave_programme", by, link)
    later("gilydd.partnerships.notices.link_answered", link.pk)
    return link


def _locked(link: ProgrammeLink) -> ProgrammeLink:
    link = ProgrammeLink.objects.select_for_update(of=("self",)).select_related("community").get(pk=link.pk)
    if not was_joined_here(link):
        raise Refused(_("This invitation was for the community that this one is a copy of."))
    return link


def _note(verb: str, by: type_of_actor, link: ProgrammeLink, **facts: object) -> None:
    """Recorded in the community that acted, naming the programme by its opaque key."""
    record(
        community=link.community, actor=by, capacity=capacity_of(by, link.community),
        verb=f"partnerships.{verb}", subject=link, audience=Audience.PUBLIC,
        mentions=[f"partnerships.partnership:{link.programme}"], facts=facts,
    )  # fmt: skip
