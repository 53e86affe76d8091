"""Quarters of a turn, states of a service, decisions at the end."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class ServiceState(models.TextChoices):
    RUNNING = "running", _("Running")
    STOPPED = "stopped", _("Stopped")


class Quarter(models.TextChoices):
    COMMISSION = "commission", _("Commission")
    DESIGN = "design", _("Design")
    DELIVER = "deliver", _("Deliver")
    EVALUATE = "evaluate", _("Evaluate")


class Decision(models.TextChoices):
    """How a turn ends."""

    RENEW = "renew", _("Go round again")
    CHANGE = "change", _("Go round again, changed")
    STOP = "stop", _("Stop")


class OutcomeSource(models.TextChoices):
    FRAMEWORK = "framework", _("A national statement")
    OWN_WORDS = "own_words", _("In people's own words")
