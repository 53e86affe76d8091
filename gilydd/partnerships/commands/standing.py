"""Writes: frameworks come in; a partnership starts, changes and ends; partners, the board, services."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.history.commands import later, record
from gilydd.history.words import Audience, Refused
from gilydd.people.models import Community, Party
from gilydd.people.policy import type_of_actor
from gilydd.people.queries import capacity_of
from gilydd.people.words import Capacity, PartyKind
from gilydd.services.models import Service

from ..imports import Read, read
from ..models import (
    BoardMember,
    Framework,
    Ground,
    Partner,
    Partnership,
    PartnershipService,
    Rule,
    Seat,
    Statement,
)
from ..policy import policy
from ..words import Kind, Part, PartnerKind, State
from ._shared import both, locked, note, of_it, running, said, same_community, takes_part


@transaction.atomic
def adopt_framework(*, by: type_of_actor, community: Community, content: bytes, name: str) -> Framework:
    """Take a framework file into the community. The same file twice is once; a version never changes.

    Raises BadFile for what is wrong with the file, Refused where this version is here with other words.
    """
    policy.check(by, "adopt_framework", community)
    told = read(content, name)
    known = Framework.objects.of(community).filter(code=told.code, version=told.version).first()
    if known and known.sha256 == told.sha256:
        return known
    if known:
        raise Refused(
            _("Version %(version)s is here already with other words. Give it the next number.")
            % {"version": told.version},
            field="file",
        )
    made = Framework.objects.create(
        community=community, code=told.code, version=told.version, sha256=told.sha256, **told.fields
    )
    _write_parts(made, told)
    record(
        community=community, actor=by, capacity=capacity_of(by, community),
        verb="partnerships.adopt_framework", subject=made, audience=Audience.PUBLIC,
        facts={"code": told.code, "version": told.version},
    )  # fmt: skip
    return made


def _write_parts(made: Framework, told: Read) -> None:
    own = {"community": made.community, "framework": made}
    seats = {row["code"]: Seat.objects.create(**own, **row) for row in told.seats}
    Rule.objects.bulk_create([Rule(**own, **row | {"seat": seats[row["seat"]]}) for row in told.rules])
    Ground.objects.bulk_create([Ground(**own, **row) for row in told.grounds])
    Statement.objects.bulk_create([Statement(**own, **row) for row in told.statements])


@transaction.atomic
def start_partnership(
    *,
    by: type_of_actor,
    community: Community,
    kind: str,
    name_cy: str,
    name_en: str,
    purpose_cy: str,
    purpose_en: str,
    easy_cy: str = "",
    easy_en: str = "",
    rules: Framework | None = None,
    begun_on: dt.date | None = None,
) -> Partnership:
    """Start a board, an alliance or a programme, which this community keeps from now on."""
    policy.check(by, "start_partnership", community)
    if kind not in Kind.values:
        raise Refused(_("Choose what it is."), field="kind")
    _check_rules(community, rules)
    made = Partnership.objects.create(
        community=community, kind=kind, rules=rules, begun_on=begun_on or timezone.localdate(),
        easy_cy=easy_cy.strip(), easy_en=easy_en.strip(), **both("name", name_cy, name_en),
        **both("purpose", purpose_cy, purpose_en, 4_000),
    )  # fmt: skip
    note("start_partnership", by, made, made, kind=kind)
    return made


@transaction.atomic
def change_partnership(
    *,
    by: type_of_actor,
    partnership: Partnership,
    name_cy: str,
    name_en: str,
    purpose_cy: str,
    purpose_en: str,
    easy_cy: str = "",
    easy_en: str = "",
    rules: Framework | None = None,
) -> Partnership:
    """Say anew what it is called and for, and by which rules its board is made up."""
    partnership = locked(partnership)
    policy.check(by, "change_partnership", partnership)
    running(partnership)
    _check_rules(partnership.community, rules)
    wanted = both("name", name_cy, name_en) | both("purpose", purpose_cy, purpose_en, 4_000)
    wanted |= {"easy_cy": easy_cy.strip(), "easy_en": easy_en.strip()}
    changed = sorted(name for name, value in wanted.items() if getattr(partnership, name) != value)
    for name, value in wanted.items():
        setattr(partnership, name, value)
    if partnership.rules_id != (rules.pk if rules else None):
        partnership.rules = rules
        # Seats are those of a framework: with other rules each member is given a seat anew.
        partnership.board.filter(until__isnull=True).update(seat=None)
        changed.append("rules")
    if changed:
        partnership.save()
        note("change_partnership", by, partnership, partnership, changed=changed)
    return partnership


@transaction.atomic
def end_partnership(*, by: type_of_actor, partnership: Partnership, reason: str, lang: str) -> Partnership:
    """End it, with a reason that everybody reads. Money left in its fund is spent or given back before."""
    partnership = locked(partnership)
    policy.check(by, "end_partnership", partnership)
    running(partnership)
    reason = said(reason, _("Say why. Everybody can read it."), "reason", 400)
    fund = getattr(partnership, "fund", None)
    if fund is not None and fund.balance_pence:
        raise Refused(_("There is money in the fund. Decide first what becomes of it."))
    partnership.state, partnership.ended_on = State.ENDED, timezone.localdate()
    partnership.save(update_fields=["state", "ended_on"])
    note("end_partnership", by, partnership, partnership, reason=reason, reason_lang=lang)
    return partnership


@transaction.atomic
def add_partner(*, by: type_of_actor, partnership: Partnership, party: Party, kind: str) -> Partner:
    """A partner comes in: an organisation, a group, or a person who speaks for themselves. Twice is once."""
    partnership = locked(partnership)
    policy.check(by, "add_partner", partnership)
    running(partnership)
    if kind not in PartnerKind.values:
        raise Refused(_("Choose what kind of partner it is."), field="kind")
    takes_part(partnership, party, "member")
    known = partnership.partners.filter(party=party, until__isnull=True).first()
    if known:
        return known
    made = Partner.objects.create(
        community=partnership.community, partnership=partnership, party=party, kind=kind,
        since=timezone.localdate(),
    )  # fmt: skip
    note("add_partner", by, made, partnership, mentions=[party], kind=kind)
    later("gilydd.partnerships.notices.partner_added", made.pk)
    return made


@transaction.atomic
def end_partner(*, by: type_of_actor, partner: Partner, reason: str, lang: str) -> Partner:
    """A partner leaves, by its own word or the board's, with a reason. What it gave and signed stays."""
    partnership = locked(partner.partnership)
    partner = Partner.objects.select_related("party", "partnership__community").get(pk=partner.pk)
    policy.check(by, "end_partner", partner)
    if partner.until:
        return partner
    reason = said(reason, _("Say why. Everybody can read it."), "reason", 400)
    partner.until = timezone.localdate()
    partner.save(update_fields=["until"])
    partner.board_members.filter(until__isnull=True).update(until=partner.until)
    note("end_partner", by, partner, partnership, mentions=[partner.party], reason=reason, reason_lang=lang)
    return partner


@transaction.atomic
def seat_member(
    *,
    by: type_of_actor,
    partnership: Partnership,
    party: Party,
    capacity: str,
    seat: Seat | None = None,
    partner: Partner | None = None,
    part: str = Part.MEMBER,
) -> BoardMember:
    """Somebody sits on the board from today, in a seat of its rules, as a citizen or as a professional.

    A person has one seat; given anew, the one before it ends.
    """
    partnership = locked(partnership)
    policy.check(by, "seat_member", partnership)
    running(partnership)
    if party.kind != PartyKind.PERSON:
        raise Refused(_("A person sits on a board. The organisation is the partner."), field="member")
    if capacity not in Capacity.values or part not in Part.values:
        raise Refused(_("Say as what they sit on the board."), field="capacity")
    takes_part(partnership, party, "member")
    if seat is not None and seat.framework_id != partnership.rules_id:
        raise Refused(_("Choose a seat of the rules of this board."), field="seat")
    if partner is not None:
        of_it(partnership, partner)
    today = timezone.localdate()
    before = partnership.board.filter(party=party, until__isnull=True).first()
    wanted = (seat.pk if seat else None, partner.pk if partner else None, part, capacity)
    if before and (before.seat_id, before.partner_id, before.part, before.capacity) == wanted:
        return before
    if before:
        before.until = today - dt.timedelta(days=1)
        before.since = min(before.since, before.until)
        before.save(update_fields=["until", "since"])
    made = BoardMember.objects.create(
        community=partnership.community, partnership=partnership, party=party, seat=seat, partner=partner,
        part=part, capacity=capacity, since=today,
    )  # fmt: skip
    note("seat_member", by, made, partnership, mentions=[party], part=part, seat=seat.code if seat else "")
    later("gilydd.partnerships.notices.seated", made.pk)
    return made


@transaction.atomic
def end_seat(*, by: type_of_actor, member: BoardMember, reason: str, lang: str) -> BoardMember:
    """Somebody leaves the board, with a reason that they read."""
    partnership = locked(member.partnership)
    member = BoardMember.objects.select_related("party", "partnership__community").get(pk=member.pk)
    policy.check(by, "end_seat", member)
    if member.until:
        return member
    reason = said(reason, _("Say why. They read it."), "reason", 400)
    member.until = timezone.localdate() - dt.timedelta(days=1)
    member.since = min(member.since, member.until)
    member.save(update_fields=["until", "since"])
    note("end_seat", by, member, partnership, mentions=[member.party], reason=reason, reason_lang=lang)
    later("gilydd.partnerships.notices.seat_ended", member.pk)
    return member


@transaction.atomic
def name_service(
    *, by: type_of_actor, partnership: Partnership, service: Service, yes: bool = True
) -> Partnership:
    """Say that the partnership is for a service of its community, or that it is no more."""
    partnership = locked(partnership)
    policy.check(by, "name_service", partnership)
    same_community(partnership, service, "service")
    rows = PartnershipService.objects.filter(partnership=partnership, service=service)
    if yes and not rows.exists():
        PartnershipService.objects.create(
            community=partnership.community, partnership=partnership, service=service
        )
    elif not yes:
        rows.delete()
    note("name_service", by, partnership, partnership, mentions=[service], yes=yes)
    return partnership


def _check_rules(community: Community, rules: Framework | None) -> None:
    if rules is None:
        return
    if rules.community_id != community.pk:
        raise Refused(_("This belongs to another community."), field="rules")
    if not rules.rules.exists():
        raise Refused(_("This framework says nothing about who sits on a board."), field="rules")
