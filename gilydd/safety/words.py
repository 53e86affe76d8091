"""States of a safeguarding concern."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class ConcernState(models.TextChoices):
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")
