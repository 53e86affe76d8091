"""States and moves of asks and promises, kinds of account, evidence, and the defaults of the field."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from gilydd.history.words import Refused

STEP_MINUTES = 15
DEFAULT_FLOOR_MINUTES = -600
SOFT_HIGH_MINUTES = 2_400
SOFT_LOW_MINUTES = -600
LONGEST_ASK_MINUTES = 24 * 60
FLAG_SHARE_PERCENT = 25


class AccountKind(models.TextChoices):
    MEMBER = "member", _("Member")
    POT = "pot", _("Community pot")
    CLEARING = "clearing", _("Clearing with another community")
    WRITE_OFF = "write_off", _("Write-offs")


class Evidence(models.TextChoices):
    """How whoever typed a transfer knows of it."""

    SCREEN = "screen", _("Entered by the member")
    PHONE = "phone", _("Told by phone")
    PAPER = "paper", _("Paper slip")
    LIST = "list", _("Attendance list")
    IMPORT = "import", _("Brought in from another system")


class AskState(models.TextChoices):
    OPEN = "open", _("Waiting for somebody")
    PROMISED = "promised", _("Promised")
    CONFIRMED = "confirmed", _("Done and confirmed")
    WITHDRAWN = "withdrawn", _("Withdrawn")


MOVES = {
    AskState.OPEN: {AskState.PROMISED, AskState.WITHDRAWN},
    AskState.PROMISED: {AskState.OPEN, AskState.CONFIRMED},
    AskState.CONFIRMED: set(),
    AskState.WITHDRAWN: set(),
}


class PromiseState(models.TextChoices):
    MADE = "made", _("Promised")
    KEPT = "kept", _("Kept")
    TAKEN_BACK = "taken_back", _("Taken back")


class HoldOutcome(models.TextChoices):
    SETTLED = "settled", _("Settled")
    RELEASED = "released", _("Released")


class OverLimit(Refused):
    """The payer's account would go below its floor. `short_minutes` says by how much."""

    def __init__(self, message: object, short_minutes: int) -> None:
        super().__init__(message, field="minutes")
        self.short_minutes = short_minutes


class KeyReused(Refused):
    """The same key came again with other contents: not a retry, but a mistake."""


class AlreadyEnded(Refused):
    """The hold was settled or released before."""


class AlreadyReversed(Refused):
    """The transfer was reversed before, or is itself a reversal."""


class CrossesCommunities(Refused):
    """Both accounts must belong to the community of the transfer."""
