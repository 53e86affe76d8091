"""Kinds, states, roles and capacities."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class PartyKind(models.TextChoices):
    PERSON = "person", _("Person")
    HOUSEHOLD = "household", _("Household")
    GROUP = "group", _("Group")
    ORGANISATION = "organisation", _("Organisation")


class MembershipState(models.TextChoices):
    ACTIVE = "active", _("Active")
    PAUSED = "paused", _("Paused")
    CLOSED = "closed", _("Closed")


class Role(models.TextChoices):
    """A duty held in one community. Everybody who is enrolled is a member; these come on top."""

    BROKER = "broker", _("Timebank broker")
    FACILITATOR = "facilitator", _("Facilitator")
    COMMISSIONER = "commissioner", _("Commissioner")
    PROVIDER = "provider", _("Service provider")
    RESEARCHER = "researcher", _("Peer researcher")
    EVALUATOR = "evaluator", _("Evaluator")
    SAFEGUARDING_LEAD = "safeguarding_lead", _("Safeguarding lead")


class Capacity(models.TextChoices):
    """As what somebody acts, at the moment of each act."""

    CITIZEN = "citizen", _("Citizen")
    CARER = "carer", _("Carer")
    VOLUNTEER = "volunteer", _("Volunteer")
    PROFESSIONAL = "professional", _("Professional")
    COMMISSIONER = "commissioner", _("Commissioner")


CITIZENS = frozenset({Capacity.CITIZEN, Capacity.CARER, Capacity.VOLUNTEER})
PROFESSIONALS = frozenset({Capacity.PROFESSIONAL, Capacity.COMMISSIONER})


class Language(models.TextChoices):
    UNKNOWN = "", _("Not asked yet")
    WELSH = "cy", _("Welsh")
    ENGLISH = "en", _("English")


class Channel(models.TextChoices):
    EMAIL = "email", _("Email")
    POST = "post", _("Letter")
    BROKER = "broker", _("Told by a broker")


class Scheme(models.TextChoices):
    """Which list of the shared taxonomy a term is in."""

    WORK = "work", _("Kinds of core-economy work")
    ORGANISATION = "organisation", _("Kinds of organisation")
