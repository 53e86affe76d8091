"""Operations of proposals: make, change, write together, suggest changes, merge, comment, cost, sign."""

from __future__ import annotations

from typing import Annotated, Any

from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, Field

from gilydd.people.operations import (
    Given,
    Here,
    Id,
    IdempotencyKey,
    Lang,
    Listed,
    Made,
    Which,
    act_key,
    acting_party,
    found,
    listed,
    operation,
    own_row,
    party_of,
)
from gilydd.people.words import Scope

from .. import commands
from ..commands.proposals import FIELDS
from ..costing import costing_of
from ..models import Amendment, Author, CostLine, Merging, Proposal, Update
from ..models import Comment as CommentRow
from ..policy import visible_comments, visible_proposals, visible_updates
from ..words import AuthorKind, CommentKind, CostKind
from .routing import (
    ENTERS,
    Comment,
    From,
    Long,
    Pence,
    ProposalShown,
    Reason,
    Reasoned,
    Title,
    Whose,
    proposal_shown,
    router,
    the_challenge,
    the_proposal,
)

BASE = "/communities/{community}"
ONE = BASE + "/proposals/{proposal}"
Amount = Annotated[int, Field(ge=0, le=10**12)]


class NewProposal(Whose):
    """`member`: whose idea it is. `others` had it with them: they are asked."""

    title: Title
    lang: Lang
    about: Long = ""
    easy: Long = ""
    others: Annotated[list[Id], Field(max_length=20)] = []


class OneAnswer(Given):
    title: Long
    lang: Annotated[str, Field(max_length=12)] = ""
    cost_units: Amount
    currency: Annotated[str, Field(max_length=10)] = "GBP"
    scale: Annotated[int, Field(ge=1, le=10_000)] = 1
    option_key: Annotated[str, Field(max_length=80)] = ""


class Answers(Given):
    """The proposals of a ballot that was held elsewhere; who had the ideas is not known."""

    answers: Annotated[list[OneAnswer], Field(min_length=1, max_length=2_000)]


class Words(Whose):
    title_cy: Title = ""
    title_en: Title = ""
    about_cy: Long = ""
    about_en: Long = ""
    easy_cy: Long = ""
    easy_en: Long = ""


class NewVersion(Words):
    why: Reason
    why_lang: Lang


class Translation(Given):
    title: Title
    about: Long
    easy: Long = ""


class AskedAuthor(Given):
    other: Id
    kind: AuthorKind = AuthorKind.CO_AUTHOR
    entered_from: From = None


class YesOrNo(Given):
    yes: bool
    entered_from: From = None


class NewAmendment(Whose):
    words: Comment
    about: Long = ""
    lang: Lang


class AmendmentAnswer(Whose):
    """With a yes: how it reads now, or as it was suggested where both texts are left out."""

    yes: bool
    answer: Reason
    lang: Lang
    about_cy: Long | None = None
    about_en: Long | None = None


class NewMerging(Whose):
    into: Id
    words: Reason
    lang: Lang


class MergingAnswer(Whose):
    yes: bool
    answer: Reason
    lang: Lang


class NewComment(Whose):
    """For or against is said of a proposal."""

    words: Comment
    lang: Lang
    kind: CommentKind = CommentKind.COMMENT
    proposal: Id | None = None


class Plea(Given):
    plea: Reason
    lang: Lang
    entered_from: From = None


class Look(Given):
    back: bool
    answer: Reason
    lang: Lang


class NewCost(Whose):
    """Amounts of one unit: whole pence, for staff time and time credits whole minutes."""

    kind: CostKind
    what: Title
    lang: Lang
    quantity: Annotated[int, Field(ge=1, le=100_000)] = 1
    low: Amount
    likely: Amount
    high: Amount
    year: Annotated[int, Field(ge=2000, le=2100)]
    source: Reason
    rate_pence: Pence = 0


class Signing(Whose):
    """`mark`: the fingerprint of the costs that the signer read."""

    mark: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class CostShown(BaseModel):
    id: int
    kind: CostKind
    what: str
    lang: str
    quantity: int
    low: int
    likely: int
    high: int
    rate_pence: int
    year: int
    source: str


class CostsShown(BaseModel):
    """`signed`: the sides that stand behind just these figures."""

    mark: str
    lines: list[CostShown]
    money_pence: int
    staff_minutes: int
    credit_minutes: int
    signed: list[str]


def came(given: Any) -> str:
    return given.entered_from.value if given.entered_from else ""


def whose(request: Any, community: Any, given: Whose) -> dict[str, Any]:
    """The party and how it came, as the commands take them."""
    return {"party": acting_party(request, community, given.member), "entered_from": came(given)}


def rest(given: Given, *left_out: str) -> dict[str, Any]:
    return given.model_dump(exclude={"member", "entered_from", *left_out})


@operation(
    router, "GET", BASE + "/challenges/{challenge}/proposals", says=_("Proposals of a challenge"),
    scope=Scope.READ, gives=Listed[ProposalShown],
)  # fmt: skip
def proposals(request: Any, community: Here, challenge: Id, which: Which) -> dict[str, Any]:
    """In the order in which they were made."""
    row = the_challenge(request, community, challenge)
    rows = visible_proposals(request.person, community).filter(challenge=row).order_by("pk")
    return listed(rows, which, lambda some: map(proposal_shown, some))


@operation(
    router, "POST", BASE + "/challenges/{challenge}/proposals", says=_("Make a proposal"),
    scope=Scope.WRITE, gives=ProposalShown, status=201,
)  # fmt: skip
def propose(
    request: Any, community: Here, challenge: Id, given: NewProposal, key: IdempotencyKey
) -> dict[str, Any]:
    """In one's own words; what it costs comes later."""
    row = the_challenge(request, community, challenge)
    acts = whose(request, community, given)
    made = commands.propose(
        by=request.person, challenge=row, originator=acts["party"], entered_from=acts["entered_from"],
        others=[party_of(community, one, "others") for one in given.others], scale=100,
        key=act_key(request, key), **rest(given, "others"),
    )  # fmt: skip
    return proposal_shown(made)


@operation(
    router, "POST", BASE + "/challenges/{challenge}/answers", says=_("Bring in the proposals of a ballot"),
    scope=Scope.WRITE, who=(ENTERS[0], ENTERS[1]), gives=Listed[Made], status=201,
)  # fmt: skip
def bring_in_proposals(request: Any, community: Here, challenge: Id, given: Answers) -> dict[str, Any]:
    """All at once, for an election that was held elsewhere."""
    row = the_challenge(request, community, challenge)
    answers = [commands.Answer(**one.model_dump()) for one in given.answers]
    made = commands.bring_in_proposals(by=request.person, challenge=row, answers=answers)
    return {"items": [{"id": one.pk} for one in made], "next_offset": None}


@operation(
    router, "POST", ONE + "/versions", says=_("Write a new version"), scope=Scope.WRITE, gives=Made,
    status=201,
)  # fmt: skip
def revise_proposal(request: Any, community: Here, proposal: Id, given: NewVersion) -> dict[str, Any]:
    """By an author; signatures under the costs become void."""
    row = the_proposal(request, community, proposal)
    text = commands.Text(**{name: getattr(given, name) for name in FIELDS})
    made = commands.revise_proposal(
        by=request.person, proposal=row, text=text, why=given.why, why_lang=given.why_lang,
        **whose(request, community, given),
    )  # fmt: skip
    return {"id": made.pk}


@operation(
    router, "POST", ONE + "/translation", says=_("Put a proposal into the other language"),
    scope=Scope.WRITE, gives=Made, status=201,
)  # fmt: skip
def translate_proposal(request: Any, community: Here, proposal: Id, given: Translation) -> dict[str, Any]:
    """Its own words stay."""
    row = the_proposal(request, community, proposal)
    return {"id": commands.translate_proposal(by=request.person, proposal=row, **given.model_dump()).pk}


@operation(
    router, "POST", ONE + "/authors", says=_("Ask somebody to be with it"), scope=Scope.WRITE, gives=Made,
    status=201,
)  # fmt: skip
def ask_author(request: Any, community: Here, proposal: Id, given: AskedAuthor) -> dict[str, Any]:
    """It holds from their own yes."""
    row = the_proposal(request, community, proposal)
    made = commands.ask_author(
        by=request.person, proposal=row, party=party_of(community, given.other, "other"), kind=given.kind,
        entered_from=came(given),
    )  # fmt: skip
    return {"id": made.pk}


@operation(
    router, "POST", BASE + "/proposal-authors/{author}/answer", says=_("Say whether you are with it"),
    scope=Scope.WRITE, gives=Made,
)  # fmt: skip
def answer_authorship(request: Any, community: Here, author: Id, given: YesOrNo) -> dict[str, Any]:
    """Yes or no."""
    row = found(Author.objects.of(community).select_related("proposal__challenge"), pk=author)
    made = commands.answer_authorship(by=request.person, author=row, yes=given.yes, entered_from=came(given))
    return {"id": made.pk}


@operation(
    router, "POST", BASE + "/proposal-authors/{author}/step-back", says=_("Step back from a proposal"),
    scope=Scope.WRITE, gives=Made,
)  # fmt: skip
def step_back(request: Any, community: Here, author: Id) -> dict[str, Any]:
    """That the idea was theirs stays written."""
    row = found(Author.objects.of(community).select_related("proposal__challenge"), pk=author)
    return {"id": commands.step_back(by=request.person, author=row).pk}


@operation(
    router, "POST", ONE + "/withdraw", says=_("Take a proposal back"), scope=Scope.WRITE,
    gives=ProposalShown,
)  # fmt: skip
def withdraw_proposal(request: Any, community: Here, proposal: Id, given: Whose) -> dict[str, Any]:
    """Where nobody else's idea is in it."""
    row = the_proposal(request, community, proposal)
    made = commands.withdraw_proposal(by=request.person, proposal=row, **whose(request, community, given))
    return proposal_shown(made)


@operation(
    router, "POST", ONE + "/amendments", says=_("Suggest a change"), scope=Scope.WRITE, gives=Made,
    status=201,
)  # fmt: skip
def amend(
    request: Any, community: Here, proposal: Id, given: NewAmendment, key: IdempotencyKey
) -> dict[str, Any]:
    """Those who wrote it take it up, or say why not."""
    row = the_proposal(request, community, proposal)
    made = commands.amend(
        by=request.person, proposal=row, key=act_key(request, key), **whose(request, community, given),
        **rest(given),
    )  # fmt: skip
    return {"id": made.pk}


@operation(
    router, "POST", BASE + "/amendments/{amendment}/withdraw", says=_("Take a suggested change back"),
    scope=Scope.WRITE, gives=Made,
)  # fmt: skip
def withdraw_amendment(request: Any, community: Here, amendment: Id) -> dict[str, Any]:
    """While it waits for its answer."""
    row = found(Amendment.objects.of(community).select_related("proposal__challenge"), pk=amendment)
    return {"id": commands.withdraw_amendment(by=request.person, amendment=row).pk}


@operation(
    router, "POST", BASE + "/amendments/{amendment}/answer", says=_("Answer a suggested change"),
    scope=Scope.WRITE, gives=Made,
)  # fmt: skip
def answer_amendment(request: Any, community: Here, amendment: Id, given: AmendmentAnswer) -> dict[str, Any]:
    """By an author, with a reason that everybody reads."""
    row = found(Amendment.objects.of(community).select_related("proposal__challenge"), pk=amendment)
    text = None
    if given.yes and (given.about_cy is not None or given.about_en is not None):
        words = {name: getattr(row.proposal, name) for name in FIELDS}
        fresh = {"about_cy": given.about_cy, "about_en": given.about_en}
        text = commands.Text(**words | {name: told for name, told in fresh.items() if told is not None})
    made = commands.answer_amendment(
        by=request.person, amendment=row, yes=given.yes, answer=given.answer, lang=given.lang, text=text,
        **whose(request, community, given),
    )  # fmt: skip
    return {"id": made.pk}


@operation(
    router, "POST", ONE + "/mergings", says=_("Ask to put two proposals together"), scope=Scope.WRITE,
    gives=Made, status=201,
)  # fmt: skip
def ask_merging(request: Any, community: Here, proposal: Id, given: NewMerging) -> dict[str, Any]:
    """Nothing happens without the other side's yes."""
    row = the_proposal(request, community, proposal)
    into = own_row(Proposal.objects.of(community), given.into, "into")
    made = commands.ask_merging(
        by=request.person, proposal=row, into=into, **whose(request, community, given),
        **rest(given, "into"),
    )  # fmt: skip
    return {"id": made.pk}


@operation(
    router, "POST", BASE + "/mergings/{merging}/answer", says=_("Answer a wish to put two together"),
    scope=Scope.WRITE, gives=Made,
)  # fmt: skip
def answer_merging(request: Any, community: Here, merging: Id, given: MergingAnswer) -> dict[str, Any]:
    """Nobody whose idea it was is dropped."""
    row = found(Merging.objects.of(community).select_related("proposal__challenge", "into"), pk=merging)
    made = commands.answer_merging(
        by=request.person, merging=row, **whose(request, community, given), **rest(given)
    )
    return {"id": made.pk}


@operation(
    router, "POST", BASE + "/challenges/{challenge}/comments", says=_("Say what you think"),
    scope=Scope.WRITE, gives=Made, status=201,
)  # fmt: skip
def comment(
    request: Any, community: Here, challenge: Id, given: NewComment, key: IdempotencyKey
) -> dict[str, Any]:
    """Of a challenge, or of one of its proposals for or against it."""
    row = the_challenge(request, community, challenge)
    proposal = own_row(row.proposals, given.proposal, "proposal")
    made = commands.comment(
        by=request.person, challenge=row, proposal=proposal, key=act_key(request, key),
        **whose(request, community, given), **rest(given, "proposal"),
    )  # fmt: skip
    return {"id": made.pk}


def _comment(request: Any, community: Any, pk: int) -> CommentRow:
    row: CommentRow = found(visible_comments(request.person, community), pk=pk)
    return row


@operation(
    router, "POST", BASE + "/comments/{comment}/withdraw", says=_("Take back what you said"),
    scope=Scope.WRITE, gives=Made,
)  # fmt: skip
def withdraw_comment(request: Any, community: Here, comment: Id) -> dict[str, Any]:
    """Its words are gone."""
    row = _comment(request, community, comment)
    return {"id": commands.withdraw_comment(by=request.person, comment=row).pk}


@operation(
    router, "POST", BASE + "/comments/{comment}/away", says=_("Take somebody's words away"),
    scope=Scope.WRITE, who=ENTERS, gives=Made,
)  # fmt: skip
def take_comment_away(request: Any, community: Here, comment: Id, given: Reasoned) -> dict[str, Any]:
    """With a reason that everybody reads."""
    row = _comment(request, community, comment)
    return {"id": commands.take_comment_away(by=request.person, comment=row, **given.model_dump()).pk}


@operation(
    router, "POST", BASE + "/comments/{comment}/again", says=_("Ask somebody else to look again"),
    scope=Scope.WRITE, gives=Made,
)  # fmt: skip
def ask_again(request: Any, community: Here, comment: Id, given: Plea) -> dict[str, Any]:
    """Once, by whoever wrote it."""
    row = _comment(request, community, comment)
    made = commands.ask_again(
        by=request.person, comment=row, plea=given.plea, lang=given.lang, entered_from=came(given)
    )
    return {"id": made.pk}


@operation(
    router, "POST", BASE + "/comments/{comment}/look", says=_("Look again at words that were taken away"),
    scope=Scope.WRITE, who=ENTERS, gives=Made,
)  # fmt: skip
def look_again(request: Any, community: Here, comment: Id, given: Look) -> dict[str, Any]:
    """By somebody who did not take them away."""
    row = _comment(request, community, comment)
    return {"id": commands.look_again(by=request.person, comment=row, **given.model_dump()).pk}


@operation(
    router, "POST", BASE + "/challenge-updates/{update}/away", says=_("Take the words of an update away"),
    scope=Scope.WRITE, who=ENTERS, gives=Made,
)  # fmt: skip
def take_update_away(request: Any, community: Here, update: Id, given: Reasoned) -> dict[str, Any]:
    """With a reason that everybody reads."""
    row: Update = found(visible_updates(request.person, community), pk=update)
    return {"id": commands.take_update_away(by=request.person, update=row, **given.model_dump()).pk}


@operation(router, "GET", ONE + "/costs", says=_("What a proposal costs"), scope=Scope.READ, gives=CostsShown)
def costs(request: Any, community: Here, proposal: Id) -> dict[str, Any]:
    """Its lines, the likely sums, and which sides signed just these."""
    found_costs = costing_of(the_proposal(request, community, proposal))
    names = tuple(CostShown.model_fields)
    return {
        "mark": found_costs.mark,
        "lines": [
            {name: line.pk if name == "id" else getattr(line, name) for name in names}
            for line in found_costs.lines
        ],
        "money_pence": found_costs.totals.money.likely,
        "staff_minutes": found_costs.totals.staff_minutes.likely,
        "credit_minutes": found_costs.totals.credit_minutes.likely,
        "signed": sorted(found_costs.signed),
    }


def _cost(given: NewCost) -> commands.Cost:
    told = rest(given)
    return commands.Cost(**told | {"kind": given.kind.value})


@operation(
    router, "POST", ONE + "/costs", says=_("Add a cost"), scope=Scope.WRITE, gives=Made, status=201,
)  # fmt: skip
def add_cost(request: Any, community: Here, proposal: Id, given: NewCost) -> dict[str, Any]:
    """By an author, a professional or a facilitator."""
    row = the_proposal(request, community, proposal)
    acts = whose(request, community, given)
    return {"id": commands.add_cost(by=request.person, proposal=row, cost=_cost(given), **acts).pk}


def _line(community: Any, pk: int) -> CostLine:
    row: CostLine = found(CostLine.objects.of(community).select_related("proposal__challenge"), pk=pk)
    return row


@operation(
    router, "PUT", BASE + "/proposal-costs/{cost_line}", says=_("Change a cost"), scope=Scope.WRITE,
    gives=Made,
)  # fmt: skip
def change_cost(request: Any, community: Here, cost_line: Id, given: NewCost) -> dict[str, Any]:
    """The old line stays written."""
    acts = whose(request, community, given)
    line = _line(community, cost_line)
    return {"id": commands.change_cost(by=request.person, line=line, cost=_cost(given), **acts).pk}


@operation(
    router, "POST", BASE + "/proposal-costs/{cost_line}/end", says=_("Leave a cost out"), scope=Scope.WRITE,
    gives=Made,
)  # fmt: skip
def end_cost(request: Any, community: Here, cost_line: Id) -> dict[str, Any]:
    """It does not count any more."""
    line = _line(community, cost_line)
    return {"id": commands.end_cost(by=request.person, line=line, party=request.person.party).pk}


@operation(
    router, "POST", ONE + "/signatures", says=_("Stand behind the costs"), scope=Scope.WRITE, gives=Made,
    status=201,
)  # fmt: skip
def sign_costing(request: Any, community: Here, proposal: Id, given: Signing) -> dict[str, Any]:
    """As a citizen or as a professional, whichever one is here."""
    row = the_proposal(request, community, proposal)
    acts = whose(request, community, given)
    return {"id": commands.sign_costing(by=request.person, proposal=row, mark=given.mark, **acts).pk}
