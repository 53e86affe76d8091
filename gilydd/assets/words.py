"""Kinds of asset, who may see one, its states, and the times when somebody is free."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from gilydd.people.words import Scheme

STALE_MONTHS = 6
REST_AFTER_DAYS = 30
LONGEST_LOAN_DAYS = 366
PAGE_SIZE = 24
# Hours from systems that kept no kind of work hang on these; nobody offers or needs them.
NOT_FOR_ASSETS = frozenset({"not-sorted", "unknown-work"})


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


SCHEME_OF = {
    AssetKind.OFFER: Scheme.WORK,
    AssetKind.NEED: Scheme.WORK,
    AssetKind.SKILL: Scheme.WORK,
    AssetKind.INTEREST: Scheme.INTEREST,
    AssetKind.EXPERIENCE: Scheme.EXPERIENCE,
    AssetKind.THING: Scheme.THING,
}
# What stands in the directory, and what goes stale.
LISTED = (AssetKind.OFFER, AssetKind.NEED, AssetKind.THING)

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


# How far somebody can go, in metres (a mile is 1,609). None: they have not said.
DISTANCES = {
    800: _("A short walk (half a mile)"),
    3200: _("Up to 2 miles"),
    8000: _("Up to 5 miles"),
    24000: _("Up to 15 miles"),
    100000: _("Further than that"),
}

# The first steps of an empty page: each question, the kind of asset its pictures make, and the terms shown.
FIRST_STEPS = (
    (
        _("What are you good at?"),
        AssetKind.SKILL,
        (
            "meals", "baking", "gardening", "home-repairs", "sewing", "decorating", "mending", "listening",
            "play", "events", "arts", "photographs", "walking-together", "pets", "languages", "computers",
        ),
    ),
    (
        _("What could you show somebody?"),
        AssetKind.OFFER,
        (
            "cooking-lessons", "crafts", "welsh", "languages", "computers", "phones-tablets", "music-lessons",
            "reading-writing", "food-growing", "bicycles", "local-history", "job-search",
        ),
    ),
    (
        _("What do people ask you for?"),
        AssetKind.OFFER,
        (
            "lifts", "shopping", "company", "phone-calls", "childcare", "school-run", "pets", "home-repairs",
            "gardening", "forms", "appointments", "prescriptions", "cleaning", "moving-home", "events",
            "community-group",
        ),
    ),
)  # fmt: skip
