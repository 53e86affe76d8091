"""What bidders are told of an award: the decision, an answer to their objection, that it was withdrawn."""

from __future__ import annotations

from collections.abc import Callable

from django.urls import reverse
from django.utils.translation import gettext as _

from gilydd.people.models import ActsFor, Party
from gilydd.people.notices import Rendered, notify
from gilydd.people.queries import acting_now
from gilydd.ui.bilingual import said
from gilydd.ui.filters import clock, day

from .models import AwardObjection, LotAward, OpenedBid
from .words_award import AwardState


def decided(award_id: int) -> None:
    """Write to each bidder of the lot that the award is decided, and where their letter is."""
    award = LotAward.objects.select_related("lot", "procurement", "community").get(pk=award_id)
    if award.state == AwardState.WITHDRAWN:
        return
    for bid in OpenedBid.objects.filter(bid__lot=award.lot, bid__withdrawn_at=None).select_related("bid"):

        def render(won: bool = award.bid_id == bid.pk) -> Rendered:
            words = {
                "lot": said(award.lot, "title"), "title": said(award.procurement, "title"),
                "day": day(award.standstill_ends), "clock": clock(award.standstill_ends),
            }  # fmt: skip
            first = (
                _("The panel means to give “%(lot)s” of “%(title)s” to you.")
                if won
                else _("The panel did not choose your bid for “%(lot)s” of “%(title)s”.")
            )
            return (
                _("The decision on your bid: %(title)s") % words,
                first % words
                + "\n"
                + _("Your letter says why, and what the panel thought of each part of your bid.")
                + "\n"
                + _("Until %(day)s at %(clock)s you can object. Nothing is signed before then.") % words,
            )

        _tell(award, bid.bid.bidder_id, f"award:{award.pk}", render, _letter(award, bid))


def _letter(award: LotAward, bid: OpenedBid) -> Callable[[], str]:
    return lambda: reverse("commissioning:award_letter", args=[award.community.slug, award.pk, bid.pk])


def objection_answered(objection_id: int) -> None:
    """Tell who objected what was answered."""
    row = AwardObjection.objects.select_related("award__procurement", "award__community").get(pk=objection_id)

    def render() -> Rendered:
        title = {"title": said(row.award.procurement, "title")}
        return _("Your objection is answered: %(title)s") % title, said(row, "answer")

    _tell(
        row.award, row.party_id, f"objection:{row.pk}", render,
        lambda: reverse("commissioning:award", args=[row.award.community.slug, row.award.procurement_id]),
    )  # fmt: skip


def withdrawn(award_id: int) -> None:
    """Tell every bidder of the lot that the decision was withdrawn, and why."""
    award = LotAward.objects.select_related("procurement", "community").get(pk=award_id)
    bids = OpenedBid.objects.filter(bid__lot=award.lot_id, bid__withdrawn_at=None)

    def render() -> Rendered:
        title = {"title": said(award.procurement, "title")}
        return _("The decision was withdrawn: %(title)s") % title, said(award, "why_withdrawn")

    for bidder in bids.values_list("bid__bidder", flat=True).distinct():
        _tell(
            award, bidder, f"award-withdrawn:{award.pk}", render,
            lambda: reverse("commissioning:award", args=[award.community.slug, award.procurement_id]),
        )  # fmt: skip


def _tell(
    award: LotAward, bidder: int, key: str, render: Callable[[], Rendered], href: Callable[[], str]
) -> None:
    """Write to a bidder who is a person, or to everybody who acts for it today."""
    acting = acting_now(ActsFor.objects.of(award.community)).filter(party=bidder)
    wanted = [bidder, *acting.values_list("person", flat=True)]
    for party in Party.objects.filter(pk__in=wanted).select_related("person").order_by("pk"):
        notify(
            party=party, community=award.community, key=f"commissioning.{key}:{bidder}:{party.pk}",
            render=render, href=href,
        )  # fmt: skip
