"""Who may do what: the one way every room states its policy, and the policy of this room.

A room's policy names its verbs and joins small predicates with & | ~ (the `rules` library).
A verb nobody allowed is a programming error, so a typing slip cannot open a door.
"""

from __future__ import annotations

from typing import Any

import rules
from django.db.models import Q
from django.utils.translation import gettext as _

from gilydd.history.words import NotAllowed

from .models import (
    ActsFor,
    Community,
    Joining,
    Membership,
    Message,
    Person,
    Roll,
    RollMember,
    Support,
    Token,
)
from .queries import parties_of, standing, supported_by
from .words import MembershipState, Role


class System:
    """Gilydd itself: the console, imports and the demo. No request can ever carry it."""

    key = "system"
    pk = "system"


SYSTEM = System()
type_of_actor = Person | System | None


class Policy:
    """The verbs of one room and who may do them."""

    def __init__(self, room: str) -> None:
        self.room = room
        self._rules = rules.RuleSet()

    def allow(self, verb: str, predicate: Any) -> None:
        self._rules.add_rule(verb, predicate)

    def may(self, person: type_of_actor, verb: str, thing: Any = None) -> bool:
        """True where the person (None = a visitor) may do the verb to the thing. O(1) queries."""
        if not self._rules.rule_exists(verb):
            raise KeyError(f"{self.room} has no verb {verb!r}")
        return isinstance(person, System) or bool(self._rules.test_rule(verb, person, thing))

    def check(self, person: type_of_actor, verb: str, thing: Any = None) -> None:
        """Raise NotAllowed unless `may`."""
        if not self.may(person, verb, thing):
            raise NotAllowed(_("You may not do this here."))


def community_of(thing: Any) -> Community | None:
    return thing if isinstance(thing, Community) else getattr(thing, "community", None)


anyone = rules.always_true


@rules.predicate
def is_member(person: Person | None, thing: Any) -> bool:
    """An active member of the community that the thing belongs to."""
    community = community_of(thing)
    return bool(person and community and standing(person, community).active)


def holds(*wanted: Role) -> Any:
    """A predicate: holds one of the roles in the community that the thing belongs to."""

    @rules.predicate("holds:" + ",".join(wanted))
    def holds_role(person: Person | None, thing: Any) -> bool:
        community = community_of(thing)
        if not person or not community:
            return False
        here = standing(person, community)
        return here.active and not here.roles.isdisjoint(wanted)

    return holds_role


is_broker = holds(Role.BROKER)


def serves(person: type_of_actor, community: Community, party_id: int | None) -> bool:
    """Whether the person looks after this party: a broker all, a co-ordinator the members of their area.

    Nobody serves themselves through this: what they may do for themselves is another rule.
    """
    if person is None or isinstance(person, System):
        return isinstance(person, System)
    here = standing(person, community)
    if not here.active:
        return False
    if Role.BROKER in here.roles:
        return True
    if not here.areas or party_id is None:
        return False
    return Membership.objects.of(community).filter(party_id=party_id, area__in=here.areas).exists()


def speaks_for(person: type_of_actor, community: Community, party_id: int | None) -> bool:
    """Whether the party is the person, or a household, group or organisation that they act for."""
    return isinstance(person, Person) and party_id in parties_of(person, community)


def supports(person: type_of_actor, community: Community, party_id: int | None, scope: str) -> bool:
    """Whether the person supports this member here today in this scope (words.SupportScope)."""
    return isinstance(person, Person) and party_id in supported_by(person, community, scope)


def supports_it(scope: str) -> Any:
    """A predicate: the thing is of a member whom the person supports in this scope."""

    @rules.predicate(f"supports_it:{scope}")
    def supports_member(person: Person | None, thing: Any) -> bool:
        community = community_of(thing)
        return community is not None and supports(person, community, getattr(thing, "party_id", None), scope)

    return supports_member


is_broker_or_coordinator = holds(Role.BROKER, Role.COORDINATOR)


@rules.predicate
def is_self(person: Person | None, thing: Any) -> bool:
    """The thing is the person, their membership, or a message to them."""
    return person is not None and getattr(thing, "party_id", None) == person.party_id


@rules.predicate
def speaks_for_it(person: Person | None, thing: Any) -> bool:
    """The thing is of the person, or of a household, group or organisation that they act for."""
    community = community_of(thing)
    return community is not None and speaks_for(person, community, getattr(thing, "party_id", None))


@rules.predicate
def serves_it(person: Person | None, thing: Any) -> bool:
    """A broker, or the co-ordinator of the area of the membership."""
    return isinstance(thing, Membership) and serves(person, thing.community, thing.party_id)


@rules.predicate
def serves_joiner(person: Person | None, thing: Any) -> bool:
    """A broker, or the co-ordinator of the area that somebody on the way in lives in."""
    if person is None or not isinstance(thing, Joining):
        return False
    here = standing(person, thing.community)
    return here.active and (Role.BROKER in here.roles or thing.area_id in here.areas)


@rules.predicate
def acts_in_it(person: Person | None, thing: Any) -> bool:
    return isinstance(thing, ActsFor) and person is not None and thing.person_id == person.pk


@rules.predicate
def owns_key(person: Person | None, thing: Any) -> bool:
    return isinstance(thing, Token) and person is not None and thing.person_id == person.pk


@rules.predicate
def is_member_for_key(person: Person | None, thing: Any) -> bool:
    """An active member of the community that a key is limited to, or of any where it is not."""
    if person is None:
        return False
    rows = Membership.objects.filter(party=person.pk, state=MembershipState.ACTIVE)
    return bool((rows.filter(community=thing) if thing else rows).exists())


@rules.predicate
def is_supported(person: Person | None, thing: Any) -> bool:
    return isinstance(thing, Support) and person is not None and thing.member_id == person.pk


@rules.predicate
def is_supporter(person: Person | None, thing: Any) -> bool:
    return isinstance(thing, Support) and person is not None and thing.supporter_id == person.pk


@rules.predicate
def serves_supported(person: Person | None, thing: Any) -> bool:
    """A broker, or the co-ordinator of the area, of the member who is supported."""
    return isinstance(thing, Support) and serves(person, thing.community, thing.member_id)


@rules.predicate
def keeps_it(person: Person | None, thing: Any) -> bool:
    """Somebody who acts for the organisation whose roll it is."""
    return isinstance(thing, Roll) and speaks_for(person, thing.community, thing.organisation_id)


@rules.predicate
def chose_it(person: Person | None, thing: Any) -> bool:
    return isinstance(thing, RollMember) and person is not None and thing.person_id == person.pk


@rules.predicate
def serves_roll_member(person: Person | None, thing: Any) -> bool:
    """A broker, or the co-ordinator of the area, of somebody whom a roll made a member."""
    return isinstance(thing, RollMember) and serves(person, thing.community, thing.person_id)


policy = Policy("people")
policy.allow("make_key", is_member_for_key)
policy.allow("revoke_key", owns_key)
policy.allow("enrol", is_broker)
policy.allow("give_role", is_broker)
policy.allow("end_role", is_broker)
policy.allow("add_organisation", is_broker | holds(Role.COMMISSIONER, Role.FACILITATOR))
policy.allow("add_place", is_broker | holds(Role.FACILITATOR))
policy.allow("change_place", is_broker | holds(Role.FACILITATOR))
policy.allow("add_area", is_broker)
policy.allow("see_member", speaks_for_it | serves_it)
policy.allow("change_how_we_speak", is_self | serves_it)
policy.allow("choose_how_pages_look", is_self)
policy.allow("change_details", is_self | serves_it)
policy.allow("change_email", is_self | is_broker)
policy.allow("change_area", is_broker)
policy.allow("pause", serves_it)
policy.allow("reopen", is_broker)
policy.allow("close", is_self | is_broker)
policy.allow("let_act_for", is_broker)
policy.allow("end_acting", acts_in_it | is_broker)
policy.allow("consent", is_self | serves_it)
policy.allow("ask_to_join", anyone)
policy.allow("enter_joiner", is_broker_or_coordinator)
policy.allow("see_joiner", serves_joiner)
policy.allow("prepare_joiner", serves_joiner)
policy.allow("welcome", is_broker)
policy.allow("change_joining_rules", is_broker)
# Whoever is checked never records the check; a co-ordinator neither records nor reads one.
policy.allow("record_check", is_broker & ~is_self)
policy.allow("see_checks", is_broker | is_self)
policy.allow("change_work_rules", is_broker)
policy.allow("keep_groups", is_broker)
policy.allow("send_mailing", is_broker)
policy.allow("print_letters", is_broker)
policy.allow("add_word", is_broker | holds(Role.FACILITATOR))
policy.allow("read_message", is_self)
# Of the membership of whoever is supported: themselves, or a broker who writes down what they said.
policy.allow("propose_support", is_member & (is_self | serves_it))
policy.allow("see_support", is_member & (is_supported | is_supporter | serves_supported))
# Nobody writes down a yes to themselves.
policy.allow("agree_support", is_member & (is_supported | (serves_supported & ~is_supporter)))
policy.allow("end_support", is_supported | is_supporter | serves_supported)
# Of the membership of whom it is about. A safeguarding lead may know what a broker does not.
sets_safe_contact = is_self | serves_it | holds(Role.SAFEGUARDING_LEAD)
policy.allow("set_safe_contact", is_member & sets_safe_contact)
policy.allow("see_safe_contact", sets_safe_contact)
policy.allow("set_up_roll", is_broker)
# Nobody but the organisation reads its file: what it knows of its people is not told by bringing it in.
policy.allow("bring_roll", is_member & keeps_it)
# Whether somebody in the file is a member already is for a broker to say, who knows the members.
policy.allow("decide_doubts", is_broker)
policy.allow("see_roll", is_member & (keeps_it | is_broker))
# Of the membership; a landlord never says that somebody takes part, and is not told who does.
policy.allow("begin_by_roll", is_self | serves_it)
policy.allow("choose_contact", chose_it | (is_member & serves_roll_member))
# The desk of the safety room decides, as the system: see safety.commands.
policy.allow("set_aside", rules.always_false)
policy.allow("found_community", rules.always_false)
may = policy.may


def visible_members(person: type_of_actor, community: Community) -> Any:
    """Memberships the person may open: those they speak for, their area's, or all for a broker."""
    rows = Membership.objects.of(community)
    if isinstance(person, System) or is_broker(person, community):
        return rows
    if person is None:
        return rows.none()
    here = standing(person, community)
    areas = here.areas if here.active else frozenset()
    return rows.filter(Q(party_id__in=parties_of(person, community)) | Q(area__in=areas))


def visible_joinings(person: type_of_actor, community: Community) -> Any:
    """Those on the way in whom the person may open: all for a broker, their area's for a co-ordinator."""
    rows = Joining.objects.of(community)
    if isinstance(person, System) or is_broker(person, community):
        return rows
    here = standing(person, community)
    return rows.filter(area__in=here.areas) if here.active else rows.none()


def visible_supports(person: type_of_actor, community: Community) -> Any:
    """Supports that the person may read: one's own, on either side, and those of whom one looks after."""
    rows = Support.objects.of(community)
    if isinstance(person, System) or is_broker(person, community):
        return rows
    if person is None:
        return rows.none()
    here = standing(person, community)
    served = Membership.objects.of(community).filter(area__in=here.areas if here.active else ())
    own = Q(member=person.pk) | Q(supporter=person.pk)
    return rows.filter(own | Q(member__in=served.values("party")))


def visible_rolls(person: type_of_actor, community: Community) -> Any:
    """The rolls that the person may see: of organisations they act for, or all for a broker."""
    rows = Roll.objects.of(community)
    if isinstance(person, System) or is_broker(person, community):
        return rows
    if person is None or not standing(person, community).active:
        return rows.none()
    return rows.filter(organisation__in=parties_of(person, community))


def visible_messages(person: Person | None) -> Any:
    return Message.objects.filter(party_id=person.party_id) if person else Message.objects.none()


__all__ = [
    "SYSTEM",
    "MembershipState",
    "Policy",
    "System",
    "anyone",
    "holds",
    "is_broker",
    "is_broker_or_coordinator",
    "is_member",
    "is_self",
    "may",
    "policy",
    "serves",
    "speaks_for",
    "supports",
    "supports_it",
    "visible_joinings",
    "visible_members",
    "visible_messages",
    "visible_rolls",
    "visible_supports",
]
