"""What people are told whom a roll makes members: that they are, why, and what they may choose."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.ui.bilingual import said
from gilydd.ui.filters import day

from .models import Login, Membership, Message, Party, Roll, RollMember, Tenure
from .notices import ONE_COMMIT, Rendered, notify
from .queries import names
from .queries.rolls import on_roll
from .words import MembershipState, RollChoice

# Somebody who moves to another home of the organisation is not told anew.
SAME_RUN_DAYS = 60


def tell_joined(roll_id: int) -> None:
    """Tell everybody on the roll whom it made a member, once for each unbroken time on it.

    Run again, it goes on where it stopped: whoever has the message gets no second one.
    """
    roll = Roll.objects.select_related("community", "organisation").get(pk=roll_id)
    if roll.ended_on is not None:
        return
    by_it = RollMember.objects.of(roll.community).exclude(choice=RollChoice.TAKES_PART).values("person")
    wanted = set(on_roll(roll.community, roll.organisation_id).filter(party__in=by_it))
    began = _since(roll, wanted)
    keys = {party: f"people.by-roll:{roll.pk}:{party}:{since}" for party, since in began.items()}
    had = set(
        Message.objects.filter(key__startswith=f"people.by-roll:{roll.pk}:").values_list("key", flat=True)
    )
    waiting = sorted(party for party, key in keys.items() if key not in had)
    for start in range(0, len(waiting), ONE_COMMIT):
        few = waiting[start : start + ONE_COMMIT]
        with transaction.atomic():
            _tell_few(roll, few, keys)


def _since(roll: Roll, parties: set[int]) -> dict[int, dt.date]:
    """The first day of the unbroken time on the roll that each is in; one query."""
    places: dict[int, list[tuple[dt.date, dt.date | None]]] = defaultdict(list)
    rows = Tenure.objects.filter(roll=roll, since__lte=timezone.localdate()).order_by("since", "pk")
    for party, since, until in rows.values_list("party", "since", "until"):
        if party in parties:
            places[party].append((since, until))
    return {party: run_start(held) for party, held in places.items()}


def run_start(places: list[tuple[dt.date, dt.date | None]]) -> dt.date:
    """The first day of the last unbroken time among (first day, last day) in order of the first day.

    >>> first, second = dt.date(2020, 1, 1), dt.date(2024, 1, 1)
    >>> run_start([(first, dt.date(2023, 12, 20)), (second, None)]) == first
    True
    >>> run_start([(first, dt.date(2022, 12, 20)), (second, None)]) == second
    True
    """
    start, end = places[0]
    for since, until in places[1:]:
        if end is not None and since > end + dt.timedelta(days=SAME_RUN_DAYS):
            start, end = since, until
        elif end is not None:
            end = None if until is None else max(end, until)
    return start


def _tell_few(roll: Roll, parties: list[int], keys: dict[int, str]) -> None:
    places = {
        row.party_id: row
        for row in Tenure.objects.filter(roll=roll, party__in=parties).order_by("since", "pk")
    }
    signs_in = set(Login.objects.filter(person__in=parties).values_list("person", flat=True))
    for party in Party.objects.filter(pk__in=parties).select_related("person").order_by("pk"):
        place = places[party.pk]

        def render(place: Tenure = place, online: bool = party.pk in signs_in) -> Rendered:
            return _letter(roll, place, online)

        notify(
            party=party,
            community=roll.community,
            key=keys[party.pk],
            render=render,
            href=lambda: reverse("people_here:why", args=[roll.community.slug]),
        )


def _letter(roll: Roll, place: Tenure, online: bool) -> Rendered:
    words = {
        "community": said(roll.community, "name"),
        "organisation": names([roll.organisation_id])[roll.organisation_id],
        "people": said(roll, "people"),
        "day": day(place.since),
        "contact": roll.contact,
        "reference": place.reference,
    }
    lines = [
        _("You are a member of %(community)s from %(day)s.") % words,
        _("%(organisation)s makes all its people members (%(people)s), and you are one of them.") % words,
        said(roll, "why"),
        _("It costs nothing. You need not do anything. You have one vote, like everybody else."),
        _("Nobody can look you up. Other members see neither your name nor where you live."),
        _("You can take part whenever you like: ask for a hand, give one, come along. Just say so."),
        _("You can tell us not to write to you. You keep your vote."),
        _("You stay a member as long as you are on the roll of %(organisation)s.") % words,
        _("Questions, or something to change? %(contact)s. Say your reference: %(reference)s.") % words,
    ]
    if online:
        lines.append(_("You can sign in with your email address: we send you a code each time."))
    return _("You are a member of %(community)s") % words, "\n".join(lines)


def begun(roll_member_id: int) -> None:
    """Welcome somebody who chose to take part."""
    row = RollMember.objects.select_related("community", "person__party__person").get(pk=roll_member_id)
    if row.choice != RollChoice.TAKES_PART:
        return

    def render() -> Rendered:
        words = {"community": said(row.community, "name")}
        return (
            _("You take part in %(community)s now") % words,
            _("Ask for a hand whenever you need one, and give one when you can. An hour is an hour.")
            + "\n"
            + _("Your hours start at zero, and you may ask before you have given.")
            + "\n"
            + _("Other members find you only if you agree to it."),
        )

    notify(
        party=row.person.party,
        community=row.community,
        key=f"people.begun:{row.pk}:{row.chosen_at:%Y%m%d%H%M%S}",
        render=render,
        href=lambda: reverse("site:community", args=[row.community.slug]),
    )


def contact_told(tenure_id: int) -> None:
    """Tell somebody who takes part what their landlord passed on: how they are reached is theirs to say."""
    place = Tenure.objects.select_related("community", "roll", "party__person").get(pk=tenure_id)

    def render() -> Rendered:
        words = {"organisation": names([place.roll.organisation_id])[place.roll.organisation_id]}
        return (
            _("%(organisation)s passed on what you said about letters") % words,
            _("You take part here, so it is yours to say how we reach you.")
            + "\n"
            + _("Say it on your page, or tell your broker. Nobody told %(organisation)s that you take part.")
            % words,
        )

    notify(
        party=place.party,
        community=place.community,
        key=f"people.contact-told:{place.pk}:{timezone.localdate()}",
        render=render,
        href=lambda: reverse("people:me"),
    )


def off_the_roll(membership_id: int) -> None:
    """Tell somebody who takes part that no roll holds them any more, and that they stay a member."""
    row = Membership.objects.select_related("community", "party__person").get(pk=membership_id)
    last = Tenure.objects.of(row.community).filter(party=row.party_id).order_by("-until").first()
    if row.state == MembershipState.CLOSED or last is None or last.until is None:
        return
    if last.until >= timezone.localdate():
        return
    roll = Roll.objects.get(pk=last.roll_id)

    def render() -> Rendered:
        words = {
            "community": said(row.community, "name"),
            "organisation": names([roll.organisation_id])[roll.organisation_id],
            "day": day(last.until),
        }
        return (
            _("You are on the roll of %(organisation)s no longer") % words,
            _("Your last day on the roll was %(day)s. You no longer vote where only its people do.") % words
            + "\n"
            + _("You stay a member of %(community)s, with your hours: you chose to take part.") % words,
        )

    notify(
        party=row.party,
        community=row.community,
        key=f"people.off-roll:{last.pk}",
        render=render,
        href=lambda: reverse("people_here:why", args=[row.community.slug]),
    )
