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


class Nature(models.TextChoices):
    """What a transfer is. Reports of hours by kind of work count work, and nothing else."""

    WORK = "work", _("Help given")
    FREELY = "freely", _("Given freely")
    GIFT = "gift", _("Gift of hours")
    SPENT = "spent", _("Spent at a place")
    TRADE = "trade", _("With another community")
    EXPIRED = "expired", _("Expired")
    CLOSING = "closing", _("Account closed")


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
    TO_APPROVE = "to_approve", _("Waiting for a broker's word")
    KEPT = "kept", _("Kept")
    TAKEN_BACK = "taken_back", _("Taken back")


class ClaimState(models.TextChoices):
    WAITING = "waiting", _("Waiting for the other side")
    TO_APPROVE = "to_approve", _("Waiting for a broker's word")
    WRITTEN = "written", _("In the books")
    REFUSED = "refused", _("Not agreed")
    WITHDRAWN = "withdrawn", _("Withdrawn")


CLAIM_MOVES = {
    ClaimState.WAITING: {
        ClaimState.TO_APPROVE, ClaimState.WRITTEN, ClaimState.REFUSED, ClaimState.WITHDRAWN,
    },
    ClaimState.TO_APPROVE: {ClaimState.WRITTEN, ClaimState.REFUSED, ClaimState.WITHDRAWN},
    ClaimState.REFUSED: {ClaimState.WRITTEN, ClaimState.WITHDRAWN},
    ClaimState.WRITTEN: set(),
    ClaimState.WITHDRAWN: set(),
}  # fmt: skip


class SeriesState(models.TextChoices):
    PROPOSED = "proposed", _("Waiting for the helper's yes")
    RUNNING = "running", _("Going on")
    PAUSED = "paused", _("Paused")
    ENDED = "ended", _("Ended")


class Feeling(models.TextChoices):
    GOOD = "good", _("It went well")
    MIXED = "mixed", _("Some of it went well")
    BAD = "bad", _("It did not go well")


class TroubleKind(models.TextChoices):
    PROBLEM = "problem", _("Something went wrong")
    DISPUTE = "dispute", _("The hours are not right")


class TroubleState(models.TextChoices):
    OPEN = "open", _("A broker is looking into it")
    SETTLED = "settled", _("Settled")


class AgreementState(models.TextChoices):
    PROPOSED = "proposed", _("We proposed it")
    ASKED = "asked", _("They proposed it")
    AGREED = "agreed", _("Agreed")
    ENDED = "ended", _("Ended")


class IntakeState(models.TextChoices):
    CHECKING = "checking", _("Being read")
    BAD = "bad", _("Cannot be brought in")
    READY = "ready", _("Read, nothing written yet")
    WRITING = "writing", _("Being written")
    WRITTEN = "written", _("Brought in")
    STOPPED = "stopped", _("Stopped, nothing written")


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
