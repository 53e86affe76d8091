"""States and moves of challenges, states of proposals."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class ChallengeState(models.TextChoices):
    RAISED = "raised", _("Raised")
    FRAMED = "framed", _("Put as a question together")
    PROPOSALS = "proposals", _("Proposals are being made")
    DECIDED = "decided", _("Decided")


MOVES = {
    ChallengeState.RAISED: {ChallengeState.FRAMED, ChallengeState.PROPOSALS},
    ChallengeState.FRAMED: {ChallengeState.FRAMED, ChallengeState.PROPOSALS},
    ChallengeState.PROPOSALS: {ChallengeState.PROPOSALS, ChallengeState.DECIDED},
    ChallengeState.DECIDED: set(),
}


class ProposalState(models.TextChoices):
    PROPOSED = "proposed", _("Proposed")
    FUNDED = "funded", _("Funded")
    NOT_FUNDED = "not_funded", _("Not funded")
