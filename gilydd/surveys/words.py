"""States, groups, channels and how answers are kept; with the bank of questions and its shapes."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _

from gilydd.people.words import CITIZENS, PROFESSIONALS

from .bank import AGREE_OR_NOT, BANK, VERY_GOOD_TO_VERY_POOR, YES_OR_NO
from .shapes import Asked, CountsAs, OptionText


class SurveyState(models.TextChoices):
    DRAFT = "draft", _("Being made")
    OPEN = "open", _("Open for answers")
    CLOSED = "closed", _("Closed")


# Closing is final: a survey that could be opened again would let somebody subtract two results.
MOVES = {
    SurveyState.DRAFT: {SurveyState.OPEN},
    SurveyState.OPEN: {SurveyState.CLOSED},
    SurveyState.CLOSED: set(),
}


class Group(models.TextChoices):
    """On which side of a service somebody answers."""

    CITIZENS = "citizens", _("Citizens")
    STAFF = "staff", _("Staff")


GROUP_OF_CAPACITY: Mapping[str, Group] = {
    **dict.fromkeys(CITIZENS, Group.CITIZENS),
    **dict.fromkeys(PROFESSIONALS, Group.STAFF),
}


class Keeping(models.TextChoices):
    """How the answers of one person are kept. The person is told before they answer.

    apart: no answer can be joined to another, so nothing can be scored or weighted. together: one person's
    answers are joined to each other until the figures are made, to nobody and to no other survey. followed:
    they can also be joined to the same person's answers to the survey that follows, through a mark that
    says nothing without the key of this Gilydd.
    """

    APART = "apart", _("Each answer apart")
    TOGETHER = "together", _("One person's answers together")
    FOLLOWED = "followed", _("Together, and again next time")


class Channel(models.TextChoices):
    SCREEN = "screen", _("Answered on a screen")
    PAPER = "paper", _("Paper slip")
    PHONE = "phone", _("Told by phone")
    KIOSK = "kiosk", _("Answered on a screen at a place")


# Somebody else typed it in, and who did is kept.
TYPED = (Channel.PAPER, Channel.PHONE)


class FigureKind(models.TextChoices):
    """Which row of the disclosure policy the answers fall under."""

    PEOPLE = "people", _("What people think")
    HEALTH = "health", _("People's own health or care")


class ChangeState(models.TextChoices):
    """What became of a change that was promised. Late is no state: it is promised, and its day has passed."""

    PROMISED = "promised", _("Promised")
    DONE = "done", _("Done")
    NOT_DONE = "not_done", _("Not done")


REMINDERS_MOST = 2
REMINDER_DAYS = 5
SLIPS_MOST = 300
QUESTIONS_MOST = 40
OPTIONS_MOST = 12


__all__ = [
    "AGREE_OR_NOT",
    "BANK",
    "GROUP_OF_CAPACITY",
    "MOVES",
    "OPTIONS_MOST",
    "QUESTIONS_MOST",
    "REMINDERS_MOST",
    "REMINDER_DAYS",
    "SLIPS_MOST",
    "TYPED",
    "VERY_GOOD_TO_VERY_POOR",
    "YES_OR_NO",
    "Asked",
    "ChangeState",
    "Channel",
    "CountsAs",
    "FigureKind",
    "Group",
    "Keeping",
    "OptionText",
    "SurveyState",
]
