"""What people are told of loans and of what they have not confirmed for long; the daily round.

Each notice reads its rows again when it is sent. Only things, offers and needs are ever named in one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from itertools import groupby

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.people.models import ActsFor, Community, Membership, Party
from gilydd.people.notices import Rendered, notify
from gilydd.people.policy import SYSTEM
from gilydd.people.queries import names
from gilydd.people.words import MembershipState, PartyKind
from gilydd.ui.bilingual import said
from gilydd.ui.filters import day

from . import commands
from .models import Asset, Loan
from .words import LISTED, REST_AFTER_DAYS, STALE_MONTHS, AssetState, LoanState, Shown


def loan_asked(loan_id: int) -> None:
    """Tell the owner who would like to borrow what; the borrower that it was asked."""
    loan = _loan(loan_id)
    if loan.state != LoanState.ASKED:
        return
    _tell_owner(
        loan,
        "asked",
        lambda told: (
            _("%(borrower)s would like to borrow something of yours") % told,
            _("%(borrower)s would like to borrow “%(thing)s” from %(first)s to %(last)s. Please answer.")
            % told,
        ),
    )
    _tell_borrower(
        loan,
        "asked",
        lambda told: (
            _("You asked to borrow something"),
            _("You asked %(owner)s for “%(thing)s” from %(first)s to %(last)s. You will be told the answer.")
            % told,
        ),
    )


def loan_lent(loan_id: int) -> None:
    """Tell both that the thing is lent, and until when."""
    loan = _loan(loan_id)
    if loan.state != LoanState.LENT:
        return
    _tell_borrower(
        loan,
        "lent",
        lambda told: (
            _("You can borrow it"),
            _("%(owner)s lends you “%(thing)s” until %(last)s.") % told,
        ),
    )
    _tell_owner(
        loan,
        "lent",
        lambda told: (
            _("You lent something"),
            _("%(borrower)s has “%(thing)s” until %(last)s. When it is back, say so on the page of loans.")
            % told,
        ),
    )


def loan_refused(loan_id: int) -> None:
    """Tell the borrower that it is not possible this time."""
    loan = _loan(loan_id)
    if loan.state != LoanState.REFUSED:
        return
    _tell_borrower(
        loan,
        "refused",
        lambda told: (
            _("Not this time"),
            _("%(owner)s cannot lend you “%(thing)s” this time. Somebody else may have one.") % told,
        ),
    )


def loan_returned(loan_id: int) -> None:
    """Thank both."""
    loan = _loan(loan_id)
    if loan.state != LoanState.RETURNED:
        return
    _tell_borrower(
        loan,
        "returned",
        lambda told: (
            _("It is back"),
            _("%(owner)s has “%(thing)s” back. Thank you for bringing it.") % told,
        ),
    )
    _tell_owner(
        loan,
        "returned",
        lambda told: (
            _("It is back"),
            _("“%(thing)s” is back with you. Thank you for lending it to %(borrower)s.") % told,
        ),
    )


def shown_by_another(asset_id: int, shown: str) -> None:
    """Tell the owner that somebody who looks after them changed who may see something of theirs."""
    asset = Asset.objects.filter(pk=asset_id).select_related("community", "party").first()
    if asset is None or asset.shown != shown or asset.state == AssetState.ENDED:
        return
    _tell(
        asset.community,
        asset.party,
        f"assets.shown:{asset.pk}:{shown}",
        lambda: (
            _("Who can see something of yours was changed"),
            _("Something on your page: %(shown)s. If this is not right, tell us.")
            % {"shown": Shown(shown).label},
        ),
        lambda: _page(asset.community, asset.party),
    )


def remind_stale(now: dt.datetime | None = None) -> tuple[int, int]:
    """The daily round: ask about what nobody confirmed for six months; let rest what stayed unanswered.

    Every owner gets one message for all of it, with a page that has two buttons for each. After 30 days
    without an answer it rests, and the owner is told. Run again at the same time it does nothing. Returns
    how many assets were asked about and how many were let rest.
    """
    now = now or timezone.now()
    rested = sum(_let_rest(rows, now) for rows in _by_party(_unanswered(now)))
    asked = sum(_ask(rows, now) for rows in _by_party(_stale(now)))
    return asked, rested


def remind_late(today: dt.date | None = None) -> int:
    """Ask borrowers once for what was due back; returns how many loans are late today."""
    today = today or timezone.localdate()
    late = Loan.objects.filter(state=LoanState.LENT, wanted_until__lt=today).values_list("pk", flat=True)
    for pk in late:
        _tell_borrower(
            _loan(pk),
            "late",
            lambda told: (
                _("Please bring it back"),
                _("You borrowed “%(thing)s” from %(owner)s until %(last)s. Do you still need it?") % told,
            ),
        )
    return len(late)


def months_before(now: dt.datetime, months: int) -> dt.datetime:
    """The same day of the month so many months before; the last day where the month is shorter.

    >>> months_before(dt.datetime(2026, 8, 31), 6)
    datetime.datetime(2026, 2, 28, 0, 0)
    """
    year, month = divmod(now.year * 12 + now.month - 1 - months, 12)
    for last in (now.day, 30, 29, 28):
        try:
            return now.replace(year=year, month=month + 1, day=min(now.day, last))
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")


def _stale(now: dt.datetime) -> list[Asset]:
    rows = Asset.objects.filter(
        kind__in=LISTED,
        state=AssetState.LIVE,
        refreshed_at__lt=months_before(now, STALE_MONTHS),
        reminded_at__isnull=True,
    )
    return _of_active(rows.order_by("community_id", "party_id", "pk").select_related("community", "party"))


def _unanswered(now: dt.datetime) -> list[Asset]:
    rows = Asset.objects.filter(
        kind__in=LISTED, state=AssetState.LIVE, reminded_at__lt=now - dt.timedelta(days=REST_AFTER_DAYS)
    )
    return _of_active(rows.order_by("community_id", "party_id", "pk").select_related("community", "party"))


def _of_active(rows: Iterable[Asset]) -> list[Asset]:
    """Nobody is asked while their membership is paused or closed."""
    active = set(
        Membership.objects.filter(state=MembershipState.ACTIVE).values_list("community_id", "party_id")
    )
    return [row for row in rows if (row.community_id, row.party_id) in active]


def _by_party(rows: list[Asset]) -> list[list[Asset]]:
    return [list(group) for _key, group in groupby(rows, key=lambda row: (row.community_id, row.party_id))]


@transaction.atomic
def _ask(rows: list[Asset], now: dt.datetime) -> int:
    community, party = rows[0].community, rows[0].party
    commands.ask_if_still_right(by=SYSTEM, assets=rows, asked_at=now)
    _tell(
        community,
        party,
        f"assets.stale:{community.pk}:{party.pk}:{now:%Y-%m-%d}",
        lambda: (
            _("Is this still right?"),
            _(
                "You told us of this more than six months ago: %(things)s."
                " Please say whether it is still right."
            )
            % {"things": _listed(rows)},
        ),
        lambda: _page(community, party, "assets:check"),
    )
    return len(rows)


@transaction.atomic
def _let_rest(rows: list[Asset], now: dt.datetime) -> int:
    community, party = rows[0].community, rows[0].party
    for asset in rows:
        commands.rest_asset(by=SYSTEM, asset=asset)
    _tell(
        community,
        party,
        f"assets.rested:{community.pk}:{party.pk}:{now:%Y-%m-%d}",
        lambda: (
            _("We let something of yours rest"),
            _(
                "We did not hear whether it is still right: %(things)s."
                " Others cannot see it now. You can put it back."
            )
            % {"things": _listed(rows)},
        ),
        lambda: _page(community, party, "assets:check"),
    )
    return len(rows)


def _listed(rows: list[Asset]) -> str:
    return ", ".join(f"“{row.title or said(row.term, 'name')}”" for row in rows)


def _loan(loan_id: int) -> Loan:
    return Loan.objects.select_related("community", "thing__party", "thing__term", "borrower").get(pk=loan_id)


def _tell_owner(loan: Loan, what: str, render: Callable[[dict[str, str]], Rendered]) -> None:
    _tell_of(loan, loan.thing.party, f"{what}:owner", render)


def _tell_borrower(loan: Loan, what: str, render: Callable[[dict[str, str]], Rendered]) -> None:
    _tell_of(loan, loan.borrower, f"{what}:borrower", render)


def _tell_of(loan: Loan, party: Party, what: str, render: Callable[[dict[str, str]], Rendered]) -> None:
    def told() -> dict[str, str]:
        called = names([loan.thing.party_id, loan.borrower_id])
        return {
            "owner": called[loan.thing.party_id],
            "borrower": called[loan.borrower_id],
            "thing": loan.thing.title or said(loan.thing.term, "name"),
            "first": day(loan.wanted_from),
            "last": day(loan.wanted_until),
        }

    _tell(
        loan.community,
        party,
        f"assets.loan:{loan.pk}:{what}",
        lambda: render(told()),
        lambda: reverse("assets:loans", args=[loan.community.slug]),
    )


def _tell(
    community: Community, party: Party, key: str, render: Callable[[], Rendered], href: Callable[[], str]
) -> None:
    """Tell the party, or those who act for it where it is a household, group or organisation."""
    for one in _people_of(community, party):
        notify(party=one, community=community, key=f"{key}:{one.pk}", render=render, href=href)


def _people_of(community: Community, party: Party) -> list[Party]:
    if party.kind == PartyKind.PERSON:
        return [party]
    today = timezone.localdate()
    acting = ActsFor.objects.of(community).filter(Q(until__isnull=True) | Q(until__gte=today), party=party)
    return [row.person.party for row in acting.select_related("person__party")]


def _page(community: Community, party: Party, name: str = "assets:profile") -> str:
    member = Membership.objects.of(community).get(party=party)
    return reverse(name, args=[community.slug, member.pk])
