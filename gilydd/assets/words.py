"""Kinds of asset, who may see one, its states, and the times when somebody is free."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

STALE_MONTHS = 6
REST_AFTER_DAYS = 30


class AssetKind(models.TextChoices):
    OFFER = "offer", _("I can do this for somebody")
    NEED = "need", _("I could do with this")
    SKILL = "skill", _("I am good at this")
    INTEREST = "interest", _("I care about this")
    EXPERIENCE = "experience", _("I have lived through this")
    THING = "thing", _("I can lend this")


class Shown(models.TextChoices):
    """Who may see it. What somebody lived through is private until they choose otherwise."""

    PRIVATE = "private", _("Only I can see it; it is used to find people like me")
    BROKERS = "brokers", _("I and the brokers")
    MEMBERS = "members", _("Every member")


FIRST_SHOWN = {
    AssetKind.OFFER: Shown.MEMBERS,
    AssetKind.NEED: Shown.MEMBERS,
    AssetKind.SKILL: Shown.MEMBERS,
    AssetKind.INTEREST: Shown.MEMBERS,
    AssetKind.EXPERIENCE: Shown.PRIVATE,
    AssetKind.THING: Shown.MEMBERS,
}


class AssetState(models.TextChoices):
    LIVE = "live", _("Shown")
    RESTING = "resting", _("Resting")
    ENDED = "ended", _("Taken away")


ASSET_MOVES = {
    AssetState.LIVE: {AssetState.RESTING, AssetState.ENDED},
    AssetState.RESTING: {AssetState.LIVE, AssetState.ENDED},
    AssetState.ENDED: set(),
}


class PartOfDay(models.TextChoices):
    MORNING = "morning", _("Morning")
    AFTERNOON = "afternoon", _("Afternoon")
    EVENING = "evening", _("Evening")


class Tongue(models.TextChoices):
    WELSH = "cy", _("Welsh")
    ENGLISH = "en", _("English")
    BSL = "bfi", _("British Sign Language")
    ARABIC = "ar", _("Arabic")
    BENGALI = "bn", _("Bengali")
    CHINESE = "zh", _("Chinese")
    POLISH = "pl", _("Polish")
    PORTUGUESE = "pt", _("Portuguese")
    PUNJABI = "pa", _("Punjabi")
    ROMANIAN = "ro", _("Romanian")
    UKRAINIAN = "uk", _("Ukrainian")
    URDU = "ur", _("Urdu")


class LoanState(models.TextChoices):
    ASKED = "asked", _("Asked for")
    LENT = "lent", _("Lent")
    RETURNED = "returned", _("Returned")
    REFUSED = "refused", _("Not this time")


LOAN_MOVES = {
    LoanState.ASKED: {LoanState.LENT, LoanState.REFUSED},
    LoanState.LENT: {LoanState.RETURNED},
    LoanState.RETURNED: set(),
    LoanState.REFUSED: set(),
}
