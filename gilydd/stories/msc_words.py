"""Words of Most Significant Change: states of a round, and how a panel came to its choice."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

MOST_LEVELS = 5
MOST_DOMAINS = 8
LONGEST_REASON = 4_000


class RoundState(models.TextChoices):
    """A round is set up, then the panels choose from below upwards, then it ends."""

    SETTING_UP = "setting_up", _("Being set up")
    CHOOSING = "choosing", _("The panels are choosing")
    ENDED = "ended", _("Ended")


ROUND_MOVES = {
    RoundState.SETTING_UP: {RoundState.CHOOSING, RoundState.ENDED},
    RoundState.CHOOSING: {RoundState.ENDED},
    RoundState.ENDED: set(),
}


class ChosenBy(models.TextChoices):
    """How a panel came to its choice. It is told with the reason."""

    TALKING = "talking", _("We talked until we agreed")
    VOTING = "voting", _("We voted by show of hands")
    SCORING = "scoring", _("We gave points and talked about them")
