"""What stands in the addresses of scoring, award and contract, in two twin communities.

Dai sits on each panel as a citizen, Ffion and Priya as professionals; Tomos types for those who answer on paper.
Rhodri acts for the co-operative that wins, Siân for the circle that does not.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.utils import timezone

from gilydd.commissioning.commands import agreements, award, recommission, scoring, social_value
from gilydd.commissioning.commands.agreements import NewMilestone
from gilydd.commissioning.commands.award import Agreed
from gilydd.commissioning.measures import NewMeasure
from gilydd.commissioning.models import LotAward
from gilydd.people.policy import SYSTEM
from tests.cast import Cast
from tests.commissioning.bought import Bought, a_procurement

WHY = {"reason_cy": "Rheswm", "reason_en": "Reason"}
DAY = dt.timedelta(days=1)


def furnish_bought(cast: Cast) -> dict[str, Any]:
    """One of everything that a page or an operation of scoring, award and contract names."""
    scored = a_procurement(cast, name="To score")
    bid, judged = scored.bids[0], scored.criteria
    row = _score(scored, "Dai", 0, 0)
    made = {
        "scored": scored.procurement.pk, "opened_bid": bid.pk, "judged_by": judged[1].pk, "bid_score": row.pk,
        "judged_first": judged[0].pk, "panel_turn": scored.turn.pk, "dai_seat": scored.seats["Dai"].pk,
        "lot_number": 1,
    }  # fmt: skip
    closing = _scored(cast, "To close")
    agreeing = _scored(cast, "To agree")
    scoring.begin_moderation(by=SYSTEM, procurement=agreeing.procurement)
    moderated = _moderated(cast, "To decide")
    made |= {
        "to_close": closing.procurement.pk, "agreeing": agreeing.procurement.pk,
        "agreeing_bid": agreeing.bids[0].pk, "agreeing_criterion": agreeing.criteria[0].pk,
        "undecided_lot": moderated.lot.pk, "first_bid": moderated.bids[0].pk,
        "chosen_turn": _chosen(closing),
    }  # fmt: skip
    return made | _awards(cast) | _contract(cast)


def _chosen(bought: Bought) -> int:
    """The turn of a panel of which a citizen and a professional have chosen."""
    for who in ("Mair", "Priya"):
        recommission.choose_for_turn(
            by=SYSTEM, seat=bought.seats[who], choice="renew", reason="Good", lang="en"
        )
    return bought.turn.pk


def _score(bought: Bought, who: str, bid: int, criterion: int) -> Any:
    return scoring.score_bid(
        by=SYSTEM, bid=bought.bids[bid], criterion=bought.criteria[criterion], seat=bought.seats[who], score=3,
        reason="Fair", lang="en",
    )  # fmt: skip


def _scored(cast: Cast, name: str) -> Bought:
    bought = a_procurement(cast, name=name)
    for who in bought.seats:
        for bid in (0, 1):
            for criterion in (0, 1):
                _score(bought, who, bid, criterion)
    return bought


def _moderated(cast: Cast, name: str) -> Bought:
    bought = _scored(cast, name)
    scoring.begin_moderation(by=SYSTEM, procurement=bought.procurement)
    for bid in bought.bids:
        for one in bought.criteria[:2]:
            scoring.moderate_score(by=SYSTEM, bid=bid, criterion=one, score=3, **WHY)
    return bought


def _awarded(cast: Cast, name: str) -> tuple[Bought, LotAward]:
    bought = _moderated(cast, name)
    row = award.decide_award(by=SYSTEM, lot=bought.lot, bid=bought.bids[0], agreed=Agreed(2, 0, 2, 0), **WHY)
    return bought, row


def _over(row: LotAward) -> None:
    LotAward.objects.filter(pk=row.pk).update(standstill_ends=timezone.now() - DAY)


def _awards(cast: Cast) -> dict[str, Any]:
    bought, row = _awarded(cast, "To wait")
    circle = bought.bids[1].bid.bidder
    objection = award.object_to_award(by=SYSTEM, award=row, party=circle, text="Look", lang="en")
    _right, wrong = _awarded(cast, "To withdraw")
    heard = award.object_to_award(
        by=SYSTEM, award=wrong, party=_right.bids[1].bid.bidder, text="Look", lang="en"
    )
    award.answer_objection(by=SYSTEM, objection=heard, upheld=True, answer_cy="Gwir", answer_en="True")
    _old, over = _awarded(cast, "To confirm")
    _over(over)
    return {
        "shown_scores": bought.procurement.pk, "lot_award": row.pk, "letter_bid": bought.bids[1].pk, "award_objection": objection.pk,
        "circle_member": circle.memberships.get(community=cast.community).pk, "wrong_award": wrong.pk,
        "over_award": over.pk,
    }  # fmt: skip


def _confirmed(cast: Cast, name: str) -> tuple[Bought, LotAward]:
    bought, row = _awarded(cast, name)
    _over(row)
    return bought, award.confirm_award(by=SYSTEM, award=row)


def _contract(cast: Cast) -> dict[str, Any]:
    to_sign, confirmed = _confirmed(cast, "To sign")
    bought, row = _confirmed(cast, "Signed")
    today = timezone.localdate()
    contract = agreements.sign_agreement(
        by=SYSTEM, award=row, starts_on=today - 30 * DAY, ends_on=today + 300 * DAY,
        milestones=[NewMilestone("Un", "One", today, 4_000_010, bought.outcome)],
    )  # fmt: skip
    plain, another = _confirmed(cast, "Plain")
    unchanged = agreements.sign_agreement(
        by=SYSTEM, award=another, starts_on=today, ends_on=today + 300 * DAY,
        milestones=[NewMilestone("Un", "One", today, 4_000_010, plain.outcome)],
    )  # fmt: skip
    change = agreements.propose_variation(
        by=SYSTEM, agreement=contract, value_pence=4_100_000, ends_on=contract.ends_on, **WHY
    )
    rows = [
        NewMeasure(code, "Jobs", "", code, "hours", 100, "Invented", 2026, "quantity") for code in ("A", "B")
    ]
    made = social_value.bring_in_measures(
        by=SYSTEM, community=cast.community, name="Set", version="1", sha256="x", rows=rows
    )
    first, second = made.measures.all()
    promise = social_value.promise_measure(by=SYSTEM, agreement=contract, measure=first, quantity=Decimal(5))
    delivery = social_value.record_delivery(
        by=SYSTEM, promise=promise, reference="one", from_on=today, until_on=today, quantity=Decimal(1),
        evidence="Sheet", lang="en", because_of_contract=True, local=True,
    )  # fmt: skip
    return {
        "confirmed_award": confirmed.pk, "signed_outcome": to_sign.outcome.pk, "contract": contract.pk,
        "agreed_milestone": contract.milestones.get().pk, "contract_change": change.pk,
        "contract_seat": bought.seats["Dai"].pk, "social_promise": promise.pk, "social_delivery": delivery.pk,
        "other_measure": second.pk, "plain_contract": unchanged.pk,
    }  # fmt: skip
