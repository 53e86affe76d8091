"""States and moves of challenges, proposals and commitments; what a phase opens; kinds of costs."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

LONGEST_TITLE = 200
LONGEST_WORDS = 5_000
LONGEST_COMMENT = 2_000
LONGEST_REASON = 400
MOST_WORDS_A_LINE = 15
MOST_ORIGINATORS = 20
MOST_PHASES = 12
MOST_LINES = 60
MOST_MILESTONES = 24
STEP_MINUTES = 15
# How long originators have before their silence can be written down.
DAYS_TO_ANSWER = 14
# The currency that costs worked out here are in, and its smallest unit.
CURRENCY, PENCE = "GBP", 100


class ChallengeState(models.TextChoices):
    """How far a challenge has come. From `committed` to `closed` it is seen through."""

    RAISED = "raised", _("Raised")
    FRAMED = "framed", _("Put as a question together")
    PROPOSALS = "proposals", _("Proposals are being made")
    COSTED = "costed", _("Costs are worked out")
    DELIBERATED = "deliberated", _("Talked through")
    DECIDED = "decided", _("Decided")
    COMMITTED = "committed", _("Promised")
    DELIVERING = "delivering", _("Being done")
    CO_EVALUATED = "evaluated", _("Judged together")
    CLOSED = "closed", pgettext_lazy("a challenge", "Finished")
    STOPPED = "stopped", pgettext_lazy("a challenge", "Stopped")


MOVES = {
    ChallengeState.RAISED: {ChallengeState.FRAMED, ChallengeState.PROPOSALS, ChallengeState.STOPPED},
    ChallengeState.FRAMED: {ChallengeState.FRAMED, ChallengeState.PROPOSALS, ChallengeState.STOPPED},
    # From here an election that was held elsewhere decides it at once.
    ChallengeState.PROPOSALS: {
        ChallengeState.PROPOSALS,
        ChallengeState.COSTED,
        ChallengeState.DECIDED,
        ChallengeState.STOPPED,
    },
    ChallengeState.COSTED: {
        ChallengeState.PROPOSALS,
        ChallengeState.DELIBERATED,
        ChallengeState.STOPPED,
    },
    ChallengeState.DELIBERATED: {
        ChallengeState.COSTED,
        ChallengeState.DECIDED,
        ChallengeState.STOPPED,
    },
    ChallengeState.DECIDED: {ChallengeState.COMMITTED, ChallengeState.STOPPED},
    ChallengeState.COMMITTED: {ChallengeState.DELIVERING, ChallengeState.STOPPED},
    ChallengeState.DELIVERING: {ChallengeState.CO_EVALUATED, ChallengeState.STOPPED},
    ChallengeState.CO_EVALUATED: {ChallengeState.CLOSED, ChallengeState.STOPPED},
    ChallengeState.CLOSED: set(),
    ChallengeState.STOPPED: set(),
}
# The path as a page draws it, in order; stopping lies beside it.
PATH = tuple(state for state in ChallengeState if state != ChallengeState.STOPPED)
# One step back, with a reason, while nothing is decided.
BACK = {
    ChallengeState.COSTED: ChallengeState.PROPOSALS,
    ChallengeState.DELIBERATED: ChallengeState.COSTED,
}
AFTER_DECISION = frozenset(
    {
        ChallengeState.DECIDED,
        ChallengeState.COMMITTED,
        ChallengeState.DELIVERING,
        ChallengeState.CO_EVALUATED,
        ChallengeState.CLOSED,
    }
)
SEEN_THROUGH = AFTER_DECISION - {ChallengeState.DECIDED}
ENDED = frozenset({ChallengeState.CLOSED, ChallengeState.STOPPED})


class Opens(models.TextChoices):
    """What a phase lets people do while it lasts."""

    PROPOSE = "propose", _("Make proposals")
    SHAPE = "shape", _("Change proposals, amend them, put them together")
    TALK = "talk", _("Comment, and say what is for and against")
    STATEMENTS = "statements", _("Agree or disagree with short statements")
    COST = "cost", _("Work out what proposals cost")
    VOTE = "vote", _("Vote")


# What can be open at all in a state, whatever the days of a phase say.
OPEN_IN: dict[ChallengeState, frozenset[Opens]] = {
    ChallengeState.RAISED: frozenset({Opens.PROPOSE, Opens.TALK, Opens.STATEMENTS}),
    ChallengeState.FRAMED: frozenset({Opens.PROPOSE, Opens.TALK, Opens.STATEMENTS}),
    ChallengeState.PROPOSALS: frozenset(
        {Opens.PROPOSE, Opens.SHAPE, Opens.TALK, Opens.STATEMENTS, Opens.COST}
    ),
    ChallengeState.COSTED: frozenset({Opens.SHAPE, Opens.TALK, Opens.STATEMENTS, Opens.COST}),
    ChallengeState.DELIBERATED: frozenset({Opens.TALK, Opens.STATEMENTS, Opens.VOTE}),
}


@dataclass(frozen=True)
class TemplatePhase:
    """A phase of a template: its name in both languages, how many days it lasts, what it opens."""

    name_cy: str
    name_en: str
    days: int
    opens: tuple[Opens, ...]


@dataclass(frozen=True)
class Template:
    """A path of phases that somebody can start from."""

    name: object
    about: object
    phases: tuple[TemplatePhase, ...]


_PROPOSE = TemplatePhase("Cynigion", "Proposals", 28, (Opens.PROPOSE, Opens.SHAPE, Opens.TALK))
_COST = TemplatePhase("Beth mae'n ei gostio", "What it costs", 21, (Opens.SHAPE, Opens.COST, Opens.TALK))
_TALK = TemplatePhase("Trafod", "Talking it through", 14, (Opens.TALK, Opens.STATEMENTS))
_VOTE = TemplatePhase("Pleidleisio", "Voting", 14, (Opens.VOTE,))
TEMPLATES: dict[str, Template] = {
    "whole": Template(
        _("The whole path"),
        _("Frame it together, propose, cost, talk it through, vote. About three months."),
        (
            TemplatePhase(
                "Rhoi'r cwestiwn gyda'n gilydd",
                "Framing it together",
                14,
                (Opens.TALK, Opens.STATEMENTS),
            ),
            _PROPOSE,
            _COST,
            _TALK,
            _VOTE,
        ),
    ),
    "budget": Template(
        _("A budget to share out"),
        _("Proposals and their costs side by side, then a vote. About two months."),
        (
            TemplatePhase(
                "Cynigion a chostau",
                "Proposals and costs",
                35,
                (Opens.PROPOSE, Opens.SHAPE, Opens.COST, Opens.TALK),
            ),
            _TALK,
            _VOTE,
        ),
    ),
    "evening": Template(
        _("One evening"),
        _("Propose, cost and talk on one day, then a week to vote, so that paper can come in."),
        (
            TemplatePhase(
                "Noson gyda'n gilydd",
                "An evening together",
                1,
                (Opens.PROPOSE, Opens.SHAPE, Opens.TALK, Opens.STATEMENTS, Opens.COST),
            ),
            TemplatePhase("Pleidleisio", "Voting", 7, (Opens.VOTE, Opens.TALK)),
        ),
    ),
}


class EnteredFrom(models.TextChoices):
    """How somebody's word came to whoever entered it; empty where they entered it themselves."""

    PAPER = "paper", _("On paper")
    PHONE = "phone", _("By phone")
    SPOKEN = "spoken", _("Said in person")


class ProposalState(models.TextChoices):
    PROPOSED = "proposed", _("Proposed")
    ON_BALLOT = "on_ballot", _("In the vote")
    FUNDED = "funded", _("Funded")
    NOT_FUNDED = "not_funded", _("Not funded")
    MERGED = "merged", _("Part of another proposal now")
    WITHDRAWN = "withdrawn", _("Taken back")


# What is still somebody's proposal, to be shaped and costed.
LIVE_PROPOSALS = frozenset({ProposalState.PROPOSED, ProposalState.ON_BALLOT})


class AuthorKind(models.TextChoices):
    """What somebody did in a proposal. An originator stays one, whatever is merged with what."""

    ORIGINATOR = "originator", _("Whose idea it was")
    CO_AUTHOR = "co_author", _("Wrote it with them")
    AMENDER = "amender", _("Made it better")


class AuthorState(models.TextChoices):
    ASKED = "asked", _("Asked to write with them")
    IN = "in", _("With them")
    DECLINED = "declined", _("Said no")
    LEFT = "left", _("Stepped back")


class AmendmentState(models.TextChoices):
    OPEN = "open", _("Waits for an answer")
    ACCEPTED = "accepted", _("Taken up")
    REFUSED = "refused", _("Not taken up")
    WITHDRAWN = "withdrawn", _("Taken back")


class MergingState(models.TextChoices):
    OPEN = "open", _("Waits for an answer")
    AGREED = "agreed", _("Put together")
    REFUSED = "refused", _("They stay apart")


class CommentKind(models.TextChoices):
    COMMENT = "comment", _("Comment")
    FOR = "for", _("For it")
    AGAINST = "against", _("Against it")


class CommentState(models.TextChoices):
    """A comment that went away leaves its place and the reason, which everybody reads."""

    SHOWN = "shown", _("Shown")
    AWAY = "away", _("Taken away")
    AGAIN = "again", _("Taken away; its writer asked to look again")
    WITHDRAWN = "withdrawn", _("Taken back by its writer")


class CostKind(models.TextChoices):
    CASH = "cash", _("Money to pay")
    STAFF = "staff", _("Staff time")
    CREDITS = "credits", _("Time credits")
    IN_KIND = "in_kind", _("Given in kind")


# Money of these comes out of the budget; of these the amounts are minutes.
FROM_BUDGET = frozenset({CostKind.CASH, CostKind.STAFF})
IN_MINUTES = frozenset({CostKind.STAFF, CostKind.CREDITS})


class Side(models.TextChoices):
    """On which side of a service somebody stands, by their capacity."""

    CITIZEN = "citizen", _("Citizen")
    PROFESSIONAL = "professional", _("Professional")


class DecideBy(models.TextChoices):
    """How a challenge is decided here."""

    BUDGET = "budget", _("Share out a budget")
    ONE = "one", _("Choose one proposal")
    SEVERAL = "several", _("Choose as many as you like, for one or more places")
    RANKED = "ranked", _("Put in order, for one or more places")
    RESOLUTION = "resolution", _("For or against one proposal")


class CommitmentState(models.TextChoices):
    OPEN = "open", _("Under way")
    CLOSED = "closed", _("Kept, and closed together")
    STOPPED = "stopped", pgettext_lazy("a commitment", "Stopped")


class MilestoneState(models.TextChoices):
    TO_DO = "to_do", _("To do")
    UNDER_WAY = "under_way", pgettext_lazy("a milestone", "Under way")
    DONE = "done", pgettext_lazy("a milestone", "Done")
    DROPPED = "dropped", _("Left out")


MILESTONE_MOVES = {
    MilestoneState.TO_DO: {MilestoneState.UNDER_WAY, MilestoneState.DONE, MilestoneState.DROPPED},
    MilestoneState.UNDER_WAY: {MilestoneState.DONE, MilestoneState.TO_DO, MilestoneState.DROPPED},
    MilestoneState.DONE: {MilestoneState.UNDER_WAY},
    MilestoneState.DROPPED: set(),
}
MILESTONES_OVER = frozenset({MilestoneState.DONE, MilestoneState.DROPPED})


class OfferState(models.TextChoices):
    """What became of an offer to take part, made to whose idea it was."""

    OFFERED = "offered", _("Waits for their answer")
    ACCEPTED = "accepted", _("Takes part")
    DECLINED = "declined", _("Does not take part")
    SILENT = "silent", _("No answer came")
    ENDED = "ended", _("Ended")


OFFERS_LIVE = frozenset({OfferState.OFFERED, OfferState.ACCEPTED})


class VarianceKind(models.TextChoices):
    COST = "cost", _("It costs more or less")
    SCOPE = "scope", _("Something else is done, or something is left out")
    TIME = "time", _("It is done on another day")


class VarianceState(models.TextChoices):
    """What became of a change to what was promised, once somebody whose idea it was answered."""

    OPEN = "open", _("Waits for an answer")
    AGREED = "agreed", _("Agreed")
    REFUSED = "refused", _("Not agreed: the promise stands as it was")
    SILENT = "silent", _("No answer came; it was made known")
    WITHDRAWN = "withdrawn", _("Taken back")


class LastWord(models.TextChoices):
    """What somebody whose idea it was says when a commitment is to be closed."""

    YES = "yes", _("Yes, it was done")
    NOT_YET = "not_yet", _("No, not yet")
    ABSENT = "absent", _("Could not be reached")


class Verdict(models.TextChoices):
    """Whether it worked, in the judgement of one side."""

    WORKED = "worked", _("It worked")
    PARTLY = "partly", _("It worked in part")
    DID_NOT = "did_not", _("It did not work")


# ── Statements and voice ──────────────────────────────────────────────────────────────────────────

LONGEST_STATEMENT = 140
MOST_STATEMENTS = 200
# A picture is drawn anew when so many more people have answered: nobody's answer shows in the change.
PEOPLE_A_PICTURE = 10


class StatementState(models.TextChoices):
    """Whether a statement is put to people. What is refused stays, so that the reason can be read."""

    WAITING = "waiting", pgettext_lazy("a statement", "Waiting to be read")
    SHOWN = "shown", pgettext_lazy("a statement", "Put to everybody")
    REFUSED = "refused", pgettext_lazy("a statement", "Not put to people")
    TAKEN_BACK = "taken_back", pgettext_lazy("a statement", "Taken back")


STATEMENT_MOVES = {
    StatementState.WAITING: {StatementState.SHOWN, StatementState.REFUSED, StatementState.TAKEN_BACK},
    StatementState.SHOWN: {StatementState.REFUSED},
    StatementState.REFUSED: {StatementState.SHOWN},
    StatementState.TAKEN_BACK: set(),
}


class Stance(models.IntegerChoices):
    """What somebody says to a statement. To pass is an answer too: they have seen it."""

    AGREE = 1, _("Agree")
    PASS = 0, pgettext_lazy("a statement", "Pass")
    DISAGREE = -1, _("Disagree")


class VoiceAct(models.TextChoices):
    """One act in a challenge, as it counts for who was heard."""

    INVITED = "invited", _("was asked to take part")
    RAISED = "raised", _("raised the challenge")
    FRAMED = "framed", _("framed the question")
    PROPOSED = "proposed", _("made a proposal")
    CO_WROTE = "co_wrote", _("wrote a proposal together with others")
    REVISED = "revised", _("changed a proposal")
    AMENDED = "amended", _("suggested a change")
    ANSWERED_AMENDMENT = "answered", _("answered a suggested change")
    MERGED = "merged", _("put proposals together")
    COMMENTED = "commented", _("commented")
    ARGUED = "argued", _("gave a reason for or against")
    STATED = "stated", _("made a statement")
    ANSWERED = "opinion", _("answered statements")
    COSTED = "costed", _("worked out a cost")
    SIGNED = "signed", _("signed the costs")
    DECIDED = "decided", _("decided")
    COMMITTED = "committed", _("committed to it")
    HOLDS_MONEY = "holds_money", _("holds the money")
    OFFERED = "offered", _("was offered a part in it")
    ACCEPTED = "accepted", _("took the part")
    DECLINED = "declined", _("did not take the part")
    UPDATED = "updated", _("said how it goes")
    ANSWERED_VARIANCE = "variance", _("answered a change of cost or scope")
    DELIVERED = "delivered", _("carried a milestone out")
    CLOSED = "closed", _("gave the last word")


# What counts as a contribution of somebody: to be asked, to be offered something or to hold money is none.
CONTRIBUTIONS = frozenset(VoiceAct) - {
    VoiceAct.INVITED,
    VoiceAct.OFFERED,
    VoiceAct.HOLDS_MONEY,
    VoiceAct.DECIDED,
}
# To say yes to a part is not yet to have taken it: these are the acts by which originators see it through.
SEES_THROUGH = frozenset({VoiceAct.UPDATED, VoiceAct.DELIVERED, VoiceAct.ANSWERED_VARIANCE})


class VoiceEffect(models.TextChoices):
    """What became of a contribution."""

    TAKEN = "taken", _("taken up")
    PARTLY = "partly", _("taken up in part")
    NOT_TAKEN = "not_taken", _("not taken up")
    FUNDED = "funded", _("funded")
    NOT_FUNDED = "not_funded", _("not funded")
