"""Who may do what in a partnership. What it does is for everybody to read."""

from __future__ import annotations

from typing import Any

import rules
from django.db.models import Q, QuerySet
from django.utils import timezone

from gilydd.people.models import Community, Person
from gilydd.people.policy import Policy, System, anyone, holds, speaks_for, type_of_actor
from gilydd.people.queries import aside, parties_of, standing
from gilydd.people.words import Role

from .models import (
    Action,
    Agreement,
    AgreementVersion,
    Assessment,
    BoardMember,
    Contribution,
    CooperationRequest,
    Decision,
    Framework,
    FundEntry,
    Partner,
    Partnership,
    Pledge,
    ProgrammeLink,
)
from .words import LinkState, Part

RUNNERS = (Role.COMMISSIONER, Role.FACILITATOR)


def partnership_of(thing: Any) -> Partnership | None:
    """The partnership that a thing belongs to, or the thing itself."""
    if isinstance(thing, Partnership):
        return thing
    if isinstance(thing, AgreementVersion):
        return thing.agreement.partnership
    if isinstance(thing, FundEntry):
        return thing.fund.partnership
    return getattr(thing, "partnership", None)


def spanned(partnership: Partnership) -> list[Community]:
    """The communities that a partnership reaches: its own, and those that joined it by their own act."""
    links = ProgrammeLink.objects.filter(programme=partnership.key, state=LinkState.JOINED)
    joined = [link.community for link in links.select_related("community") if was_joined_here(link)]
    return [partnership.community, *sorted(joined, key=lambda one: one.slug)]


def was_joined_here(link: ProgrammeLink) -> bool:
    """Whether this very community answered; a copy of it that was brought in elsewhere did not."""
    return bool(link.joined_as == link.community.key)


def on_board_now(rows: QuerySet[BoardMember]) -> QuerySet[BoardMember]:
    """Those of the rows that hold today."""
    today = timezone.localdate()
    return rows.filter(Q(until__isnull=True) | Q(until__gte=today), since__lte=today)


def seat_of(person: Any, partnership: Partnership) -> BoardMember | None:
    """The seat that a person holds today; nobody sits who takes part in none of its communities."""
    if not isinstance(person, Person):
        return None
    row = on_board_now(partnership.board.filter(party=person.pk)).select_related("partner", "seat").first()
    if row is None or not any(standing(person, one).active for one in spanned(partnership)):
        return None
    return row


def speaks_for_partner(person: Any, partner: Partner | None) -> bool:
    """Whether somebody is the partner, or acts for it, in one of the communities that it reaches."""
    if partner is None or partner.until or not isinstance(person, Person):
        return False
    return any(
        standing(person, one).active and speaks_for(person, one, partner.party_id)
        for one in spanned(partner.partnership)
    )


def own_partners(person: Any, partnership: Partnership) -> list[Partner]:
    """The partners for which a person speaks."""
    if not isinstance(person, Person):
        return []
    places = [one for one in spanned(partnership) if standing(person, one).active]
    speaks = frozenset[int]().union(*(parties_of(person, one) for one in places))
    rows = partnership.partners.filter(until__isnull=True, party__in=speaks).select_related("party")
    found = list(rows.order_by("pk"))
    for row in found:
        row.partnership = partnership
    return found


@rules.predicate
def chairs_it(person: Person | None, thing: Any) -> bool:
    """Chairs the board."""
    partnership = partnership_of(thing)
    seat = seat_of(person, partnership) if partnership else None
    return bool(seat and seat.part == Part.CHAIR)


@rules.predicate
def keeps_fund(person: Person | None, thing: Any) -> bool:
    """Keeps the pooled fund, by their seat on the board; no role of the community opens it."""
    partnership = partnership_of(thing)
    seat = seat_of(person, partnership) if partnership else None
    return bool(seat and seat.part == Part.KEEPER)


@rules.predicate
def sits_on_it(person: Person | None, thing: Any) -> bool:
    """Sits on the board."""
    partnership = partnership_of(thing)
    return bool(partnership and seat_of(person, partnership))


@rules.predicate
def speaks_in_it(person: Person | None, thing: Any) -> bool:
    """Speaks for one of the partners."""
    partnership = partnership_of(thing)
    return bool(partnership and own_partners(person, partnership))


@rules.predicate
def speaks_for_its_partner(person: Person | None, thing: Any) -> bool:
    """Speaks for the very partner: itself, or whose pledge it is."""
    partner = thing if isinstance(thing, Partner) else getattr(thing, "partner", None)
    return speaks_for_partner(person, partner)


@rules.predicate
def speaks_for_asked(person: Person | None, thing: Any) -> bool:
    return isinstance(thing, CooperationRequest) and speaks_for_partner(person, thing.asked)


@rules.predicate
def speaks_for_asker(person: Person | None, thing: Any) -> bool:
    return isinstance(thing, CooperationRequest) and speaks_for_partner(person, thing.asker)


@rules.predicate
def proposed_it(person: Person | None, thing: Any) -> bool:
    return isinstance(thing, Decision) and person is not None and thing.proposed_by_id == person.pk


@rules.predicate
def carries_it(person: Person | None, thing: Any) -> bool:
    return isinstance(thing, Action) and person is not None and thing.carrier_id == person.pk


starts = holds(*RUNNERS)
runs = starts | chairs_it

policy = Policy("partnerships")
policy.allow("adopt_framework", starts)
policy.allow("start_partnership", starts)
policy.allow("change_partnership", runs)
policy.allow("end_partnership", runs)
policy.allow("add_partner", runs)
policy.allow("end_partner", runs | speaks_for_its_partner)
policy.allow("seat_member", runs)
policy.allow("end_seat", runs)
policy.allow("name_service", runs)
policy.allow("invite_community", runs)
# Of the link, which belongs to the community that was invited: its own commissioners and facilitators.
policy.allow("answer_link", starts)
policy.allow("leave_programme", starts)
policy.allow("write_agreement", runs)
policy.allow("sign_agreement", speaks_for_its_partner)
policy.allow("request_cooperation", speaks_for_its_partner)
# Who runs it types an answer that came as a letter; the record says so.
policy.allow("answer_request", speaks_for_asked | runs)
policy.allow("withdraw_request", speaks_for_asker)
policy.allow("pledge", speaks_for_its_partner | runs)
policy.allow("withdraw_pledge", speaks_for_its_partner)
policy.allow("contribute", speaks_for_its_partner | runs)
policy.allow("reverse_contribution", speaks_for_its_partner | runs)
policy.allow("open_fund", runs)
policy.allow("pay_in", keeps_fund)
policy.allow("spend", keeps_fund)
policy.allow("reverse_entry", keeps_fund)
policy.allow("propose_decision", sits_on_it | speaks_in_it)
policy.allow("take_stand", sits_on_it)
policy.allow("settle_decision", runs)
policy.allow("withdraw_decision", proposed_it)
policy.allow("add_action", sits_on_it | runs)
policy.allow("end_action", carries_it | runs)
policy.allow("begin_assessment", runs)
policy.allow("close_assessment", runs)
policy.allow("answer_as_partner", speaks_for_its_partner)
policy.allow("see", anyone)
may = policy.may


def visible_frameworks(person: type_of_actor, community: Community) -> QuerySet[Framework]:
    """Every framework: rules are for everybody to read."""
    return Framework.objects.of(community)


def visible_partnerships(person: type_of_actor, community: Community) -> QuerySet[Partnership]:
    """Every partnership but those that stand aside."""
    rows = Partnership.objects.of(community).select_related("community", "rules")
    if isinstance(person, System):
        return rows
    return rows.exclude(pk__in=aside(community, "partnerships.partnership"))


def _of_visible(person: type_of_actor, model: Any, label: str, community: Community, *more: str) -> Any:
    rows = model.objects.of(community).select_related("partnership__community", "community", *more)
    if isinstance(person, System):
        return rows
    hidden = aside(community, "partnerships.partnership")
    return rows.exclude(pk__in=aside(community, label)).exclude(partnership__in=hidden)


def visible_partners(person: type_of_actor, community: Community) -> QuerySet[Partner]:
    """Partners, past ones too."""
    found: QuerySet[Partner] = _of_visible(person, Partner, "partnerships.partner", community, "party")
    return found


def visible_board(person: type_of_actor, community: Community) -> QuerySet[BoardMember]:
    """Seats that are or were taken. Pages give the names to members alone."""
    found: QuerySet[BoardMember] = _of_visible(
        person, BoardMember, "partnerships.boardmember", community, "seat", "party"
    )
    return found


def visible_agreements(person: type_of_actor, community: Community) -> QuerySet[Agreement]:
    """Agreements of partners."""
    found: QuerySet[Agreement] = _of_visible(person, Agreement, "partnerships.agreement", community)
    return found


def visible_requests(person: type_of_actor, community: Community) -> QuerySet[CooperationRequest]:
    """The public log of requests to co-operate."""
    found: QuerySet[CooperationRequest] = _of_visible(
        person, CooperationRequest, "partnerships.cooperationrequest", community, "asker__party",
        "asked__party", "asker__partnership__community", "asked__partnership__community", "ground__framework",
    )  # fmt: skip
    return found


def visible_pledges(person: type_of_actor, community: Community) -> QuerySet[Pledge]:
    """Pledges."""
    found: QuerySet[Pledge] = _of_visible(
        person, Pledge, "partnerships.pledge", community, "partner__partnership__community", "partner__party"
    )
    return found


def visible_contributions(person: type_of_actor, community: Community) -> QuerySet[Contribution]:
    """What partners gave."""
    found: QuerySet[Contribution] = _of_visible(
        person, Contribution, "partnerships.contribution", community, "partner__partnership__community",
        "partner__party",
    )  # fmt: skip
    return found


def visible_decisions(person: type_of_actor, community: Community) -> QuerySet[Decision]:
    """What was proposed to the board and what became of it."""
    found: QuerySet[Decision] = _of_visible(person, Decision, "partnerships.decision", community)
    return found


def visible_actions(person: type_of_actor, community: Community) -> QuerySet[Action]:
    """What is to be done, and what was."""
    found: QuerySet[Action] = _of_visible(person, Action, "partnerships.action", community)
    return found


def visible_entries(person: type_of_actor, community: Community) -> QuerySet[FundEntry]:
    """The entries of pooled funds."""
    rows = FundEntry.objects.of(community).select_related("fund__partnership__community", "community")
    hidden = aside(community, "partnerships.partnership")
    return rows.exclude(fund__partnership__in=hidden)


def visible_assessments(person: type_of_actor, community: Community) -> QuerySet[Assessment]:
    """Self-assessments. What people answered is counted only once their survey is closed."""
    found: QuerySet[Assessment] = _of_visible(
        person, Assessment, "partnerships.assessment", community, "survey"
    )
    return found


def visible_links(person: type_of_actor, community: Community) -> QuerySet[ProgrammeLink]:
    """The programmes of others that a community was invited to, takes part in, or left; not of a copy."""
    rows = ProgrammeLink.objects.of(community).select_related("community")
    return rows.filter(joined_as=community.key)
