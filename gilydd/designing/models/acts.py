"""What every row has that somebody wrote or did: whose act it is, as what, and who typed it."""

from __future__ import annotations

from django.db import models

from gilydd.people.models import Party
from gilydd.people.words import Capacity

from ..words import EnteredFrom


class Act(models.Model):
    """Somebody's act. `capacity` is what they were at that moment and is never changed afterwards.

    `typed_by_key` and `entered_from` are set where somebody else entered it: from paper, a call, a talk.
    """

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    capacity = models.CharField(max_length=14, choices=Capacity.choices, blank=True)
    typed_by_key = models.CharField(max_length=80, blank=True)
    entered_from = models.CharField(max_length=6, choices=EnteredFrom.choices, blank=True)

    class Meta:
        abstract = True
