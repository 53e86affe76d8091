"""Words of my care: where a record stands, the sides of an option, and what sharing allows."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

LONGEST_WORDS = 6_000
LONGEST_POINT = 300
MOST_RECORDS = 100
MOST_OPTIONS = 12
MOST_POINTS = 40
LONGEST_SHARE_DAYS = 366
# What is left of somebody who left is deleted for good after so many days.
KEPT_AFTER_LEAVING_DAYS = 30


class Side(models.TextChoices):
    FOR = "for", _("Good about it")
    AGAINST = "against", _("Not so good about it")


class Weight(models.IntegerChoices):
    """How much one point matters to the person, by their own word."""

    NOT_SAID = 0, _("I have not said")
    LITTLE = 1, _("It matters a little to me")
    MUCH = 2, _("It matters a lot to me")


class ShareScope(models.TextChoices):
    """What somebody may do with whom a record is shared."""

    READ = "read", _("Read it")
    WRITE = "write", _("Read it, and write what they think")


class Feeling(models.IntegerChoices):
    """How it went, on a scale of faces."""

    VERY_SAD = 1, _("Very bad")
    SAD = 2, _("Bad")
    NEITHER = 3, _("Neither good nor bad")
    HAPPY = 4, _("Good")
    VERY_HAPPY = 5, _("Very good")
