"""Who may do what in the exchange."""

from __future__ import annotations

from typing import Any

import rules
from django.db.models import Q, QuerySet
from django.utils import timezone

from gilydd.history.commands import key_of
from gilydd.people.models import Community, GroupMember, Membership, Party, Person
from gilydd.people.policy import (
    Policy,
    System,
    holds,
    is_broker,
    is_broker_or_coordinator,
    is_member,
    serves,
    speaks_for,
    supports,
    supports_it,
    type_of_actor,
)
from gilydd.people.queries import (
    aside,
    belonging_now,
    groups_of,
    parties_of,
    standing,
    supported_by,
)
from gilydd.people.words import Role, SupportScope

from .models import (
    Account,
    Ask,
    Circle,
    Claim,
    Contact,
    GroupExchange,
    Intake,
    Invitation,
    MatchingRound,
    Pairing,
    Paper,
    Promise,
    Scan,
    Series,
    SpendingPlace,
    Transfer,
    Treasurer,
    Trouble,
    Veto,
    Visit,
    Voucher,
)
from .words import AccountKind, AskState, CircleState


@rules.predicate
def is_asker(person: Person | None, thing: Any) -> bool:
    ask = thing.ask if isinstance(thing, Promise) else thing
    return isinstance(ask, Ask) and speaks_for(person, ask.community, ask.asker_id)


@rules.predicate
def supports_asker(person: Person | None, thing: Any) -> bool:
    """Asks for help for the member who asks, as their supporter."""
    return isinstance(thing, Ask) and supports(person, thing.community, thing.asker_id, SupportScope.ASKS)


@rules.predicate
def is_helper(person: Person | None, promise: Any) -> bool:
    return isinstance(promise, Promise) and speaks_for(person, promise.community, promise.helper_id)


@rules.predicate
def owns_account(person: Person | None, thing: Any) -> bool:
    return isinstance(thing, Account) and speaks_for(person, thing.community, thing.party_id)


@rules.predicate
def is_open(person: Person | None, thing: Any) -> bool:
    return isinstance(thing, Ask) and thing.state == AskState.OPEN


@rules.predicate
def is_to_one(person: Person | None, thing: Any) -> bool:
    """The ask is put to one member (about an offer), not to everybody."""
    return isinstance(thing, Ask) and thing.asked_of_id is not None


@rules.predicate
def is_asked(person: Person | None, thing: Any) -> bool:
    return isinstance(thing, Ask) and speaks_for(person, thing.community, thing.asked_of_id)


@rules.predicate
def is_in_asked_group(person: Person | None, thing: Any) -> bool:
    """The ask is put to a group that the person belongs to."""
    return (
        isinstance(thing, Ask)
        and thing.asked_of_id is not None
        and person is not None
        and thing.asked_of_id in groups_of(person, thing.community)
    )


@rules.predicate
def keeps_hours(person: Person | None, thing: Any) -> bool:
    """May pay out the hours of whom the promise or claim is paid by: see `keeps_hours_of`."""
    payer = thing.ask.asker_id if isinstance(thing, Promise) else getattr(thing, "receiver_id", None)
    return keeps_hours_of(person, thing.community, payer)


@rules.predicate
def serves_asked(person: Person | None, thing: Any) -> bool:
    """A broker, or the co-ordinator of the area of the one member who is asked."""
    return (
        isinstance(thing, Ask)
        and thing.asked_of_id is not None
        and serves(person, thing.community, thing.asked_of_id)
    )


@rules.predicate
def serves_helper(person: Person | None, thing: Any) -> bool:
    if isinstance(thing, Promise):
        return serves(person, thing.community, thing.helper_id)
    return isinstance(thing, Ask) and any(
        serves(person, thing.community, party_id)
        for party_id in thing.promises.values_list("helper", flat=True)
    )


@rules.predicate
def took_part(person: Person | None, thing: Any) -> bool:
    if person is None or not isinstance(thing, Ask):
        return False
    return thing.promises.filter(helper_id__in=parties_of(person, thing.community)).exists()


@rules.predicate
def is_party_to(person: Person | None, thing: Any) -> bool:
    return isinstance(thing, Transfer) and any(
        speaks_for(person, thing.community, party_id)
        for party_id in (thing.payer.party_id, thing.payee.party_id)
    )


@rules.predicate
def serves_it(person: Person | None, thing: Any) -> bool:
    """A broker, or the co-ordinator of the area of the member whom the thing is about."""
    if isinstance(thing, Promise):
        thing = thing.ask
    if isinstance(thing, Ask):
        return serves(person, thing.community, thing.asker_id)
    if isinstance(thing, Account | Membership | Voucher):
        return serves(person, thing.community, thing.party_id)
    if isinstance(thing, Claim):
        return any(serves(person, thing.community, pk) for pk in (thing.giver_id, thing.receiver_id))
    if isinstance(thing, Transfer):
        sides = (thing.payer.party_id, thing.payee.party_id)
        return any(serves(person, thing.community, party_id) for party_id in sides)
    return False


@rules.predicate
def organises_it(person: Person | None, group: Any) -> bool:
    return isinstance(group, GroupExchange) and speaks_for(person, group.community, group.organiser_id)


@rules.predicate
def serves_organiser(person: Person | None, group: Any) -> bool:
    return isinstance(group, GroupExchange) and serves(person, group.community, group.organiser_id)


@rules.predicate
def in_group(person: Person | None, group: Any) -> bool:
    """Gave or received in a group exchange."""
    if person is None or not isinstance(group, GroupExchange):
        return False
    own = parties_of(person, group.community)
    return group.claims.filter(Q(giver__in=own) | Q(receiver__in=own)).exists()


@rules.predicate
def organised_its_group(person: Person | None, claim: Any) -> bool:
    group = claim.group if isinstance(claim, Claim) else None
    return group is not None and speaks_for(person, group.community, group.organiser_id)


@rules.predicate
def is_series_asker(person: Person | None, series: Any) -> bool:
    return isinstance(series, Series) and speaks_for(person, series.community, series.asker_id)


@rules.predicate
def is_series_helper(person: Person | None, series: Any) -> bool:
    return isinstance(series, Series) and speaks_for(person, series.community, series.helper_id)


@rules.predicate
def serves_series(person: Person | None, series: Any) -> bool:
    """A broker, or the co-ordinator of the area of one of the two."""
    return isinstance(series, Series) and any(
        serves(person, series.community, party_id) for party_id in (series.asker_id, series.helper_id)
    )


@rules.predicate
def runs_place(person: Person | None, place: Any) -> bool:
    """Acts for the organisation that a spending place belongs to."""
    return isinstance(place, SpendingPlace) and speaks_for(person, place.community, place.party_id)


@rules.predicate
def spent_there(person: Person | None, visit: Any) -> bool:
    return isinstance(visit, Visit) and speaks_for(person, visit.community, visit.party_id)


@rules.predicate
def holds_voucher(person: Person | None, voucher: Any) -> bool:
    return isinstance(voucher, Voucher) and speaks_for(person, voucher.community, voucher.party_id)


@rules.predicate
def runs_visited_place(person: Person | None, visit: Any) -> bool:
    return isinstance(visit, Visit) and speaks_for(person, visit.community, visit.at.party_id)


@rules.predicate
def is_that_member(person: Person | None, membership: Any) -> bool:
    return isinstance(membership, Membership) and speaks_for(
        person, membership.community, membership.party_id
    )


@rules.predicate
def speaks_for_it(person: Person | None, membership: Any) -> bool:
    """The membership is one's own, or of a household, group or organisation that one acts for."""
    return isinstance(membership, Membership) and speaks_for(
        person, membership.community, membership.party_id
    )


@rules.predicate
def is_giver(person: Person | None, claim: Any) -> bool:
    return isinstance(claim, Claim) and speaks_for(person, claim.community, claim.giver_id)


@rules.predicate
def is_receiver(person: Person | None, claim: Any) -> bool:
    return isinstance(claim, Claim) and speaks_for(person, claim.community, claim.receiver_id)


@rules.predicate
def serves_receiver(person: Person | None, claim: Any) -> bool:
    """Looks after whoever the hours come from; the pot's hours are a broker's."""
    return isinstance(claim, Claim) and serves(person, claim.community, claim.receiver_id)


@rules.predicate
def entered_it(person: Person | None, claim: Any) -> bool:
    return isinstance(claim, Claim) and person is not None and claim.made_by_key == key_of(person)


@rules.predicate
def is_side(person: Person | None, thing: Any) -> bool:
    """Speaks for one of those whom the promise, claim, transfer or trouble is about."""
    community = getattr(thing, "community", None)
    return community is not None and any(
        speaks_for(person, community, party_id) for party_id in sides_of(thing)
    )


@rules.predicate
def serves_side(person: Person | None, thing: Any) -> bool:
    community = getattr(thing, "community", None)
    return community is not None and any(serves(person, community, party_id) for party_id in sides_of(thing))


@rules.predicate
def raised_it(person: Person | None, trouble: Any) -> bool:
    return isinstance(trouble, Trouble) and speaks_for(person, trouble.community, trouble.raised_by_id)


@rules.predicate
def had_it_made(person: Person | None, paper: Any) -> bool:
    return isinstance(paper, Paper) and person is not None and paper.made_by_key == key_of(person)


def round_of(thing: Any) -> MatchingRound | None:
    """The matching round that a circle, a pairing or an invitation belongs to."""
    if isinstance(thing, Pairing | Invitation):
        thing = thing.circle
    return thing.round if isinstance(thing, Circle) else thing if isinstance(thing, MatchingRound) else None


@rules.predicate
def keeps_round(person: Person | None, thing: Any) -> bool:
    """A broker; or, for a round of one area, its co-ordinator."""
    row = round_of(thing)
    if person is None or row is None:
        return False
    here = standing(person, row.community)
    return here.active and (Role.BROKER in here.roles or row.area_id in here.areas)


@rules.predicate
def is_invited(person: Person | None, thing: Any) -> bool:
    return isinstance(thing, Invitation) and speaks_for(person, thing.community, thing.party_id)


@rules.predicate
def serves_invited(person: Person | None, thing: Any) -> bool:
    return isinstance(thing, Invitation) and serves(person, thing.community, thing.party_id)


policy = Policy("exchange")
policy.allow("ask_for_help", is_member)
policy.allow("act_for", is_member & (speaks_for_it | serves_it))
# A supporter asks for a member; nobody promises, confirms, spends or gives hours for a member as a supporter.
policy.allow("ask_for", is_member & (speaks_for_it | serves_it | supports_it(SupportScope.ASKS)))
policy.allow(
    "see_ask",
    serves_it
    | serves_asked
    | serves_helper
    | (is_member & ((is_open & ~is_to_one) | is_asker | is_asked | is_in_asked_group | took_part))
    | (is_member & supports_asker),
)
policy.allow("change_ask", is_member & (is_asker | serves_it | supports_asker))
policy.allow("withdraw_ask", is_asker | serves_it | supports_asker)
policy.allow("decline_ask", is_asked | serves_asked)
policy.allow("make_promise", is_member)
policy.allow("take_back_promise", is_helper | is_asker | serves_it | serves_helper)
policy.allow("agree_time", is_helper | is_asker | serves_it | serves_helper)
# The helper never confirms their own hours; a broker who is the helper may not either.
policy.allow("confirm_hours", ((is_asker & keeps_hours) | serves_it) & ~is_helper)
policy.allow("see_account", owns_account | serves_it | supports_it(SupportScope.HOURS))
policy.allow("see_transfer", is_party_to | serves_it)
policy.allow("reverse_transfer", is_broker & ~is_party_to)
policy.allow("set_floor", is_broker)
policy.allow("bring_in", is_broker)
policy.allow("take_out", is_broker)
policy.allow("record_hours", is_member & (is_giver | is_receiver | serves_it | organised_its_group))
policy.allow("see_claim", is_giver | is_receiver | serves_it)
# Nobody's own word brings hours into their own account.
policy.allow("confirm_claim", ((is_receiver & keeps_hours) | serves_receiver) & ~is_giver)
policy.allow("withdraw_claim", is_giver | entered_it | serves_it)
policy.allow("approve_hours", is_broker & ~is_side)
policy.allow("give_hours", is_member)
policy.allow("say_thanks", is_side | serves_side)
policy.allow("leave_feedback", is_side | serves_side)
policy.allow("see_feedback", is_broker & ~is_side)
policy.allow("raise_trouble", is_side | serves_side)
policy.allow("see_trouble", raised_it | (is_broker & ~is_side))
policy.allow("settle_trouble", is_broker & ~is_side & ~raised_it)
policy.allow("change_rules", is_broker)
policy.allow("see_desk", is_broker_or_coordinator)
# Nobody writes down, or reads, what was said with themselves.
policy.allow("record_contact", serves_it & ~is_that_member)
policy.allow("see_whole_member", serves_it & ~is_that_member)
policy.allow("introduce", serves_it)
policy.allow("pair", serves_it)
policy.allow("see_reports", is_broker_or_coordinator | holds(Role.EVALUATOR, Role.COMMISSIONER))
policy.allow("organise_group", is_member & (organises_it | serves_organiser))
policy.allow("write_group", serves_organiser)
policy.allow("see_group", is_member & (organises_it | serves_organiser | in_group))
policy.allow("see_series", is_series_asker | is_series_helper | serves_series)
policy.allow("propose_series", is_member & (is_series_asker | serves_series))
policy.allow("answer_series", is_series_helper | serves_series)
policy.allow("change_series", is_series_asker | is_series_helper | serves_series)
policy.allow("keep_place", is_broker | (is_member & runs_place))
policy.allow("enter_visit", is_broker | (is_member & runs_place))
policy.allow("spend", is_member)
policy.allow("cancel_visit", is_broker | spent_there | runs_visited_place)
policy.allow("give_back_voucher", holds_voucher | serves_it)
policy.allow("see_conflicts", is_broker)
policy.allow("see_place_account", is_broker | (is_member & runs_place))
policy.allow("see_pot", is_member)
policy.allow("pot_gives", is_broker)
policy.allow("make_agreement", is_broker)
policy.allow("see_agreements", is_member)
policy.allow("trade", is_member)
policy.allow("reverse_trade", is_broker)
# Nobody closes their own account: they ask, and a broker settles what is open with them.
policy.allow("close_account", is_broker & ~is_that_member)
policy.allow("ask_to_leave", is_that_member)
# What the worker does by itself each day: nobody's role reaches it.
policy.allow("daily_work", rules.always_false)
policy.allow("enter_slips", is_broker_or_coordinator)
# Members of a circle choose them; the room above says so as Gilydd itself. A broker can for any group.
policy.allow("keep_treasurers", is_broker)
# A round of everybody is a broker's; a co-ordinator keeps rounds of their own area.
policy.allow("keep_round", keeps_round)
policy.allow("answer_circle", (is_member & is_invited) | serves_invited)
policy.allow("end_veto", is_broker)
policy.allow("print_papers", is_broker)
# A file with everybody's address and hours is for whoever had it made, as long as they are a broker.
policy.allow("keep_paper", is_broker & had_it_made)
may = policy.may


def visible_asks(person: type_of_actor, community: Community) -> QuerySet[Ask]:
    """The asks the person may read: open ones, their own, those they promised; all for a broker.

    Of the open ones none that is out of sight.
    """
    rows = Ask.objects.of(community)
    if isinstance(person, System) or is_broker(person, community):
        return rows
    if person is None or not is_member(person, community):
        return rows.none()
    own = parties_of(person, community)
    helped = Promise.objects.of(community).filter(Q(helper__in=own) | in_areas(person, community, "helper"))
    mine = Q(asker__in=own) | Q(asked_of__in=own) | Q(pk__in=helped.values("ask"))
    mine |= Q(asker__in=supported_by(person, community, SupportScope.ASKS))
    mine |= Q(
        asked_of__in=belonging_now(GroupMember.objects.of(community)).filter(party__in=own).values("group")
    )
    areas = in_areas(person, community, "asker") | in_areas(person, community, "asked_of")
    on_board = Q(state=AskState.OPEN, asked_of__isnull=True)
    on_board &= ~Q(pk__in=aside(community, "exchange.ask"))
    return rows.filter(on_board | mine | areas)


def visible_accounts(person: type_of_actor, community: Community) -> QuerySet[Account]:
    """The accounts the person may read: their own, or all for a broker."""
    rows = Account.objects.of(community)
    if isinstance(person, System) or is_broker(person, community):
        return rows
    if person is None:
        return rows.none()
    read = parties_of(person, community) | supported_by(person, community, SupportScope.HOURS)
    mine = Q(party__in=read) | in_areas(person, community, "party")
    return rows.filter(mine, kind=AccountKind.MEMBER)


def visible_transfers(person: type_of_actor, community: Community) -> QuerySet[Transfer]:
    """The transfers the person may read: those of their own account, or all for a broker."""
    rows = Transfer.objects.of(community)
    if isinstance(person, System) or is_broker(person, community):
        return rows
    if person is None:
        return rows.none()
    own = parties_of(person, community)
    mine = Q(payer__party__in=own) | Q(payee__party__in=own)
    areas = in_areas(person, community, "payer__party") | in_areas(person, community, "payee__party")
    return rows.filter(mine | areas)


def visible_promises(person: type_of_actor, community: Community) -> QuerySet[Promise]:
    """The promises of the asks that the person may read."""
    return Promise.objects.of(community).filter(ask__in=visible_asks(person, community))


def visible_claims(person: type_of_actor, community: Community) -> QuerySet[Claim]:
    """Hours not yet in the books that the person gave or received, or of their area; all for a broker."""
    rows = Claim.objects.of(community)
    if isinstance(person, System) or is_broker(person, community):
        return rows
    if person is None:
        return rows.none()
    own = parties_of(person, community)
    areas = in_areas(person, community, "giver") | in_areas(person, community, "receiver")
    return rows.filter(Q(giver__in=own) | Q(receiver__in=own) | areas)


def visible_troubles(person: type_of_actor, community: Community) -> QuerySet[Trouble]:
    """What the person raised; for a broker all that are not about themself."""
    rows = Trouble.objects.of(community)
    if isinstance(person, System):
        return rows
    if person is None:
        return rows.none()
    own = parties_of(person, community)
    raised = Q(raised_by__in=own)
    if not is_broker(person, community):
        return rows.filter(raised)
    about_me = rows.filter(
        Q(promise__helper__in=own)
        | Q(promise__ask__asker__in=own)
        | Q(claim__giver__in=own)
        | Q(claim__receiver__in=own)
        | Q(transfer__payer__party__in=own)
        | Q(transfer__payee__party__in=own)
    )
    return rows.filter(raised | ~Q(pk__in=about_me.values("pk")))


def sides_of(thing: Any) -> set[int]:
    """Party ids of those whom a promise, a claim, a transfer or a trouble about one is about."""
    if isinstance(thing, Trouble):
        about = (thing.promise, thing.claim, thing.transfer)
        return {party_id for one in about if one is not None for party_id in sides_of(one)}
    found: tuple[int | None, ...]
    if isinstance(thing, Promise):
        found = (thing.ask.asker_id, thing.helper_id)
    elif isinstance(thing, Claim):
        found = (thing.giver_id, thing.receiver_id)
    elif isinstance(thing, Transfer):
        found = (thing.payer.party_id, thing.payee.party_id)
    else:
        raise TypeError(f"{thing!r} has no two sides")
    return {party_id for party_id in found if party_id is not None}


def visible_contacts(person: type_of_actor, community: Community) -> QuerySet[Contact]:
    """What was said with members: all for a broker but about themself; a co-ordinator's own notes."""
    rows = Contact.objects.of(community)
    if isinstance(person, System):
        return rows
    if person is None:
        return rows.none()
    rows = rows.exclude(party__in=parties_of(person, community))
    if is_broker(person, community):
        return rows
    return rows.filter(in_areas(person, community, "party"), made_by_key=key_of(person))


def in_areas(person: Person, community: Community, path: str) -> Q:
    """Rows whose party (at `path`) is a member of an area that the person co-ordinates."""
    areas = standing(person, community).areas
    if not areas:
        return Q(pk__in=[])
    members = Membership.objects.of(community).filter(area__in=areas).values("party")
    return Q(**{f"{path}__in": members})


def keeps_hours_of(person: type_of_actor, community: Community, party_id: int | None) -> bool:
    """Whether the person may pay out a party's hours, as far as treasurers go.

    A group that ever named a treasurer is paid for by its treasurers alone: acting for it is not enough,
    and where a term ran out a broker steps in until members choose again. One query for a group.
    """
    if isinstance(person, System) or party_id is None or getattr(person, "pk", None) == party_id:
        return True
    rows = list(Treasurer.objects.of(community).filter(party=party_id).values_list("person", "until"))
    today = timezone.localdate()
    return not rows or any(
        person is not None and pk == person.pk and (until is None or until >= today) for pk, until in rows
    )


def acts_for_other(by: type_of_actor, party: Party) -> bool:
    """Whether the actor enters this for somebody else (who typed it is then kept and shown)."""
    return getattr(by, "party_id", None) != party.pk


def visible_groups(person: type_of_actor, community: Community) -> QuerySet[GroupExchange]:
    """The group exchanges that the person set up, took part in or looks after; all for a broker."""
    rows = GroupExchange.objects.of(community)
    if isinstance(person, System) or is_broker(person, community):
        return rows
    if person is None or not is_member(person, community):
        return rows.none()
    own = parties_of(person, community)
    took_part_in = Q(claims__giver__in=own) | Q(claims__receiver__in=own)
    seen = rows.filter(Q(organiser__in=own) | took_part_in | in_areas(person, community, "organiser"))
    return seen.distinct()


def visible_series(person: type_of_actor, community: Community) -> QuerySet[Series]:
    """The recurring exchanges of the person, or of those they look after; all for a broker."""
    rows = Series.objects.of(community)
    if isinstance(person, System) or is_broker(person, community):
        return rows
    if person is None:
        return rows.none()
    own = parties_of(person, community)
    mine = Q(asker__in=own) | Q(helper__in=own)
    return rows.filter(mine | in_areas(person, community, "asker") | in_areas(person, community, "helper"))


def visible_visits(person: type_of_actor, community: Community) -> QuerySet[Visit]:
    """The visits of the person, and those to the places that they run; all for a broker."""
    rows = Visit.objects.of(community)
    if isinstance(person, System) or is_broker(person, community):
        return rows
    if person is None:
        return rows.none()
    own = parties_of(person, community)
    return rows.filter(Q(party__in=own) | Q(at__party__in=own))


def visible_vouchers(person: type_of_actor, community: Community) -> QuerySet[Voucher]:
    """The vouchers of those whom the person speaks for or looks after; all for a broker."""
    rows = Voucher.objects.of(community)
    if isinstance(person, System) or is_broker(person, community):
        return rows
    if person is None or not is_member(person, community):
        return rows.none()
    return rows.filter(Q(party__in=parties_of(person, community)) | in_areas(person, community, "party"))


def visible_scans(person: type_of_actor, community: Community) -> QuerySet[Scan]:
    """What was shown at the places that the person runs; all for a broker."""
    rows = Scan.objects.of(community)
    if isinstance(person, System) or is_broker(person, community):
        return rows
    if person is None or not is_member(person, community):
        return rows.none()
    return rows.filter(at__party__in=parties_of(person, community))


def visible_intakes(person: type_of_actor, community: Community) -> QuerySet[Intake]:
    """The files that brokers brought in here: every broker may see and finish them. Without the bytes."""
    rows = Intake.objects.of(community).select_related("community", "area").defer("files")
    return rows if isinstance(person, System) or is_broker(person, community) else rows.none()


def visible_papers(person: type_of_actor, community: Community) -> QuerySet[Paper]:
    """What the person, a broker, had made to print here; never what another had made. Without the file."""
    rows = Paper.objects.of(community).select_related("community", "area").defer("content")
    if isinstance(person, System):
        return rows
    if person is None or not is_broker(person, community):
        return rows.none()
    return rows.filter(made_by_key=key_of(person))


def visible_rounds(person: type_of_actor, community: Community) -> QuerySet[MatchingRound]:
    """The matching rounds of the community: all for a broker, those of their area for a co-ordinator."""
    rows = MatchingRound.objects.of(community).select_related("community", "area")
    if isinstance(person, System) or is_broker(person, community):
        return rows
    here = standing(person, community)
    return rows.filter(area__in=here.areas) if here.active and here.areas else rows.none()


def visible_invitations(person: type_of_actor, community: Community) -> QuerySet[Invitation]:
    """Invitations into circles: of those whom the person speaks for or looks after; all for a broker."""
    rows = Invitation.objects.of(community)
    if isinstance(person, System) or is_broker(person, community):
        return rows
    if person is None or not is_member(person, community):
        return rows.none()
    return rows.filter(Q(party__in=parties_of(person, community)) | in_areas(person, community, "party"))


def own_invitations(person: Person, community: Community) -> QuerySet[Invitation]:
    """Invitations that the person answers for a party they speak for: of circles that were not taken back."""
    rows = Invitation.objects.of(community).filter(party__in=parties_of(person, community))
    return rows.exclude(circle__state=CircleState.SUGGESTED)


def visible_vetoes(person: type_of_actor, community: Community) -> QuerySet[Veto]:
    """Whom brokers will not pair; theirs alone to read."""
    rows = Veto.objects.of(community)
    return rows if isinstance(person, System) or is_broker(person, community) else rows.none()
