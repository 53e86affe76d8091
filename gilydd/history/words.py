"""The errors every room raises, and who may read a record."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import models
from django.utils.translation import gettext_lazy as _


class Refused(Exception):  # noqa: N818  (it is read as a sentence: the act was refused)
    """A rule of the field refused the act. The message is for the person who tried.

    `field` names the form field the message belongs to, or is empty for the whole form.
    """

    def __init__(self, message: object, field: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.field = field

    def __str__(self) -> str:
        return str(self.message)


class NotAllowed(PermissionDenied):
    """The policy of a room says this person may not do this to that thing."""


class Audience(models.TextChoices):
    """Who may read a record on a timeline."""

    PUBLIC = "public", _("Everyone")
    COMMUNITY = "community", _("Members of the community")
    STAFF = "staff", _("Brokers and facilitators")
    PRIVATE = "private", _("Only those it concerns")
