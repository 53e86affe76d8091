"""Rules and states of elections, votes, keys and meetings."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gilydd.algorithms import budgeting, voting


class Rule(models.TextChoices):
    EQUAL_SHARES = budgeting.EQUAL_SHARES, _("Equal shares")
    GREEDY = budgeting.GREEDY, _("Most votes first")
    GREEDY_NO_SKIP = budgeting.GREEDY_NO_SKIP, _("Most votes first, until one does not fit")


class Completion(models.TextChoices):
    """What equal shares does with money that is left."""

    NONE = budgeting.NONE, _("The rest stays unspent")
    ADD1 = budgeting.ADD1, _("Shares are raised")
    ADD1_COMPARISON = budgeting.ADD1_COMPARISON, _("Shares are raised, and compared with most votes first")
    GREEDY = budgeting.GREEDY, _("The rest goes by votes")


class ElectionState(models.TextChoices):
    """What the count here and the official result say of each other."""

    COUNTED = "counted", _("Counted here; the file names no official result")
    CONFIRMED = "confirmed", _("Counted here, with the same result as the official count")
    DIFFERS = "differs", _("Counted here; the official result is different")


class VoteKind(models.TextChoices):
    """What is asked."""

    RESOLUTION = voting.RESOLUTION, _("For or against")
    ONE = voting.ONE, _("Choose one of several")
    SEVERAL = voting.SEVERAL, _("Choose as many as you like, for one or more places")
    RANKED = voting.RANKED, _("Put in order, for one or more places")
    BUDGET = "budget", _("Share out a budget among projects")
    CONSENT = voting.CONSENT, _("Consent: does anybody object?")


class VoteRule(models.TextChoices):
    """What decides: how many votes are enough, or by which method votes become a result."""

    MOST = voting.MOST, _("The most votes")
    MAJORITY = voting.MAJORITY, _("More than half of the votes cast")
    TWO_THIRDS = voting.TWO_THIRDS, _("Two thirds of the votes cast")
    ROLL_MAJORITY = voting.ROLL_MAJORITY, _("More than half of everybody who can vote")
    TRANSFER = voting.TRANSFER, _("By order of preference, with votes passed on")
    NO_OBJECTION = voting.NO_OBJECTION, _("Nobody objects")
    EQUAL_SHARES = budgeting.EQUAL_SHARES, _("Equal shares")
    GREEDY = budgeting.GREEDY, _("Most votes first")
    GREEDY_NO_SKIP = budgeting.GREEDY_NO_SKIP, _("Most votes first, until one does not fit")


# The rules that measure votes against votes cast, and those of a budget.
MEASURES = (VoteRule.MOST, VoteRule.MAJORITY, VoteRule.TWO_THIRDS, VoteRule.ROLL_MAJORITY)
BUDGET_RULES = (VoteRule.EQUAL_SHARES, VoteRule.GREEDY, VoteRule.GREEDY_NO_SKIP)
RULES_OF = {
    VoteKind.RESOLUTION: MEASURES[1:],
    VoteKind.ONE: MEASURES,
    VoteKind.SEVERAL: MEASURES,
    VoteKind.RANKED: (VoteRule.TRANSFER,),
    VoteKind.BUDGET: BUDGET_RULES,
    VoteKind.CONSENT: (VoteRule.NO_OBJECTION,),
}
# Kinds with places to fill, and kinds that can be decided in secret.
SEATED = (VoteKind.SEVERAL, VoteKind.RANKED)
CAN_BE_SECRET = tuple(kind for kind in VoteKind if kind != VoteKind.CONSENT)


class VoteState(models.TextChoices):
    """`sealed` is of secret votes alone: nobody can vote any more, and two key holders open the box."""

    OPEN = "open", pgettext_lazy("a vote", "Open")
    SEALED = "sealed", _("Waiting for two keys")
    CLOSED = "closed", pgettext_lazy("a vote", "Closed")
    STOPPED = "stopped", pgettext_lazy("a vote", "Stopped")


VOTE_MOVES = {
    VoteState.OPEN: {VoteState.SEALED, VoteState.CLOSED, VoteState.STOPPED},
    VoteState.SEALED: {VoteState.CLOSED, VoteState.STOPPED},
    VoteState.CLOSED: set(),
    VoteState.STOPPED: set(),
}


class BallotEvidence(models.TextChoices):
    """How a vote came in."""

    SCREEN = "screen", _("On screen")
    PAPER = "paper", _("On paper")
    PHONE = "phone", _("By phone")
    PROXY = "proxy", _("By proxy")


# Ways in which somebody else may enter a vote: what the voter wrote or said stands behind it.
ENTERED = (BallotEvidence.PAPER, BallotEvidence.PHONE)

# Pictures that may stand before a choice, by the name of their file.
PICTURES = {
    "book": _("Book"),
    "bus": _("Bus"),
    "calendar": _("Calendar"),
    "camera": _("Camera"),
    "car": _("Car"),
    "child": _("Child"),
    "clock": _("Clock"),
    "computer": _("Computer"),
    "door": _("Door"),
    "elder": _("Older person"),
    "garden": _("Garden"),
    "handshake": _("Handshake"),
    "heart": _("Heart"),
    "house": _("House"),
    "idea": _("Idea"),
    "letter": _("Letter"),
    "map": _("Map"),
    "meal": _("Meal"),
    "money": _("Money"),
    "music": _("Music"),
    "paint": _("Painting"),
    "people": _("People"),
    "person": _("Person"),
    "phone": _("Phone"),
    "sport": _("Sport"),
    "star": _("Star"),
    "sun": _("Sun"),
    "ticket": _("Ticket"),
    "tools": _("Tools"),
    "tree": _("Tree"),
    "walking": _("Walking"),
}

# The three answers to a resolution, in the order of their numbers: Welsh, English, picture.
STANCES = (
    ("O blaid", "For", "check"),
    ("Yn erbyn", "Against", "cross"),
    ("Ymatal", "Abstain", "scales"),
)

# The three answers to a proposal for consent, in the order of their numbers.
CONSENTS = (
    ("Rwy'n cydsynio", "I consent", "check"),
    ("Rwy'n sefyll o'r neilltu", "I stand aside", "walking"),
    ("Rwy'n gwrthwynebu", "I object", "cross"),
)

# Fewer than so many ballots tell too much of each: no secret vote for a shorter roll, no result below it.
SECRET_LEAST = 10
HOLDERS = 3
HOLDERS_NEEDED = 2


class HolderState(models.TextChoices):
    """How far somebody is who was asked to keep a part of a key."""

    ASKED = "asked", _("Asked")
    DECLINED = "declined", _("Said no")
    TOOK = "took", _("Has the file")
    READY = "ready", _("Has shown that the file works")
    GAVE = "gave", _("Has given the key")
    LEFT = "left", _("Keeps no key any more")


class ChangeState(models.TextChoices):
    """How far it is that somebody else keeps a key which is in use."""

    OPEN = "open", _("Under way")
    DONE = "done", _("Done")
    STOPPED = "stopped", _("Stopped")


class MeetingKind(models.TextChoices):
    ANNUAL = "annual", _("Annual general meeting")
    GENERAL = "general", _("General meeting")


class MeetingState(models.TextChoices):
    PLANNED = "planned", pgettext_lazy("a meeting", "Being prepared")
    CALLED = "called", pgettext_lazy("a meeting", "Called")
    RUNNING = "running", pgettext_lazy("a meeting", "Under way")
    HELD = "held", pgettext_lazy("a meeting", "Held")
    ADJOURNED = "adjourned", pgettext_lazy("a meeting", "Adjourned: too few were there")
    CANCELLED = "cancelled", pgettext_lazy("a meeting", "Cancelled")


MEETING_MOVES = {
    MeetingState.PLANNED: {MeetingState.CALLED, MeetingState.CANCELLED},
    MeetingState.CALLED: {MeetingState.RUNNING, MeetingState.ADJOURNED, MeetingState.CANCELLED},
    MeetingState.RUNNING: {MeetingState.HELD, MeetingState.ADJOURNED},
    MeetingState.HELD: set(),
    MeetingState.ADJOURNED: set(),
    MeetingState.CANCELLED: set(),
}


class ItemKind(models.TextChoices):
    """What a point of an agenda asks of the meeting."""

    REPORT = "report", _("To hear and to ask about")
    DISCUSSION = "discussion", _("To talk about")
    RESOLUTION = "resolution", _("A resolution: to decide")
    ELECTION = "election", _("An election")


# Rules that a resolution of a meeting can have: ordinary, and special.
RESOLUTION_RULES = (VoteRule.MAJORITY, VoteRule.TWO_THIRDS)


class PresentHow(models.TextChoices):
    ROOM = "room", _("In the room")
    SCREEN = "screen", _("On screen")


class BoardElectionState(models.TextChoices):
    NOMINATING = "nominating", _("Looking for candidates")
    VOTING = "voting", _("Being voted on")
    DECIDED = "decided", pgettext_lazy("an election", "Decided")
    ENDED = "ended", _("Ended without a result")


class CandidacyState(models.TextChoices):
    NOMINATED = "nominated", _("Proposed, and asked")
    ACCEPTED = "accepted", _("Stands")
    DECLINED = "declined", pgettext_lazy("a candidate", "Said no")
    WITHDRAWN = "withdrawn", pgettext_lazy("a candidate", "Withdrew")


class HowSeated(models.TextChoices):
    ELECTED = "elected", _("Elected")
    UNOPPOSED = "unopposed", _("Elected without a vote: as many stood as there were places")
    FOUNDING = "founding", _("From before this register")


class WhyEnded(models.TextChoices):
    TERM = "term", _("The term was over")
    RESIGNED = "resigned", _("Stepped down")
    REMOVED = "removed", _("Removed by a resolution")
    LEFT = "left", _("Is no member any more")


# Pabulib writes the rule as "equalshares/add1-comparison"; Gilydd's own names are taken as well.
RULES_IN_FILES = {
    "equalshares": Rule.EQUAL_SHARES,
    "equal-shares": Rule.EQUAL_SHARES,
    "greedy": Rule.GREEDY,
    "greedy-no-skip": Rule.GREEDY_NO_SKIP,
}


def rule_in_file(text: str) -> tuple[str, str] | None:
    """The rule and completion that META `rule` names, or None where nobody can tell.

    >>> rule_in_file("equalshares/add1-comparison")
    ('equal-shares', 'add1-comparison')
    >>> rule_in_file("unknown") is None
    True
    """
    name, _slash, completion = text.strip().lower().partition("/")
    rule = RULES_IN_FILES.get(name)
    completion = completion or Completion.NONE.value
    if rule is None or completion not in Completion.values:
        return None
    if rule != Rule.EQUAL_SHARES and completion != Completion.NONE:
        return None
    return rule.value, completion
