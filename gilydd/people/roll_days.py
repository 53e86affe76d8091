"""What a day does to rolls by itself: places begin and end, new members are told, old files are forgotten."""

from __future__ import annotations

from django.db import transaction

from gilydd.history.commands import later

from .commands import empty_old_uploads
from .commands._rolling import open_what_begins
from .models import Community, Roll
from .policy import SYSTEM


def daily() -> None:
    """Run again on the same day it changes nothing more."""
    for roll in Roll.objects.filter(ended_on__isnull=True).select_related("community").order_by("pk"):
        with transaction.atomic():
            open_what_begins(SYSTEM, roll.community)
        later("gilydd.people.roll_notices.tell_joined", roll.pk)
    keeps = Community.objects.filter(tenures__isnull=False).distinct().order_by("pk")
    for pk in keeps.values_list("pk", flat=True):
        later("gilydd.people.commands._rolling.end_what_is_over", pk)
    empty_old_uploads(by=SYSTEM)
