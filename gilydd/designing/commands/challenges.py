"""Writes: raise a challenge, frame it together, ask people, lay out its phases, take its steps."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.deciding.words import VoteState
from gilydd.history.commands import key_of, later
from gilydd.history.words import Audience, Refused
from gilydd.people.models import Community, Membership, Party, Person
from gilydd.people.policy import speaks_for, type_of_actor
from gilydd.people.queries import capacity_of
from gilydd.people.words import MembershipState
from gilydd.services.models import Turn
from gilydd.ui.filters import day

from ..guards import lacking
from ..models import Challenge, Commitment, Framer, Offer, Phase, PhaseMove
from ..phases import NewPhase, next_state
from ..policy import acts_for_other, policy
from ..sides import side_of
from ..voicing import voice
from ..words import (
    AFTER_DECISION,
    BACK,
    ENDED,
    LONGEST_TITLE,
    LONGEST_WORDS,
    MOST_PHASES,
    OFFERS_LIVE,
    ChallengeState,
    CommitmentState,
    OfferState,
    Opens,
    Side,
    VoiceAct,
)
from ._shared import (
    both_languages,
    capacity_in,
    locked,
    member_here,
    move,
    note,
    said_something,
    short_lines,
)

LONGEST_PHASE_DAYS = 366
MOST_ASKED = 5_000


@transaction.atomic
def raise_challenge(
    *,
    by: type_of_actor,
    community: Community,
    title_cy: str = "",
    title_en: str = "",
    question_cy: str = "",
    question_en: str = "",
    easy_cy: str = "",
    easy_en: str = "",
    turn: Turn | None = None,
    raised_by: Party | None = None,
    opened_on: dt.date | None = None,
) -> Challenge:
    """Ask a community what to do. `raised_by` is whose challenge it is: a person, a circle, an organisation.

    A member who raises their own, or that of whom they speak for, may write in one language: it is put into
    both when it is framed. Whoever raises one for somebody else writes in both.
    """
    own = raised_by is not None and speaks_for(by, community, raised_by.pk)
    policy.check(by, "raise_challenge" if own else "raise_for_somebody", community)
    if turn and turn.community_id != community.pk:
        raise Refused(_("This turn is in another community."), field="turn")
    if raised_by:
        member_here(community, raised_by, "raised_by", active=False)
    words = _question(title_cy, title_en, question_cy, question_en, easy_cy, easy_en, both=not own)
    other = acts_for_other(by, raised_by.pk if raised_by else None)
    challenge = Challenge.objects.create(
        community=community, turn=turn, raised_by=raised_by, opened_on=opened_on or timezone.localdate(),
        raised_as=capacity_in(community, raised_by), typed_by_key=key_of(by) if other and not own else "",
        **words,
    )  # fmt: skip
    note(
        "raise_challenge", by, challenge, mentions=[raised_by], behalf=raised_by if other else None,
    )  # fmt: skip
    if raised_by:
        voice(
            challenge=challenge, act=VoiceAct.RAISED, thing=challenge, party=raised_by,
            capacity=challenge.raised_as, text=challenge.question_cy or challenge.question_en,
        )  # fmt: skip
    return challenge


@transaction.atomic
def frame_challenge(
    *,
    by: type_of_actor,
    challenge: Challenge,
    question_cy: str,
    question_en: str,
    title_cy: str = "",
    title_en: str = "",
    easy_cy: str | None = None,
    easy_en: str | None = None,
    framers: Sequence[Party] = (),
    money_pence: int | None = None,
    money_from: Party | None = None,
) -> Challenge:
    """Put the challenge as a question that can be answered, together, before the first proposal is made.

    `framers`: who sat together for it; with the one who writes it down there is a citizen and a professional
    among them. Empty titles stay as they are, and Easy Read that is None. `money_pence` is the budget,
    `money_from` who holds it.
    """
    challenge = locked(challenge)
    policy.check(by, "frame_challenge", challenge)
    words = _question(
        title_cy or challenge.title_cy, title_en or challenge.title_en, question_cy, question_en,
        challenge.easy_cy if easy_cy is None else easy_cy, challenge.easy_en if easy_en is None else easy_en,
        both=True,
    )  # fmt: skip
    _money(challenge, money_pence, money_from)
    for name, text in words.items():
        setattr(challenge, name, text)
    there = _framed(by, challenge, framers)
    move(
        challenge, ChallengeState.FRAMED, by, fields=[*words, "money_pence", "money_from"],
    )  # fmt: skip
    note("frame_challenge", by, challenge, framers=there, money_pence=challenge.money_pence)
    return challenge


@transaction.atomic
def ask_people(*, by: type_of_actor, challenge: Challenge, parties: Sequence[Party]) -> int:
    """Ask members to take part in a challenge; each is told once. Gives how many are asked anew.

    Whoever is asked and says nothing counts in how evenly people were heard.
    """
    challenge = locked(challenge)
    policy.check(by, "run_challenge", challenge)
    if challenge.state in AFTER_DECISION | ENDED:
        raise Refused(_("This is decided already. Nobody can be asked any more."))
    if len(parties) > MOST_ASKED:
        raise Refused(_("Ask at most %(most)s people at once.") % {"most": MOST_ASKED}, field="parties")
    active = Membership.objects.of(challenge.community).filter(
        state=MembershipState.ACTIVE, party__in=[party.pk for party in parties]
    )
    capacities = dict(active.values_list("party", "capacity"))
    had = set(
        challenge.voices.filter(act=VoiceAct.INVITED, party__in=capacities).values_list("party", flat=True)
    )
    fresh = [party for party in parties if party.pk in capacities and party.pk not in had]
    for party in dict.fromkeys(fresh):
        voice(
            challenge=challenge, act=VoiceAct.INVITED, thing=challenge, party=party,
            capacity=capacities[party.pk],
        )  # fmt: skip
    if fresh:
        note("ask_people", by, challenge, audience=Audience.STAFF)
        later("gilydd.designing.notices.asked", challenge.pk)
    return len(set(fresh))


@transaction.atomic
def set_phases(*, by: type_of_actor, challenge: Challenge, phases: Sequence[NewPhase]) -> list[Phase]:
    """Lay out the phases of a challenge, all at once. Once one has begun, days are moved, with a reason."""
    challenge = locked(challenge)
    policy.check(by, "run_challenge", challenge)
    if challenge.state in AFTER_DECISION | ENDED:
        raise Refused(_("This is decided already. Its phases are over."))
    begun = Q(starts_on__lte=timezone.localdate()) | Q(moves__isnull=False)
    if challenge.phases.filter(begun).exists():
        raise Refused(_("Its phases have begun. Move the days of a phase instead, and say why."))
    if not 1 <= len(phases) <= MOST_PHASES:
        raise Refused(_("Lay out from 1 to %(most)s phases.") % {"most": MOST_PHASES}, field="phases")
    for number, phase in enumerate(phases, 1):
        _check_phase(number, phase)
    challenge.phases.all().delete()
    rows = Phase.objects.bulk_create(
        Phase(
            community=challenge.community, challenge=challenge, number=number, name_cy=one.name_cy.strip(),
            name_en=one.name_en.strip(), starts_on=one.starts_on, ends_on=one.ends_on,
            opens=[act.value for act in Opens if act.value in one.opens],
        )
        for number, one in enumerate(phases, 1)
    )  # fmt: skip
    note("set_phases", by, challenge, phases=len(rows))
    return rows


@transaction.atomic
def move_phase(
    *,
    by: type_of_actor,
    phase: Phase,
    starts_on: dt.date,
    ends_on: dt.date,
    why_cy: str,
    why_en: str,
) -> PhaseMove:
    """Move the days of a phase, and say why: everybody reads it, and those who take part are told.

    A day that has gone by stays: a phase that has begun keeps its first day, and none ends in the past.
    """
    challenge = locked(phase.challenge)
    policy.check(by, "run_challenge", challenge)
    row = Phase.objects.select_for_update().get(pk=phase.pk)
    both_languages(why_cy, why_en, "why_cy")
    today = timezone.localdate()
    if challenge.state in AFTER_DECISION | ENDED or row.ends_on < today:
        raise Refused(_("This phase is over. Its days stay as they were."))
    if row.starts_on <= today and starts_on != row.starts_on:
        raise Refused(_("This phase has begun on %(day)s.") % {"day": day(row.starts_on)}, "starts_on")
    if (starts_on, ends_on) == (row.starts_on, row.ends_on):
        raise Refused(_("These are its days already. Change something."), field="ends_on")
    if ends_on < max(today, starts_on):
        raise Refused(_("Choose a last day that is still to come."), field="ends_on")
    made = PhaseMove.objects.create(
        community=challenge.community, phase=row, started_on=row.starts_on, ended_on=row.ends_on,
        starts_on=starts_on, ends_on=ends_on, why_cy=why_cy.strip(), why_en=why_en.strip(),
        moved_by_key=key_of(by) if by else "system", capacity=capacity_of(by, challenge.community),
    )  # fmt: skip
    row.starts_on, row.ends_on = starts_on, ends_on
    row.save(update_fields=["starts_on", "ends_on"])
    note("move_phase", by, challenge, phase=row.number, ends_on=ends_on.isoformat())
    later("gilydd.designing.notices.phase_moved", made.pk)
    return made


@transaction.atomic
def move_on(*, by: type_of_actor, challenge: Challenge, words_cy: str = "", words_en: str = "") -> Challenge:
    """Take the next step of the path, where nothing is missing for it (guards.lacking).

    The words are asked for when it was talked through: what was said, for everybody who was not there.
    """
    challenge = locked(challenge)
    policy.check(by, "run_challenge", challenge)
    target = next_state(challenge)
    if target is None:
        raise Refused(_("This challenge has come to its end."))
    missing = lacking(challenge, target)
    if missing:
        raise Refused(" ".join(missing))
    if target == ChallengeState.DELIBERATED:
        both_languages(words_cy, words_en, "words_cy")
    move(challenge, target, by, words_cy, words_en)
    note("move_on", by, challenge, state=str(target))
    if target in AFTER_DECISION:
        later("gilydd.designing.notices.moved_on", challenge.pk, str(target))
    if target == ChallengeState.CO_EVALUATED:
        rows = Commitment.objects.filter(proposal__challenge=challenge, state=CommitmentState.OPEN)
        for pk in rows.order_by("pk").values_list("pk", flat=True):
            later("gilydd.designing.notices.words_wanted", pk)
    return challenge


@transaction.atomic
def go_back(*, by: type_of_actor, challenge: Challenge, why_cy: str, why_en: str) -> Challenge:
    """Take one step back while nothing is decided, with a reason that everybody reads."""
    challenge = locked(challenge)
    policy.check(by, "run_challenge", challenge)
    target = BACK.get(ChallengeState(challenge.state))
    if target is None:
        raise Refused(_("From here there is no step back."))
    if challenge.vote_id:
        raise Refused(_("There is a vote on it. It can go back when that has ended."))
    both_languages(why_cy, why_en, "why_cy")
    move(challenge, target, by, why_cy, why_en)
    note("go_back", by, challenge, state=str(target))
    return challenge


@transaction.atomic
def stop_challenge(*, by: type_of_actor, challenge: Challenge, why_cy: str, why_en: str) -> Challenge:
    """End a challenge before its end, with a reason that everybody reads. Its promises and offers end too."""
    challenge = locked(challenge)
    policy.check(by, "run_challenge", challenge)
    if challenge.vote and challenge.vote.state not in (VoteState.CLOSED, VoteState.STOPPED):
        raise Refused(_("There is a vote on it. Stop the vote first, or wait for its result."))
    both_languages(why_cy, why_en, "why_cy")
    move(challenge, ChallengeState.STOPPED, by, why_cy, why_en)
    rows = Commitment.objects.filter(proposal__challenge=challenge, state=CommitmentState.OPEN)
    Offer.objects.filter(commitment__in=rows, state__in=OFFERS_LIVE).update(state=OfferState.ENDED)
    rows.update(state=CommitmentState.STOPPED, ended_at=timezone.now())
    note("stop_challenge", by, challenge)
    later("gilydd.designing.notices.moved_on", challenge.pk, str(ChallengeState.STOPPED))
    return challenge


def _question(
    title_cy: str,
    title_en: str,
    question_cy: str,
    question_en: str,
    easy_cy: str,
    easy_en: str,
    both: bool,
) -> dict[str, str]:
    """The words of a challenge, trimmed and checked: in both languages, or in one of them wholly."""
    pairs = {"title": (title_cy, title_en), "question": (question_cy, question_en)}
    for name, (cy, en) in pairs.items():
        if both:
            both_languages(cy, en, f"{name}_cy")
        said_something(
            cy or en, _("Write it in Welsh or in English."), f"{name}_cy",
            LONGEST_TITLE if name == "title" else LONGEST_WORDS,
        )  # fmt: skip
    wholly = any(title.strip() and question.strip() for title, question in zip(*pairs.values(), strict=True))
    if not wholly:
        raise Refused(_("Write the title and the question in the same language."), field="question_en")
    if bool(easy_cy.strip()) != bool(easy_en.strip()) and both:
        empty = "easy_cy" if easy_en.strip() else "easy_en"
        raise Refused(_("Write this in Welsh and in English, or in neither."), field=empty)
    return {
        "title_cy": title_cy.strip(), "title_en": title_en.strip(), "question_cy": question_cy.strip(),
        "question_en": question_en.strip(), "easy_cy": short_lines(easy_cy, "easy_cy"),
        "easy_en": short_lines(easy_en, "easy_en"),
    }  # fmt: skip


def _money(challenge: Challenge, money_pence: int | None, money_from: Party | None) -> None:
    if money_pence is not None and money_pence < 0:
        raise Refused(_("An amount is zero or more."), field="money_pence")
    if money_from is not None:
        member_here(challenge.community, money_from, "money_from")
    if money_pence is not None:
        challenge.money_pence = money_pence
    if money_from is not None and money_from.pk != challenge.money_from_id:
        challenge.money_from = money_from
        voice(challenge=challenge, act=VoiceAct.HOLDS_MONEY, thing=challenge, party=money_from)


def _framed(by: type_of_actor, challenge: Challenge, framers: Sequence[Party]) -> int:
    """Keep who framed it, with the one who writes it down; both sides must be among them."""
    community = challenge.community
    there = dict.fromkeys([*framers, *([by.party] if isinstance(by, Person) else [])])
    capacities = {party: member_here(community, party, "framers").capacity for party in there}
    known = Framer.objects.filter(challenge=challenge)
    sides = {side_of(one) for one in [*capacities.values(), *known.values_list("capacity", flat=True)]}
    if isinstance(by, Person) and not {Side.CITIZEN, Side.PROFESSIONAL} <= sides:
        lacks = (
            _("Name at least one citizen who framed it with you.")
            if Side.CITIZEN not in sides
            else _("Name at least one professional who framed it with you.")
        )
        raise Refused(lacks, field="framers")
    had = set(known.values_list("party", flat=True))
    for party, capacity in capacities.items():
        if party.pk not in had:
            Framer.objects.create(community=community, challenge=challenge, party=party, capacity=capacity)
            voice(challenge=challenge, act=VoiceAct.FRAMED, thing=challenge, party=party, capacity=capacity)
    return len(had | {party.pk for party in capacities})


def _check_phase(number: int, phase: NewPhase) -> None:
    which = {"number": number}
    if not (phase.name_cy.strip() and phase.name_en.strip()):
        raise Refused(_("Phase %(number)s: write its name in Welsh and in English.") % which, "phases")
    if phase.ends_on < phase.starts_on:
        raise Refused(_("Phase %(number)s ends before it begins.") % which, field="phases")
    if (phase.ends_on - phase.starts_on).days >= LONGEST_PHASE_DAYS:
        raise Refused(_("Phase %(number)s is longer than a year.") % which, field="phases")
    if set(phase.opens) - set(Opens.values):
        raise Refused(_("Phase %(number)s: choose what it opens from the list.") % which, field="phases")
