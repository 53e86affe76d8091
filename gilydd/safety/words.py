"""States and outcomes of concerns; what may be reported and why; states of a case on the desk."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

# What a community starts with; it can change them (models.SafetyRules).
ACKNOWLEDGE_WORKING_DAYS = 1
DECIDE_DAYS = 7
LOOK_DAYS = 3
AGAIN_DAYS = 28
# The words of a thing as they stood when it was reported are forgotten so long after it is settled.
FORGET_DAYS = 28
LONGEST_EXPLANATION = 400
LONGEST_REPORT = 1_000
REPORTS_A_DAY = 20
VISITOR_REPORTS_A_DAY = 5


class ConcernState(models.TextChoices):
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")


class ConcernOutcome(models.TextChoices):
    """What came of a concern. Only the leads read it."""

    COUNCIL = "council", _("The council's social services were told")
    POLICE = "police", _("The police were told")
    HELP = "help", _("Help was found together with the person")
    WATCH = "watch", _("Nothing now: we agreed when to look again")
    UNFOUNDED = "unfounded", _("Looked into: nobody is at risk")


class ReportReason(models.TextChoices):
    """The published reasons: nothing is taken away for any other."""

    UNKIND = "unkind", _("Unkind, threatening or bullying")
    HATE = "hate", _("Against people for who they are")
    PRIVATE = "private", _("Private facts about somebody")
    DANGER = "danger", _("Could put somebody in danger")
    UNTRUE = "untrue", _("Untrue, or made to mislead")
    SELLING = "selling", _("Selling, advertising or asking for money")
    SEXUAL = "sexual", _("Sexual or violent")
    UNLAWFUL = "unlawful", _("Against the law")
    OTHER = "other", _("Something else")


# What each reason means, as the page of published reasons says it.
REASON_MEANINGS = {
    ReportReason.UNKIND: _("It insults, threatens or hounds somebody. A plain “no” or a complaint does not."),
    ReportReason.HATE: _(
        "It attacks people for their race, religion, language, sex, sexuality, age, disability or where they"
        " come from."
    ),
    ReportReason.PRIVATE: _(
        "It tells others something about somebody that is theirs to tell: an address, an illness, money,"
        " a family matter, a photo they did not agree to."
    ),
    ReportReason.DANGER: _("It could lead to somebody being hurt, or tells where somebody in danger is."),
    ReportReason.UNTRUE: _("It pretends to be somebody else, or says as a fact what is known to be wrong."),
    ReportReason.SELLING: _("It sells or advertises for profit, or asks members for money."),
    ReportReason.SEXUAL: _("It is sexual, or shows or praises violence."),
    ReportReason.UNLAWFUL: _("The law forbids it."),
    ReportReason.OTHER: _("It harms the community in another way. The moderator must say which."),
}


class CaseState(models.TextChoices):
    """Where a reported thing stands on the desk."""

    OPEN = "open", _("Waiting for a moderator")
    KEPT = "kept", _("It stays")
    AWAY = "away", _("Taken out of sight")
    AGAIN = "again", _("Waiting for somebody else to look again")
    STILL_KEPT = "still_kept", _("Looked at twice: it stays")
    STILL_AWAY = "still_away", _("Looked at twice: it is out of sight")
    GONE = "gone", _("It is not there any more")


CASE_MOVES = {
    CaseState.OPEN: {CaseState.KEPT, CaseState.AWAY, CaseState.GONE},
    CaseState.KEPT: {CaseState.AGAIN},
    CaseState.AWAY: {CaseState.AGAIN},
    CaseState.AGAIN: {CaseState.STILL_KEPT, CaseState.STILL_AWAY, CaseState.GONE},
    CaseState.STILL_KEPT: set(),
    CaseState.STILL_AWAY: set(),
    CaseState.GONE: set(),
}
WAITING = (CaseState.OPEN, CaseState.AGAIN)
OUT_OF_SIGHT = (CaseState.AWAY, CaseState.STILL_AWAY)


class Verdict(models.TextChoices):
    """What a moderator decides."""

    KEEP = "keep", _("It stays")
    AWAY = "away", _("Take it out of sight")
