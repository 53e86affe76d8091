"""Operations of seeing it through: promise, milestones, offers, hours, updates, changes, the last word."""

from __future__ import annotations

from typing import Annotated, Any

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from gilydd.delivering.models import Activity
from gilydd.people.operations import (
    Code,
    Day,
    Given,
    Here,
    Id,
    IdempotencyKey,
    Lang,
    Made,
    Minutes,
    act_key,
    found,
    operation,
    own_row,
    party_of,
    work_of,
)
from gilydd.people.words import Role, Scope

from .. import commands
from ..models import Milestone, Offer, Undertaking, Variance
from ..policy import visible_offers, visible_variances
from ..words import LastWord, MilestoneState, VarianceKind, Verdict
from .proposals import came, rest, whose
from .routing import (
    RUNS,
    Comment,
    CommitmentShown,
    From,
    Long,
    Pence,
    Reason,
    Title,
    Whose,
    commitment_shown,
    router,
    the_commitment,
    the_proposal,
)

BASE = "/communities/{community}"
ONE = BASE + "/challenge-promises/{kept}"
LINKS = (Role.PROVIDER, Role.COMMISSIONER, Role.FACILITATOR)
Credits = Annotated[int, Field(ge=0, le=100_000)]


class NewMilestone(Given):
    """Looked after by two: a citizen and a professional."""

    what_cy: Title
    what_en: Title
    due_on: Day
    citizen: Id
    professional: Id


class Promise(Given):
    """`promiser`: who promises it. `money_pence`: its cost where it is left out."""

    promiser: Id
    what_cy: Long
    what_en: Long
    due_on: Day
    money_pence: Pence | None = None
    minutes: Credits = 0
    milestones: Annotated[list[NewMilestone], Field(max_length=24)] = []


class Owners(Given):
    citizen: Id
    professional: Id


class NewOffer(Given):
    to: Id
    role_cy: Title
    role_en: Title
    support_cy: Reason = ""
    support_en: Reason = ""
    minutes: Credits = 0
    answer_by: Day | None = None


class OfferAnswer(Given):
    yes: bool
    answer: Reason = ""
    lang: Lang = "en"
    entered_from: From = None


class MoreCredits(Given):
    minutes: Minutes


class Paid(Given):
    to: Id
    minutes: Minutes
    given_on: Day
    work: Code


class NewUpdate(Whose):
    words: Comment
    lang: Lang
    milestone: Id | None = None
    state: MilestoneState | None = None


class NewVariance(Whose):
    """COST: the new sum. TIME: a milestone and its new day. SCOPE: with a milestone, that one is left out."""

    kind: VarianceKind
    words: Comment
    lang: Lang
    money_pence: Pence | None = None
    milestone: Id | None = None
    due_on: Day | None = None


class Reply(Whose):
    agrees: bool
    words: Reason
    lang: Lang


class Judged(Whose):
    verdict: Verdict
    words: Comment
    lang: Lang


class Word(Given):
    """`whose`: the member whose word it is; `words` where it is no yes."""

    whose: Id
    word: LastWord
    words: Reason = ""
    lang: Lang = "en"
    entered_from: From = None


class Done(Given):
    did_cy: Long
    did_en: Long


class Delivered(Given):
    activity: Id


@operation(
    router, "POST", BASE + "/proposals/{proposal}/promise", says=_("Promise a funded proposal"),
    scope=Scope.WRITE, gives=CommitmentShown, status=201,
)  # fmt: skip
def commit(request: Any, community: Here, proposal: Id, given: Promise) -> dict[str, Any]:
    """By a facilitator, or for who raised the challenge or holds its money."""
    row = the_proposal(request, community, proposal)
    milestones = [_milestone_of(community, one) for one in given.milestones]
    made = commands.commit(
        by=request.person, proposal=row, party=party_of(community, given.promiser, "promiser"),
        milestones=milestones, **given.model_dump(exclude={"promiser", "milestones"}),
    )  # fmt: skip
    return commitment_shown(made)


def _milestone_of(community: Any, given: NewMilestone) -> commands.NewMilestone:
    return commands.NewMilestone(
        given.what_cy, given.what_en, given.due_on, party_of(community, given.citizen, "citizen"),
        party_of(community, given.professional, "professional"),
    )  # fmt: skip


@operation(router, "GET", ONE, says=_("What was promised"), scope=Scope.READ, gives=CommitmentShown)
def commitment(request: Any, community: Here, kept: Id) -> dict[str, Any]:
    """For how much, and how it stands."""
    return commitment_shown(the_commitment(request, community, kept))


@operation(
    router, "POST", ONE + "/milestones", says=_("Add a milestone"), scope=Scope.WRITE, gives=Made, status=201,
)  # fmt: skip
def add_milestone(request: Any, community: Here, kept: Id, given: NewMilestone) -> dict[str, Any]:
    """With its two owners."""
    row = the_commitment(request, community, kept)
    milestone = _milestone_of(community, given)
    return {"id": commands.add_milestone(by=request.person, commitment=row, milestone=milestone).pk}


def _step(community: Any, pk: int) -> Milestone:
    row: Milestone = found(Milestone.objects.of(community).select_related("commitment"), pk=pk)
    return row


@operation(
    router, "POST", BASE + "/challenge-milestones/{step_of}/owners",
    says=_("Say who looks after a milestone"),
    scope=Scope.WRITE, gives=Made,
)  # fmt: skip
def change_owners(request: Any, community: Here, step_of: Id, given: Owners) -> dict[str, Any]:
    """There is always one citizen and one professional."""
    made = commands.change_owners(
        by=request.person, milestone=_step(community, step_of),
        citizen=party_of(community, given.citizen, "citizen"),
        professional=party_of(community, given.professional, "professional"),
    )  # fmt: skip
    return {"id": made.pk}


@operation(
    router, "POST", ONE + "/offers", says=_("Offer a part to whose idea it was"), scope=Scope.WRITE,
    gives=Made, status=201,
)  # fmt: skip
def make_offer(request: Any, community: Here, kept: Id, given: NewOffer) -> dict[str, Any]:
    """A role, support, time credits."""
    row = the_commitment(request, community, kept)
    made = commands.make_offer(
        by=request.person, commitment=row, party=party_of(community, given.to, "to"),
        **given.model_dump(exclude={"to"}),
    )  # fmt: skip
    return {"id": made.pk}


def _offer(request: Any, community: Any, pk: int) -> Offer:
    row: Offer = found(visible_offers(request.person, community), pk=pk)
    return row


@operation(
    router, "POST", BASE + "/challenge-offers/{challenge_offer}/answer",
    says=_("Answer an offer to take part"),
    scope=Scope.WRITE, gives=Made,
)  # fmt: skip
def answer_offer(request: Any, community: Here, challenge_offer: Id, given: OfferAnswer) -> dict[str, Any]:
    """Yes, or no with a reason."""
    made = commands.answer_offer(
        by=request.person, offer=_offer(request, community, challenge_offer), yes=given.yes,
        answer=given.answer, lang=given.lang, entered_from=came(given),
    )  # fmt: skip
    return {"id": made.pk}


@operation(
    router, "POST", BASE + "/challenge-offers/{challenge_offer}/silence",
    says=_("Write down that no answer came"), scope=Scope.WRITE, gives=Made,
)  # fmt: skip
def note_silence(request: Any, community: Here, challenge_offer: Id) -> dict[str, Any]:
    """Once their time to answer is over; a late answer still counts."""
    return {
        "id": commands.note_silence(by=request.person, offer=_offer(request, community, challenge_offer)).pk
    }


@operation(
    router, "POST", BASE + "/challenge-offers/{challenge_offer}/raise", says=_("Offer more time credits"),
    scope=Scope.WRITE, gives=Made,
)  # fmt: skip
def raise_offer(request: Any, community: Here, challenge_offer: Id, given: MoreCredits) -> dict[str, Any]:
    """Never fewer than before."""
    row = _offer(request, community, challenge_offer)
    return {"id": commands.raise_offer(by=request.person, offer=row, minutes=given.minutes).pk}


@operation(
    router, "POST", BASE + "/challenge-milestones/{step_of}/hours", says=_("Pay hours that somebody gave"),
    scope=Scope.WRITE, gives=Made, status=201,
)  # fmt: skip
def pay_hours(request: Any, community: Here, step_of: Id, given: Paid, key: IdempotencyKey) -> dict[str, Any]:
    """From the community's pot, within what they were offered."""
    made = commands.pay_hours(
        by=request.person, milestone=_step(community, step_of), party=party_of(community, given.to, "to"),
        minutes=given.minutes, given_on=given.given_on, work=work_of(community, given.work),
        key=act_key(request, key),
    )  # fmt: skip
    return {"id": made.pk}


@operation(
    router, "POST", ONE + "/updates", says=_("Say how it goes"), scope=Scope.WRITE, gives=Made, status=201,
)  # fmt: skip
def post_update(
    request: Any, community: Here, kept: Id, given: NewUpdate, key: IdempotencyKey
) -> dict[str, Any]:
    """Either side."""
    row = the_commitment(request, community, kept)
    made = commands.post_update(
        by=request.person, commitment=row, key=act_key(request, key), words=given.words, lang=given.lang,
        milestone=own_row(row.milestones, given.milestone, "milestone"),
        state=given.state.value if given.state else "", **whose(request, community, given),
    )  # fmt: skip
    return {"id": made.pk}


@operation(
    router, "POST", ONE + "/changes", says=_("Make a change known"), scope=Scope.WRITE, gives=Made,
    status=201,
)  # fmt: skip
def raise_variance(
    request: Any, community: Here, kept: Id, given: NewVariance, key: IdempotencyKey
) -> dict[str, Any]:
    """Nothing changes before somebody whose idea it was answered."""
    row = the_commitment(request, community, kept)
    made = commands.raise_variance(
        by=request.person, commitment=row, key=act_key(request, key),
        milestone=own_row(row.milestones, given.milestone, "milestone"), **rest(given, "milestone"),
        **whose(request, community, given),
    )  # fmt: skip
    return {"id": made.pk}


def _variance(request: Any, community: Any, pk: int) -> Variance:
    row: Variance = found(visible_variances(request.person, community), pk=pk)
    return row


@operation(
    router, "POST", BASE + "/changes/{variance}/replies", says=_("Answer a change"), scope=Scope.WRITE,
    gives=Made, status=201,
)  # fmt: skip
def reply_to_variance(request: Any, community: Here, variance: Id, given: Reply) -> dict[str, Any]:
    """By those whose idea it was; the first answer settles it."""
    made = commands.reply_to_variance(
        by=request.person, variance=_variance(request, community, variance), **rest(given),
        **whose(request, community, given),
    )  # fmt: skip
    return {"id": made.pk}


@operation(
    router, "POST", BASE + "/changes/{variance}/silence", says=_("Write down that nobody answered a change"),
    scope=Scope.WRITE, who=RUNS, gives=Made,
)  # fmt: skip
def note_no_reply(request: Any, community: Here, variance: Id) -> dict[str, Any]:
    """After two weeks, by somebody who did not make it known."""
    row = _variance(request, community, variance)
    return {"id": commands.note_no_reply(by=request.person, variance=row).pk}


@operation(
    router, "POST", BASE + "/changes/{variance}/withdraw", says=_("Take a change back"), scope=Scope.WRITE,
    gives=Made,
)  # fmt: skip
def withdraw_variance(request: Any, community: Here, variance: Id) -> dict[str, Any]:
    """While it waits for its answer."""
    row = _variance(request, community, variance)
    return {"id": commands.withdraw_variance(by=request.person, variance=row).pk}


@operation(
    router, "POST", ONE + "/judgements", says=_("Say whether it worked"), scope=Scope.WRITE, gives=Made,
    status=201,
)  # fmt: skip
def judge(request: Any, community: Here, kept: Id, given: Judged) -> dict[str, Any]:
    """Both sides stand beside each other."""
    row = the_commitment(request, community, kept)
    made = commands.judge(
        by=request.person, commitment=row, **rest(given), **whose(request, community, given)
    )
    return {"id": made.pk}


@operation(
    router, "POST", ONE + "/last-words", says=_("Give the last word"), scope=Scope.WRITE, gives=Made,
    status=201,
)  # fmt: skip
def give_last_word(request: Any, community: Here, kept: Id, given: Word) -> dict[str, Any]:
    """Whether it was done, by those whose idea it was."""
    row = the_commitment(request, community, kept)
    made = commands.give_last_word(
        by=request.person, commitment=row, party=party_of(community, given.whose, "whose"), word=given.word,
        words=given.words, lang=given.lang, entered_from=came(given),
    )  # fmt: skip
    return {"id": made.pk}


@operation(
    router, "POST", ONE + "/close", says=_("Close what was promised"), scope=Scope.WRITE,
    gives=CommitmentShown,
)  # fmt: skip
def close_commitment(request: Any, community: Here, kept: Id, given: Done) -> dict[str, Any]:
    """With what was done together."""
    row = the_commitment(request, community, kept)
    return commitment_shown(
        commands.close_commitment(by=request.person, commitment=row, **given.model_dump())
    )


@operation(
    router, "POST", BASE + "/proposals/{proposal}/activities", says=_("Say which activity delivers it"),
    scope=Scope.WRITE, who=LINKS, gives=Made, status=201,
)  # fmt: skip
def undertake(request: Any, community: Here, proposal: Id, given: Delivered) -> dict[str, Any]:
    """Its hours then count for the proposal."""
    row = the_proposal(request, community, proposal)
    activity = own_row(Activity.objects.of(community), given.activity, "activity")
    return {"id": commands.undertake(by=request.person, proposal=row, activity=activity).pk}


@operation(
    router, "POST", BASE + "/proposal-activities/{commitment}/end",
    says=_("An activity does not deliver it any more"), scope=Scope.WRITE, who=LINKS, gives=Made,
)  # fmt: skip
def end_undertaking(request: Any, community: Here, commitment: Id) -> dict[str, Any]:
    """That it was said before stays in history."""
    row = found(Undertaking.objects.of(community), pk=commitment)
    return {"id": commands.end_undertaking(by=request.person, undertaking=row).pk}
