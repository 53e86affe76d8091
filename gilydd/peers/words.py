"""Ways to find others, the states of a request for an introduction, and how much may be written at first."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

# A few kind first words a day are plenty; nobody's inbox fills because somebody is persistent.
FIRST_MESSAGES_A_DAY = 5
UNANSWERED_IN_A_ROW = 2
LONGEST_MESSAGE = 4_000
REQUESTS_WAITING = 5
SUGGESTIONS = 12


class Look(models.TextChoices):
    """For whom somebody looks."""

    LIKE = "like", _("People like me")
    HELP = "help", _("People I could help")
    HELPED = "helped", _("People who could help me")
    CARE = "care", _("People who care about the same")


class RequestState(models.TextChoices):
    """How far a wish to be introduced is."""

    WAITING = "waiting", _("Waiting for a broker")
    MADE = "made", _("Introduced")
    DECLINED = "declined", _("Not this time")
    WITHDRAWN = "withdrawn", _("Taken back")


REQUEST_MOVES = {
    RequestState.WAITING: {RequestState.MADE, RequestState.DECLINED, RequestState.WITHDRAWN},
    RequestState.MADE: set(),
    RequestState.DECLINED: set(),
    RequestState.WITHDRAWN: set(),
}


# Circles and member-run projects.
LONGEST_POST = 4_000
POSTS_A_PAGE = 30
MOST_PICTURES = 12
MOST_INVITED_A_DAY = 20
# A vote about people or about who may join is open long enough for a letter to come and go.
SHORTEST_VOTE_DAYS = 7
LONGEST_TERM_DAYS = 3 * 366
FIRST_TERM_DAYS = 183
TERM_ENDS_SOON_DAYS = 28


class CircleKind(models.TextChoices):
    """In a member-run project members hold every role; they alone decide who may join and when it ends."""

    CIRCLE = "circle", _("Circle")
    PROJECT = "project", _("Project run by its members")


class CircleState(models.TextChoices):
    RUNNING = "running", _("Going on")
    ENDED = "ended", _("Ended")


class JoiningRule(models.TextChoices):
    """How somebody comes in."""

    OPEN = "open", _("Open: anybody may join")
    ASK = "ask", _("On request: the hosts say yes or no")
    CLOSED = "closed", _("Closed: only those who are invited")


class Belonging(models.TextChoices):
    """As what somebody is in a circle. Supporters assist and never decide."""

    MEMBER = "member", _("Member")
    SUPPORTER = "supporter", _("Supporter")


class BelongingState(models.TextChoices):
    ASKED = "asked", _("Asked to join")
    INVITED = "invited", _("Invited")
    IN = "in", _("In the circle")
    DECLINED = "declined", _("Not now")
    LEFT = "left", _("Left")
    OUT = "out", _("Asked to leave")


BELONGING_LIVE = (BelongingState.ASKED, BelongingState.INVITED, BelongingState.IN)
BELONGING_MOVES = {
    BelongingState.ASKED: {BelongingState.IN, BelongingState.DECLINED, BelongingState.LEFT},
    BelongingState.INVITED: {BelongingState.IN, BelongingState.DECLINED},
    BelongingState.IN: {BelongingState.LEFT, BelongingState.OUT},
    BelongingState.DECLINED: set(),
    BelongingState.LEFT: set(),
    BelongingState.OUT: set(),
}


class Hears(models.TextChoices):
    """How often somebody is told of what is written in a circle."""

    EACH = "each", _("Each message at once")
    DAILY = "daily", _("Once a day, all together")
    NONE = "none", _("Nothing: I look myself")


class CircleRole(models.TextChoices):
    """What a member does for the circle, for a term, chosen by the members."""

    HOST = "host", _("Host")
    SECRETARY = "secretary", _("Secretary")
    TREASURER = "treasurer", _("Treasurer of hours")
    WELCOME = "welcome", _("Welcomes new people")
    OTHER = "other", _("Another role")


# Who speaks for the circle outside: its asks, its activities, its votes.
SPEAKING_ROLES = (CircleRole.HOST, CircleRole.SECRETARY, CircleRole.TREASURER)


class PostState(models.TextChoices):
    """Where a message of a circle stands. A reason stands beside each one that was taken away."""

    SHOWN = "shown", _("Shown")
    WITHDRAWN = "withdrawn", _("Taken back by who wrote it")
    AWAY = "away", _("Taken away by a host")
    AGAIN = "again", _("Waiting for a broker to look again")
    STAYS_AWAY = "stays_away", _("A broker looked again: it stays away")


POST_MOVES = {
    PostState.SHOWN: {PostState.WITHDRAWN, PostState.AWAY},
    PostState.WITHDRAWN: set(),
    PostState.AWAY: {PostState.AGAIN},
    PostState.AGAIN: {PostState.SHOWN, PostState.STAYS_AWAY},
    PostState.STAYS_AWAY: set(),
}


class ProposalKind(models.TextChoices):
    WIDEN = "widen", _("Change who may join")
    END = "end", _("End it")


class ProposalState(models.TextChoices):
    TALKING = "talking", _("Being talked about")
    VOTING = "voting", _("Being voted on")
    CARRIED_OUT = "carried", _("Voted for and done")
    FAILED = "failed", _("Not voted for")
    WITHDRAWN = "withdrawn", _("Taken back")


PROPOSAL_MOVES = {
    ProposalState.TALKING: {ProposalState.VOTING, ProposalState.WITHDRAWN},
    # A vote that was stopped, or to which too few came, leads back to talking.
    ProposalState.VOTING: {ProposalState.CARRIED_OUT, ProposalState.FAILED, ProposalState.TALKING},
    ProposalState.CARRIED_OUT: set(),
    ProposalState.FAILED: set(),
    ProposalState.WITHDRAWN: set(),
}
