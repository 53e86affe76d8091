"""Writes: promise a funded proposal: milestones with two owners, offers to whose idea it was, their hours."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.delivering.models import Activity
from gilydd.exchange import ledger
from gilydd.exchange.words import Evidence
from gilydd.history.commands import key_of, later
from gilydd.history.words import Audience, Refused
from gilydd.people.models import Party, Person, Term
from gilydd.people.policy import speaks_for, type_of_actor
from gilydd.people.queries import capacity_of
from gilydd.safety.queries import may_meet
from gilydd.ui.filters import hours, pounds

from ..models import (
    Commitment,
    Milestone,
    Offer,
    PaidHours,
    Proposal,
    Undertaking,
)
from ..policy import policy
from ..sides import side_of
from ..voicing import voice
from ..words import (
    CURRENCY,
    DAYS_TO_ANSWER,
    LONGEST_REASON,
    LONGEST_TITLE,
    MOST_MILESTONES,
    OFFERS_LIVE,
    PENCE,
    STEP_MINUTES,
    AuthorKind,
    AuthorState,
    ChallengeState,
    OfferState,
    ProposalState,
    Side,
    VoiceAct,
)
from ._shared import (
    acting,
    both_languages,
    known_language,
    locked_commitment,
    locked_proposal,
    member_here,
    note,
    promiser_enters_nothing,
    reasoned,
    said_something,
    still_kept,
    tell_of_typing,
)

LONGEST_WORK_MINUTES = 24 * 60
MAKES_PROMISES = (ChallengeState.DECIDED, ChallengeState.COMMITTED)
CHANGES_MILESTONES = (*MAKES_PROMISES, ChallengeState.DELIVERING)


@dataclass(frozen=True)
class NewMilestone:
    """A step of a commitment: in both languages, its day, its citizen and its professional."""

    what_cy: str
    what_en: str
    due_on: dt.date
    citizen: Party
    professional: Party


@transaction.atomic
def commit(
    *,
    by: type_of_actor,
    proposal: Proposal,
    party: Party,
    what_cy: str,
    what_en: str,
    due_on: dt.date,
    money_pence: int | None = None,
    minutes: int = 0,
    milestones: Sequence[NewMilestone] = (),
) -> Commitment:
    """Promise a funded proposal: who (`party`) does what, by when. The money is its cost where none is said.

    A facilitator, or whoever speaks for who raised the challenge or holds its money. A promise is made once.
    """
    proposal = locked_proposal(proposal)
    challenge = proposal.challenge
    policy.check(by, "commit", challenge)
    if proposal.state != ProposalState.FUNDED:
        raise Refused(_("This proposal is not funded: there is nothing to promise."))
    if challenge.state not in MAKES_PROMISES:
        _not_now(proposal)
    known = Commitment.objects.filter(proposal=proposal).first()
    if known is not None:
        raise Refused(_("This is promised already. A change to it is made known as a notice of change."))
    capacity = member_here(challenge.community, party).capacity
    both_languages(what_cy, what_en, "what_cy")
    _to_come(due_on, "due_on")
    if minutes < 0 or minutes % STEP_MINUTES:
        raise Refused(_("Write time in steps of 15 minutes."), field="minutes")
    cost = proposal.cost_units * PENCE // proposal.scale
    if money_pence is not None and proposal.currency == CURRENCY and money_pence != cost:
        raise Refused(
            _("People voted for %(cost)s. Promise that; a change to it is made known afterwards.")
            % {"cost": pounds(cost)},
            field="money_pence",
        )
    if money_pence is not None and money_pence < 0:
        raise Refused(_("An amount is zero or more."), field="money_pence")
    row = Commitment.objects.create(
        community=challenge.community, proposal=proposal, party=party, capacity=capacity,
        what_cy=what_cy.strip(), what_en=what_en.strip(), due_on=due_on, minutes=minutes,
        money_pence=cost if money_pence is None else money_pence,
        typed_by_key=key_of(by) if isinstance(by, Person) and by.pk != party.pk else "",
    )  # fmt: skip
    row.proposal = proposal
    for one in milestones:
        _milestone(row, one)
    voice(
        challenge=challenge, act=VoiceAct.COMMITTED, thing=row, party=party, capacity=capacity,
        text=row.what_cy, of=proposal,
    )  # fmt: skip
    note("commit", by, challenge, row, mentions=[proposal], money_pence=row.money_pence)
    return row


@transaction.atomic
def add_milestone(*, by: type_of_actor, commitment: Commitment, milestone: NewMilestone) -> Milestone:
    """Add a step to a commitment, with its two owners."""
    row = locked_commitment(commitment)
    policy.check(by, "manage_commitment", row)
    still_kept(row)
    if row.proposal.challenge.state not in CHANGES_MILESTONES:
        _not_now(row.proposal)
    made = _milestone(row, milestone)
    note("add_milestone", by, row.proposal.challenge, row, mentions=[row.proposal], number=made.number)
    return made


@transaction.atomic
def change_owners(
    *, by: type_of_actor, milestone: Milestone, citizen: Party, professional: Party
) -> Milestone:
    """Other owners for a step: there is always one citizen and one professional."""
    commitment = locked_commitment(milestone.commitment)
    policy.check(by, "manage_commitment", commitment)
    still_kept(commitment)
    row = Milestone.objects.get(pk=milestone.pk)
    _owners(commitment, citizen, professional)
    row.citizen, row.professional = citizen, professional
    row.save(update_fields=["citizen", "professional"])
    note("change_owners", by, commitment.proposal.challenge, commitment, number=row.number)
    later("gilydd.designing.notices.owners", row.pk)
    return row


def _milestone(commitment: Commitment, one: NewMilestone) -> Milestone:
    both_languages(one.what_cy, one.what_en, "what_cy")
    said_something(one.what_cy, "", "what_cy", LONGEST_TITLE)
    said_something(one.what_en, "", "what_en", LONGEST_TITLE)
    _to_come(one.due_on, "due_on")
    _owners(commitment, one.citizen, one.professional)
    numbers = commitment.milestones.count()
    if numbers >= MOST_MILESTONES:
        raise Refused(_("A commitment has %(most)s milestones at most.") % {"most": MOST_MILESTONES})
    row = Milestone.objects.create(
        community=commitment.community, commitment=commitment, number=numbers + 1,
        what_cy=one.what_cy.strip(), what_en=one.what_en.strip(), due_on=one.due_on, citizen=one.citizen,
        professional=one.professional,
    )  # fmt: skip
    later("gilydd.designing.notices.owners", row.pk)
    return row


def _owners(commitment: Commitment, citizen: Party, professional: Party) -> None:
    """One of each side, and no block between the two."""
    community = commitment.community
    if side_of(member_here(community, citizen, "citizen").capacity) != Side.CITIZEN:
        raise Refused(_("The first owner takes part as a citizen, a carer or a volunteer."), field="citizen")
    if side_of(member_here(community, professional, "professional").capacity) != Side.PROFESSIONAL:
        raise Refused(_("The second owner takes part as a professional."), field="professional")
    if not may_meet(community, citizen, professional):
        raise Refused(
            _("Please talk with a broker about this one first. They can help to find a way."),
            field="professional",
        )


@transaction.atomic
def make_offer(
    *,
    by: type_of_actor,
    commitment: Commitment,
    party: Party,
    role_cy: str,
    role_en: str,
    support_cy: str = "",
    support_en: str = "",
    minutes: int = 0,
    answer_by: dt.date | None = None,
) -> Offer:
    """Offer somebody whose idea it was a part in it: a role, support, time credits. They say yes or no.

    There is one live offer for each of them; another one can be made after a no.
    """
    row = locked_commitment(commitment)
    policy.check(by, "manage_commitment", row)
    still_kept(row)
    member_here(row.community, party)
    idea = row.proposal.authors.filter(party=party, kind=AuthorKind.ORIGINATOR, state=AuthorState.IN)
    if not idea.exists():
        raise Refused(_("Offers go to those whose idea it was."), field="party")
    both_languages(role_cy, role_en, "role_cy")
    said_something(role_cy, "", "role_cy", LONGEST_TITLE)
    said_something(role_en, "", "role_en", LONGEST_TITLE)
    if bool(support_cy.strip()) != bool(support_en.strip()):
        raise Refused(_("Write this in Welsh and in English, or in neither."), field="support_cy")
    if max(len(support_cy), len(support_en)) > LONGEST_REASON:
        raise Refused(_("Write at most %(most)s characters.") % {"most": LONGEST_REASON}, field="support_cy")
    if minutes < 0 or minutes % STEP_MINUTES:
        raise Refused(_("Write time in steps of 15 minutes."), field="minutes")
    answer_by = answer_by or timezone.localdate() + dt.timedelta(days=DAYS_TO_ANSWER)
    if answer_by < timezone.localdate() + dt.timedelta(days=DAYS_TO_ANSWER):
        raise Refused(
            _("Give them at least %(days)s days to answer.") % {"days": DAYS_TO_ANSWER}, field="answer_by"
        )
    if Offer.objects.filter(commitment=row, party=party, state__in=OFFERS_LIVE).exists():
        raise Refused(_("They have an offer already."), field="party")
    made = Offer.objects.create(
        community=row.community, commitment=row, party=party, role_cy=role_cy.strip(),
        role_en=role_en.strip(), support_cy=support_cy.strip(), support_en=support_en.strip(),
        minutes=minutes, answer_by=answer_by, offered_by_key=key_of(by) if by else "system",
    )  # fmt: skip
    things: list[Milestone | Commitment] = [*row.milestones.all()]
    for one in things or [row]:
        voice(challenge=row.proposal.challenge, act=VoiceAct.OFFERED, thing=one, party=party, of=row.proposal)
    note(
        "make_offer", by, row.proposal.challenge, row, mentions=[party], audience=Audience.PRIVATE,
        minutes=minutes,
    )  # fmt: skip
    later("gilydd.designing.notices.offered", made.pk)
    return made


@transaction.atomic
def answer_offer(
    *,
    by: type_of_actor,
    offer: Offer,
    yes: bool,
    answer: str = "",
    lang: str = "",
    entered_from: str = "",
) -> Offer:
    """Take an offer, or not, with a reason. The same answer twice is once; a late one still counts."""
    commitment, row = _fresh_offer(offer)
    act = acting(by, row.community, row.party, entered_from)
    promiser_enters_nothing(by, commitment, act.typed_by_key)
    wanted = OfferState.ACCEPTED if yes else OfferState.DECLINED
    if row.state == wanted:
        return row
    if row.state not in (OfferState.OFFERED, OfferState.SILENT):
        raise Refused(_("This was answered already."))
    still_kept(commitment)
    if not yes:
        answer = reasoned(answer, _("Say why not. It helps to make a better offer."), "answer")
    row.state, row.answer, row.answered_at = wanted, answer.strip()[:LONGEST_REASON], timezone.now()
    row.lang = known_language(lang) if row.answer else ""
    row.capacity, row.typed_by_key = act.capacity, act.typed_by_key
    row.save(update_fields=["state", "answer", "lang", "answered_at", "capacity", "typed_by_key"])
    voice(
        challenge=commitment.proposal.challenge, act=VoiceAct.ACCEPTED if yes else VoiceAct.DECLINED,
        thing=row, party=row.party, capacity=act.capacity, text=row.answer, of=commitment.proposal,
    )  # fmt: skip
    tell_of_typing(act, row)
    note(
        "answer_offer", by, commitment.proposal.challenge, commitment, mentions=[row.party],
        behalf=act.behalf, audience=Audience.PRIVATE, state=str(row.state),
    )  # fmt: skip
    later("gilydd.designing.notices.offer_answered", row.pk)
    return row


@transaction.atomic
def note_silence(*, by: type_of_actor, offer: Offer) -> Offer:
    """No answer came to an offer in its time: it is written down, and a late answer still counts."""
    commitment, row = _fresh_offer(offer)
    policy.check(by, "manage_commitment", commitment)
    if row.state == OfferState.SILENT:
        return row
    if row.state != OfferState.OFFERED:
        raise Refused(_("This was answered already."))
    if row.answer_by >= timezone.localdate():
        raise Refused(_("They still have time to answer."))
    row.state = OfferState.SILENT
    row.save(update_fields=["state"])
    note(
        "note_silence", by, commitment.proposal.challenge, commitment, mentions=[row.party],
        audience=Audience.PRIVATE,
    )  # fmt: skip
    return row


@transaction.atomic
def pay_hours(
    *,
    by: type_of_actor,
    milestone: Milestone,
    party: Party,
    minutes: int,
    given_on: dt.date,
    work: Term,
    key: str,
) -> PaidHours:
    """Pay hours that somebody gave to a milestone, from the community's pot, within what they were offered.

    Nobody pays themselves. The same key again is the same payment. A mistake is reversed in the exchange.
    """
    commitment = locked_commitment(milestone.commitment)
    row = Milestone.objects.select_related("community").get(pk=milestone.pk, commitment=commitment)
    row.commitment = commitment
    policy.check(by, "pay_hours", row)
    before = PaidHours.objects.of(row.community).filter(transfer__key=_pay_key(row, key)).first()
    if before is not None:
        return before
    if speaks_for(by, row.community, party.pk):
        raise Refused(_("Somebody else must write down the hours that you gave yourself."))
    member_here(row.community, party)
    offer = Offer.objects.filter(commitment=commitment, party=party, state=OfferState.ACCEPTED).first()
    if offer is None:
        raise Refused(_("They have not taken an offer to take part in this."), field="party")
    _within_offer(offer, minutes, given_on)
    transfer = ledger.post(
        ledger.Entry(
            payer=ledger.pot_of(row.community), payee=ledger.account_of(row.community, party),
            minutes=minutes, work=work, key=_pay_key(row, key), recorded_by=by, evidence=Evidence.LIST,
            occurred_at=timezone.make_aware(dt.datetime.combine(given_on, dt.time(12))), source=commitment,
            on_behalf_of=party,
        )
    )  # fmt: skip
    made = PaidHours.objects.create(
        community=row.community, offer=offer, milestone=row, minutes=minutes, given_on=given_on,
        transfer=transfer, paid_by_key=key_of(by) if by else "system",
    )  # fmt: skip
    voice(
        challenge=commitment.proposal.challenge, act=VoiceAct.DELIVERED, thing=row, party=party,
        of=commitment.proposal,
    )  # fmt: skip
    note(
        "pay_hours", by, commitment.proposal.challenge, made, mentions=[party, transfer],
        audience=Audience.PRIVATE, minutes=minutes,
    )  # fmt: skip
    later("gilydd.designing.notices.hours_paid", made.pk)
    return made


def _pay_key(milestone: Milestone, key: str) -> str:
    return f"designing.milestone:{milestone.pk}:{key}"


def _within_offer(offer: Offer, minutes: int, given_on: dt.date) -> None:
    if not STEP_MINUTES <= minutes <= LONGEST_WORK_MINUTES or minutes % STEP_MINUTES:
        raise Refused(_("Enter a time in steps of 15 minutes, up to 24 hours."), field="minutes")
    if given_on > timezone.localdate():
        raise Refused(_("This day is still to come."), field="given_on")
    # What was reversed in the exchange is no longer paid, and can be paid again.
    standing = offer.paid.filter(transfer__reversed_by__isnull=True)
    left = offer.minutes - (standing.aggregate(sum=Sum("minutes"))["sum"] or 0)
    if minutes > left:
        raise Refused(
            _("Of the hours offered, %(left)s are left. Make another offer for more.")
            % {"left": hours(max(left, 0))},
            field="minutes",
        )


@transaction.atomic
def raise_offer(*, by: type_of_actor, offer: Offer, minutes: int) -> Offer:
    """Offer more time credits to somebody who takes part; never fewer than before."""
    commitment, row = _fresh_offer(offer)
    policy.check(by, "manage_commitment", commitment)
    still_kept(commitment)
    if row.state not in OFFERS_LIVE:
        raise Refused(_("This offer does not stand any more."))
    if minutes <= row.minutes or minutes % STEP_MINUTES:
        raise Refused(_("Offer more than before, in steps of 15 minutes."), field="minutes")
    row.minutes = minutes
    row.save(update_fields=["minutes"])
    note(
        "raise_offer", by, commitment.proposal.challenge, commitment, mentions=[row.party],
        audience=Audience.PRIVATE, minutes=minutes,
    )  # fmt: skip
    return row


@transaction.atomic
def undertake(*, by: type_of_actor, proposal: Proposal, activity: Activity) -> Undertaking:
    """Say that an activity delivers a funded proposal. Said twice, it is one link.

    Raises Refused for a proposal that is not funded, and for an activity of another service.
    """
    row = Proposal.objects.select_related("community", "challenge__turn__service").get(pk=proposal.pk)
    policy.check(by, "link_activity", row)
    if row.state != ProposalState.FUNDED:
        raise Refused(_("This proposal is not funded: nothing was committed to yet."))
    theirs = Activity.objects.of(row.community).filter(pk=activity.pk)
    if row.challenge.turn:
        theirs = theirs.filter(turn__service=row.challenge.turn.service)
    if not theirs.exists():
        raise Refused(_("This activity delivers another service. Say first which service it is part of."))
    link, fresh = Undertaking.objects.get_or_create(
        proposal=row,
        activity=activity,
        ended_at=None,
        defaults={
            "community": row.community,
            "linked_by_key": key_of(by),
            "capacity": capacity_of(by, row.community),
        },
    )
    if fresh:
        note("undertake", by, row.challenge, mentions=[activity])
    return link


@transaction.atomic
def end_undertaking(*, by: type_of_actor, undertaking: Undertaking) -> Undertaking:
    """The activity does not deliver this proposal (any more). That it was said before stays in history."""
    rows = Undertaking.objects.select_for_update(of=("self",))
    row = rows.select_related("community", "proposal__challenge__turn", "activity").get(pk=undertaking.pk)
    policy.check(by, "link_activity", row)
    if row.ended_at is None:
        row.ended_at = timezone.now()
        row.save(update_fields=["ended_at"])
        note("end_undertaking", by, row.proposal.challenge, mentions=[row.activity])
    return row


def _fresh_offer(offer: Offer) -> tuple[Commitment, Offer]:
    known = Offer.objects.select_related("commitment__proposal__challenge").get(pk=offer.pk)
    commitment = locked_commitment(known.commitment)
    row = Offer.objects.select_for_update(of=("self",)).select_related("party", "community").get(pk=offer.pk)
    row.commitment = commitment
    return commitment, row


def _not_now(proposal: Proposal) -> None:
    raise Refused(
        _("This cannot be done now: the challenge is at “%(state)s”.")
        % {"state": proposal.challenge.get_state_display()}
    )


def _to_come(day: dt.date, field: str) -> None:
    if day < timezone.localdate():
        raise Refused(_("Choose a day that is still to come."), field=field)
