"""What people are told of series, visits, the pot, trade, leaving, expiry and the quarter's statement.

Like notices.py: each reads its rows again when it is sent, asks the policy then, and tells once by a key.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.db.models import Q, Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from gilydd.people.models import Community, Membership, Party
from gilydd.people.queries import standing
from gilydd.people.words import MembershipState, Role
from gilydd.ui.bilingual import said
from gilydd.ui.filters import day, hours

from .models import Account, Agreement, Expiring, Leaving, Scan, Series, Trade, Transfer, Visit, Voucher
from .notices import Rendered, _name, tell
from .policy import may
from .words import SeriesState


def series_proposed(series_id: int) -> None:
    """Ask the helper whether they will."""
    series = _series(series_id)
    if series.state != SeriesState.PROPOSED:
        return

    def render() -> Rendered:
        words = {"asker": _name(series.asker_id), "title": series.title, "hours": hours(series.minutes)}
        return (
            _("%(asker)s asks for your help, again and again") % words,
            _("%(asker)s would like help with “%(title)s”, %(hours)s each time. Please say yes or no.")
            % words,
        )

    _of_series(series, series.helper, "proposed", render)


def series_began(series_id: int) -> None:
    """Tell both what a broker wrote down for them."""
    series = _series(series_id)

    def render() -> Rendered:
        words = {"asker": _name(series.asker_id), "helper": _name(series.helper_id), "title": series.title}
        return (
            _("“%(title)s” comes again and again") % words,
            _("%(helper)s helps %(asker)s with “%(title)s”. Look when it is next.") % words,
        )

    _of_series(series, series.asker, "began", render)
    _of_series(series, series.helper, "began", render)


def series_answered(series_id: int) -> None:
    """Tell the asker what the helper said."""
    series = _series(series_id)
    said_yes = series.state != SeriesState.ENDED

    def render() -> Rendered:
        words = {"helper": _name(series.helper_id), "title": series.title}
        if said_yes:
            return (
                _("%(helper)s said yes") % words,
                _("%(helper)s will help you with “%(title)s”, each time.") % words,
            )
        return (
            _("Not this time: “%(title)s”") % words,
            _("%(helper)s cannot help with “%(title)s” again and again.") % words,
        )

    _of_series(series, series.asker, "answered", render)


def series_ended(series_id: int) -> None:
    """Tell both that no more will be made."""
    series = _series(series_id)

    def render() -> Rendered:
        words = {"title": series.title}
        return (
            _("“%(title)s” has ended") % words,
            _("No more is planned for “%(title)s”. What was promised already stays promised.") % words,
        )

    _of_series(series, series.asker, "ended", render)
    _of_series(series, series.helper, "ended", render)


def series_skipped(series_id: int, on: str, why: str) -> None:
    """Tell both that a day is left out; and the brokers, where the hours were missing or a rule said no."""
    series = _series(series_id)
    date = dt.date.fromisoformat(on)

    def render() -> Rendered:
        words = {"title": series.title, "day": day(date)}
        reasons = {
            "asked": _("“%(title)s” will not be on %(day)s.") % words,
            "hours": _("There were not enough hours for “%(title)s” on %(day)s. Your broker can help.")
            % words,
            "rule": _("“%(title)s” could not be promised for %(day)s. Your broker can help.") % words,
            "late": _(
                "“%(title)s” was not written down in time for %(day)s. Tell your broker if it happened."
            )
            % words,
        }
        return _("Left out: “%(title)s” on %(day)s") % words, reasons[why]

    for party in (series.asker, series.helper):
        _of_series(series, party, f"skipped:{on}", render)
    if why in ("hours", "rule"):
        for broker in brokers(series.community):
            _of_series(series, broker, f"skipped:{on}", render)


def visit_entered(visit_id: int) -> None:
    """Tell a member that somebody entered a visit for them."""
    visit = Visit.objects.select_related("community", "at", "party", "transfer").get(pk=visit_id)

    def render() -> Rendered:
        words = {
            "place": said(visit.at, "name"), "day": day(visit.day), "hours": hours(visit.transfer.minutes),
        }  # fmt: skip
        return (
            _("You spent %(hours)s: %(place)s") % words,
            _("Your visit to %(place)s on %(day)s was written down for you: %(hours)s.") % words,
        )

    _of_transfer(visit.transfer, visit.party, "visit", render)


def voucher_ran_out(voucher_id: int) -> None:
    """Tell a member that a voucher was not used in time, and that its hours are theirs again."""
    voucher = Voucher.objects.select_related("community", "at", "party__person").get(pk=voucher_id)

    def render() -> Rendered:
        words = {
            "hours": hours(voucher.minutes),
            "day": day(voucher.expires_on),
            "place": said(voucher.at, "name") if voucher.at else _("any place"),
        }
        return (
            _("Your hours are back: %(hours)s") % words,
            _("Your voucher for %(place)s was good until %(day)s. Its hours are yours again: %(hours)s.")
            % words,
        )

    tell(
        voucher.community,
        voucher.party,
        f"exchange.voucher:{voucher.pk}:ran_out",
        render,
        lambda: reverse("exchange:vouchers", args=[voucher.community.slug]),
        lambda person: may(person, "give_back_voucher", voucher),
    )


def showing_conflicts(scan_id: int) -> None:
    """Tell those who run the place that a voucher they let somebody in with is not paid, and why."""
    scan = Scan.objects.select_related("community", "at__party", "voucher").get(pk=scan_id)

    def render() -> Rendered:
        words = {
            "place": said(scan.at, "name"),
            "code": scan.code,
            "why": scan.get_outcome_display(),
            "day": day(scan.shown_at),
        }
        return (
            _("A voucher was not paid: %(place)s") % words,
            _(
                "Voucher %(code)s was shown on %(day)s and is not paid. Why: %(why)s. The first showing that "
                "reaches us counts. Nobody paid twice. Your broker sees it too."
            )
            % words,
        )

    tell(
        scan.community,
        scan.at.party,
        f"exchange.scan:{scan.pk}:conflict",
        render,
        lambda: reverse("exchange:door", args=[scan.community.slug, scan.at_id]),
        lambda person: may(person, "enter_visit", scan.at),
    )


def pot_gave(transfer_id: int) -> None:
    """Tell a member that the pot gave them hours."""
    transfer = _transfer(transfer_id)

    def render() -> Rendered:
        words = {"hours": hours(transfer.minutes)}
        return (
            _("The community gave you %(hours)s") % words,
            _("%(hours)s went from the community's pot to you. You can ask for help with them.") % words,
        )

    if transfer.payee.party:
        _of_transfer(transfer, transfer.payee.party, "pot", render)


def hours_left_to(transfer_id: int) -> None:
    """Tell somebody that a member who left gave them their hours."""
    transfer = _transfer(transfer_id)

    def render() -> Rendered:
        words = {"hours": hours(transfer.minutes), "name": _name(transfer.payer.party_id)}
        return (
            _("%(name)s left you %(hours)s") % words,
            _("%(name)s is leaving the timebank and gave you the hours that were left: %(hours)s.") % words,
        )

    if transfer.payee.party:
        _of_transfer(transfer, transfer.payee.party, "left", render)


def agreement_moved(agreement_id: int, what: str) -> None:
    """Tell the brokers of the other community what this one did about their trade."""
    row = Agreement.objects.select_related("community").get(pk=agreement_id)
    step, _mark, limit = what.partition("-")

    def render() -> Rendered:
        words = {
            "partner": said(row, "partner_name"),
            "hours": hours(int(limit) if limit else row.limit_minutes),
        }
        told = {
            "proposed": _(
                "%(partner)s would like to trade hours, up to %(hours)s either way. Please answer."
            ),
            "agreed": _("%(partner)s said yes. Members can now trade hours, up to %(hours)s either way."),
            "declined": _("%(partner)s said no to trading hours just now."),
            "limit": _("%(partner)s would like a limit of %(hours)s. It holds when you want it too."),
            "ended": _("%(partner)s ended the trade of hours. What is in the books stays."),
        }
        return _("Trade with %(partner)s") % words, told[step] % words  # fmt: skip

    for broker in brokers(row.community):
        tell(
            row.community,
            broker,
            f"exchange.agreement:{row.pk}:{what}",
            render,
            lambda: reverse("exchange:partner", args=[row.community.slug, row.pk]),
            lambda person: may(person, "make_agreement", row),
        )


def trade_arrived(trade_id: int) -> None:
    """Tell a member that somebody of another community paid them, and who."""
    half = _half(trade_id)
    payer = _other_half(half)

    def render() -> Rendered:
        words = {
            "hours": hours(half.transfer.minutes),
            "name": _name(payer.party_id),
            "community": said(half.agreement, "partner_name"),
        }
        return (
            _("You received %(hours)s from %(community)s") % words,
            _("%(name)s of %(community)s paid you %(hours)s. Is it not right? Tell your broker.") % words,
        )

    _of_transfer(half.transfer, half.party, "trade", render)


def trade_reversed(trade_id: int) -> None:
    """Tell the member of each half that the trade was taken back."""
    half = _half(trade_id)

    def render() -> Rendered:
        words = {
            "hours": hours(half.transfer.minutes), "community": said(half.agreement, "partner_name"),
        }  # fmt: skip
        return (
            _("Hours with %(community)s were taken back") % words,
            _("%(hours)s with %(community)s were a mistake and were taken back, on both sides.") % words,
        )

    _of_transfer(half.transfer, half.party, "back", render)


def wants_to_leave(leaving_id: int) -> None:
    """Tell the brokers that somebody wants to leave."""
    row = Leaving.objects.select_related("community").get(pk=leaving_id)
    member = Membership.objects.of(row.community).filter(party=row.party_id).first()
    if row.ended_at or member is None:
        return

    def render() -> Rendered:
        words = {"name": _name(row.party_id)}
        return (
            _("%(name)s wants to leave") % words,
            _("Talk with %(name)s, settle what is open, and close the account.") % words,
        )

    for broker in brokers(row.community):
        tell(
            row.community,
            broker,
            f"exchange.leaving:{row.pk}",
            render,
            lambda: reverse("exchange:close_account", args=[row.community.slug, member.pk]),
            lambda person: may(person, "close_account", member),
        )


def hours_will_expire(expiring_id: int) -> None:
    """Tell a member which hours will go to the pot, and when, at least 30 days before."""
    row = Expiring.objects.select_related("community", "account__party").get(pk=expiring_id)

    def render() -> Rendered:
        words = {"hours": hours(row.minutes), "day": day(row.due_on)}
        return (
            _("%(hours)s will go to the community's pot on %(day)s") % words,
            _("You received %(hours)s long ago. Use them before %(day)s, or give them to somebody.") % words,
        )  # fmt: skip

    if row.account.party and not row.ended_at:
        _of_account(row.account, f"exchange.expiring:{row.pk}", render, "exchange:board")


def hours_expired(expiring_id: int) -> None:
    """Tell a member which hours went to the pot."""
    row = Expiring.objects.select_related("transfer").get(pk=expiring_id)
    if row.transfer is None:
        return
    transfer = _transfer(row.transfer.pk)

    def render() -> Rendered:
        words = {"hours": hours(transfer.minutes)}
        return (
            _("%(hours)s went to the community's pot") % words,
            _("As the community agreed, hours that are not used go to the pot: %(hours)s.") % words,
        )

    if transfer.payer.party:
        _of_transfer(transfer, transfer.payer.party, "expired", render)


def quarter_statement(account_id: int, quarter: str) -> None:
    """The statement of a quarter ("2026-3"), told once: given, received, and the balance now."""
    account = Account.objects.select_related("community", "party").get(pk=account_id)
    first, end = quarter_bounds(quarter)
    rows = Transfer.objects.filter(Q(payer=account) | Q(payee=account)).filter(
        recorded_at__date__gte=first, recorded_at__date__lt=end
    )
    moved = rows.aggregate(
        came=Sum("minutes", filter=Q(payee=account)), went=Sum("minutes", filter=Q(payer=account))
    )

    def render() -> Rendered:
        words = {
            "first": day(first), "last": day(end - dt.timedelta(days=1)),
            "balance": hours(account.balance_minutes),
            "came": hours(moved["came"] or 0), "went": hours(moved["went"] or 0),
        }  # fmt: skip
        return (
            _("Your hours, %(first)s to %(last)s") % words,
            _("Came to you: %(came)s. Went from you: %(went)s. Your balance now: %(balance)s.")
            % words,
        )  # fmt: skip

    if account.party:
        _of_account(account, statement_key(account.pk, quarter), render, "exchange:statement")


def statement_key(account_id: int, quarter: str) -> str:
    """The key of a quarter's statement; the person's key is put behind it."""
    return f"exchange.statement:{account_id}:{quarter}"


def quarter_bounds(quarter: str) -> tuple[dt.date, dt.date]:
    """The first day of a quarter, and of the next.

    >>> quarter_bounds("2026-4")
    (datetime.date(2026, 10, 1), datetime.date(2027, 1, 1))
    """
    year, number = map(int, quarter.split("-"))
    ends = dt.date(year + number // 4, number % 4 * 3 + 1, 1)
    return dt.date(year, number * 3 - 2, 1), ends


def brokers(community: Community) -> list[Party]:
    """The community's brokers who are there."""
    held = Membership.objects.of(community).filter(
        state=MembershipState.ACTIVE, roles__role=Role.BROKER, roles__until__isnull=True
    )
    return [row.party for row in held.select_related("party__person").distinct().order_by("pk")]


def _of_series(series: Series, party: Party, what: str, render: Callable[[], Rendered]) -> None:
    tell(
        series.community,
        party,
        f"exchange.series:{series.pk}:{what}",
        render,
        lambda: reverse("exchange:series_one", args=[series.community.slug, series.pk]),
        lambda person: may(person, "see_series", series),
    )


def _of_transfer(transfer: Transfer, party: Party, what: str, render: Callable[[], Rendered]) -> None:
    tell(
        transfer.community,
        party,
        f"exchange.transfer:{transfer.pk}:{what}",
        render,
        lambda: reverse("exchange:transfer", args=[transfer.community.slug, transfer.pk]),
        lambda person: may(person, "see_transfer", transfer),
    )


def _of_account(account: Account, key: str, render: Callable[[], Rendered], page: str) -> None:
    assert account.party is not None
    tell(
        account.community,
        account.party,
        key,
        render,
        lambda: reverse(page, args=[account.community.slug]),
        lambda person: standing(person, account.community).active,
    )


def _series(series_id: int) -> Series:
    return Series.objects.select_related("community", "asker__person", "helper__person").get(pk=series_id)


def _transfer(transfer_id: int) -> Transfer:
    return Transfer.objects.select_related("community", "payer__party", "payee__party").get(pk=transfer_id)


def _half(trade_id: int) -> Trade:
    return Trade.objects.select_related(
        "community", "agreement", "party", "transfer__payer", "transfer__payee", "transfer__community"
    ).get(pk=trade_id)


def _other_half(half: Trade) -> Trade:
    return Trade.objects.exclude(pk=half.pk).get(key=half.key)
