"""The daily round: what a timebank does by itself each morning. A job that runs twice does its work once.

`round()` only queues: each step, each series, each survey and each statement is a job of its own, so
that one that fails is retried and given up alone. A round that was missed is made up for by the next.
"""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from gilydd.history.commands import later
from gilydd.people.commands import forget_old_joinings
from gilydd.people.models import Community, Membership, Message
from gilydd.people.policy import SYSTEM
from gilydd.people.words import MembershipState
from gilydd.surveys.commands import close_survey
from gilydd.surveys.models import Survey
from gilydd.surveys.words import SurveyState

from .commands.expiry import expire, tell_of_expiry
from .commands.recurring import AHEAD_DAYS, make_occurrence
from .commands.vouchers import ARRIVES_WITHIN_DAYS, expire_voucher
from .models import Account, Expiring, Series, Voucher
from .queries.spending import quarter_start
from .telling import statement_key
from .words import AccountKind, SeriesState, VoucherState

STEPS = (
    "gilydd.exchange.daily.series",
    "gilydd.exchange.daily.expiry",
    "gilydd.exchange.daily.vouchers",
    "gilydd.exchange.daily.statements",
    "gilydd.exchange.daily.surveys",
    "gilydd.surveys.notices.remind_due",
    "gilydd.exchange.daily.joinings",
    "gilydd.exchange.letters.forget_old",
    "gilydd.exchange.commands.intake.empty_old_intakes",
    "gilydd.exchange.notices.remind_to_confirm",
    "gilydd.exchange.rounds.notices.remind",
    "gilydd.assets.notices.remind_stale",
    "gilydd.peers.circle_notices.daily",
)
# A worker that was away at the turn of a quarter still sends its statements, for so many days.
STATEMENT_DAYS = 21


def round() -> None:
    """Queue the steps of the day."""
    for step in STEPS:
        later(step)


def joinings() -> None:
    """Empty what is kept of people who did not join, half a year on."""
    for community in Community.objects.order_by("pk"):
        forget_old_joinings(by=SYSTEM, community=community)


def series() -> None:
    """Queue each series that has a day within the next seven days."""
    last = timezone.localdate() + dt.timedelta(days=AHEAD_DAYS)
    due = Series.objects.filter(state=SeriesState.RUNNING, next_on__lte=last)
    for pk in due.order_by("pk").values_list("pk", flat=True):
        later("gilydd.exchange.daily.series_of", pk)


def series_of(series_id: int) -> None:
    """Make every occurrence of one series that is due, each in a transaction of its own."""
    while True:
        row = Series.objects.get(pk=series_id)
        last = timezone.localdate() + dt.timedelta(days=AHEAD_DAYS)
        if row.state != SeriesState.RUNNING or row.next_on > last:
            return
        make_occurrence(by=SYSTEM, series=row, day=row.next_on)


def expiry() -> None:
    """Queue what is due to expire, and the notices, in communities that chose that hours expire."""
    due = Expiring.objects.filter(ended_at__isnull=True, due_on__lte=timezone.localdate())
    for pk in due.order_by("pk").values_list("pk", flat=True):
        later("gilydd.exchange.daily.expire_one", pk)
    chosen = Community.objects.filter(rules__expiry_months__isnull=False).order_by("pk")
    for pk in chosen.values_list("pk", flat=True):
        later("gilydd.exchange.daily.expiry_notices", pk)


def expire_one(expiring_id: int) -> None:
    """Move one member's hours that were told of 30 days ago."""
    expire(by=SYSTEM, expiring=Expiring.objects.get(pk=expiring_id))


def expiry_notices(community_id: int) -> None:
    """Tell the members of one community whose hours will be too old in 30 days."""
    tell_of_expiry(by=SYSTEM, community=Community.objects.get(pk=community_id))


def vouchers() -> None:
    """Queue each voucher that ran out, once a showing made in time cannot arrive any more."""
    before = timezone.localdate() - dt.timedelta(days=ARRIVES_WITHIN_DAYS)
    due = Voucher.objects.filter(state=VoucherState.ISSUED, expires_on__lt=before)
    for pk in due.order_by("pk").values_list("pk", flat=True):
        later("gilydd.exchange.daily.expire_one_voucher", pk)


def expire_one_voucher(voucher_id: int) -> None:
    """Free the hours of one voucher that ran out."""
    expire_voucher(by=SYSTEM, voucher=Voucher.objects.get(pk=voucher_id))


def statements() -> None:
    """In the first weeks of a quarter: queue the statements of the quarter before, by community."""
    today = timezone.localdate()
    first = quarter_start(today)
    if (today - first).days < STATEMENT_DAYS:
        before = quarter_start(first - dt.timedelta(days=1))
        for pk in Community.objects.order_by("pk").values_list("pk", flat=True):
            later("gilydd.exchange.daily.statements_of", pk, f"{before.year}-{before.month // 3 + 1}")


def statements_of(community_id: int, quarter: str) -> None:
    """Queue the statement of each active person of a community who has none for the quarter yet."""
    active = Membership.objects.filter(community=community_id, state=MembershipState.ACTIVE)
    accounts = Account.objects.filter(
        community=community_id, kind=AccountKind.MEMBER, party__in=active.values("party")
    )
    told = set(
        Message.objects.filter(community=community_id, key__startswith="exchange.statement:").values_list(
            "key", flat=True
        )
    )
    for pk, party in accounts.order_by("pk").values_list("pk", "party"):
        if f"{statement_key(pk, quarter)}:{party}" not in told:
            later("gilydd.exchange.telling.quarter_statement", pk, quarter)


def surveys() -> None:
    """Queue the closing of each open survey whose last day has passed."""
    over = Survey.objects.filter(state=SurveyState.OPEN, closes_on__lt=timezone.localdate())
    for pk in over.order_by("pk").values_list("pk", flat=True):
        later("gilydd.exchange.daily.close_one_survey", pk)


def close_one_survey(survey_id: int) -> None:
    """Close one survey as Gilydd itself; one that was closed meanwhile stays as it is."""
    row = Survey.objects.get(pk=survey_id)
    if row.state == SurveyState.OPEN:
        close_survey(by=SYSTEM, survey=row)
