"""Writes: the lines of what a proposal costs, and the two who stand behind them."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.history.commands import key_of
from gilydd.history.words import Refused
from gilydd.people.models import Party, Person
from gilydd.people.policy import type_of_actor

from ..costing import costing_of
from ..models import CostLine, Proposal, SignOff
from ..phases import require_open
from ..policy import policy
from ..sides import side_of
from ..voicing import voice
from ..words import (
    CURRENCY,
    IN_MINUTES,
    LONGEST_REASON,
    LONGEST_TITLE,
    MOST_LINES,
    PENCE,
    STEP_MINUTES,
    CostKind,
    Opens,
    Side,
    VoiceAct,
)
from ._proposing import still_proposed
from ._shared import Acting, acting, known_language, locked_proposal, note, said_something, tell_of_typing

MOST_QUANTITY = 100_000
MOST_AMOUNT = 10_000_000_00
FIRST_YEAR, YEARS_AHEAD = 2000, 30


@dataclass(frozen=True)
class Cost:
    """A cost before it is written; amounts of one unit, in whole pence or whole minutes."""

    kind: str
    what: str
    lang: str
    quantity: int
    low: int
    likely: int
    high: int
    year: int
    source: str
    rate_pence: int = 0


@transaction.atomic
def add_cost(
    *, by: type_of_actor, proposal: Proposal, party: Party, cost: Cost, entered_from: str = ""
) -> CostLine:
    """Add a cost to a proposal: its authors, any professional, a facilitator. Signatures become void."""
    proposal = locked_proposal(proposal)
    act = _may_cost(by, proposal, party, entered_from)
    if proposal.cost_lines.filter(ended_at__isnull=True).count() >= MOST_LINES:
        raise Refused(_("A proposal has %(most)s costs at most.") % {"most": MOST_LINES})
    return _written(by, proposal, act, cost, None)


@transaction.atomic
def change_cost(
    *, by: type_of_actor, line: CostLine, party: Party, cost: Cost, entered_from: str = ""
) -> CostLine:
    """Put another line in the place of one; the old one stays written. Signatures become void."""
    proposal, row = _fresh(line)
    act = _may_cost(by, proposal, party, entered_from)
    _still_counts(row)
    if Cost(**{name: getattr(row, name) for name in Cost.__dataclass_fields__}) == cost:
        return row
    row.ended_at = timezone.now()
    row.save(update_fields=["ended_at"])
    return _written(by, proposal, act, cost, row)


@transaction.atomic
def end_cost(*, by: type_of_actor, line: CostLine, party: Party, entered_from: str = "") -> CostLine:
    """A cost does not count any more; it stays written. Signatures become void. Twice is once."""
    proposal, row = _fresh(line)
    act = _may_cost(by, proposal, party, entered_from)
    if row.ended_at is None:
        row.ended_at = timezone.now()
        row.save(update_fields=["ended_at"])
        _cost_of(proposal)
        note("end_cost", by, proposal.challenge, proposal, behalf=act.behalf, line=row.pk)
    return row


@transaction.atomic
def sign_costing(
    *,
    by: type_of_actor,
    proposal: Proposal,
    party: Party,
    mark: str,
    entered_from: str = "",
) -> SignOff:
    """Stand behind the costs of a proposal, as a citizen or as a professional, whichever one is here.

    `mark` is the fingerprint of what the signer read (costing.mark_of): signed are these very figures and no
    others. A citizen's signature may come on paper; a professional signs themselves. Twice is once.
    """
    proposal = locked_proposal(proposal)
    act = acting(by, proposal.community, party, entered_from)
    side = side_of(act.capacity)
    if side is None:
        raise Refused(_("Only a citizen or a professional of the community can sign."), field="party")
    if side == Side.PROFESSIONAL and act.typed_by_key:
        raise Refused(_("A professional signs themselves."), field="party")
    require_open(proposal.challenge, Opens.COST)
    still_proposed(proposal)
    costing = costing_of(proposal)
    if not costing.lines:
        raise Refused(_("There are no costs yet to stand behind."))
    if mark != costing.mark:
        raise Refused(_("The figures changed while you were reading. Look at them again, then sign."))
    known = costing.signed.get(side.value)
    if known is not None:
        if known.party_id == party.pk:
            return known
        raise Refused(_("Somebody has signed for this side already."))
    _two_hands(by, act, costing.signed)
    row = SignOff.objects.create(
        community=proposal.community, proposal=proposal, side=side, mark=mark, **act.columns
    )
    voice(
        challenge=proposal.challenge, act=VoiceAct.SIGNED, thing=row, party=party, capacity=act.capacity,
        of=proposal,
    )  # fmt: skip
    tell_of_typing(act, row)
    note("sign_costing", by, proposal.challenge, proposal, behalf=act.behalf, side=str(side), mark=mark)
    return row


def _two_hands(by: type_of_actor, act: Acting, signed: dict[str, SignOff]) -> None:
    """Refuse where one pair of hands would give both signatures, one of them for somebody else."""
    hands = getattr(by, "party_id", None)
    for other in signed.values():
        if other.party_id in (act.party.pk, hands):
            raise Refused(_("Two people sign, each for their own side. Somebody else enters this one."))
        if isinstance(by, Person) and other.typed_by_key == key_of(by):
            raise Refused(_("Two people sign, each for their own side. Somebody else enters this one."))


def _may_cost(by: type_of_actor, proposal: Proposal, party: Party, entered_from: str) -> Acting:
    act = acting(by, proposal.community, party, entered_from)
    policy.check(by, "cost_proposal", proposal)
    require_open(proposal.challenge, Opens.COST)
    still_proposed(proposal)
    return act


def _written(
    by: type_of_actor, proposal: Proposal, act: Acting, cost: Cost, replaces: CostLine | None
) -> CostLine:
    _check(cost)
    row = CostLine.objects.create(
        community=proposal.community, proposal=proposal, kind=cost.kind, what=cost.what.strip(),
        lang=cost.lang, quantity=cost.quantity, low=cost.low, likely=cost.likely, high=cost.high,
        year=cost.year, source=cost.source.strip(), rate_pence=cost.rate_pence, replaces=replaces,
        **act.columns,
    )  # fmt: skip
    _cost_of(proposal)
    voice(
        challenge=proposal.challenge, act=VoiceAct.COSTED, thing=row, party=act.party, capacity=act.capacity,
        text=f"{row.what} {row.source}", of=proposal,
    )  # fmt: skip
    note(
        "change_cost" if replaces else "add_cost", by, proposal.challenge, proposal, behalf=act.behalf,
        line=row.pk, kind=str(row.kind),
    )  # fmt: skip
    return row


def _cost_of(proposal: Proposal) -> None:
    """Let the proposal's cost be what its lines come to: the likely sum out of the budget, in pence."""
    proposal.cost_units = costing_of(proposal).totals.money.likely
    proposal.currency, proposal.scale = CURRENCY, PENCE
    proposal.save(update_fields=["cost_units", "currency", "scale"])


def _check(cost: Cost) -> None:
    if cost.kind not in CostKind.values:
        raise Refused(_("Choose what kind of cost it is."), field="kind")
    said_something(cost.what, _("Say what it is."), "what", LONGEST_TITLE)
    known_language(cost.lang)
    said_something(
        cost.source, _("Say where the figure comes from: a quote, a price list, somebody who knows."),
        "source", LONGEST_REASON,
    )  # fmt: skip
    if not 1 <= cost.quantity <= MOST_QUANTITY:
        raise Refused(_("Say how many: 1 or more."), field="quantity")
    if not 0 <= cost.low <= cost.likely <= cost.high:
        raise Refused(_("The likely figure lies between the lowest and the highest."), field="likely")
    if cost.high > MOST_AMOUNT:
        raise Refused(_("This is more than can be written here."), field="high")
    _check_time(cost)
    if not FIRST_YEAR <= cost.year <= timezone.localdate().year + YEARS_AHEAD:
        raise Refused(_("In which year is it paid? Write four digits."), field="year")


def _check_time(cost: Cost) -> None:
    if cost.kind in IN_MINUTES and any(one % STEP_MINUTES for one in (cost.low, cost.likely, cost.high)):
        raise Refused(_("Write time in steps of 15 minutes."), field="likely")
    if cost.rate_pence and cost.kind != CostKind.STAFF:
        raise Refused(_("Only staff time has a price for an hour."), field="rate_pence")
    if not 0 <= cost.rate_pence <= MOST_AMOUNT:
        raise Refused(_("An amount is zero or more."), field="rate_pence")


def _fresh(line: CostLine) -> tuple[Proposal, CostLine]:
    known = CostLine.objects.select_related("proposal__challenge").get(pk=line.pk)
    proposal = locked_proposal(known.proposal)
    row = CostLine.objects.select_related("community").get(pk=line.pk)
    row.proposal = proposal
    return proposal, row


def _still_counts(row: CostLine) -> None:
    if row.ended_at is not None:
        raise Refused(_("This cost was changed meanwhile. Look at the list again."))
