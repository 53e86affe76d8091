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
STEPS_MINUTES = (5, 10, 15, 20, 30, 60)
MANY_BETWEEN_TWO = 6
# What a community may agree: each rule between two bounds, in its own unit.
RULES_BETWEEN = {
    "floor_minutes": (-60_000, 0),
    "soft_low_minutes": (-60_000, 0),
    "soft_high_minutes": (60, 600_000),
    "step_minutes": (5, 60),
    "confirm_within_hours": (1, 720),
    "approval_above_minutes": (0, 24 * 60),
    "flag_percent": (0, 1_000),
    "new_member_days": (0, 365),
    "contact_days": (7, 730),
    "dormant_months": (1, 120),
    "expiry_months": (6, 240),
    "pot_gives_minutes": (0, 60_000),
}


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


# What counts as help given and received on a statement: a gift or an expiry is neither.
COUNTED_AS_GIVEN = (Nature.WORK, Nature.TRADE)
COUNTED_AS_RECEIVED = (Nature.WORK, Nature.TRADE, Nature.SPENT)


class Evidence(models.TextChoices):
    """How whoever typed a transfer knows of it."""

    SCREEN = "screen", _("Entered by the member")
    PHONE = "phone", _("Told by phone")
    PAPER = "paper", _("Paper slip")
    LIST = "list", _("Attendance list")
    CARD = "card", _("Member card at the door")
    TICKET = "ticket", _("Voucher")
    IMPORT = "import", _("Brought in from another system")


class AskState(models.TextChoices):
    OPEN = "open", _("Waiting for somebody")
    PROMISED = "promised", _("Promised")
    CONFIRMED = "confirmed", _("Done and confirmed")
    DECLINED = "declined", _("Not this time")
    WITHDRAWN = "withdrawn", _("Withdrawn")


# An open ask is confirmed without a promise where its hours are written down straight away. Only an
# ask to one member (about an offer) can be declined; it may then go on the board.
MOVES = {
    AskState.OPEN: {AskState.PROMISED, AskState.CONFIRMED, AskState.DECLINED, AskState.WITHDRAWN},
    AskState.PROMISED: {AskState.OPEN, AskState.CONFIRMED},
    AskState.CONFIRMED: set(),
    AskState.DECLINED: {AskState.OPEN, AskState.WITHDRAWN},
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


class VoucherState(models.TextChoices):
    ISSUED = "issued", _("Not used yet")
    USED = "used", _("Used")
    GIVEN_BACK = "back", _("Given back")
    EXPIRED = "expired", _("Ran out")


VOUCHER_MOVES = {
    VoucherState.ISSUED: {VoucherState.USED, VoucherState.GIVEN_BACK, VoucherState.EXPIRED},
    VoucherState.USED: set(),
    VoucherState.GIVEN_BACK: set(),
    VoucherState.EXPIRED: set(),
}


class ScanOutcome(models.TextChoices):
    """What became of one showing of a voucher, once it arrived here."""

    PAID = "paid", _("Paid")
    AGAIN = "again", _("Used before")
    BACK = "back", _("It had been given back")
    EXPIRED = "expired", _("It had run out")
    ELSEWHERE = "other", _("Not for this place")
    UNKNOWN = "unknown", _("No such voucher")


# Somebody was let in and nobody paid: shown to the place and to brokers until it is looked at.
SCAN_CONFLICTS = (ScanOutcome.AGAIN, ScanOutcome.BACK, ScanOutcome.EXPIRED, ScanOutcome.ELSEWHERE,
                  ScanOutcome.UNKNOWN)  # fmt: skip


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


class IntakeKind(models.TextChoices):
    TIMEOVERFLOW = "timeoverflow", _("TimeOverflow's files")
    KOMUNITIN = "komunitin", _("Komunitin's files")
    MEMBERS = "members", _("A table of members")
    TRANSFERS = "transfers", _("A table of hours given and received")


INTAKE_MOVES = {
    IntakeState.CHECKING: {IntakeState.CHECKING, IntakeState.BAD, IntakeState.READY, IntakeState.STOPPED},
    IntakeState.BAD: {IntakeState.CHECKING, IntakeState.STOPPED},
    IntakeState.READY: {IntakeState.CHECKING, IntakeState.WRITING, IntakeState.STOPPED},
    IntakeState.WRITING: {IntakeState.WRITTEN, IntakeState.BAD, IntakeState.STOPPED},
    IntakeState.WRITTEN: set(),
    IntakeState.STOPPED: {IntakeState.CHECKING},
}


class PaperKind(models.TextChoices):
    LETTERS = "letters", _("Letters with statements")
    CARDS = "cards", _("Member cards")


class PaperState(models.TextChoices):
    WAITING = "waiting", _("Waiting for its turn")
    MAKING = "making", _("Being made")
    READY = "ready", _("Ready to print")
    STOPPED = "stopped", _("Stopped")
    FAILED = "failed", _("Could not be made")
    ENDED = "ended", _("Deleted after 30 days")


PAPER_MOVES = {
    PaperState.WAITING: {PaperState.MAKING, PaperState.STOPPED, PaperState.FAILED},
    PaperState.MAKING: {PaperState.MAKING, PaperState.READY, PaperState.STOPPED, PaperState.FAILED},
    PaperState.READY: {PaperState.ENDED},
    PaperState.STOPPED: set(),
    PaperState.FAILED: set(),
    PaperState.ENDED: set(),
}
PAPER_KEPT_DAYS = 30


class RoundScope(models.TextChoices):
    EVERYONE = "everyone", _("Everyone")
    AREA = "area", _("One area")
    ASKS = "asks", _("The open asks of this month")


class RoundState(models.TextChoices):
    SOLVING = "solving", _("Being worked out")
    READY = "ready", _("Worked out")
    STOPPED = "stopped", _("Stopped")
    FAILED = "failed", _("Could not be worked out")
    CLOSED = "closed", _("Closed")


ROUND_MOVES = {
    RoundState.SOLVING: {RoundState.SOLVING, RoundState.READY, RoundState.STOPPED, RoundState.FAILED,
                         RoundState.CLOSED},
    RoundState.READY: {RoundState.SOLVING, RoundState.CLOSED},
    RoundState.STOPPED: {RoundState.SOLVING, RoundState.CLOSED},
    RoundState.FAILED: {RoundState.SOLVING, RoundState.CLOSED},
    RoundState.CLOSED: set(),
}  # fmt: skip
ROUND_UNITS_MINUTES = (15, 20, 30, 60)
ROUND_STEPS = 4


class CircleState(models.TextChoices):
    SUGGESTED = "suggested", _("Suggested")
    INVITED = "invited", _("Waiting for answers")
    AGREED = "agreed", _("Everybody said yes")
    OPENED = "opened", _("Open again")


class Refusal(models.TextChoices):
    """Why a pairing does not come again in its round: a broker said so, or one of the two."""

    NOT_NOW = "not_now", _("Not now")
    NEVER = "never", _("Never again")
    DECLINED = "declined", _("Somebody said no")


class AnswerState(models.TextChoices):
    WAITING = "waiting", _("No answer yet")
    YES = "yes", _("Said yes")
    NO = "no", _("Said no")


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
