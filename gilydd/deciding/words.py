"""Rules, completions and states of an election; kinds, rules and states of a vote."""

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


class VoteRule(models.TextChoices):
    """How many votes are enough."""

    MOST = voting.MOST, _("The most votes")
    MAJORITY = voting.MAJORITY, _("More than half of the votes cast")
    TWO_THIRDS = voting.TWO_THIRDS, _("Two thirds of the votes cast")
    ROLL_MAJORITY = voting.ROLL_MAJORITY, _("More than half of everybody who can vote")


class VoteState(models.TextChoices):
    OPEN = "open", pgettext_lazy("a vote", "Open")
    CLOSED = "closed", pgettext_lazy("a vote", "Closed")
    STOPPED = "stopped", pgettext_lazy("a vote", "Stopped")


VOTE_MOVES = {
    VoteState.OPEN: {VoteState.CLOSED, VoteState.STOPPED},
    VoteState.CLOSED: set(),
    VoteState.STOPPED: set(),
}


class BallotEvidence(models.TextChoices):
    """How a vote came in."""

    SCREEN = "screen", _("On screen")
    PAPER = "paper", _("On paper")
    PHONE = "phone", _("By phone")


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
