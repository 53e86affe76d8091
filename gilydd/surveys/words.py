"""States, groups, channels, what an answer counts as, and the bank of questions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from gilydd.people.words import CITIZENS, PROFESSIONALS


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


class Channel(models.TextChoices):
    SCREEN = "screen", _("Answered on a screen")
    PAPER = "paper", _("Paper slip")
    PHONE = "phone", _("Told by phone")


class CountsAs(models.TextChoices):
    FAVOURABLE = "favourable", _("Favourable")
    UNFAVOURABLE = "unfavourable", _("Unfavourable")
    NEUTRAL = "neutral", _("Neither")
    DONT_KNOW = "dont_know", _("Don't know")


class FigureKind(models.TextChoices):
    """Which row of the disclosure policy the answers fall under."""

    PEOPLE = "people", _("What people think")
    HEALTH = "health", _("People's own health or care")


@dataclass(frozen=True)
class OptionText:
    """One answer to choose: a code, the words in both languages, a picture, what it counts as."""

    code: str
    text_cy: str
    text_en: str
    picture: str
    counts_as: str


@dataclass(frozen=True)
class Asked:
    """One question in both languages, with its answers in the order in which they are shown."""

    text_cy: str
    text_en: str
    options: tuple[OptionText, ...]


YES_OR_NO = (
    OptionText("yes", "Byddwn", "Yes", "happy", CountsAs.FAVOURABLE),
    OptionText("partly", "Byddwn, i raddau", "In part", "scales", CountsAs.NEUTRAL),
    OptionText("no", "Na fyddwn", "No", "cross", CountsAs.UNFAVOURABLE),
    OptionText("dont_know", "Dydw i ddim yn gwybod", "I don't know", "question", CountsAs.DONT_KNOW),
)
# Answers that fit any question: Welsh has no one word for yes, so these say what is agreed with.
AGREE_OR_NOT = (
    OptionText("agree", "Rwy'n cytuno", "I agree", "happy", CountsAs.FAVOURABLE),
    OptionText("partly", "Rwy'n cytuno i raddau", "I agree in part", "scales", CountsAs.NEUTRAL),
    OptionText("disagree", "Rwy'n anghytuno", "I disagree", "cross", CountsAs.UNFAVOURABLE),
    OptionText("dont_know", "Dydw i ddim yn gwybod", "I don't know", "question", CountsAs.DONT_KNOW),
)
VERY_GOOD_TO_VERY_POOR = (
    OptionText("very_good", "Da iawn", "Very good", "star", CountsAs.FAVOURABLE),
    OptionText("good", "Da", "Good", "happy", CountsAs.FAVOURABLE),
    OptionText("neither", "Ddim yn dda nac yn wael", "Neither good nor poor", "scales", CountsAs.NEUTRAL),
    OptionText("poor", "Gwael", "Poor", "cross", CountsAs.UNFAVOURABLE),
    OptionText("very_poor", "Gwael iawn", "Very poor", "warning", CountsAs.UNFAVOURABLE),
    OptionText("dont_know", "Dydw i ddim yn gwybod", "I don't know", "question", CountsAs.DONT_KNOW),
)

# friend_or_relative: the question behind the open letter's 52%, asked of NHS Wales staff.
# experience: the Friends and Family Test of NHS England (wording in use since April 2020).
BANK: Mapping[str, Asked] = {
    "friend_or_relative": Asked(
        "Pe bai angen triniaeth ar ffrind neu berthynas, a fyddech chi'n hapus â safon y gofal a ddarperir?",
        "If a friend or relative needed treatment, would you be happy with the standard of care provided?",
        YES_OR_NO,
    ),
    "experience": Asked(
        "Ar y cyfan, sut brofiad gawsoch chi o'n gwasanaeth?",
        "Overall, how was your experience of our service?",
        VERY_GOOD_TO_VERY_POOR,
    ),
}
