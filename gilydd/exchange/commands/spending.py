"""Writes: places where hours can be spent, visits to them, and what the pot gives."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.history.commands import later
from gilydd.history.words import Audience, Refused
from gilydd.people.models import Community, Party, Place, Term
from gilydd.people.policy import System, speaks_for, type_of_actor
from gilydd.people.words import PartyKind
from gilydd.ui.filters import day as in_words
from gilydd.ui.filters import hours

from .. import ledger
from ..models import Account, SpendingPlace, Transfer, Visit
from ..policy import policy
from ..queries.spending import pot_gave_this_quarter, taken
from ..rules import rules_of
from ..words import Evidence, Nature
from ._shared import pays_for
from ._together import active_member, behalf, for_the_community, locked_place, note, whole_steps

BOOK_AHEAD_DAYS = 60
ENTER_BACK_DAYS = 366
POT_LONGEST_MINUTES = 200 * 60


@transaction.atomic
def add_spending_place(
    *,
    by: type_of_actor,
    community: Community,
    party: Party,
    name_cy: str,
    name_en: str,
    work: Term,
    minutes: int,
    about_cy: str = "",
    about_en: str = "",
    place: Place | None = None,
    places_a_day: int | None = None,
) -> SpendingPlace:
    """An organisation or group opens a place where members can spend hours. It earns what is spent there.

    `minutes`: what one visit costs. `places_a_day`: how many visits a day there are; None: as many as come.
    """
    row = SpendingPlace(community=community, party=party)
    policy.check(by, "keep_place", row)
    active_member(community, party, "party")
    if party.kind == PartyKind.PERSON:
        raise Refused(_("A place belongs to an organisation or a group, not to one person."), field="party")
    _fill(row, name_cy, name_en, work, minutes, about_cy, about_en, place, places_a_day)
    row.save()
    note(
        "add_spending_place", by, row, audience=Audience.COMMUNITY, mentions=[party], minutes=minutes,
        places_a_day=places_a_day,
    )  # fmt: skip
    return row


@transaction.atomic
def change_spending_place(
    *,
    by: type_of_actor,
    at: SpendingPlace,
    name_cy: str,
    name_en: str,
    work: Term,
    minutes: int,
    about_cy: str = "",
    about_en: str = "",
    place: Place | None = None,
    places_a_day: int | None = None,
) -> SpendingPlace:
    """Change what a place says and costs. Visits that are in the books keep what they cost."""
    row = locked_place(at)
    policy.check(by, "keep_place", row)
    _fill(row, name_cy, name_en, work, minutes, about_cy, about_en, place, places_a_day)
    row.save()
    note(
        "change_spending_place", by, row, audience=Audience.COMMUNITY, minutes=minutes,
        places_a_day=places_a_day,
    )  # fmt: skip
    return row


@transaction.atomic
def open_spending_place(*, by: type_of_actor, at: SpendingPlace, open: bool) -> SpendingPlace:
    """Open a place, or close it: a closed one takes no new visits, and what was spent stays."""
    row = locked_place(at)
    policy.check(by, "keep_place", row)
    if row.open != open:
        row.open = open
        row.save(update_fields=["open"])
        verb = "open_spending_place" if open else "close_spending_place"
        note(verb, by, row, audience=Audience.COMMUNITY)
    return row


@transaction.atomic
def spend(
    *,
    by: type_of_actor,
    at: SpendingPlace,
    party: Party,
    day: dt.date,
    key: str,
    evidence: str = Evidence.SCREEN,
) -> Visit:
    """Spend hours at a place on a day: the hours go to its organisation. The same key again is one visit.

    A member spends for themself, today or up to 60 days ahead. A broker or the organisation enters what
    is on paper or on a list. Raises Refused when the day is full, OverLimit when the hours are missing.
    """
    at = locked_place(at)
    ledger_key = f"exchange.visit:{at.pk}:{key}"
    known = Visit.objects.filter(community=at.community, transfer__key=ledger_key).first()
    if known:
        return known
    own = _may_spend(by, at, party, evidence)
    active_member(at.community, party, "party")
    _check_day(at, party, day, back_days=0 if own else ENTER_BACK_DAYS)
    transfer = ledger.post(
        ledger.Entry(
            payer=ledger.account_of(at.community, party),
            payee=ledger.account_of(at.community, at.party),
            minutes=at.minutes,
            work=at.work,
            occurred_at=_noon(day),
            key=ledger_key,
            recorded_by=by,
            evidence=evidence,
            source=at,
            on_behalf_of=behalf(by, party),
            nature=Nature.SPENT,
        )
    )
    visit = Visit.objects.create(community=at.community, at=at, party=party, day=day, transfer=transfer)
    note("spend", by, at, mentions=[party], behalf=behalf(by, party), minutes=at.minutes)
    if not own:
        later("gilydd.exchange.telling.visit_entered", visit.pk)
    return visit


@transaction.atomic
def cancel_visit(*, by: type_of_actor, visit: Visit) -> Transfer:
    """Give a visit back: a member before its day, a broker or the place at any time."""
    locked_place(visit.at)
    policy.check(by, "cancel_visit", visit)
    if not policy.may(by, "enter_visit", visit.at) and visit.day <= timezone.localdate():
        raise Refused(_("The day has come. A broker can still take this visit back."))
    opposite = ledger.reverse(
        visit.transfer, key=f"exchange.transfer:{visit.transfer_id}:reversal", recorded_by=by
    )
    note("cancel_visit", by, visit.at, mentions=[visit.party, opposite], minutes=visit.transfer.minutes)
    return opposite


@transaction.atomic
def pot_gives(
    *,
    by: type_of_actor,
    community: Community,
    party: Party,
    minutes: int,
    reason: str,
    key: str,
    lang: str = "",
) -> Transfer:
    """The pot gives hours to a member who needs them, within what the community agreed for a quarter.

    The reason is kept for brokers and can be erased. Raises Refused above what the rules allow.
    """
    policy.check(by, "pot_gives", community)
    pot, own = ledger.pot_of(community), ledger.account_of(community, party)
    both = Account.objects.filter(pk__in=[pot.pk, own.pk]).order_by("pk")
    list(both.select_for_update(no_key=True))  # what was given this quarter is counted under this lock
    ledger_key = f"exchange.pot:{key}"
    known = Transfer.objects.filter(community=community, key=ledger_key).first()
    if known:
        return known
    if getattr(by, "party_id", None) == party.pk:
        raise Refused(_("Another broker decides on hours from the pot for you."), field="party")
    active_member(community, party, "party")
    whole_steps(community, minutes, longest=POT_LONGEST_MINUTES)
    if not reason.strip():
        raise Refused(_("Say why the pot gives these hours."), field="reason")
    _within_the_policy(community, party, minutes)
    transfer = ledger.post(
        ledger.Entry(
            payer=pot,
            payee=own,
            minutes=minutes,
            work=for_the_community(),
            occurred_at=timezone.now(),
            key=ledger_key,
            recorded_by=by,
            on_behalf_of=party,
            nature=Nature.GIFT,
        )
    )
    note(
        "pot_gives", by, transfer, audience=Audience.STAFF, community=community, mentions=[party],
        minutes=minutes, reason=reason.strip(), reason_lang=lang,
    )  # fmt: skip
    later("gilydd.exchange.telling.pot_gave", transfer.pk)
    return transfer


def _within_the_policy(community: Community, party: Party, minutes: int) -> None:
    most = rules_of(community).pot_gives_minutes
    if most is None:
        return
    before = pot_gave_this_quarter(community, party.pk)
    if before + minutes > most:
        raise Refused(
            _("The pot may give a person at most %(most)s in a quarter. %(left)s are left.")
            % {"most": hours(most), "left": hours(max(0, most - before))},
            field="minutes",
        )  # fmt: skip


def _may_spend(by: type_of_actor, at: SpendingPlace, party: Party, evidence: str) -> bool:
    """Whether somebody spends for themself (or whom they speak for); refuses who may do neither."""
    if speaks_for(by, at.community, party.pk):
        policy.check(by, "spend", at)
        pays_for(by, at.community, party)
        return True
    policy.check(by, "enter_visit", at)
    if not isinstance(by, System) and evidence == Evidence.SCREEN:
        raise Refused(_("Say how you know of the visit: from a paper slip, a list or by phone."), "evidence")
    return False


def _check_day(at: SpendingPlace, party: Party, day: dt.date, *, back_days: int) -> None:
    """Called with the place locked, so that the last place of a day is given once."""
    if not at.open:
        raise Refused(_("This place is closed just now."))
    if party.pk == at.party_id:
        raise Refused(_("An organisation cannot spend hours with itself."), field="party")
    today = timezone.localdate()
    first, last = today - dt.timedelta(days=back_days), today + dt.timedelta(days=BOOK_AHEAD_DAYS)
    if not first <= day <= last:
        raise Refused(
            _("Choose a day between %(first)s and %(last)s.")
            % {"first": in_words(first), "last": in_words(last)},
            field="day",
        )
    if at.places_a_day is not None and taken(at, day) >= at.places_a_day:
        raise Refused(_("All places on this day are taken. Choose another day."), field="day")


def _fill(
    row: SpendingPlace,
    name_cy: str,
    name_en: str,
    work: Term,
    minutes: int,
    about_cy: str,
    about_en: str,
    place: Place | None,
    places_a_day: int | None,
) -> None:
    whole_steps(row.community, minutes)
    if not name_cy.strip() or not name_en.strip():
        raise Refused(_("Write the name in Welsh and in English."), field="name_cy")
    if place and place.community_id != row.community_id:
        raise Refused(_("This place is in another community."), field="place")
    if work.community_id not in (None, row.community_id):
        raise Refused(_("This kind of work is of another community."), field="work")
    if places_a_day is not None and places_a_day < 1:
        raise Refused(_("Leave the number of places empty, or write one or more."), field="places_a_day")
    row.name_cy, row.name_en, row.work, row.minutes = name_cy.strip(), name_en.strip(), work, minutes
    row.about_cy, row.about_en = about_cy.strip(), about_en.strip()
    row.place, row.places_a_day = place, places_a_day


def _noon(day: dt.date) -> dt.datetime:
    """Midday where the community is, so that a day stays the same day in every zone's reading."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time(12)))
