"""What members are told when a broker brings them together. Each notice asks the policy when it is sent."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from gilydd.people.models import Community, Identity, Party
from gilydd.people.notices import notify
from gilydd.people.policy import type_of_actor
from gilydd.people.queries import acting_for, agreed, names, standing
from gilydd.people.words import PartyKind, Purpose
from gilydd.safety.queries import may_meet
from gilydd.ui.filters import day, hours

from .models import Ask, Introduction
from .policy import may


def invitation_key(ask: Ask) -> str:
    """How the keys of all messages begin that ask somebody to answer this ask."""
    return f"exchange.invite:{ask.pk}:"


def invited(ask: Ask, helper: Party, by: type_of_actor) -> int:
    """Ask a member whether they could help; returns how many people are told for the first time."""
    told = 0
    for person in _people(ask.community, helper):
        if not may(person.person, "see_ask", ask):
            continue
        key = f"{invitation_key(ask)}{helper.pk}:{person.pk}"
        if person.messages.filter(key=key).exists():
            continue
        notify(
            party=person,
            community=ask.community,
            key=key,
            render=lambda: _invitation(ask, by),
            href=lambda: reverse("exchange:ask", args=[ask.community.slug, ask.pk]),
        )
        told += 1
    return told


def _invitation(ask: Ask, by: type_of_actor) -> tuple[str, str]:
    who = {"asker": names([ask.asker_id])[ask.asker_id], "title": ask.title, "hours": hours(ask.minutes)}
    lines = [
        _("%(asker)s asks: “%(title)s”. It would take about %(hours)s.") % who,
        _("Could you do this? Say yes on the page, or tell your broker. You may also say no."),
    ]
    if ask.wanted_on:
        lines.insert(1, _("It is wanted on %(day)s.") % {"day": day(ask.wanted_on)})
    broker = _called(by)
    if broker:
        lines.append(_("%(broker)s thought of you.") % {"broker": broker})
    return _("Could you help %(asker)s?") % who, "\n".join(lines)


def introduced(introduction_id: int) -> None:
    """Tell both members of each other, unless one has blocked the other meanwhile or left."""
    made = Introduction.objects.select_related("community", "first", "second", "ask__community").get(
        pk=introduction_id
    )
    if not may_meet(made.community, made.first_id, made.second_id):
        return
    willing = agreed(made.community, Purpose.CONTACT)
    for one, other in ((made.first, made.second), (made.second, made.first)):
        for person in _people(made.community, one):
            if standing(person.person, made.community).active:
                _introduce(made, person, other, willing)


def _introduce(made: Introduction, person: Party, other: Party, willing: set[int]) -> None:
    ask = made.ask if made.ask and may(person.person, "see_ask", made.ask) else None
    slug = made.community.slug

    def render() -> tuple[str, str]:
        who = {"name": names([other.pk])[other.pk]}
        lines = [_("Your broker thinks that you and %(name)s could do something together.") % who]
        if ask:
            lines.append(_("It is about “%(title)s”.") % {"title": ask.title})
        if made.words:
            lines.append(made.words)
        reach = _reach(other, willing)
        if reach:
            lines.append(_("You can reach %(name)s here: %(reach)s.") % {**who, "reach": reach})
        else:
            lines.append(_("Your broker will help you to find a time to meet %(name)s.") % who)
        return _("Meet %(name)s") % who, "\n".join(lines)

    notify(
        party=person,
        community=made.community,
        key=f"exchange.introduction:{made.pk}:{person.pk}",
        render=render,
        href=lambda: (
            reverse("exchange:ask", args=[slug, ask.pk]) if ask else reverse("exchange:board", args=[slug])
        ),
    )


def _reach(party: Party, willing: set[int]) -> str:
    """Phone and email of somebody who agreed that they are given out; nothing of anybody else."""
    if party.pk not in willing:
        return ""
    known = Identity.objects.filter(person=party.pk).first()
    return ", ".join(part for part in (known.phone, known.email) if part) if known else ""


def _people(community: Community, party: Party) -> list[Any]:
    """Whom to tell for a party: the person, or all who act for the household, group or organisation."""
    if party.kind == PartyKind.PERSON:
        return list(Party.objects.filter(pk=party.pk, person__isnull=False).select_related("person"))
    acting = [row.person_id for row, _name in acting_for(community, party)]
    return list(Party.objects.filter(pk__in=acting).select_related("person").order_by("pk"))


def _called(by: type_of_actor) -> str:
    party_id = getattr(by, "party_id", None)
    return names([party_id])[party_id] if party_id else ""
