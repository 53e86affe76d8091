"""Kinds, states, roles and capacities."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


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
    COORDINATOR = "coordinator", _("Area co-ordinator")


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
    INTEREST = "interest", _("Interests")
    EXPERIENCE = "experience", _("Lived experience")
    THING = "thing", _("Things to lend")


class JoiningState(models.TextChoices):
    """How far somebody is who wants to join. Visit, references, code and induction are facts of their own."""

    ASKED = "asked", _("Asked to join")
    VISIT = "visit", _("Visit arranged")
    MET = "met", _("Met face to face")
    WELCOMED = "welcomed", _("Welcomed")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Changed their mind")


JOINING_MOVES = {
    JoiningState.ASKED: {JoiningState.VISIT, JoiningState.MET, JoiningState.DECLINED, JoiningState.WITHDRAWN},
    JoiningState.VISIT: {JoiningState.VISIT, JoiningState.MET, JoiningState.DECLINED, JoiningState.WITHDRAWN},
    JoiningState.MET: {JoiningState.WELCOMED, JoiningState.DECLINED, JoiningState.WITHDRAWN},
    JoiningState.WELCOMED: set(),
    JoiningState.DECLINED: {JoiningState.ASKED},
    JoiningState.WITHDRAWN: {JoiningState.ASKED},
}

MEMBERSHIP_MOVES = {
    MembershipState.ACTIVE: {MembershipState.PAUSED, MembershipState.CLOSED},
    MembershipState.PAUSED: {MembershipState.ACTIVE, MembershipState.CLOSED},
    MembershipState.CLOSED: {MembershipState.ACTIVE},
}


class VettingKind(models.TextChoices):
    """What was seen. Only the level, the day and who saw it are kept, never the certificate."""

    LICENCE = "licence", _("Driving licence and insurance")
    TRAINING = "training", _("Safeguarding training")
    BASIC = "basic", _("Basic DBS check")
    STANDARD = "standard", _("Standard DBS check")
    ENHANCED = "enhanced", _("Enhanced DBS check")
    BARRED = "barred", _("Enhanced DBS check with barred lists")


DBS_LEVELS = (VettingKind.BASIC, VettingKind.STANDARD, VettingKind.ENHANCED, VettingKind.BARRED)


class Purpose(models.TextChoices):
    """What somebody agreed to. One row for each, with when and how it was explained."""

    NEWS = "news", _("News from the community")
    DIRECTORY = "directory", _("Being found by other members")
    CONTACT = "contact", _("Giving my phone or email to somebody I am introduced to")


class Explained(models.TextChoices):
    SCREEN = "screen", _("On screen")
    VISIT = "visit", _("At a visit")
    PHONE = "phone", _("By phone")
    PAPER = "paper", _("On paper")


class TokenKind(models.TextChoices):
    API = "api", _("Key for a program")
    FEED = "feed", _("Calendar feed")


class Scope(models.TextChoices):
    """What a program may do with a key, never more than its person may."""

    READ = "read", _("Read what I may read")
    WRITE = "write", _("Write what I may write")
    BROKER_READ = "broker:read", _("Read what a broker may read")
    BROKER_WRITE = "broker:write", _("Write what a broker may write")


class Facility(models.TextChoices):
    """What a place has for everybody to come, take part and feel well. Absent from a place: not known."""

    STEP_FREE = "step_free", _("Way in without steps")
    LIFT = "lift", _("Lift, or all on one floor")
    TOILET = "toilet", _("Toilet")
    ACCESSIBLE_TOILET = "accessible_toilet", _("Accessible toilet")
    CHANGING_PLACE = "changing_place", _("Changing Places toilet")
    HEARING_LOOP = "hearing_loop", _("Hearing loop")
    QUIET_ROOM = "quiet_room", _("Quiet room")
    CHAIRS = "chairs", _("Chairs with backs and arms")
    PARKING = "parking", _("Parking")
    BLUE_BADGE = "blue_badge", _("Blue Badge parking")
    BUS_STOP = "bus_stop", _("Bus stop nearby")
    KITCHEN = "kitchen", _("Kitchen")
    DOGS = "dogs", _("Assistance dogs welcome")
    CHILDREN = "children", _("Space for children")


FACILITY_PICTURES = {
    Facility.STEP_FREE: "wheelchair",
    Facility.LIFT: "arrow",
    Facility.TOILET: "sign",
    Facility.ACCESSIBLE_TOILET: "wheelchair",
    Facility.CHANGING_PLACE: "hug",
    Facility.HEARING_LOOP: "sound",
    Facility.QUIET_ROOM: "sleep",
    Facility.CHAIRS: "elder",
    Facility.PARKING: "car",
    Facility.BLUE_BADGE: "car",
    Facility.BUS_STOP: "bus",
    Facility.KITCHEN: "meal",
    Facility.DOGS: "dog",
    Facility.CHILDREN: "child",
}


ADULT_YEARS = 18
LONGEST_SUPPORT_DAYS = 366


class SupportScope(models.TextChoices):
    """What a supporter may do for a member. Nobody votes or confirms hours for another: no scope says so."""

    SESSIONS = "sessions", _("Sign up for sessions")
    ASKS = "asks", _("Ask for help, and offer it")
    MESSAGES = "messages", _("Read what Gilydd tells me")
    HOURS = "hours", _("Read my hours")
    WRITING = "writing", _("Read and write messages with other members")


class SupportedAct(models.TextChoices):
    """What a supporter did for a member, as the member reads it."""

    SIGNED_UP = "signed_up", _("A place in a session")
    WITHDREW = "withdrew", _("A place in a session given up")
    ASKED = "asked", _("An ask for help")
    CHANGED_ASK = "changed_ask", _("An ask changed")
    WITHDREW_ASK = "withdrew_ask", _("An ask taken back")
    OFFERED = "offered", _("Something on your page")
    WROTE = "wrote", _("A message to a member")
    OTHER = "other", _("Something else")


# ── Rolls: who is a member because of where they live ─────────────────────────────────────────────

LONGEST_REFERENCE = 40
LARGEST_ROLL = 20_000
UPLOAD_KEPT_DAYS = 7
# More than this share of a roll leaving at once is more likely half a file than half a street.
MOST_LEAVING = 0.1
FEW_LEAVING = 5


class UploadState(models.TextChoices):
    """How far a file of a roll is. Nothing of it counts before it is written, and then all of it does."""

    WRONG = "wrong", pgettext_lazy("a roll's file", "Cannot be read")
    ASKING = "asking", pgettext_lazy("a roll's file", "Somebody must decide")
    READY = "ready", pgettext_lazy("a roll's file", "Ready to write")
    WRITTEN = "written", pgettext_lazy("a roll's file", "Written")
    DROPPED = "dropped", pgettext_lazy("a roll's file", "Left aside")


UPLOAD_LIVE = frozenset({UploadState.WRONG, UploadState.ASKING, UploadState.READY})


class RollChoice(models.TextChoices):
    """What somebody chose who is a member because of a roll. Nothing is shared before they take part."""

    NONE = "none", pgettext_lazy("a member by roll", "Nothing yet")
    NO_CONTACT = "no_contact", pgettext_lazy("a member by roll", "Not to be written to")
    TAKES_PART = "takes_part", pgettext_lazy("a member by roll", "To take part")
