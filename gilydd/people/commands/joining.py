"""Writes: somebody asks to join, is visited, gives references, agrees the code, and is welcomed."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.history.commands import later, record
from gilydd.history.words import Audience, Refused

from ..models import Area, Community, Joining, JoiningRules, Membership, Person, Reference
from ..policy import policy, type_of_actor
from ..queries import capacity_of, missing, rules_of_joining
from ..words import JOINING_MOVES, Capacity, Channel, JoiningState
from ._shared import day_not_ahead, needed, same_community, typed_by, write_down
from .members import enrol, join_as_well

VISITOR = "visitor"
IN_ONE_COMMUNITY_A_DAY = 100
KEEP_DAYS = 180
ENDED = (JoiningState.DECLINED, JoiningState.WITHDRAWN)
IDENTITY = ("full_name", "known_as", "email", "phone", "address", "postcode")


@transaction.atomic
def ask_to_join(
    *,
    by: type_of_actor,
    community: Community,
    full_name: str = "",
    known_as: str = "",
    email: str = "",
    phone: str = "",
    address: str = "",
    postcode: str = "",
    comes_in: bool = False,
    language: str = "",
    easy_read: bool = False,
    area: Area | None = None,
    gives: str = "",
    lang: str = "",
) -> Joining:
    """Somebody wants to take part: a visitor (`by` None), a member of another community, or entered for them.

    They say how to reach them: an email, a phone number, an address, or that they come in. The same
    ask within the hour is one ask.
    """
    for_them = by is not None and policy.may(by, "enter_joiner", community)
    policy.check(by, "ask_to_join", community)
    same_community(area, community)
    person = by if isinstance(by, Person) and not for_them else None
    if person is None:
        full_name = needed(full_name, _("Write a name."), "full_name")
        if not (email or phone or address or comes_in):
            raise Refused(_("Say one way to reach you, or that you will come in."), field="email")
    elif Membership.objects.of(community).filter(party=person.party_id).exists():
        raise Refused(_("You are a member here already. Talk to a broker."))
    else:
        full_name = known_as = email = phone = address = postcode = ""
    Community.objects.select_for_update().get(pk=community.pk)
    words = {"full_name": full_name, "known_as": known_as.strip(), "email": email.strip().lower()}
    words |= {"phone": phone.strip(), "address": address.strip(), "postcode": postcode.strip()}
    if not for_them:
        if same := _asked_just_now(community, person, words):
            return same
        _not_too_many(community)
    joining = Joining.objects.create(
        community=community,
        person=person,
        language=person.language if person else language,
        easy_read=person.easy_read if person else easy_read,
        area=area,
        gives=gives.strip(),
        lang=lang,
        typed_by_key=typed_by(by) if for_them else "",
        **words,
    )
    record(
        community=community,
        actor=by or VISITOR,
        capacity=capacity_of(by, community),
        verb="people.ask_to_join",
        subject=joining,
        audience=Audience.STAFF,
    )
    return joining


@transaction.atomic
def change_joining(
    *, by: type_of_actor, joining: Joining, area: Area | None = None, gives: str = "", **details: Any
) -> Joining:
    """Correct what is known of somebody on the way in: details are full_name, known_as, email, phone,
    address, postcode, language and easy_read."""
    joining = _locked(by, joining, "prepare_joiner")
    same_community(area, joining.community)
    if joining.person is None:
        if unknown := set(details) - {*IDENTITY, "language", "easy_read"}:
            raise TypeError(f"a joining has no {', '.join(sorted(unknown))}")
        needed(details.get("full_name", joining.full_name), _("Write a name."), "full_name")
        for field, value in details.items():
            setattr(joining, field, value.strip() if isinstance(value, str) else value)
        joining.email = joining.email.lower()
    joining.area, joining.gives = area, gives.strip()
    joining.save()
    _record("change_joining", by, joining)
    return joining


@transaction.atomic
def book_visit(*, by: type_of_actor, joining: Joining, visit_at: dt.datetime, visit_where: str) -> Joining:
    """Agree when and where they are met; booked again, it is moved. An email tells them, if they have one."""
    joining = _locked(by, joining, "prepare_joiner")
    visit_where = needed(visit_where, _("Say where you will meet."), "visit_where")
    if visit_at <= timezone.now():
        raise Refused(_("Choose a time that is still to come."), field="visit_day")
    _move(joining, JoiningState.VISIT)
    joining.visit_at, joining.visit_where = visit_at, visit_where
    joining.save()
    _record("book_visit", by, joining)
    later("gilydd.people.notices.visit_booked", joining.pk)
    return joining


@transaction.atomic
def record_meeting(*, by: type_of_actor, joining: Joining, met_on: dt.date | None = None) -> Joining:
    """They were met face to face."""
    joining = _locked(by, joining, "prepare_joiner")
    met_on = day_not_ahead(met_on, "met_on")
    _move(joining, JoiningState.MET)
    joining.met_on = met_on
    joining.save()
    _record("record_meeting", by, joining)
    return joining


@transaction.atomic
def ask_reference(
    *,
    by: type_of_actor,
    joining: Joining,
    name: str,
    contact: str = "",
    how_known: str = "",
    asked_on: dt.date | None = None,
) -> Reference:
    """Somebody who knows them is asked what they would say."""
    joining = _locked(by, joining, "prepare_joiner")
    _still_open(joining)
    reference = Reference.objects.create(
        community=joining.community,
        joining=joining,
        name=needed(name, _("Write who was asked."), "name"),
        contact=contact.strip(),
        how_known=how_known.strip(),
        asked_on=day_not_ahead(asked_on, "asked_on"),
    )
    _record("ask_reference", by, joining)
    return reference


@transaction.atomic
def answer_reference(
    *,
    by: type_of_actor,
    reference: Reference,
    recommends: bool,
    words: str = "",
    answered_on: dt.date | None = None,
) -> Reference:
    """What the person asked said. Answered again, the later answer counts."""
    joining = _locked(by, reference.joining, "prepare_joiner")
    _still_open(joining)
    reference.answered_on = day_not_ahead(answered_on, "answered_on")
    if reference.answered_on < reference.asked_on:
        raise Refused(_("The answer cannot come before they were asked."), field="answered_on")
    reference.recommends, reference.words = recommends, words.strip()
    reference.save(update_fields=["answered_on", "recommends", "words"])
    _record("answer_reference", by, joining, recommends=recommends)
    return reference


@transaction.atomic
def agree_code(*, by: type_of_actor, joining: Joining, agreed_on: dt.date | None = None) -> Joining:
    """They read the code of conduct, or heard it read, and agree to it."""
    joining = _locked(by, joining, "prepare_joiner")
    _still_open(joining)
    joining.code_agreed_on = day_not_ahead(agreed_on, "agreed_on")
    joining.save(update_fields=["code_agreed_on"])
    _record("agree_code", by, joining)
    return joining


@transaction.atomic
def record_induction(*, by: type_of_actor, joining: Joining, inducted_on: dt.date | None = None) -> Joining:
    """They were shown how the timebank works here."""
    joining = _locked(by, joining, "prepare_joiner")
    _still_open(joining)
    joining.inducted_on = day_not_ahead(inducted_on, "inducted_on")
    joining.save(update_fields=["inducted_on"])
    _record("record_induction", by, joining)
    return joining


@transaction.atomic
def decline(*, by: type_of_actor, joining: Joining, reason: str) -> Joining:
    """They cannot be welcomed here. The reason is for brokers; they are told by a person, not a message."""
    joining = _locked(by, joining, "prepare_joiner")
    reason = needed(reason, _("Say why. Only brokers read it."))
    _move(joining, JoiningState.DECLINED)
    joining.save(update_fields=["state"])
    _record("decline", by, joining, reason)
    return joining


@transaction.atomic
def withdraw_joining(*, by: type_of_actor, joining: Joining, reason: str = "") -> Joining:
    """They changed their mind."""
    joining = _locked(by, joining, "prepare_joiner")
    _move(joining, JoiningState.WITHDRAWN)
    joining.save(update_fields=["state"])
    _record("withdraw_joining", by, joining, reason)
    return joining


@transaction.atomic
def reopen_joining(*, by: type_of_actor, joining: Joining, reason: str = "") -> Joining:
    """They are on the way in again; what was done before still counts."""
    joining = _locked(by, joining, "prepare_joiner")
    if joining.person is None and not joining.full_name:
        raise Refused(_("Their details were removed. They ask again as if for the first time."))
    _move(joining, JoiningState.ASKED)
    if joining.met_on:
        joining.state = JoiningState.MET
    joining.save(update_fields=["state"])
    _record("reopen_joining", by, joining, reason)
    return joining


@transaction.atomic
def welcome(
    *,
    by: type_of_actor,
    joining: Joining,
    number: str = "",
    channel: str = "",
    capacity: str = Capacity.CITIZEN,
    joined_on: dt.date | None = None,
) -> Membership:
    """Make them a member. Who they are moves to their identity and is emptied here.

    Refused unless they were met face to face, agreed the code of conduct, and have what else the
    community asks for (references that recommend them, an induction). Welcomed twice is welcomed once.
    """
    joining = _locked(by, joining, "welcome")
    if joining.state == JoiningState.WELCOMED and joining.membership:
        return joining.membership
    lacking = missing(joining, rules_of_joining(joining.community))
    if lacking:
        raise Refused(" ".join(lacking))
    _move(joining, JoiningState.WELCOMED)
    community, number = joining.community, number.strip()
    if joining.person:
        membership = join_as_well(
            by=by,
            community=community,
            person=joining.person,
            capacity=capacity,
            number=number,
            area=joining.area,
        )
    else:
        membership = enrol(
            by=by,
            community=community,
            full_name=joining.full_name,
            known_as=joining.known_as,
            email=joining.email,
            phone=joining.phone,
            address=joining.address,
            postcode=joining.postcode,
            language=joining.language,
            channel=channel or _channel(joining),
            capacity=capacity,
            number=number,
            area=joining.area,
            joined_on=joined_on,
            easy_read=joining.easy_read,
        )
    _empty(joining)
    joining.membership = membership
    joining.save()
    write_down("welcome", by, joining.community, joining, mentions=[membership.party])
    later("gilydd.people.notices.welcomed", membership.pk)
    return membership


@transaction.atomic
def forget_joining(*, by: type_of_actor, joining: Joining) -> Joining:
    """Remove the details of somebody who was not welcomed, and what their references said."""
    joining = _locked(by, joining, "prepare_joiner")
    if joining.state not in ENDED:
        raise Refused(_("Details are removed once somebody was declined or changed their mind."))
    _empty(joining)
    joining.gives, joining.visit_where = "", ""
    joining.save()
    joining.references.update(name="", contact="", how_known="", words="")
    _record("forget_joining", by, joining)
    return joining


@transaction.atomic
def forget_old_joinings(*, by: type_of_actor, community: Community, days: int = KEEP_DAYS) -> int:
    """Remove the details of everybody who asked so many days ago and was not welcomed; how many there were.

    For a job that runs each day: whoever is still on the way in stays.
    """
    before = timezone.now() - dt.timedelta(days=days)
    rows = Joining.objects.of(community).filter(state__in=ENDED, asked_at__lt=before)
    rows = rows.exclude(full_name="", gives="", visit_where="")
    for row in rows:
        forget_joining(by=by, joining=row)
    return len(rows)


@transaction.atomic
def change_joining_rules(
    *,
    by: type_of_actor,
    community: Community,
    references_needed: int,
    induction_needed: bool,
    code_of_conduct_cy: str = "",
    code_of_conduct_en: str = "",
    easy_code_cy: str = "",
    easy_code_en: str = "",
) -> JoiningRules:
    """What the community asks of somebody before they are welcomed, and its code of conduct.

    An own code is written in both languages and in Easy Read, or left empty for the one of the house.
    """
    policy.check(by, "change_joining_rules", community)
    if not 0 <= references_needed <= 5:
        raise Refused(_("Ask for none to five references."), field="references_needed")
    code = {
        "code_of_conduct_cy": code_of_conduct_cy.strip(),
        "code_of_conduct_en": code_of_conduct_en.strip(),
        "easy_code_cy": easy_code_cy.strip(),
        "easy_code_en": easy_code_en.strip(),
    }
    empty = [field for field, text in code.items() if not text]
    if empty and len(empty) < len(code):
        raise Refused(
            _("Write your own code in Welsh, in English and in Easy Read, or leave all four empty."),
            field=empty[0],
        )
    rules, _made = JoiningRules.objects.select_for_update().get_or_create(community=community)
    if any(getattr(rules, field) != text for field, text in code.items()):
        rules.code_changed_on = timezone.localdate()
    rules.references_needed, rules.induction_needed = references_needed, induction_needed
    for field, text in code.items():
        setattr(rules, field, text)
    rules.save()
    write_down(
        "change_joining_rules",
        by,
        community,
        rules,
        audience=Audience.COMMUNITY,
        references_needed=references_needed,
        induction_needed=induction_needed,
    )
    return rules


def _locked(by: type_of_actor, joining: Joining, verb: str) -> Joining:
    joining = (
        Joining.objects.select_for_update(of=("self",))
        .select_related("community", "area", "person", "membership__party")
        .get(pk=joining.pk)
    )
    policy.check(by, verb, joining)
    return joining


def _move(joining: Joining, state: JoiningState) -> None:
    if state not in JOINING_MOVES[JoiningState(joining.state)]:
        raise Refused(
            _("This cannot be done now: it says “%(state)s”.") % {"state": joining.get_state_display()}
        )
    joining.state = state


def _still_open(joining: Joining) -> None:
    if joining.state in (*ENDED, JoiningState.WELCOMED):
        raise Refused(
            _("This cannot be done now: it says “%(state)s”.") % {"state": joining.get_state_display()}
        )


def _empty(joining: Joining) -> None:
    for field in IDENTITY:
        setattr(joining, field, "")


def _channel(joining: Joining) -> str:
    if joining.email:
        return Channel.EMAIL
    return Channel.POST if joining.address else Channel.BROKER


def _asked_just_now(community: Community, person: Person | None, words: dict[str, str]) -> Joining | None:
    """The same ask sent twice, as a double click does; a member of elsewhere asks once until answered."""
    rows = Joining.objects.of(community)
    if person is not None:
        still = [JoiningState.ASKED, JoiningState.VISIT, JoiningState.MET]
        return rows.filter(person=person, state__in=still).first()
    lately = timezone.now() - dt.timedelta(hours=1)
    return rows.filter(asked_at__gte=lately, state=JoiningState.ASKED, person=None, **words).first()


def _not_too_many(community: Community) -> None:
    """A list that a machine filled would hide the people on it. The page counts by place as well."""
    day_ago = timezone.now() - dt.timedelta(days=1)
    today = Joining.objects.of(community).filter(typed_by_key="", asked_at__gte=day_ago)
    if today.count() >= IN_ONE_COMMUNITY_A_DAY:
        raise Refused(_("Many people asked just now. Please try again later, or talk to a broker."))


def _record(verb: str, by: type_of_actor, joining: Joining, reason: str = "", **facts: Any) -> None:
    write_down(verb, by, joining.community, joining, reason=reason, **facts)
