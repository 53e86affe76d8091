"""How stories are told, what is agreed to, how far a story and a change are, and what is checked.

Longer lists have own modules: names.py (pseudonyms), usual.py (the usual questions).
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class StoryState(models.TextChoices):
    DRAFT = "draft", _("Being written")
    TOLD = "told", _("Told; somebody will read it")
    ASKED = "asked", _("Waiting for the teller's yes")
    AGREED = "agreed", _("Agreed by the teller")
    HELD = "held", _("Kept back")
    WITHDRAWN = "withdrawn", _("Taken back")


MOVES: dict[StoryState, set[StoryState]] = {
    StoryState.DRAFT: {StoryState.TOLD},
    StoryState.TOLD: {StoryState.ASKED, StoryState.HELD, StoryState.WITHDRAWN},
    StoryState.ASKED: {StoryState.AGREED, StoryState.TOLD, StoryState.HELD, StoryState.WITHDRAWN},
    StoryState.AGREED: {StoryState.HELD, StoryState.WITHDRAWN},
    StoryState.HELD: {StoryState.TOLD, StoryState.WITHDRAWN},
    StoryState.WITHDRAWN: set(),
}


class How(models.TextChoices):
    """How a story was told."""

    WRITTEN = "written", _("In writing")
    PICTURES = "pictures", _("With pictures")
    RECORDING = "recording", _("As a recording")
    PHONE = "phone", _("By phone")
    PAPER = "paper", _("On paper")


HOW_PICTURES = {
    How.WRITTEN: "writing",
    How.PICTURES: "happy",
    How.RECORDING: "sound",
    How.PHONE: "phone",
    How.PAPER: "document",
}


class Whose(models.TextChoices):
    """Whose story it is, and for somebody else how they said yes to its being told."""

    OWN = "own", _("It happened to me")
    SAID_YES = "said_yes", _("It happened to somebody else, and they said yes to my telling it")
    RESPONSIBLE = "responsible", _("It happened to a child or a person for whom I decide by law")
    DIED = "died", _("It happened to somebody close to me who has died")


class Involved(models.TextChoices):
    """Who had a part in it."""

    ME = "me", _("Me")
    FAMILY = "family", _("My family")
    FRIENDS = "friends", _("Friends or neighbours")
    STAFF = "staff", _("Staff")
    MANAGERS = "managers", _("Managers")
    VOLUNTEERS = "volunteers", _("Volunteers")
    OTHERS = "others", _("Other people who use the service")


class HowCommon(models.TextChoices):
    ONCE = "once", _("It happened once")
    SOMETIMES = "sometimes", _("It happens now and then")
    OFTEN = "often", _("It happens often")
    ALWAYS = "always", _("It is always so")
    DONT_KNOW = "dont_know", _("I do not know")


class PromptKind(models.TextChoices):
    """A question that the teller answers about their own story."""

    FEELING = "feeling", _("How did it feel? (pictures from sad to happy)")
    TRIAD = "triad", _("A point between three things")


# From very sad to very happy; the face is drawn from the number.
FEELINGS = {
    1: _("Very sad"),
    2: _("Sad"),
    3: _("Neither sad nor happy"),
    4: _("Happy"),
    5: _("Very happy"),
}


class Use(models.TextChoices):
    """What a story may be used for. Each has its own yes."""

    LEARNING = "learning", _("So that the service can learn")
    PUBLIC = "public", _("On the page of the service")
    RESEARCH = "research", _("For research by peer researchers")
    BID = "bid", _("As evidence when the service is commissioned")
    MEDIA = "media", _("In the news, in films and on leaflets")


class Audience(models.TextChoices):
    """Who may read it under one use."""

    SERVICE = "service", _("Those who run the service")
    MEMBERS = "members", _("Members of this community")
    RESEARCHERS = "researchers", _("Peer researchers of this community")
    SHARED = "shared", _("Named researchers outside as well, who promise to follow what you agree to")
    PANEL = "panel", _("Those who choose who will run the service")
    EVERYBODY = "everybody", _("Everybody")


# The first is the narrowest, and what a form begins with.
AUDIENCES: dict[Use, tuple[Audience, ...]] = {
    Use.LEARNING: (Audience.SERVICE, Audience.MEMBERS),
    Use.PUBLIC: (Audience.MEMBERS, Audience.EVERYBODY),
    Use.RESEARCH: (Audience.RESEARCHERS, Audience.SHARED),
    Use.BID: (Audience.PANEL, Audience.EVERYBODY),
    Use.MEDIA: (Audience.EVERYBODY,),
}

USE_PICTURES = {
    Use.LEARNING: "idea",
    Use.PUBLIC: "computer",
    Use.RESEARCH: "search",
    Use.BID: "document",
    Use.MEDIA: "megaphone",
}


class VersionState(models.TextChoices):
    WAITING = "waiting", _("Waiting for the teller")
    AGREED = "agreed", pgettext_lazy("a version of a story", "Agreed")
    REFUSED = "refused", _("Not agreed")
    REPLACED = "replaced", _("Replaced before the teller answered")


class Check(models.TextChoices):
    """What a listener looks for: could a determined stranger, or a neighbour, find out who it is?"""

    NAMES = "names", _("Names of people, and what they are called at home")
    PLACES = "places", _("Names of streets, villages, wards, schools and places of work")
    DATES = "dates", _("Days, times and ages that only fit one person")
    NUMBERS = "numbers", _("Phone numbers, addresses, email, postcodes and numbers on cards")
    RARE = "rare", _("Rare things: an illness, an accident, a job or a family that everybody here would know")
    STAFF = "staff", _("Staff who could be recognised")
    OTHERS = "others", _("Other people in the story who did not say yes")
    PIECES = "pieces", _("Several harmless details that together fit one person")


class ChangeState(models.TextChoices):
    PROMISED = "promised", _("Promised")
    DONE = "done", _("Done")
    NOT_DONE = "not_done", _("Will not be done")


class Felt(models.TextChoices):
    """What the teller says of a change that is done."""

    UNASKED = "", _("Not said yet")
    BETTER = "better", _("Yes, it is better now")
    SAME = "same", _("It is the same as before")
    WORSE = "worse", _("It is worse now")


class Licence(models.TextChoices):
    """On what terms a dataset goes out."""

    CC_BY_NC = "CC-BY-NC-4.0", _("Creative Commons BY-NC 4.0: name the source, no business use")
    AGREEMENT = "agreement", _("Only for the purpose named, and not passed on")


LONGEST_WORDS = 20_000
LONGEST_TITLE = 120
LARGEST_RECORDING_BYTES = 25 * 1024 * 1024
# A figure of days to an answer is shown from this many answers on: one alone would tell the day of a story.
FEWEST_FOR_TIMES = 5
# On a page the points of a triad lie on a grid, for keys and fingers; the API takes any whole numbers.
GRID_STEP = 25
