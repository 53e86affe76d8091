"""States of a finding, sides, verdicts."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _

from gilydd.people.words import CITIZENS, PROFESSIONALS


class FindingState(models.TextChoices):
    DRAFT = "draft", _("Being written")
    COMMENT = "comment", _("Open for comment")
    PUBLISHED = "published", _("Published")


MOVES = {
    FindingState.DRAFT: {FindingState.COMMENT, FindingState.PUBLISHED},
    FindingState.COMMENT: {FindingState.PUBLISHED},
    FindingState.PUBLISHED: set(),
}


class Side(models.TextChoices):
    """Who judges: those who use a service, or those who work in it or pay for it."""

    CITIZENS = "citizens", _("Citizens")
    PROFESSIONALS = "professionals", _("Professionals")


SIDE_OF_CAPACITY: Mapping[str, Side] = {
    **dict.fromkeys(CITIZENS, Side.CITIZENS),
    **dict.fromkeys(PROFESSIONALS, Side.PROFESSIONALS),
}


class Verdict(models.TextChoices):
    ACHIEVED = "achieved", _("Achieved")
    PARTLY = "partly", _("Partly")
    NOT_YET = "not_yet", _("Not yet")


VERDICT_PICTURES: Mapping[str, str] = {
    Verdict.ACHIEVED: "happy",
    Verdict.PARTLY: "scales",
    Verdict.NOT_YET: "cross",
}
