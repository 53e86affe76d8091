"""Writes: what a party can give, needs or lived through; when, how far and in which languages; loans.

A record of these acts holds no term and no words: of what is private it says only that something was done.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.history.commands import key_of, later, record
from gilydd.history.words import Audience, Refused
from gilydd.people.commands import note_support
from gilydd.people.models import Community, Membership, Party, Person, Place, Term
from gilydd.people.policy import speaks_for, type_of_actor
from gilydd.people.queries import capacity_of
from gilydd.people.words import MembershipState, SupportedAct, SupportScope
from gilydd.ui.forms import DAY_MINUTES, STEP_MINUTES

from .models import Asset, Free, Loan, Profile, Speaks
from .policy import may, policy
from .words import (
    ASSET_MOVES,
    DISTANCES,
    FIRST_SHOWN,
    LISTED,
    LOAN_MOVES,
    LONGEST_LOAN_DAYS,
    NOT_FOR_ASSETS,
    SCHEME_OF,
    AssetKind,
    AssetState,
    LoanState,
    PartOfDay,
    Shown,
    Tongue,
)


@transaction.atomic
def add_asset(
    *,
    by: type_of_actor,
    community: Community,
    party: Party,
    kind: str,
    term: Term,
    title: str = "",
    details: str = "",
    lang: str = "",
    minutes: int | None = None,
    place: Place | None = None,
    shown: str = "",
) -> Asset:
    """A party can give, needs, cares about or has lived through something; or has a thing to lend.

    The same term without own words, added twice, is one asset: it is woken and confirmed.
    """
    member = _membership(community, party)
    supporting = not may(by, "add_asset", member) and may(by, "add_for_supported", member)
    if not supporting:
        policy.check(by, "add_asset", member)
    kind = _kind(kind)
    shown = _shown(shown or FIRST_SHOWN[kind])
    if supporting and (kind not in LISTED or shown != Shown.MEMBERS):
        raise Refused(_("A supporter adds what somebody can give, needs or lends, for every member to see."))
    title, details = title.strip(), details.strip()
    _fits(community, kind, term, place, minutes)
    _worded(title, details, lang)
    if not title and not details:
        same = Asset.objects.of(community).filter(party=party, kind=kind, term=term, title="", details="")
        old = same.exclude(state=AssetState.ENDED).first()
        if old is not None and may(by, "change_asset", old):
            return _confirm(by, old, shown=shown)
    asset = Asset.objects.create(
        community=community,
        party=party,
        kind=kind,
        term=term,
        title=title,
        details=details,
        lang=lang if title or details else "",
        minutes=minutes if kind in (AssetKind.OFFER, AssetKind.NEED) else None,
        place=place,
        shown=shown,
        typed_by_key=_typed_by(by, community, party),
    )
    _record("add_asset", by, asset)
    note_support(
        by=by, community=community, member=party, scope=SupportScope.ASKS, what=SupportedAct.OFFERED,
        thing=asset, page="assets:asset", ids=[asset.pk],
    )  # fmt: skip
    return asset


@transaction.atomic
def change_asset(
    *,
    by: type_of_actor,
    asset: Asset,
    term: Term,
    title: str = "",
    details: str = "",
    lang: str = "",
    minutes: int | None = None,
    place: Place | None = None,
) -> Asset:
    """Say it better. Changing it also says that it is still right."""
    asset = _fresh(asset)
    policy.check(by, "change_asset", asset)
    kind = _kind(asset.kind)
    title, details = title.strip(), details.strip()
    _fits(asset.community, kind, term, place, minutes)
    _worded(title, details, lang)
    asset.term, asset.title, asset.details = term, title, details
    asset.lang = lang if title or details else ""
    asset.minutes = minutes if kind in (AssetKind.OFFER, AssetKind.NEED) else None
    asset.place = place
    asset.refreshed_at, asset.reminded_at = timezone.now(), None
    asset.save()
    _record("change_asset", by, asset)
    return asset


@transaction.atomic
def show_asset(*, by: type_of_actor, asset: Asset, shown: str) -> Asset:
    """Choose who may see it. Where somebody else chooses for them, the owner is told."""
    asset = _fresh(asset)
    policy.check(by, "change_asset", asset)
    shown = _shown(shown)
    if asset.shown == shown:
        return asset
    asset.shown = shown
    asset.save(update_fields=["shown"])
    _record("show_asset", by, asset)
    if isinstance(by, Person) and not speaks_for(by, asset.community, asset.party_id):
        later("gilydd.assets.notices.shown_by_another", asset.pk, shown)
    return asset


@transaction.atomic
def rest_asset(*, by: type_of_actor, asset: Asset) -> Asset:
    """Keep it, but not in the directory for now."""
    asset = _fresh(asset)
    policy.check(by, "change_asset", asset)
    return _move(by, asset, AssetState.RESTING, "rest_asset")


@transaction.atomic
def wake_asset(*, by: type_of_actor, asset: Asset) -> Asset:
    """Put it back; that also says that it is still right."""
    asset = _fresh(asset)
    policy.check(by, "change_asset", asset)
    asset.refreshed_at, asset.reminded_at = timezone.now(), None
    asset.save(update_fields=["refreshed_at", "reminded_at"])
    return _move(by, asset, AssetState.LIVE, "wake_asset")


@transaction.atomic
def end_asset(*, by: type_of_actor, asset: Asset) -> Asset:
    """Take it away for good. What somebody lived through is deleted, not kept.

    A thing that is out is first returned.
    """
    asset = _fresh(asset)
    policy.check(by, "change_asset", asset)
    if asset.loans.filter(state=LoanState.LENT).exists():
        raise Refused(_("This is lent just now. Say first that it is back."))
    for loan in asset.loans.filter(state=LoanState.ASKED):
        _move_loan(by, loan, LoanState.REFUSED, "refuse_loan")
        later("gilydd.assets.notices.loan_refused", loan.pk)
    asset = _move(by, asset, AssetState.ENDED, "end_asset")
    if asset.kind == AssetKind.EXPERIENCE:
        asset.delete()
    return asset


@transaction.atomic
def refresh_asset(*, by: type_of_actor, asset: Asset) -> Asset:
    """It is still right. What rests meanwhile is put back."""
    asset = _fresh(asset)
    policy.check(by, "change_asset", asset)
    return _confirm(by, asset)


@transaction.atomic
def forget_private(*, by: type_of_actor, community: Community, party: Party) -> None:
    """Delete everything that only the party can see, without looking at it.

    So a broker can do it for a member on paper, and learns neither what there was nor whether.
    """
    policy.check(by, "forget_private", _membership(community, party))
    for asset in Asset.objects.of(community).filter(party=party, shown=Shown.PRIVATE):
        try:
            with transaction.atomic():
                asset.delete()
        except ProtectedError:
            # A loan or an ask hangs on it: the row stays for them, without a word.
            asset.title = asset.details = asset.lang = ""
            asset.state = AssetState.ENDED
            asset.save()
    _record_of(by, community, party, "forget_private")


@transaction.atomic
def ask_if_still_right(*, by: type_of_actor, assets: Sequence[Asset], asked_at: dt.datetime) -> None:
    """Note that the owner was asked about these at a moment, all of one party; the daily round does it."""
    if not assets:
        return
    for asset in assets:
        policy.check(by, "change_asset", asset)
    Asset.objects.filter(pk__in=[asset.pk for asset in assets]).update(reminded_at=asked_at)
    _record_of(by, assets[0].community, assets[0].party, "ask_if_still_right")


@transaction.atomic
def describe(
    *,
    by: type_of_actor,
    community: Community,
    party: Party,
    about: str = "",
    lang: str = "",
    travel_metres: int | None = None,
) -> Profile:
    """A party about itself, in its own words, and how far it can go (metres; None says nothing)."""
    policy.check(by, "describe", _membership(community, party))
    _worded(about.strip(), "", lang, "about")
    if travel_metres is not None and travel_metres not in DISTANCES:
        raise Refused(_("Choose one of the distances."), field="travel_metres")
    row, _fresh_row = Profile.objects.update_or_create(
        community=community,
        party=party,
        defaults={
            "about": about.strip(),
            "lang": lang if about.strip() else "",
            "travel_metres": travel_metres,
            "changed_at": timezone.now(),
        },
    )
    _record_of(by, community, party, "describe")
    return row


@transaction.atomic
def set_free_times(
    *, by: type_of_actor, community: Community, party: Party, times: Collection[tuple[int, str]]
) -> None:
    """When a party is usually free: pairs of a weekday (0 is Monday) and a part of the day, all of them."""
    policy.check(by, "describe", _membership(community, party))
    wanted = set(times)
    if any(not 0 <= weekday <= 6 or part not in PartOfDay.values for weekday, part in wanted):
        raise Refused(_("Choose days of the week and parts of the day."))
    rows = Free.objects.of(community).filter(party=party)
    rows.delete()
    Free.objects.bulk_create(
        Free(community=community, party=party, weekday=weekday, part=part) for weekday, part in sorted(wanted)
    )
    _record_of(by, community, party, "set_free_times")


@transaction.atomic
def set_languages(
    *,
    by: type_of_actor,
    community: Community,
    party: Party,
    speaks: Collection[str],
    learning: Collection[str] = (),
) -> None:
    """The languages a party speaks, and those it would like to practise; all of them at once."""
    policy.check(by, "describe", _membership(community, party))
    if not set(speaks) | set(learning) <= set(Tongue.values):
        raise Refused(_("Choose languages from the list."), field="speaks")
    if set(speaks) & set(learning):
        raise Refused(_("A language is either one you speak or one you are learning."), field="learning")
    Speaks.objects.of(community).filter(party=party).delete()
    Speaks.objects.bulk_create(
        Speaks(community=community, party=party, language=code, learning=code in set(learning))
        for code in sorted(set(speaks) | set(learning))
    )
    _record_of(by, community, party, "set_languages")


@transaction.atomic
def borrow(
    *,
    by: type_of_actor,
    thing: Asset,
    borrower: Party,
    wanted_from: dt.date,
    wanted_until: dt.date,
) -> Loan:
    """Ask to borrow a thing for some days. The owner answers."""
    thing = _fresh(thing)
    member = _membership(thing.community, borrower)
    policy.check(by, "borrow", member)
    if not may(by, "see_asset", thing) or thing.kind != AssetKind.THING or thing.state != AssetState.LIVE:
        raise Refused(_("This is not to be lent just now."))
    if thing.party_id == borrower.pk:
        raise Refused(_("This is yours already."))
    if member.state != MembershipState.ACTIVE:
        raise Refused(_("Only an active member can borrow."))
    if wanted_from < timezone.localdate():
        raise Refused(_("Choose today or a later day."), field="wanted_from")
    if wanted_until < wanted_from:
        raise Refused(_("The last day comes after the first day."), field="wanted_until")
    if (wanted_until - wanted_from).days >= LONGEST_LOAN_DAYS:
        raise Refused(_("A thing is lent for a year at most."), field="wanted_until")
    asked = Loan.objects.filter(thing=thing, borrower=borrower, state=LoanState.ASKED)
    if asked.filter(wanted_from=wanted_from, wanted_until=wanted_until).exists():
        return asked.get(wanted_from=wanted_from, wanted_until=wanted_until)
    loan = Loan.objects.create(
        community=thing.community,
        thing=thing,
        borrower=borrower,
        wanted_from=wanted_from,
        wanted_until=wanted_until,
    )
    _record_loan("borrow", by, loan)
    later("gilydd.assets.notices.loan_asked", loan.pk)
    return loan


@transaction.atomic
def lend(*, by: type_of_actor, loan: Loan) -> Loan:
    """Yes. One borrower has the thing at a time; the others wait or are told no."""
    loan = _fresh_loan(loan)
    policy.check(by, "lend", loan)
    if loan.thing.state != AssetState.LIVE:
        raise Refused(_("This is not to be lent just now."))
    try:
        with transaction.atomic():
            loan = _move_loan(by, loan, LoanState.LENT, "lend")
    except IntegrityError as out:
        raise Refused(_("Somebody else has it just now. Say first that it is back.")) from out
    later("gilydd.assets.notices.loan_lent", loan.pk)
    return loan


@transaction.atomic
def refuse_loan(*, by: type_of_actor, loan: Loan) -> Loan:
    """Not this time. No reason is asked for."""
    loan = _fresh_loan(loan)
    policy.check(by, "lend", loan)
    loan = _move_loan(by, loan, LoanState.REFUSED, "refuse_loan")
    later("gilydd.assets.notices.loan_refused", loan.pk)
    return loan


@transaction.atomic
def return_thing(*, by: type_of_actor, loan: Loan) -> Loan:
    """It is back. The owner says so, or whoever looks after them."""
    loan = _fresh_loan(loan)
    policy.check(by, "return_thing", loan)
    loan.returned_on = timezone.localdate()
    loan = _move_loan(by, loan, LoanState.RETURNED, "return_thing")
    later("gilydd.assets.notices.loan_returned", loan.pk)
    return loan


def _membership(community: Community, party: Party) -> Membership:
    member = Membership.objects.of(community).filter(party=party).select_related("community").first()
    if member is None or member.state == MembershipState.CLOSED:
        raise Refused(_("This is not a member of the community."))
    return member


def _kind(kind: str) -> AssetKind:
    if kind not in AssetKind.values:
        raise Refused(_("There is no such kind."), field="kind")
    return AssetKind(kind)


def _shown(shown: str) -> Shown:
    if shown not in Shown.values:
        raise Refused(_("Choose who may see it."), field="shown")
    return Shown(shown)


def _fits(
    community: Community, kind: AssetKind, term: Term, place: Place | None, minutes: int | None
) -> None:
    """The term is of the kind's own list, and nothing is of another community."""
    elsewhere = term.community_id is not None and term.community_id != community.pk
    if term.scheme != SCHEME_OF[kind] or elsewhere or term.code in NOT_FOR_ASSETS:
        raise Refused(_("Choose one from the list."), field="term")
    if place is not None and place.community_id != community.pk:
        raise Refused(_("This place is in another community."), field="place")
    if minutes is not None and (minutes <= 0 or minutes % STEP_MINUTES or minutes > DAY_MINUTES):
        raise Refused(
            _("Enter a time in steps of 15 minutes, up to 24 hours, for example 1 h 30 min."), field="minutes"
        )


def _worded(title: str, details: str, lang: str, field: str = "title") -> None:
    if (title or details) and lang not in ("cy", "en"):
        raise Refused(_("Say which language you wrote in."), field="lang")
    if len(title) > (4000 if field == "about" else 120) or len(details) > 2000:
        raise Refused(_("This is too long."), field=field)


def _typed_by(by: type_of_actor, community: Community, party: Party) -> str:
    own = speaks_for(by, community, party.pk)
    return key_of(by) if isinstance(by, Person) and not own else ""


def _fresh(asset: Asset) -> Asset:
    """The asset as it is now, locked."""
    rows = Asset.objects.select_for_update(of=("self",)).select_related("community", "party", "term")
    found = rows.filter(pk=asset.pk).first()
    if found is None or found.state == AssetState.ENDED:
        raise Refused(_("This was taken away."))
    return found


def _move(by: type_of_actor, asset: Asset, state: AssetState, verb: str) -> Asset:
    if asset.state == state:
        return asset
    if state not in ASSET_MOVES[AssetState(asset.state)]:
        raise Refused(_("This cannot be done now: it is “%(state)s”.") % {"state": asset.get_state_display()})
    asset.state = state
    asset.save(update_fields=["state"])
    _record(verb, by, asset)
    return asset


def _confirm(by: type_of_actor, asset: Asset, **changed: str) -> Asset:
    asset.refreshed_at, asset.reminded_at = timezone.now(), None
    if asset.state == AssetState.RESTING:
        asset.state = AssetState.LIVE
    for name, value in changed.items():
        setattr(asset, name, value)
    asset.save()
    _record("refresh_asset", by, asset)
    return asset


def _fresh_loan(loan: Loan) -> Loan:
    rows = Loan.objects.select_for_update(of=("self",)).select_related("community", "thing", "borrower")
    return rows.get(pk=loan.pk)


def _move_loan(by: type_of_actor, loan: Loan, state: LoanState, verb: str) -> Loan:
    if state not in LOAN_MOVES[LoanState(loan.state)]:
        raise Refused(_("This cannot be done now: it is “%(state)s”.") % {"state": loan.get_state_display()})
    loan.state = state
    loan.save(update_fields=["state", "returned_on"])
    _record_loan(verb, by, loan)
    return loan


def _record(verb: str, by: type_of_actor, asset: Asset) -> None:
    """Only what members can find anyway is told to staff, and only its kind; the rest is private and bare."""
    open_to_all = asset.shown == Shown.MEMBERS and asset.kind in LISTED
    record(
        community=asset.community,
        actor=by,
        capacity=capacity_of(by, asset.community),
        on_behalf_of=asset.party if _typed_by(by, asset.community, asset.party) else None,
        verb=f"assets.{verb}",
        subject=asset,
        audience=Audience.STAFF if open_to_all else Audience.PRIVATE,
        facts={"kind": str(asset.kind)} if open_to_all else {},
    )


def _record_of(by: type_of_actor, community: Community, party: Party, verb: str) -> None:
    record(
        community=community,
        actor=by,
        capacity=capacity_of(by, community),
        on_behalf_of=party if _typed_by(by, community, party) else None,
        verb=f"assets.{verb}",
        subject=party,
        audience=Audience.PRIVATE,
    )


def _record_loan(verb: str, by: type_of_actor, loan: Loan) -> None:
    record(
        community=loan.community,
        actor=by,
        capacity=capacity_of(by, loan.community),
        verb=f"assets.{verb}",
        subject=loan,
        mentions=[loan.thing],
        audience=Audience.PRIVATE,
    )
