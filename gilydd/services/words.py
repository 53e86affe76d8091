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


class FallsTo(models.TextChoices):
    """To whom a step of the guide falls."""

    RUNS = "runs", _("Whoever runs the turn")
    PANEL = "panel", _("The panel")
    PROVIDER = "provider", _("Whoever provides the service")
    EVALUATOR = "evaluator", _("Whoever evaluates")
    EVERYBODY = "everybody", _("Everybody, together")


class StepKind(models.TextChoices):
    """What a community did with a step of the guide."""

    CHANGED = "changed", _("In our own words")
    ADDED = "added", _("Our own step")
    LEFT_OUT = "left_out", _("Left out")


class OutcomeSource(models.TextChoices):
    """Where the words of an outcome come from."""

    FRAMEWORK = "framework", _("From a framework")
    SERVICE = "service", _("Worded by the service itself")
    OWN_WORDS = "own_words", _("In people's own words")


class Standing(models.TextChoices):
    """How far the words of a framework in one language can be trusted to be the published ones."""

    PUBLISHED = "published", _("As it was published")
    TO_CHECK = "to_check", _("Still to be checked against the publication")
    UNOFFICIAL = "unofficial", _("An unofficial translation")


class JudgeSide(models.TextChoices):
    """The two sides that judge every outcome; the codes are those of evaluating."""

    CITIZENS = "citizens", _("Citizens")
    PROFESSIONALS = "professionals", _("Professionals")


class JudgeRole(models.TextChoices):
    """Who judges for a side where nobody is named."""

    EVERY_CITIZEN = "every_citizen", _("Every citizen, carer and volunteer here")
    WHO_USES_IT = "who_uses_it", _("The people who use the service")
    CARERS = "carers", _("Carers of people who use the service")
    PANEL = "panel", _("A panel of citizens drawn by lot")
    EVERY_PROFESSIONAL = "every_prof", _("Everybody who works here or pays for it")
    WHO_WORKS_IN_IT = "who_works", _("The people who work in the service")
    COMMISSIONERS = "commissioners", _("Those who commission the service")
    EVALUATORS = "evaluators", _("Those who evaluate the service")


ROLES_OF_SIDE = {
    JudgeSide.CITIZENS: (
        JudgeRole.WHO_USES_IT, JudgeRole.EVERY_CITIZEN, JudgeRole.CARERS, JudgeRole.PANEL,
    ),
    JudgeSide.PROFESSIONALS: (
        JudgeRole.WHO_WORKS_IN_IT, JudgeRole.EVERY_PROFESSIONAL, JudgeRole.COMMISSIONERS,
        JudgeRole.EVALUATORS,
    ),
}  # fmt: skip


class EnteredFrom(models.TextChoices):
    """How words came to whoever typed them for somebody else."""

    PAPER = "paper", _("On paper")
    PHONE = "phone", _("By phone")
    IN_PERSON = "in_person", _("In person")


class Status(models.TextChoices):
    """How a listing stands, by the codes of Open Referral UK."""

    ACTIVE = "active", _("Running")
    CLOSED_FOR_NOW = "temporarily closed", _("Closed for now")
    INACTIVE = "inactive", _("Not running at the moment")
    DEFUNCT = "defunct", _("Ended for good")


class Way(models.TextChoices):
    """How somebody can take part or get help."""

    THERE = "there", _("You go there")
    HOME = "home", _("Somebody comes to your home")
    PHONE = "phone", _("By phone")
    ONLINE = "online", _("On the internet")


WAY_PICTURES = {Way.THERE: "walking", Way.HOME: "house", Way.PHONE: "phone", Way.ONLINE: "computer"}


class Frequency(models.TextChoices):
    """FREQ of RFC 5545, as far as Open Referral UK has it."""

    WEEKLY = "WEEKLY", _("Every week")
    MONTHLY = "MONTHLY", _("Every month")


class Answer(models.TextChoices):
    """What the owner said when asked whether a listing is still true."""

    TRUE = "true", _("It is all still true")
    CHANGED = "changed", _("Something has changed")
    ENDED = "ended", _("It is not there any more")


class MistakeKind(models.TextChoices):
    """What is wrong with a listing, as whoever noticed it says."""

    GONE = "gone", _("It is not there any more")
    TIMES = "times", _("The times are wrong")
    WHERE = "where", _("The address is wrong")
    CONTACT = "contact", _("The phone or email does not work")
    COST = "cost", _("The cost is wrong")
    ACCESS = "access", _("What it says about getting in is wrong")
    MISSING = "missing", _("Something is missing from the list")
    OTHER = "other", _("Something else")


class MistakeState(models.TextChoices):
    OPEN = "open", _("Waiting to be looked at")
    MENDED = "mended", _("Put right")
    KEPT = "kept", _("Looked at and left as it is")


class FileState(models.TextChoices):
    """How far a list that was brought in is."""

    TRIED = "tried", _("Tried out, nothing written")
    WRITTEN = "written", _("Written")
    STOPPED = "stopped", _("Not brought in")


class Kind(models.TextChoices):
    """What a search finds."""

    LISTING = "listing", _("Help and services")
    SERVICE = "service", _("What we run together")
    ACTIVITY = "activity", _("What's on")
    CIRCLE = "circle", _("Circles")
    PLACE = "place", _("Places")


KIND_PICTURES = {
    Kind.LISTING: "handshake",
    Kind.SERVICE: "cycle",
    Kind.ACTIVITY: "calendar",
    Kind.CIRCLE: "people",
    Kind.PLACE: "pin",
}

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
CHECK_EVERY_DAYS = 180
SHORTEST_CHECK_DAYS, LONGEST_CHECK_DAYS = 30, 730
REMIND_AFTER_DAYS = 14
ANSWER_WITHIN_DAYS = 60
OLD_AFTER_DAYS = 365
LARGEST_LIST_BYTES = 5_000_000
MOST_LISTINGS_IN_A_FILE = 1_000
MOST_SAVED = 100
MOST_SITES = 20
LONGEST_STATEMENT = 500
LONGEST_OWN_WORDS = 1_000
LARGEST_FRAMEWORK_BYTES = 1_000_000
MOST_STATEMENTS = 1_000
MOST_AT_ONCE = 60
LONGEST_STEP_TITLE = 160
LONGEST_STEP_TEXT = 2_000
LONGEST_TEMPLATE = 6_000
LONGEST_STEP_NOTE = 1_000
MOST_OWN_STEPS = 40
