"""Operations of challenges: read, raise, frame, ask people, phases, steps, the vote and its result."""

from __future__ import annotations

from typing import Annotated, Any

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from gilydd.deciding.models import Election, SplitKey
from gilydd.deciding.words import Completion
from gilydd.people.models import Party
from gilydd.people.operations import (
    Day,
    Given,
    Here,
    Id,
    Listed,
    Made,
    Moment,
    Which,
    acting_party,
    found,
    listed,
    operation,
    own_row,
    party_of,
)
from gilydd.people.queries import on_roll
from gilydd.people.words import Role, Scope
from gilydd.services.models import Turn
from gilydd.surveys.models import Survey

from .. import commands
from ..models import Phase
from ..policy import visible_challenges
from ..words import DecideBy, Opens
from .routing import (
    RUNS,
    ChallengeShown,
    Long,
    Pence,
    Title,
    Why,
    challenge_shown,
    router,
    the_challenge,
)

BASE = "/communities/{community}/challenges"
ONE = BASE + "/{challenge}"


class NewChallenge(Given):
    """A member may write in one language; whoever raises it for somebody (`raised_by`) writes in both."""

    title_cy: Title = ""
    title_en: Title = ""
    question_cy: Long = ""
    question_en: Long = ""
    easy_cy: Long = ""
    easy_en: Long = ""
    raised_by: Id | None = None
    turn: Id | None = None


class Framing(Given):
    question_cy: Long
    question_en: Long
    title_cy: Title = ""
    title_en: Title = ""
    easy_cy: Long | None = None
    easy_en: Long | None = None
    framers: Annotated[list[Id], Field(max_length=40)] = []
    money_pence: Pence | None = None
    money_from: Id | None = None


class Asked(Given):
    members: Annotated[list[Id], Field(min_length=1, max_length=1_000)]


class OnePhase(Given):
    name_cy: Title
    name_en: Title
    starts_on: Day
    ends_on: Day
    opens: Annotated[list[Opens], Field(max_length=6)] = []


class NewPhases(Given):
    phases: Annotated[list[OnePhase], Field(min_length=1, max_length=12)]


class Moved(Why):
    starts_on: Day
    ends_on: Day


class Onward(Given):
    """The words are asked for when it was talked through."""

    words_cy: Long = ""
    words_en: Long = ""


class ToVote(Given):
    """`rule`: of a budget, or of the vote. `roll`: the member number of an organisation with a roll.

    With a `split_key` whose three holders are ready the vote is secret.
    """

    decide_by: DecideBy
    closes_at: Moment
    rule: Title = ""
    completion: Completion = Completion.NONE
    seats: Annotated[int, Field(ge=1, le=40)] = 1
    quorum_percent: Annotated[int, Field(ge=0, le=100)] = 0
    roll: Id | None = None
    split_key: Id | None = None


class Tied(Given):
    election: Id


class Surveys(Given):
    before: Id
    after: Id | None = None


@operation(
    router, "GET", BASE, says=_("Challenges"), scope=Scope.READ, gives=Listed[ChallengeShown],
)  # fmt: skip
def challenges(request: Any, community: Here, which: Which) -> dict[str, Any]:
    """The newest first."""
    rows = visible_challenges(request.person, community).order_by("-opened_on", "-pk")
    return listed(rows, which, lambda some: map(challenge_shown, some))


@operation(router, "GET", ONE, says=_("One challenge"), scope=Scope.READ, gives=ChallengeShown)
def challenge(request: Any, community: Here, challenge: Id) -> dict[str, Any]:
    """Its question, where it stands, its vote."""
    return challenge_shown(the_challenge(request, community, challenge))


@operation(
    router, "POST", BASE, says=_("Raise a challenge"), scope=Scope.WRITE, gives=ChallengeShown, status=201,
)  # fmt: skip
def raise_challenge(request: Any, community: Here, given: NewChallenge) -> dict[str, Any]:
    """For oneself, for whom one speaks for, or as a facilitator for somebody."""
    told = given.model_dump() | {
        "raised_by": acting_party(request, community, given.raised_by, "raised_by"),
        "turn": own_row(Turn.objects.of(community), given.turn, "turn"),
    }
    return challenge_shown(commands.raise_challenge(by=request.person, community=community, **told))


@operation(
    router, "POST", ONE + "/frame", says=_("Frame a challenge"), scope=Scope.WRITE, who=RUNS,
    gives=ChallengeShown,
)  # fmt: skip
def frame_challenge(request: Any, community: Here, challenge: Id, given: Framing) -> dict[str, Any]:
    """With those who sat together for it, a citizen and a professional at least."""
    row = the_challenge(request, community, challenge)
    told = given.model_dump() | {
        "framers": [party_of(community, one, "framers") for one in given.framers],
        "money_from": party_of(community, given.money_from, "money_from") if given.money_from else None,
    }
    return challenge_shown(commands.frame_challenge(by=request.person, challenge=row, **told))


@operation(
    router, "POST", ONE + "/ask", says=_("Ask people to take part"), scope=Scope.WRITE, who=RUNS, gives=Made,
)  # fmt: skip
def ask_people(request: Any, community: Here, challenge: Id, given: Asked) -> dict[str, Any]:
    """`id` is how many are asked for the first time."""
    row = the_challenge(request, community, challenge)
    parties = [party_of(community, one, "members") for one in given.members]
    return {"id": commands.ask_people(by=request.person, challenge=row, parties=parties)}


@operation(
    router, "PUT", ONE + "/phases", says=_("Lay out the phases"), scope=Scope.WRITE, who=RUNS,
    gives=Listed[Made],
)  # fmt: skip
def set_phases(request: Any, community: Here, challenge: Id, given: NewPhases) -> dict[str, Any]:
    """All of them at once, before the first one begins."""
    row = the_challenge(request, community, challenge)
    phases = [
        commands.NewPhase(
            one.name_cy, one.name_en, one.starts_on, one.ends_on, tuple(act.value for act in one.opens)
        )
        for one in given.phases
    ]
    made = commands.set_phases(by=request.person, challenge=row, phases=phases)
    return {"items": [{"id": one.pk} for one in made], "next_offset": None}


@operation(
    router, "POST", "/communities/{community}/challenge-phases/{phase}/move",
    says=_("Move the days of a phase"), scope=Scope.WRITE, who=RUNS, gives=Made,
)  # fmt: skip
def move_phase(request: Any, community: Here, phase: Id, given: Moved) -> dict[str, Any]:
    """With a reason that everybody reads."""
    rows = Phase.objects.of(community).select_related("challenge__community")
    row = found(rows, pk=phase)
    return {"id": commands.move_phase(by=request.person, phase=row, **given.model_dump()).pk}


@operation(
    router, "POST", ONE + "/move-on", says=_("Take the next step"), scope=Scope.WRITE, who=RUNS,
    gives=ChallengeShown,
)  # fmt: skip
def move_on(request: Any, community: Here, challenge: Id, given: Onward) -> dict[str, Any]:
    """Where nothing is missing for it."""
    row = the_challenge(request, community, challenge)
    return challenge_shown(commands.move_on(by=request.person, challenge=row, **given.model_dump()))


@operation(
    router, "POST", ONE + "/go-back", says=_("Take one step back"), scope=Scope.WRITE, who=RUNS,
    gives=ChallengeShown,
)  # fmt: skip
def go_back(request: Any, community: Here, challenge: Id, given: Why) -> dict[str, Any]:
    """While nothing is decided."""
    row = the_challenge(request, community, challenge)
    return challenge_shown(commands.go_back(by=request.person, challenge=row, **given.model_dump()))


@operation(
    router, "POST", ONE + "/stop", says=_("Stop a challenge"), scope=Scope.WRITE, who=RUNS,
    gives=ChallengeShown,
)  # fmt: skip
def stop_challenge(request: Any, community: Here, challenge: Id, given: Why) -> dict[str, Any]:
    """With a reason that everybody reads."""
    row = the_challenge(request, community, challenge)
    return challenge_shown(commands.stop_challenge(by=request.person, challenge=row, **given.model_dump()))


@operation(
    router, "POST", ONE + "/vote", says=_("Open the vote on proposals"), scope=Scope.WRITE, who=RUNS,
    gives=ChallengeShown,
)  # fmt: skip
def put_to_vote(request: Any, community: Here, challenge: Id, given: ToVote) -> dict[str, Any]:
    """On those whose costs a citizen and a professional signed."""
    row = the_challenge(request, community, challenge)
    roll = None
    if given.roll:
        here = list(on_roll(community, party_of(community, given.roll, "roll")))
        roll = list(Party.objects.filter(pk__in=here))
    key = own_row(SplitKey.objects.of(community), given.split_key, "split_key")
    told = given.model_dump() | {"roll": roll, "split_key": key}
    return challenge_shown(commands.put_to_vote(by=request.person, challenge=row, **told))


@operation(
    router, "POST", ONE + "/result", says=_("Write down what the vote decided"), scope=Scope.WRITE,
    gives=ChallengeShown,
)  # fmt: skip
def take_result(request: Any, community: Here, challenge: Id) -> dict[str, Any]:
    """Once it is counted."""
    row = the_challenge(request, community, challenge)
    return challenge_shown(commands.take_result(by=request.person, challenge=row))


@operation(
    router, "POST", ONE + "/tie", says=_("Tie an election to a challenge"), scope=Scope.WRITE, who=RUNS,
    gives=ChallengeShown,
)  # fmt: skip
def tie_decision(request: Any, community: Here, challenge: Id, given: Tied) -> dict[str, Any]:
    """An election that was held elsewhere and brought in."""
    row = the_challenge(request, community, challenge)
    election = own_row(Election.objects.of(community), given.election, "election")
    return challenge_shown(commands.tie_decision(by=request.person, challenge=row, election=election))


@operation(
    router, "POST", ONE + "/surveys", says=_("Put a survey before and after beside it"), scope=Scope.WRITE,
    who=(*RUNS, Role.EVALUATOR), gives=Made,
)  # fmt: skip
def link_surveys(request: Any, community: Here, challenge: Id, given: Surveys) -> dict[str, Any]:
    """The one after asks the same questions."""
    row = the_challenge(request, community, challenge)
    surveys = Survey.objects.of(community)
    before = own_row(surveys, given.before, "before")
    after = own_row(surveys, given.after, "after")
    made = commands.link_surveys(by=request.person, challenge=row, before=before, after=after)
    return {"id": made.pk}
