"""Kinds, states and moves of partnerships; units of what partners give."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

REMIND_DAYS: Final = 7
# So long after its last day a request goes to whoever chairs the board, and to the commissioners.
ESCALATE_DAYS: Final = 7
REVIEW_DAYS: Final = 28
LONGEST_WORDS: Final = 4_000
# One gift or payment at most: a billion pounds in pence is a slip of the hand.
MOST_PENCE: Final = 100_000_000_000
MOST_MINUTES: Final = 60_000_000
MOST_COUNT: Final = 1_000_000


class Kind(models.TextChoices):
    """A programme spans communities and owns what they share; its members are its board."""

    BOARD = "board", _("Partnership board")
    ALLIANCE = "alliance", _("Alliance")
    PROGRAMME = "programme", _("Programme")


class State(models.TextChoices):
    RUNNING = "running", _("Going on")
    ENDED = "ended", _("Ended")


class PartnerKind(models.TextChoices):
    AUTHORITY = "authority", _("Local authority")
    HEALTH = "health", _("Health")
    THIRD = "third", _("Third sector")
    PROVIDER = "provider", _("Care provider")
    HOUSING = "housing", _("Housing")
    EDUCATION = "education", _("Education")
    CITIZENS = "citizens", _("Citizens' group")
    COMMUNITY = "community", _("Community")
    OTHER = "other", _("Another partner")


class Part(models.TextChoices):
    """What somebody does on the board. Who keeps the fund pays from it, and nobody else does."""

    MEMBER = "member", _("Member of the board")
    CHAIR = "chair", _("Chair")
    KEEPER = "keeper", _("Keeper of the fund")


class RuleKind(models.TextChoices):
    """How a rule counts: so many seats, one for each partner of a kind, or more than half of the board."""

    SEATS = "seats", _("So many seats")
    EACH = "each", _("One for each partner of a kind")
    MAJORITY = "majority", _("More than half of the board")


class LinkState(models.TextChoices):
    INVITED = "invited", _("Invited")
    JOINED = "joined", pgettext_lazy("community in a programme", "Takes part")
    DECLINED = "declined", pgettext_lazy("community in a programme", "Said no")
    LEFT = "left", pgettext_lazy("community in a programme", "Left")


LINK_MOVES: Final = {
    LinkState.INVITED: {LinkState.JOINED, LinkState.DECLINED},
    LinkState.JOINED: {LinkState.LEFT},
    LinkState.DECLINED: set(),
    LinkState.LEFT: set(),
}


class RequestState(models.TextChoices):
    WAITING = "waiting", _("Waiting for an answer")
    ACCEPTED = "accepted", _("Accepted")
    REFUSED = "refused", _("Refused, with reasons")
    WITHDRAWN = "withdrawn", _("Taken back")


REQUEST_MOVES: Final = {
    RequestState.WAITING: {RequestState.ACCEPTED, RequestState.REFUSED, RequestState.WITHDRAWN},
    RequestState.ACCEPTED: set(),
    RequestState.REFUSED: set(),
    RequestState.WITHDRAWN: set(),
}


class Gift(models.TextChoices):
    """What a partner gives: s.162 of the 2014 Act names them, and hours of members come beside."""

    MONEY = "money", _("Money")
    STAFF = "staff", _("Staff time")
    GOODS = "goods", _("Goods")
    SPACE = "space", _("Rooms and space")
    HOURS = "hours", _("Hours of members")
    INFORMATION = "information", _("Information")


UNIT_OF: Final = {
    Gift.MONEY: "pence",
    Gift.STAFF: "minutes",
    Gift.GOODS: "pence",
    Gift.SPACE: "pence",
    Gift.HOURS: "minutes",
    Gift.INFORMATION: "count",
}
MOST_OF: Final = {"pence": MOST_PENCE, "minutes": MOST_MINUTES, "count": MOST_COUNT}


class EntryKind(models.TextChoices):
    PAID_IN = "in", _("Paid in")
    SPENT = "out", _("Spent")
    REVERSAL = "back", _("Taken back, to correct a mistake")


class DecisionState(models.TextChoices):
    PROPOSED = "proposed", _("Proposed")
    CARRIED = "carried", _("Carried")
    FAILED = "failed", _("Not carried")
    WITHDRAWN = "withdrawn", _("Taken back")


DECISION_MOVES: Final = {
    DecisionState.PROPOSED: {DecisionState.CARRIED, DecisionState.FAILED, DecisionState.WITHDRAWN},
    DecisionState.CARRIED: set(),
    DecisionState.FAILED: set(),
    DecisionState.WITHDRAWN: set(),
}


class Stance(models.TextChoices):
    FOR = "for", _("For it")
    AGAINST = "against", _("Against it")
    ASIDE = "aside", _("Neither")


class ActionState(models.TextChoices):
    OPEN = "open", pgettext_lazy("action", "To be done")
    DONE = "done", pgettext_lazy("action", "Done")
    DROPPED = "dropped", _("Dropped, with a reason")


ACTION_MOVES: Final = {
    ActionState.OPEN: {ActionState.DONE, ActionState.DROPPED},
    ActionState.DONE: set(),
    ActionState.DROPPED: set(),
}
