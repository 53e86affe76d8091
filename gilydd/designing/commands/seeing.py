"""Writes: say how it goes, make a change known and answer it, judge together, give the last word, close."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.history.commands import key_of, later
from gilydd.history.words import Refused
from gilydd.people.models import Party
from gilydd.people.policy import type_of_actor
from gilydd.surveys.models import Survey
from gilydd.surveys.words import SurveyState

from ..guards import lacking_to_close
from ..models import (
    BeforeAfter,
    Challenge,
    ClosingWord,
    Commitment,
    Judgement,
    Milestone,
    Update,
    Variance,
    VarianceReply,
)
from ..policy import policy
from ..sides import side_of
from ..voicing import voice
from ..words import (
    DAYS_TO_ANSWER,
    ENDED,
    LONGEST_COMMENT,
    LONGEST_REASON,
    LONGEST_WORDS,
    MILESTONE_MOVES,
    MILESTONES_OVER,
    ChallengeState,
    CommitmentState,
    LastWord,
    MilestoneState,
    VarianceKind,
    VarianceState,
    Verdict,
    VoiceAct,
)
from ._shared import (
    acting,
    both_languages,
    known_language,
    locked,
    locked_commitment,
    note,
    originators,
    promiser_enters_nothing,
    reasoned,
    said_something,
    still_kept,
    tell_of_typing,
)

GOES_ON = (ChallengeState.COMMITTED, ChallengeState.DELIVERING, ChallengeState.CO_EVALUATED)


@transaction.atomic
def post_update(
    *,
    by: type_of_actor,
    commitment: Commitment,
    party: Party,
    words: str,
    lang: str,
    key: str,
    milestone: Milestone | None = None,
    state: str = "",
    entered_from: str = "",
) -> Update:
    """Either side says what happened, and if a milestone moved with it, to which `state` (MilestoneState).

    Whoever had the idea, an owner, who took a part, who promised it, a facilitator. A milestone is left out
    only by a notice of change of scope. The same key again is the same update.
    """
    row = locked_commitment(commitment)
    act = acting(by, row.community, party, entered_from)
    if not act.typed_by_key:
        policy.check(by, "post_update", row)
    before = Update.objects.of(row.community).filter(key=key).first()
    if before is not None:
        return before
    _goes_on(row)
    words = said_something(words, _("Say what happened."), "words", LONGEST_COMMENT)
    step = _of_commitment(row, milestone)
    was = step.state if step else ""
    if step and state and state != step.state:
        _move_milestone(step, state)
    made = Update.objects.create(
        community=row.community, commitment=row, milestone=step, words=words, lang=known_language(lang),
        key=key, before=was, after=step.state if step else "", **act.columns,
    )  # fmt: skip
    done = step is not None and made.after != made.before and made.after == MilestoneState.DONE
    voice(
        challenge=row.proposal.challenge, act=VoiceAct.DELIVERED if done else VoiceAct.UPDATED,
        thing=step or row, party=party, capacity=act.capacity, text=words, of=row.proposal,
    )  # fmt: skip
    tell_of_typing(act, made)
    note(
        "post_update", by, row.proposal.challenge, made, mentions=[row.proposal, row], behalf=act.behalf,
        state=made.after,
    )  # fmt: skip
    later("gilydd.designing.notices.updated", made.pk)
    return made


def _move_milestone(step: Milestone, state: str) -> None:
    if state not in MilestoneState.values or state not in MILESTONE_MOVES[MilestoneState(step.state)]:
        raise Refused(_("Choose how far this milestone is."), field="state")
    if state == MilestoneState.DROPPED:
        raise Refused(
            _("To leave a milestone out, make a change known first: somebody whose idea it was answers it."),
            field="state",
        )
    step.state = state
    step.done_on = timezone.localdate() if state == MilestoneState.DONE else None
    step.save(update_fields=["state", "done_on"])


@transaction.atomic
def raise_variance(
    *,
    by: type_of_actor,
    commitment: Commitment,
    party: Party,
    kind: str,
    words: str,
    lang: str,
    key: str,
    money_pence: int | None = None,
    milestone: Milestone | None = None,
    due_on: dt.date | None = None,
    entered_from: str = "",
) -> Variance:
    """Make known that something will be other than promised. Nothing changes before somebody answered.

    COST: `money_pence` is the new sum. TIME: `milestone` and its new day. SCOPE: the words say what; with a
    milestone, that one is left out. The same key again is the same notice.
    """
    row = locked_commitment(commitment)
    act = acting(by, row.community, party, entered_from)
    if not act.typed_by_key:
        policy.check(by, "raise_variance", row)
    before = Variance.objects.of(row.community).filter(key=key).first()
    if before is not None:
        return before
    _goes_on(row)
    step = _of_commitment(row, milestone)
    _check_variance(row, kind, step, money_pence, due_on)
    made = Variance.objects.create(
        community=row.community, commitment=row, kind=kind, key=key, lang=known_language(lang),
        words=said_something(words, _("Say what changes, and why."), "words", LONGEST_COMMENT),
        money_pence=money_pence if kind == VarianceKind.COST else None,
        milestone=step if kind != VarianceKind.COST else None,
        due_on=due_on if kind == VarianceKind.TIME else None,
        was_pence=row.money_pence, was_due_on=step.due_on if step else None, **act.columns,
    )  # fmt: skip
    voice(
        challenge=row.proposal.challenge, act=VoiceAct.UPDATED, thing=step or made, party=party,
        capacity=act.capacity, text=made.words, of=row.proposal,
    )  # fmt: skip
    tell_of_typing(act, made)
    note(
        "raise_variance", by, row.proposal.challenge, made, mentions=[row.proposal, row], behalf=act.behalf,
        kind=str(kind), money_pence=made.money_pence,
    )  # fmt: skip
    later("gilydd.designing.notices.variance_raised", made.pk)
    return made


def _check_variance(
    row: Commitment, kind: str, step: Milestone | None, money_pence: int | None, due_on: dt.date | None
) -> None:
    if kind not in VarianceKind.values:
        raise Refused(_("Choose what changes."), field="kind")
    if kind == VarianceKind.COST and (money_pence is None or money_pence < 0):
        raise Refused(_("Say what it costs now, all together."), field="money_pence")
    if kind == VarianceKind.COST and money_pence == row.money_pence:
        raise Refused(_("This is the sum that was promised. Nothing changes."), field="money_pence")
    if step and step.state in MILESTONES_OVER and kind != VarianceKind.COST:
        raise Refused(_("This milestone is over."), field="milestone")
    if kind == VarianceKind.TIME:
        if step is None:
            raise Refused(_("Choose the milestone whose day changes."), field="milestone")
        if due_on is None or due_on == step.due_on or due_on < timezone.localdate():
            raise Refused(_("Choose another day, still to come."), field="due_on")


@transaction.atomic
def reply_to_variance(
    *,
    by: type_of_actor,
    variance: Variance,
    party: Party,
    agrees: bool,
    words: str,
    lang: str,
    entered_from: str = "",
) -> VarianceReply:
    """Somebody whose idea it was answers a change, and says why. The first answer settles it.

    Agreed, the promise is changed; not agreed, it stands as it was, and another change can be made known.
    Answers after the first are kept and shown. A change that one of them made known can be answered by who
    made the promise as well.
    """
    commitment, row = _fresh_variance(variance)
    act = acting(by, row.community, party, entered_from)
    theirs = {one.pk for one in originators(commitment.proposal)}
    if row.party_id in theirs:
        theirs.add(commitment.party_id)
    if party.pk != commitment.party_id:
        promiser_enters_nothing(by, commitment, act.typed_by_key)
    if party.pk not in theirs:
        raise Refused(_("This is answered by those whose idea it was."), field="party")
    if party.pk == row.party_id:
        raise Refused(_("You made this change known yourself. Somebody else answers it."), field="party")
    before = row.replies.filter(party=party).first()
    if before is not None:
        return before
    if row.state == VarianceState.WITHDRAWN or commitment.state != CommitmentState.OPEN:
        raise Refused(_("This was taken back, or is over."))
    made = VarianceReply.objects.create(
        community=row.community, variance=row, agrees=agrees, lang=known_language(lang),
        words=reasoned(words, _("Say why."), "words"), **act.columns,
    )  # fmt: skip
    if row.state in (VarianceState.OPEN, VarianceState.SILENT):
        held = row.state == VarianceState.SILENT
        _settle(commitment, row, VarianceState.AGREED if agrees else VarianceState.REFUSED, held)
    voice(
        challenge=commitment.proposal.challenge, act=VoiceAct.ANSWERED_VARIANCE,
        thing=row.milestone or made, party=party, capacity=act.capacity, text=made.words,
        of=commitment.proposal,
    )  # fmt: skip
    tell_of_typing(act, made)
    note(
        "reply_to_variance", by, commitment.proposal.challenge, row, mentions=[commitment.proposal],
        behalf=act.behalf, agrees=agrees,
    )  # fmt: skip
    later("gilydd.designing.notices.variance_answered", row.pk)
    return made


@transaction.atomic
def note_no_reply(*, by: type_of_actor, variance: Variance) -> Variance:
    """Nobody answered a change in two weeks: it is written down by somebody who did not make it known.

    The change then holds, and everybody reads that nobody answered it.
    """
    commitment, row = _fresh_variance(variance)
    policy.check(by, "run_challenge", commitment.proposal.challenge)
    if row.state == VarianceState.SILENT:
        return row
    if row.state != VarianceState.OPEN:
        raise Refused(_("This was answered already."))
    if getattr(by, "party_id", None) == row.party_id or row.typed_by_key == key_of(by or "system"):
        raise Refused(_("Somebody else writes this down: you made the change known."))
    if row.raised_at + dt.timedelta(days=DAYS_TO_ANSWER) > timezone.now():
        raise Refused(_("They have %(days)s days to answer.") % {"days": DAYS_TO_ANSWER})
    _settle(commitment, row, VarianceState.SILENT, False)
    note("note_no_reply", by, commitment.proposal.challenge, row, mentions=[commitment.proposal])
    return row


@transaction.atomic
def withdraw_variance(*, by: type_of_actor, variance: Variance, entered_from: str = "") -> Variance:
    """Whoever made a change known takes it back, while it waits."""
    commitment, row = _fresh_variance(variance)
    act = acting(by, row.community, row.party, entered_from, active=False)
    if row.state == VarianceState.WITHDRAWN:
        return row
    if row.state != VarianceState.OPEN:
        raise Refused(_("This was answered already."))
    row.state, row.settled_at = VarianceState.WITHDRAWN, timezone.now()
    row.save(update_fields=["state", "settled_at"])
    note("withdraw_variance", by, commitment.proposal.challenge, row, behalf=act.behalf)
    return row


def _settle(commitment: Commitment, row: Variance, state: VarianceState, held: bool) -> None:
    """Let a change hold, or not. `held`: it holds already, because nobody had answered it."""
    row.state, row.settled_at = state, timezone.now()
    row.save(update_fields=["state", "settled_at"])
    if state == VarianceState.REFUSED:
        if held:
            _apply(commitment, row, row.was_pence, row.was_due_on, MilestoneState.TO_DO)
    elif not held:
        _apply(commitment, row, row.money_pence, row.due_on, MilestoneState.DROPPED)


def _apply(
    commitment: Commitment,
    row: Variance,
    money_pence: int | None,
    due_on: dt.date | None,
    state: MilestoneState,
) -> None:
    if row.kind == VarianceKind.COST and money_pence is not None:
        commitment.money_pence = money_pence
        commitment.save(update_fields=["money_pence"])
    step = Milestone.objects.filter(pk=row.milestone_id).first() if row.milestone_id else None
    if step is not None and row.kind == VarianceKind.TIME and due_on is not None:
        step.due_on = due_on
        step.save(update_fields=["due_on"])
    if step is not None and row.kind == VarianceKind.SCOPE:
        step.state, step.done_on = state, None
        step.save(update_fields=["state", "done_on"])


@transaction.atomic
def judge(
    *,
    by: type_of_actor,
    commitment: Commitment,
    party: Party,
    verdict: str,
    words: str,
    lang: str,
    entered_from: str = "",
) -> Judgement:
    """Say whether it worked. Both sides stand beside each other; of each person the last one counts."""
    row = locked_commitment(commitment)
    act = acting(by, row.community, party, entered_from)
    if not act.typed_by_key:
        policy.check(by, "judge", row)
    _goes_on(row)
    if side_of(act.capacity) is None:
        raise Refused(_("Only a citizen or a professional of the community can judge it."), field="party")
    if verdict not in Verdict.values:
        raise Refused(_("Choose whether it worked."), field="verdict")
    made = Judgement.objects.create(
        community=row.community, commitment=row, verdict=verdict, lang=known_language(lang),
        words=said_something(words, _("Say why you think so."), "words", LONGEST_COMMENT), **act.columns,
    )  # fmt: skip
    voice(
        challenge=row.proposal.challenge, act=VoiceAct.UPDATED, thing=row, party=party,
        capacity=act.capacity, text=made.words, of=row.proposal,
    )  # fmt: skip
    tell_of_typing(act, made)
    note(
        "judge", by, row.proposal.challenge, made, mentions=[row.proposal, row], behalf=act.behalf,
        verdict=verdict,
    )  # fmt: skip
    return made


@transaction.atomic
def give_last_word(
    *,
    by: type_of_actor,
    commitment: Commitment,
    party: Party,
    word: str,
    words: str = "",
    lang: str = "",
    entered_from: str = "",
) -> ClosingWord:
    """Somebody whose idea it was says whether it was done; or a facilitator that they could not be reached.

    A no says what is missing; an absence says how and when they were asked. The last word of each counts.
    """
    row = locked_commitment(commitment)
    _goes_on(row)
    behalf: Party | None = party
    if party.pk not in {one.pk for one in originators(row.proposal)}:
        raise Refused(_("The last word is theirs whose idea it was."), field="party")
    if word not in LastWord.values:
        raise Refused(_("Choose whether it was done."), field="word")
    if word == LastWord.ABSENT:
        columns = _absent(by, row, party)
        said = reasoned(words, _("Say how and when they were asked."), "words")
    else:
        act = acting(by, row.community, party, entered_from)
        promiser_enters_nothing(by, row, act.typed_by_key)
        columns, behalf, said = act.columns, act.behalf, words.strip()[:LONGEST_REASON]
        if word == LastWord.NOT_YET:
            said = reasoned(words, _("Say what is missing."), "words")
    made = ClosingWord.objects.create(
        community=row.community, commitment=row, word=word, words=said,
        lang=known_language(lang) if said else "", **columns,
    )  # fmt: skip
    if word != LastWord.ABSENT:
        voice(
            challenge=row.proposal.challenge, act=VoiceAct.CLOSED, thing=made, party=party, text=said,
            of=row.proposal,
        )  # fmt: skip
        if made.typed_by_key:
            later("gilydd.designing.notices.typed_for_you", "closingword", made.pk)
    note("give_last_word", by, row.proposal.challenge, row, mentions=[row.proposal], behalf=behalf, word=word)
    later("gilydd.designing.notices.last_word", made.pk)
    return made


def _absent(by: type_of_actor, row: Commitment, party: Party) -> dict[str, object]:
    """The columns of an absence; a facilitator writes it down, who did not make the promise."""
    policy.check(by, "run_challenge", row.proposal.challenge)
    if getattr(by, "party_id", None) == party.pk:
        raise Refused(_("You are here: say whether it was done."), field="word")
    typed = key_of(by) if by else "system"
    promiser_enters_nothing(by, row, typed if hasattr(by, "party_id") else "")
    return {"party": party, "capacity": "", "typed_by_key": typed, "entered_from": ""}


@transaction.atomic
def close_commitment(*, by: type_of_actor, commitment: Commitment, did_cy: str, did_en: str) -> Commitment:
    """Close what was promised, with what was done together, in both languages. Nothing may be missing."""
    row = locked_commitment(commitment)
    policy.check(by, "manage_commitment", row)
    if row.state == CommitmentState.CLOSED:
        return row
    still_kept(row)
    missing = lacking_to_close(row)
    if missing:
        raise Refused(" ".join(missing))
    both_languages(did_cy, did_en, "did_cy")
    for name, text in (("did_cy", did_cy), ("did_en", did_en)):
        said_something(text, "", name, LONGEST_WORDS)
    row.did_cy, row.did_en = did_cy.strip(), did_en.strip()
    row.state, row.ended_at = CommitmentState.CLOSED, timezone.now()
    row.save(update_fields=["did_cy", "did_en", "state", "ended_at"])
    note("close_commitment", by, row.proposal.challenge, row, mentions=[row.proposal])
    later("gilydd.designing.notices.commitment_closed", row.pk)
    return row


@transaction.atomic
def link_surveys(
    *, by: type_of_actor, challenge: Challenge, before: Survey, after: Survey | None = None
) -> BeforeAfter:
    """Let a survey before, and the same one after, stand on the challenge's page. Linked twice is once.

    The one after asks the same questions and opens when the one before has closed.
    """
    challenge = locked(challenge)
    policy.check(by, "link_surveys", challenge)
    if challenge.state in ENDED:
        raise Refused(_("This challenge has ended."))
    for name, survey in (("before", before), ("after", after)):
        if survey is not None and survey.community_id != challenge.community_id:
            raise Refused(_("This survey is in another community."), field=name)
    if after is not None:
        _same_questions(before, after)
    row, _fresh = BeforeAfter.objects.get_or_create(
        challenge=challenge, before=before,
        defaults={"community": challenge.community, "linked_by_key": key_of(by) if by else "system"},
    )  # fmt: skip
    if after is not None and row.after_id != after.pk:
        if row.after_id:
            raise Refused(_("A survey after it is linked already."), field="after")
        row.after = after
        row.save(update_fields=["after"])
    note("link_surveys", by, challenge, mentions=[before, after])
    return row


def _same_questions(before: Survey, after: Survey) -> None:
    asked = [
        list(one.questions.order_by("place_in_list").values_list("text_cy", "text_en"))
        for one in (before, after)
    ]
    if before.pk == after.pk or asked[0] != asked[1]:
        raise Refused(_("The survey after asks the same questions, in the same order."), field="after")
    if before.state != SurveyState.CLOSED or (before.closed_on and after.opens_on < before.closed_on):
        raise Refused(_("The survey before closes before the one after opens."), field="after")


def _of_commitment(commitment: Commitment, milestone: Milestone | None) -> Milestone | None:
    if milestone is None:
        return None
    row = commitment.milestones.filter(pk=milestone.pk).first()
    if row is None:
        raise Refused(_("Choose a milestone of this commitment."), field="milestone")
    return row


def _goes_on(commitment: Commitment) -> None:
    still_kept(commitment)
    if commitment.proposal.challenge.state not in GOES_ON:
        raise Refused(
            _("This cannot be done now: the challenge is at “%(state)s”.")
            % {"state": commitment.proposal.challenge.get_state_display()}
        )


def _fresh_variance(variance: Variance) -> tuple[Commitment, Variance]:
    known = Variance.objects.select_related("commitment__proposal__challenge").get(pk=variance.pk)
    commitment = locked_commitment(known.commitment)
    row = Variance.objects.select_related("party", "community", "milestone").get(pk=variance.pk)
    row.commitment = commitment
    return commitment, row
