"""Writes: the rules of a community, a procurement, its lots and criteria, and what citizens propose."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from gilydd.history.commands import key_of, record
from gilydd.history.words import Audience, Refused
from gilydd.people.models import Community, Party
from gilydd.people.policy import type_of_actor
from gilydd.people.queries import capacity_of
from gilydd.services.models import Outcome, Turn

from ..models import CriterionIdea, Lot, Panel, Procurement, TenderCriterion, TenderRules
from ..policy import policy
from ..words import CriterionKind, Reserved, Route
from ..words_tender import (
    LONGEST_OPEN_DAYS,
    LONGEST_TITLE,
    LONGEST_WORDS,
    MOST_CRITERIA,
    MOST_LOTS,
    MOST_PENCE,
    MOST_PERCENT,
    TieRule,
)
from ._procurement import both, locked, note, rules_of, still_draft
from ._weights import WHOLE, check_weights


@transaction.atomic
def set_tender_rules(
    *,
    by: type_of_actor,
    community: Community,
    coproduction_least_percent: int,
    social_value_least_percent: int,
    full_route_from_pence: int,
    standstill_days: int,
    open_days: int,
    light_open_days: int,
) -> TenderRules:
    """Set what the community asks of every tender. One that is published keeps the rules it began with."""
    policy.check(by, "change_rules", community)
    percents = {
        "coproduction_least_percent": coproduction_least_percent,
        "social_value_least_percent": social_value_least_percent,
    }
    for name, percent in percents.items():
        if not 0 <= percent <= MOST_PERCENT:
            told = {"most": MOST_PERCENT}
            raise Refused(_("Choose a share from 0 to %(most)s per cent.") % told, field=name)
    days = {"standstill_days": standstill_days, "open_days": open_days, "light_open_days": light_open_days}
    for name, number in days.items():
        if not 1 <= number <= LONGEST_OPEN_DAYS:
            raise Refused(_("Choose from 1 day to a year."), field=name)
    if not 0 <= full_route_from_pence <= MOST_PENCE:
        raise Refused(_("Write an amount of money, such as £1,250 or 12.50"), field="full_route_from_pence")
    row, _made = TenderRules.objects.update_or_create(
        community=community, defaults={**percents, **days, "full_route_from_pence": full_route_from_pence}
    )
    record(
        community=community, actor=by, capacity=capacity_of(by, community),
        verb="commissioning.set_tender_rules", subject=community, audience=Audience.PUBLIC,
        facts={**percents, **days, "full_route_from_pence": full_route_from_pence},
    )  # fmt: skip
    return row


@transaction.atomic
def start_procurement(
    *,
    by: type_of_actor,
    turn: Turn,
    buyer: Party,
    title_cy: str,
    title_en: str,
    value_pence: int,
    route: str = "",
    **more: Any,
) -> Procurement:
    """Begin to buy something for a turn. `route` empty: the one that fits its value.

    `more`: about_cy, about_en, easy_cy, easy_en, reserved_for, tie_rule, score_most. It begins with one lot
    of its whole value and the panel of the turn. Raises Refused for the light route above the threshold.
    """
    turn = Turn.objects.select_for_update().select_related("community", "service").get(pk=turn.pk)
    policy.check(by, "run_procurement", turn)
    if turn.ended_on:
        raise Refused(_("This turn has ended. Buy it for the next turn."))
    row = Procurement(
        community=turn.community, turn=turn, buyer=buyer, panel=Panel.objects.filter(turn=turn).first(),
        made_by_key=key_of(by), state="draft",
    )  # fmt: skip
    _describe(row, title_cy=title_cy, title_en=title_en, value_pence=value_pence, route=route, **more)
    row.save()
    Lot.objects.create(
        community=row.community, procurement=row, number=1, title_cy=row.title_cy, title_en=row.title_en,
        value_pence=value_pence,
    )  # fmt: skip
    note("start_procurement", by, row, route=row.route)
    return row


@transaction.atomic
def change_procurement(*, by: type_of_actor, procurement: Procurement, **told: Any) -> Procurement:
    """Change what is bought, while it is being written. `told`: as start_procurement, all of it."""
    row = locked(procurement)
    policy.check(by, "run_procurement", row)
    still_draft(row)
    before = row.route
    _describe(row, **told)
    if before != row.route and row.split_key_id:
        raise Refused(_("Key holders are named already, so the route stays as it is."), field="route")
    row.save()
    if (lots := list(row.lots.all())) and len(lots) == 1:
        lots[0].value_pence = row.value_pence
        lots[0].save(update_fields=["value_pence"])
    note("change_procurement", by, row)
    return row


def _describe(row: Procurement, **told: Any) -> None:
    row.title_cy, row.title_en = both(told["title_cy"], told["title_en"], "title", LONGEST_TITLE)
    for name in ("about", "easy"):
        cy, en = told.get(f"{name}_cy", "").strip(), told.get(f"{name}_en", "").strip()
        if cy or en:
            cy, en = both(cy, en, name, LONGEST_WORDS)
        setattr(row, f"{name}_cy", cy)
        setattr(row, f"{name}_en", en)
    row.value_pence = told["value_pence"]
    if not 0 < row.value_pence <= MOST_PENCE:
        raise Refused(_("Write an amount of money, such as £1,250 or 12.50"), field="value_pence")
    least = rules_of(row.community).full_route_from_pence
    row.route = told.get("route") or (Route.FULL if row.value_pence >= least else Route.LIGHT)
    if row.route == Route.LIGHT and row.value_pence >= least:
        raise Refused(_("By the rules of this community so much money takes the full route."), field="route")
    row.reserved_for = told.get("reserved_for", "")
    row.tie_rule = told.get("tie_rule") or TieRule.COPRODUCTION
    if row.route not in Route.values or row.reserved_for not in ("", *Reserved.values):
        raise Refused(_("Choose one of the answers."), field="route")
    if row.tie_rule not in TieRule.values:
        raise Refused(_("Choose one of the answers."), field="tie_rule")
    row.score_most = told.get("score_most") or 5
    if not 2 <= row.score_most <= 10:
        raise Refused(_("Choose a highest score from 2 to 10."), field="score_most")


@transaction.atomic
def set_lots(*, by: type_of_actor, procurement: Procurement, lots: list[tuple[str, str, int]]) -> list[Lot]:
    """Divide a procurement into lots, (title_cy, title_en, value_pence) each; together they are its value."""
    row = locked(procurement)
    policy.check(by, "run_procurement", row)
    still_draft(row)
    if not 1 <= len(lots) <= MOST_LOTS:
        raise Refused(_("Make from 1 to %(most)s lots.") % {"most": MOST_LOTS}, field="lots")
    named = [(*both(cy, en, "lots"), value) for cy, en, value in lots]
    if any(value <= 0 for _cy, _en, value in named):
        raise Refused(_("Say of each lot what it is worth."), field="lots")
    if sum(value for _cy, _en, value in named) != row.value_pence:
        raise Refused(_("The lots together must be worth what the whole is worth."), field="lots")
    row.lots.all().delete()
    made = [
        Lot.objects.create(
            community=row.community, procurement=row, number=number, title_cy=cy, title_en=en,
            value_pence=value,
        )
        for number, (cy, en, value) in enumerate(named, 1)
    ]  # fmt: skip
    note("set_lots", by, row, lots=len(made))
    return made


@transaction.atomic
def propose_criterion(
    *, by: type_of_actor, procurement: Procurement, text: str, lang: str, outcome: Outcome | None = None
) -> CriterionIdea:
    """Propose in one's own words by what bids should be judged. Raises Refused once it is published."""
    row = locked(procurement)
    policy.check(by, "propose_criterion", row)
    still_draft(row)
    _check_outcome(row, outcome)
    text = text.strip()
    if not text:
        raise Refused(_("Write by what bids should be judged."), field="text")
    if len(text) > LONGEST_WORDS:
        raise Refused(_("Use %(most)s characters at most.") % {"most": LONGEST_WORDS}, field="text")
    party = by.party  # type: ignore[union-attr]
    same = CriterionIdea.objects.filter(procurement=row, party=party, text=text).first()
    if same is not None:
        return same
    made = CriterionIdea.objects.create(
        community=row.community, procurement=row, party=party, text=text, lang=lang, outcome=outcome
    )
    note("propose_criterion", by, row, made)
    return made


@transaction.atomic
def add_criterion(
    *,
    by: type_of_actor,
    procurement: Procurement,
    kind: str,
    name_cy: str,
    name_en: str,
    weight_percent: int,
    asks_cy: str = "",
    asks_en: str = "",
    outcome: Outcome | None = None,
    idea: CriterionIdea | None = None,
) -> TenderCriterion:
    """Add by what bids are judged. With an `idea` it is a citizen's: their name stands with it."""
    row = locked(procurement)
    policy.check(by, "run_procurement", row)
    still_draft(row)
    if row.criteria.count() >= MOST_CRITERIA:
        raise Refused(_("There are %(most)s criteria at most.") % {"most": MOST_CRITERIA})
    if idea is not None and idea.procurement_id != row.pk:
        raise Refused(_("This was proposed for another tender."), field="idea")
    last = row.criteria.aggregate(last=Max("place"))["last"] or 0
    made = TenderCriterion(
        community=row.community, procurement=row, place=last + 1, proposed_by=idea.party if idea else None
    )
    words = {"name_cy": name_cy, "name_en": name_en, "asks_cy": asks_cy, "asks_en": asks_en}
    _word_criterion(made, kind, weight_percent, outcome or (idea.outcome if idea else None), words)
    made.save()
    if idea is not None:
        CriterionIdea.objects.filter(pk=idea.pk).update(taken_as=made)
    note("add_criterion", by, row, made, kind=kind, weight_percent=weight_percent)
    return made


@transaction.atomic
def change_criterion(
    *,
    by: type_of_actor,
    criterion: TenderCriterion,
    kind: str,
    name_cy: str,
    name_en: str,
    weight_percent: int,
    asks_cy: str = "",
    asks_en: str = "",
    outcome: Outcome | None = None,
) -> TenderCriterion:
    """Word a criterion otherwise, while the tender is being written."""
    row = locked(criterion.procurement)
    policy.check(by, "run_procurement", row)
    still_draft(row)
    made = TenderCriterion.objects.get(pk=criterion.pk)
    words = {"name_cy": name_cy, "name_en": name_en, "asks_cy": asks_cy, "asks_en": asks_en}
    _word_criterion(made, kind, weight_percent, outcome, words)
    made.procurement = row
    made.save()
    note("change_criterion", by, row, made, kind=kind, weight_percent=weight_percent)
    return made


@transaction.atomic
def drop_criterion(*, by: type_of_actor, criterion: TenderCriterion) -> None:
    """Take a criterion out, while the tender is being written. An idea it came from is open again."""
    row = locked(criterion.procurement)
    policy.check(by, "run_procurement", row)
    still_draft(row)
    note("drop_criterion", by, row, criterion)
    TenderCriterion.objects.filter(pk=criterion.pk).delete()


@transaction.atomic
def weigh_criteria(
    *, by: type_of_actor, procurement: Procurement, weights: Mapping[int, int]
) -> list[TenderCriterion]:
    """Give each criterion its weight, {criterion id: percent}, all at once. They must total exactly 100.

    Raises Refused for another total, and for less than the rules of the community ask for.
    """
    row = locked(procurement)
    policy.check(by, "run_procurement", row)
    still_draft(row)
    criteria = list(row.criteria.order_by("place"))
    if set(weights) != {one.pk for one in criteria}:
        raise Refused(_("Give each criterion a weight."))
    for one in criteria:
        one.weight_percent = weights[one.pk]
    check_weights(row, criteria)
    TenderCriterion.objects.bulk_update(criteria, ["weight_percent"])
    note("weigh_criteria", by, row, criteria=len(criteria))
    return criteria


def _word_criterion(
    made: TenderCriterion, kind: str, weight_percent: int, outcome: Outcome | None, words: dict[str, str]
) -> None:
    if kind not in CriterionKind.values:
        raise Refused(_("Choose one of the answers."), field="kind")
    if not 1 <= weight_percent <= WHOLE:
        raise Refused(_("Each weight is a whole number from 1 to 100."), field="weight_percent")
    made.name_cy, made.name_en = both(words["name_cy"], words["name_en"], "name", LONGEST_TITLE)
    if kind == CriterionKind.PRICE:
        outcome, asks = None, ("", "")
    else:
        asks = both(words["asks_cy"], words["asks_en"], "asks", LONGEST_WORDS)
    _check_outcome(made.procurement, outcome)
    made.asks_cy, made.asks_en = asks
    made.kind, made.weight_percent, made.outcome = kind, weight_percent, outcome


def _check_outcome(procurement: Procurement, outcome: Outcome | None) -> None:
    if outcome is not None and outcome.service_id != procurement.turn.service_id:
        raise Refused(_("Choose an outcome of this service."), field="outcome")
